/* SPDX-License-Identifier: Apache-2.0 */
/* Memory; the model is in memory.h. */
#include "user/linux/memory.h"

#include <string.h>

#include "user/linux/file.h"

/* mmap(2), mremap(2), madvise(2) */
#define PROT_EXEC	4
#define MAP_SHARED	1
#define MAP_PRIVATE	2
#define MAP_TYPE	15
#define MAP_FIXED	0x10
#define MAP_ANONYMOUS	0x20
#define MREMAP_MAYMOVE	1
#define MADV_DONTNEED	4

#define PAGES_MAX 32768 /* 128 MiB */

static uint64_t used[PAGES_MAX / 64]; /* a bit per page */
static uint64_t pages;
static uint64_t brk_end; /* bytes of the heap that brk took */

static uint64_t page_count(uint64_t size)
{
	return size / HF_PAGE_SIZE + (size % HF_PAGE_SIZE != 0);
}

static bool is_used(uint64_t page)
{
	return used[page / 64] >> page % 64 & 1;
}

static void mark(uint64_t first, uint64_t count, bool value)
{
	for (uint64_t p = first; p < first + count; p++) {
		if (value)
			used[p / 64] |= 1ull << p % 64;
		else
			used[p / 64] &= ~(1ull << p % 64);
	}
}

static bool all_free(uint64_t first, uint64_t count)
{
	for (uint64_t p = first; p < first + count; p++)
		if (is_used(p))
			return false;
	return true;
}

static void *page_at(uint64_t page)
{
	return (void *)(self->heap + page * HF_PAGE_SIZE);
}

void memory_init(void)
{
	pages = self->heap_size / HF_PAGE_SIZE;
	if (pages > PAGES_MAX)
		pages = PAGES_MAX;
}

/* The highest run of free pages; `pages` if there is none. */
static uint64_t find(uint64_t count)
{
	uint64_t run = 0;

	for (uint64_t p = pages; p-- > 0;) {
		run = is_used(p) ? 0 : run + 1;
		if (run == count)
			return p;
	}
	return pages;
}

/* The pages of [address, address + size), which must lie in the heap and be aligned. */
static bool heap_range(uint64_t address, uint64_t size, uint64_t *first, uint64_t *count)
{
	*count = page_count(size);
	if (address < self->heap || address % HF_PAGE_SIZE || size == 0)
		return false;
	*first = (address - self->heap) / HF_PAGE_SIZE;
	return *first < pages && *count <= pages - *first;
}

int64_t sys_brk(struct registers *r)
{
	uint64_t wanted = r->x[0] - self->heap;
	uint64_t old = page_count(brk_end), count = page_count(wanted);

	if (r->x[0] < self->heap || wanted > pages * HF_PAGE_SIZE)
		return (int64_t)(self->heap + brk_end);
	if (count > old) {
		if (!all_free(old, count - old))
			return (int64_t)(self->heap + brk_end);
		memset(page_at(old), 0, (count - old) * HF_PAGE_SIZE);
		mark(old, count - old, true);
	} else {
		mark(count, old - count, false);
	}
	brk_end = wanted;
	return (int64_t)r->x[0];
}

int64_t memory_take(uint64_t count)
{
	uint64_t first;

	if (count == 0)
		return -EINVAL;
	first = count <= pages ? find(count) : pages;
	if (first == pages)
		return -ENOMEM;
	mark(first, count, true);
	memset(page_at(first), 0, count * HF_PAGE_SIZE);
	return (int64_t)(uint64_t)page_at(first);
}

void memory_return(void *address, uint64_t count)
{
	mark(((uint64_t)address - self->heap) / HF_PAGE_SIZE, count, false);
}

/* Over what the program has mapped already: fresh pages in the same place. */
static int64_t allocate_fixed(uint64_t address, uint64_t size)
{
	uint64_t first, count;

	if (!heap_range(address, size, &first, &count))
		return -ENOMEM;
	mark(first, count, true);
	memset(page_at(first), 0, count * HF_PAGE_SIZE);
	return (int64_t)address;
}

int64_t sys_mmap(struct registers *r)
{
	uint64_t size = r->x[1], flags = r->x[3], offset = r->x[5];
	int64_t address;

	if (r->x[2] & PROT_EXEC)
		return -EACCES;
	if (size == 0 || offset % HF_PAGE_SIZE)
		return -EINVAL;
	if ((flags & MAP_TYPE) == MAP_SHARED && !(flags & MAP_ANONYMOUS))
		return file_map_shared((int)r->x[4], offset, size);
	address = flags & MAP_FIXED ? allocate_fixed(r->x[0], size) : memory_take(page_count(size));
	if (address < 0 || flags & MAP_ANONYMOUS)
		return address;
	return file_map_copy((int)r->x[4], offset, (void *)address, size) ? address : -EBADF;
}

int64_t sys_munmap(struct registers *r)
{
	uint64_t first, count;

	if (r->x[0] % HF_PAGE_SIZE || r->x[1] == 0)
		return -EINVAL;
	/* Outside the heap lie granted regions, which stay where they are. */
	if (heap_range(r->x[0], r->x[1], &first, &count))
		mark(first, count, false);
	return 0;
}

int64_t sys_mremap(struct registers *r)
{
	uint64_t old_count, new_count = page_count(r->x[2]), first;
	int64_t moved;

	if (!heap_range(r->x[0], r->x[1], &first, &old_count) || new_count == 0)
		return -EINVAL;
	if (new_count <= old_count) {
		mark(first + new_count, old_count - new_count, false);
		return (int64_t)r->x[0];
	}
	if (first + new_count <= pages && all_free(first + old_count, new_count - old_count)) {
		mark(first + old_count, new_count - old_count, true);
		memset(page_at(first + old_count), 0, (new_count - old_count) * HF_PAGE_SIZE);
		return (int64_t)r->x[0];
	}
	if (!(r->x[3] & MREMAP_MAYMOVE))
		return -ENOMEM;
	moved = memory_take(new_count);
	if (moved < 0)
		return moved;
	memcpy((void *)moved, page_at(first), old_count * HF_PAGE_SIZE);
	mark(first, old_count, false);
	return moved;
}

/* Rights cannot change, and only what would add execution matters to anybody. */
int64_t sys_mprotect(struct registers *r)
{
	return r->x[2] & PROT_EXEC ? -EACCES : 0;
}

int64_t sys_madvise(struct registers *r)
{
	uint64_t first, count;

	/* The one advice that programs rely on: what is not needed reads as zeros again. */
	if (r->x[2] == MADV_DONTNEED && heap_range(r->x[0], r->x[1], &first, &count))
		memset(page_at(first), 0, count * HF_PAGE_SIZE);
	return 0;
}
