/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A writer of flattened device trees (Devicetree Specification 0.4, chapter 5).
 *
 * Nodes and properties are appended in document order. The first thing that does not fit sets `full`;
 * from then on nothing is written, and dtb_end() returns 0. So callers check once, at the end.
 *
 * The structure block grows in the buffer, the strings block beside it in the writer, and dtb_end()
 * joins them.
 */
#ifndef USER_VMM_DTB_H
#define USER_VMM_DTB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	DTB_STRINGS = 1024, /* bytes of all property names together, each kept once */
	DTB_DEPTH = 8,
};

struct dtb {
	uint8_t *at;
	size_t size, used;
	char strings[DTB_STRINGS];
	size_t strings_used;
	unsigned depth;
	bool full;
};

/* Start a tree in the `size` bytes at `buffer`, 8-byte aligned; the root node is open. */
void dtb_begin(struct dtb *dtb, void *buffer, size_t size);

void dtb_node(struct dtb *dtb, const char *name);
void dtb_node_at(struct dtb *dtb, const char *name, uint64_t address); /* name@hex */
void dtb_end_node(struct dtb *dtb);

void dtb_bytes(struct dtb *dtb, const char *name, const void *value, size_t bytes);
void dtb_flag(struct dtb *dtb, const char *name);
void dtb_text(struct dtb *dtb, const char *name, const char *value);
void dtb_cells(struct dtb *dtb, const char *name, const uint32_t *cells, size_t count);

#define DTB_CELLS(dtb, name, ...)                                                                  \
	dtb_cells(dtb, name, (const uint32_t[]){ __VA_ARGS__ },                                    \
		  sizeof((const uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t))

/* The two cells of a 64-bit number. */
#define DTB_64(value) (uint32_t)((uint64_t)(value) >> 32), (uint32_t)(value)

/* Close the root node. Returns the blob's size in bytes, or 0 if it did not fit. */
size_t dtb_end(struct dtb *dtb);

#endif
