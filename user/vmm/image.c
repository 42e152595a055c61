/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the bottom of RAM: the kernel at the next 2 MiB boundary plus text_offset, after its image_size
 * the tree, in a 2 MiB block of its own because it must not cross such a boundary, then the initrd.
 */
#include "user/vmm/bytes.h"
#include "user/vmm/image.h"

enum {
	HEADER_BYTES = 64,
	TEXT_OFFSET = 8,
	IMAGE_SIZE = 16,
	FLAGS = 24,
	MAGIC = 56,
	MAGIC_VALUE = 0x644d5241, /* "ARM\x64" */
	FLAG_BIG_ENDIAN = 1,
};

#define ALIGN ((uint64_t)2 << 20)

static int is_compressed(struct blob kernel)
{
	return (kernel.at[0] == 0x1f && kernel.at[1] == 0x8b) ||
	       (kernel.at[0] == 'M' && kernel.at[1] == 'Z' &&
		memcmp(kernel.at + 4, "zimg", 4) == 0);
}

static enum image_error check(struct blob kernel)
{
	uint64_t size;

	if (kernel.size < HEADER_BYTES)
		return IMAGE_SHORT;
	if (is_compressed(kernel))
		return IMAGE_COMPRESSED;
	if (get32(kernel.at + MAGIC) != MAGIC_VALUE)
		return IMAGE_MAGIC;
	if (get64(kernel.at + FLAGS) & FLAG_BIG_ENDIAN)
		return IMAGE_ENDIAN;
	size = get64(kernel.at + IMAGE_SIZE);
	if (size == 0)
		return IMAGE_OLD;
	return size < kernel.size ? IMAGE_SHORT : IMAGE_OK;
}

/*
 * Take `bytes` bytes from the run that starts at *next and ends at `end`, rounding what is left up to
 * the alignment. Returns false if they are not there.
 */
static int take(uint64_t *next, uint64_t end, uint64_t bytes)
{
	if (bytes > end - *next)
		return 0;
	bytes += (ALIGN - (*next + bytes) % ALIGN) % ALIGN;
	*next = bytes > end - *next ? end : *next + bytes;
	return 1;
}

enum image_error image_place(const struct ram *ram, struct blob kernel, struct blob initrd,
			     uint64_t tree_size, struct layout *layout)
{
	enum image_error error = check(kernel);
	uint64_t next = (ram->base + ALIGN - 1) & ~(ALIGN - 1), end = ram->base + ram->size;
	uint64_t offset;

	if (error != IMAGE_OK)
		return error;
	offset = get64(kernel.at + TEXT_OFFSET);
	if (tree_size > ALIGN || next > end || offset > end - next)
		return IMAGE_FIT;
	next += offset;
	layout->kernel = next;
	if (!take(&next, end, get64(kernel.at + IMAGE_SIZE)))
		return IMAGE_FIT;
	layout->tree = next;
	layout->tree_size = tree_size;
	if (!take(&next, end, tree_size))
		return IMAGE_FIT;
	layout->initrd = next;
	layout->initrd_size = initrd.size;
	return take(&next, end, initrd.size) ? IMAGE_OK : IMAGE_FIT;
}

void image_load(const struct ram *ram, struct blob kernel, struct blob initrd,
		const struct layout *layout)
{
	memcpy(ram_range(ram, layout->kernel, kernel.size), kernel.at, kernel.size);
	if (initrd.size > 0)
		memcpy(ram_range(ram, layout->initrd, initrd.size), initrd.at, initrd.size);
}

const char *image_error_text(enum image_error error)
{
	static const char *const text[] = {
		[IMAGE_OK] = "no error",
		[IMAGE_SHORT] = "the kernel image is cut short",
		[IMAGE_MAGIC] = "the kernel is not an arm64 Image",
		[IMAGE_COMPRESSED] = "the kernel is compressed; unpack it to a plain Image first",
		[IMAGE_OLD] = "the kernel is older than Linux 3.17",
		[IMAGE_ENDIAN] = "the kernel is big-endian",
		[IMAGE_FIT] = "kernel, device tree and initrd do not fit in the memory",
	};

	return text[error];
}
