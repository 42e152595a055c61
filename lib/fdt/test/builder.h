/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes device trees for tests: a blob grows token by token, right or deliberately wrong.
 */
#ifndef LIB_FDT_TEST_BUILDER_H
#define LIB_FDT_TEST_BUILDER_H

#include <stdint.h>
#include <string.h>

struct builder {
	uint8_t structure[8192], strings[1024], blob[12288];
	uint32_t structure_size, strings_size, size;
	uint32_t version, compatible;
};

static inline void put32(uint8_t *to, uint32_t value)
{
	to[0] = (uint8_t)(value >> 24), to[1] = (uint8_t)(value >> 16);
	to[2] = (uint8_t)(value >> 8), to[3] = (uint8_t)value;
}

static inline void build_word(struct builder *b, uint32_t word)
{
	put32(b->structure + b->structure_size, word);
	b->structure_size += 4;
}

static inline void build_bytes(struct builder *b, const void *bytes, uint32_t size)
{
	memcpy(b->structure + b->structure_size, bytes, size);
	b->structure_size += (size + 3) & ~3u;
}

static inline void build_start(struct builder *b)
{
	memset(b, 0, sizeof(*b));
	b->version = 17;
	b->compatible = 16;
}

static inline void build_node(struct builder *b, const char *name)
{
	build_word(b, 1);
	build_bytes(b, name, (uint32_t)strlen(name) + 1);
}

static inline void build_end(struct builder *b)
{
	build_word(b, 2);
}

static inline void build_property(struct builder *b, const char *name, const void *bytes,
				  uint32_t size)
{
	build_word(b, 3);
	build_word(b, size);
	build_word(b, b->strings_size);
	build_bytes(b, bytes, size);
	memcpy(b->strings + b->strings_size, name, strlen(name) + 1);
	b->strings_size += (uint32_t)strlen(name) + 1;
}

static inline void build_text(struct builder *b, const char *name, const char *text)
{
	build_property(b, name, text, (uint32_t)strlen(text) + 1);
}

static inline void build_cells(struct builder *b, const char *name, const uint32_t *cells,
			       uint32_t count)
{
	uint8_t bytes[256];

	for (uint32_t i = 0; i < count; i++)
		put32(bytes + 4 * (size_t)i, cells[i]);
	build_property(b, name, bytes, 4 * count);
}

#define CELLS(b, name, ...)                                                                        \
	build_cells(b, name, (const uint32_t[]){ __VA_ARGS__ },                                    \
		    sizeof((const uint32_t[]){ __VA_ARGS__ }) / 4)

/* Lay the blob out: header, one reservation and the end of the list, structure, strings. */
static inline void build_finish(struct builder *b)
{
	uint8_t *h = b->blob;
	uint32_t structure = 40 + 32, strings = structure + b->structure_size;

	b->size = strings + b->strings_size;
	put32(h, 0xd00dfeed);
	put32(h + 4, b->size);
	put32(h + 8, structure);
	put32(h + 12, strings);
	put32(h + 16, 40);
	put32(h + 20, b->version);
	put32(h + 24, b->compatible);
	put32(h + 32, b->strings_size);
	put32(h + 36, b->structure_size);
	put32(h + 40 + 4, 0x40000000);
	put32(h + 48 + 4, 0x1000);
	memcpy(h + structure, b->structure, b->structure_size);
	memcpy(h + strings, b->strings, b->strings_size);
}

#endif
