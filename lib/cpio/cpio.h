/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A reader of cpio archives in the "new ASCII" format (cpio(5), magic 070701): the boot pack.
 *
 * The archive may be hostile; it must not change while it is used. No allocation; freestanding.
 */
#ifndef LIB_CPIO_CPIO_H
#define LIB_CPIO_CPIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CPIO_HEADER 110u /* bytes; the name follows */
#define CPIO_END    "TRAILER!!!"

struct cpio {
	const uint8_t *at;
	size_t size;
};

struct cpio_file {
	const char *name; /* zero-terminated, in the archive */
	size_t offset;	  /* of its bytes, in the archive */
	uint32_t size;
	size_t next; /* offset of the next header */
};

/*
 * Check every header up to the trailer. False if there is none, or anything before it is malformed; the
 * other functions are for archives that passed.
 */
bool cpio_open(struct cpio *archive, const void *at, size_t size);

/* Read the header at `offset` (0 for the first). False at the trailer. */
bool cpio_read(const struct cpio *archive, size_t offset, struct cpio_file *file);

/* The first file of this name. */
bool cpio_find(const struct cpio *archive, const char *name, struct cpio_file *file);

#endif
