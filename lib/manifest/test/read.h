/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading a manifest in a test, and the beginnings of small ones.
 */
#ifndef LIB_MANIFEST_TEST_READ_H
#define LIB_MANIFEST_TEST_READ_H

#include "lib/manifest/manifest.h"

static struct manifest m;
static struct manifest_errors errors;

/* Parse and check a heap copy of exactly the text's size. */
static inline bool read_bytes(const char *text, size_t size)
{
	char *copy = malloc(size + (size == 0));
	bool ok;

	assert_non_null(copy);
	memcpy(copy, text, size);
	ok = manifest_parse(&m, copy, size, &errors) && manifest_check(&m, &errors);
	free(copy);
	return ok;
}

static inline bool reads(const char *text)
{
	return read_bytes(text, strlen(text));
}

#define TOP                                                                                        \
	"phone \"test\"\n"                                                                         \
	"sealed 16M\n"                                                                             \
	"personality person\n"                                                                     \
	"program init\n"                                                                           \
	"priority 50\n"                                                                            \
	"\n"

/* Lines 7.. of a manifest: two native programs. */
#define PAIR                                                                                       \
	TOP "program a\n"                                                                          \
	    "image a.elf\n"                                                                        \
	    "priority 10\n"                                                                        \
	    "program b\n"                                                                          \
	    "image b.elf\n"                                                                        \
	    "priority 10\n"                                                                        \
	    "serves calls\n"                                                                       \
	    "policy p bit 0\n"                                                                     \
	    "policy q bits 8-15\n"

#endif
