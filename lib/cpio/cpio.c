/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The archive is a sequence of headers in hexadecimal text, each followed by a name and a file, both
 * padded to 4 bytes.
 */
#include <string.h>

#include "lib/cpio/cpio.h"

#define NUMBER 8u /* digits */

static size_t align(size_t offset)
{
	return (offset + 3) & ~(size_t)3;
}

static unsigned digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - (unsigned)'0';
	c |= 'a' - 'A';
	return c >= 'a' && c <= 'f' ? c - (unsigned)'a' + 10 : 16;
}

/* Number `index` of a header: eight hexadecimal digits. */
static bool number(const uint8_t *header, unsigned index, uint32_t *value)
{
	*value = 0;
	for (unsigned i = 0; i < NUMBER; i++) {
		unsigned d = digit(header[6 + index * NUMBER + i]);

		if (d > 15)
			return false;
		*value = *value << 4 | d;
	}
	return true;
}

/* The header at `offset`, whole with its name and file. */
static bool parse(const struct cpio *a, size_t offset, struct cpio_file *file)
{
	const uint8_t *header = a->at + offset;
	uint32_t name_size;
	size_t left;

	if (offset > a->size || a->size - offset < CPIO_HEADER ||
	    memcmp(header, "070701", 6) != 0 || !number(header, 6, &file->size) ||
	    !number(header, 11, &name_size))
		return false;
	left = a->size - offset - CPIO_HEADER;
	if (name_size == 0 || name_size > left ||
	    memchr(header + CPIO_HEADER, 0, name_size) == NULL)
		return false;
	file->name = (const char *)header + CPIO_HEADER;
	file->offset = align(offset + CPIO_HEADER + name_size);
	if (file->offset > a->size || file->size > a->size - file->offset)
		return false;
	file->next = align(file->offset + file->size);
	return true;
}

bool cpio_open(struct cpio *a, const void *at, size_t size)
{
	struct cpio_file file;

	/* Beyond this, the alignment of an offset could overflow. */
	if (size > SIZE_MAX / 2)
		return false;
	*a = (struct cpio){ at, size };
	for (size_t offset = 0; parse(a, offset, &file); offset = file.next)
		if (strcmp(file.name, CPIO_END) == 0)
			return true;
	return false;
}

bool cpio_read(const struct cpio *a, size_t offset, struct cpio_file *file)
{
	return parse(a, offset, file) && strcmp(file->name, CPIO_END) != 0;
}

bool cpio_find(const struct cpio *a, const char *name, struct cpio_file *file)
{
	for (size_t offset = 0; cpio_read(a, offset, file); offset = file->next)
		if (strcmp(file->name, name) == 0)
			return true;
	return false;
}
