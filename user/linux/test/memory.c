/* SPDX-License-Identifier: Apache-2.0 */
/* mmap, brk and their limits. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "user/linux/test/same.h"

#define PAGE 4096u

static void *map(uint64_t size, int rights, int flags, int f, off_t offset)
{
	return mmap(NULL, size, rights, flags, f, offset);
}

static bool is_zero(const uint8_t *bytes, uint64_t size)
{
	for (uint64_t i = 0; i < size; i++)
		if (bytes[i])
			return false;
	return true;
}

static void anonymous(void)
{
	uint8_t *a = map(3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *b;

	HOLDS(a != MAP_FAILED && ((uintptr_t)a & (PAGE - 1)) == 0 && is_zero(a, 3 * PAGE));
	memset(a, 0x55, 3 * PAGE);
	HOLDS(munmap(a + PAGE, PAGE) == 0 && a[0] == 0x55 && a[2 * PAGE] == 0x55);
	HOLDS(munmap(a, 3 * PAGE) == 0);
	b = map(3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	HOLDS(b != MAP_FAILED && is_zero(b, 3 * PAGE) && munmap(b, 3 * PAGE) == 0);
	point("pages are zero, also when others had them");

	HOLDS(map(0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED &&
	      errno == EINVAL);
	HOLDS(map(UINT64_MAX, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED &&
	      errno == ENOMEM);
	HOLDS(map(1ull << 50, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED &&
	      errno == ENOMEM);
	HOLDS(FAILS(EINVAL, munmap((void *)1, PAGE)));
	point("sizes that are none or too large are refused");
}

static void grown(void)
{
	uint8_t *a = map(2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *b;

	HOLDS(a != MAP_FAILED);
	memset(a, 0x66, 2 * PAGE);
	b = mremap(a, 2 * PAGE, 40 * PAGE, MREMAP_MAYMOVE);
	HOLDS(b != MAP_FAILED && b[0] == 0x66 && b[2 * PAGE - 1] == 0x66);
	HOLDS(is_zero(b + 2 * PAGE, 38 * PAGE));
	HOLDS(mremap(b, 40 * PAGE, PAGE, 0) == b && b[PAGE - 1] == 0x66 && munmap(b, PAGE) == 0);
	point("mremap keeps what was there, and adds zeros");
}

static void of_files(void)
{
	int f = open(under("/file/words"), O_RDONLY);
	uint8_t *a = map(PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, f, 0);

	HOLDS(a != MAP_FAILED && memcmp(a, "abcdef", 6) == 0 && is_zero(a + 26, PAGE - 26));
	if (a != MAP_FAILED)
		a[0] = 'A';
	HOLDS(munmap(a, PAGE) == 0);
	a = map(PAGE, PROT_READ, MAP_PRIVATE, f, 0);
	HOLDS(a != MAP_FAILED && a[0] == 'a' && munmap(a, PAGE) == 0);
	HOLDS(map(PAGE, PROT_READ, MAP_PRIVATE, f, 1) == MAP_FAILED && errno == EINVAL);
	close(f);
	HOLDS(map(PAGE, PROT_READ, MAP_PRIVATE, f, 0) == MAP_FAILED && errno == EBADF);
	point("a file is mapped privately: writing there leaves it as it is");
}

static void allocated(void)
{
	void *blocks[64] = { NULL };
	uint64_t state = 1;
	bool same = true;

	for (unsigned int i = 0; i < 4000; i++) {
		unsigned int at = (unsigned int)(state >> 58);
		size_t size = (size_t)(state >> 20 & 0x7fff) + 8;

		state = state * 6364136223846793005u + 1442695040888963407u;
		if (blocks[at]) {
			same = same && *(size_t *)blocks[at] == (at * 31u);
			free(blocks[at]);
			blocks[at] = NULL;
		} else {
			blocks[at] = malloc(size);
			HOLDS(blocks[at] != NULL);
			if (!blocks[at])
				break;
			memset(blocks[at], (int)at, size);
			*(size_t *)blocks[at] = at * 31u;
		}
	}
	for (unsigned int i = 0; i < 64; i++)
		free(blocks[i]);
	HOLDS(same);
	point("4,000 allocations and releases, none over another");
}

void memory(void)
{
	anonymous();
	grown();
	of_files();
	allocated();
}
