/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The structure of a flattened tree: the check of the whole blob, nodes and properties.
 *
 * Everything here but `check` relies on what check established: each token at a 4-byte offset, every
 * node closed, every string ended within its block, FDT_END after the root's end.
 */
#include <string.h>

#include "lib/fdt/fdt.h"

#define MAGIC	      0xd00dfeedu
#define VERSION	      17u
#define HEADER_SIZE   40u
#define TOKEN	      4u  /* bytes of a token, and every token's alignment */
#define PROPERTY_HEAD 12u /* token, length, name's offset */

enum token {
	BEGIN_NODE = 1,
	END_NODE = 2,
	PROPERTY = 3,
	NOP = 4,
	END = 9,
};

uint32_t fdt_be32(const uint8_t *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

uint64_t fdt_be64(const uint8_t *b)
{
	return (uint64_t)fdt_be32(b) << 32 | fdt_be32(b + 4);
}

static bool ends_within(const uint8_t *string, uint32_t size)
{
	return memchr(string, 0, size) != NULL;
}

static uint32_t align(uint32_t size)
{
	return (size + TOKEN - 1) & ~(TOKEN - 1);
}

/*
 * The offset behind the token at `at`, whole with its payload; or 0 if it does not end within the
 * structure block, which cannot be after the check. The block is shorter than 2^31 bytes, so nothing here overflows.
 */
static uint32_t step(const struct fdt *t, uint32_t at)
{
	uint32_t left = t->structure_size - at, length, name;

	if (left < TOKEN)
		return 0;
	switch (fdt_be32(t->structure + at)) {
	case BEGIN_NODE:
		if (!ends_within(t->structure + at + TOKEN, left - TOKEN))
			return 0;
		length = TOKEN + align((uint32_t)strlen(fdt_name(t, at)) + 1);
		break;
	case PROPERTY:
		if (left < PROPERTY_HEAD)
			return 0;
		length = fdt_be32(t->structure + at + TOKEN);
		name = fdt_be32(t->structure + at + 2 * TOKEN);
		if (length > left - PROPERTY_HEAD || name >= t->strings_size ||
		    !ends_within(t->strings + name, t->strings_size - name))
			return 0;
		length = PROPERTY_HEAD + align(length);
		break;
	case END_NODE:
	case NOP:
	case END:
		length = TOKEN;
		break;
	default:
		return 0;
	}
	return length <= left ? at + length : 0;
}

static enum token token(const struct fdt *t, uint32_t at)
{
	return (enum token)fdt_be32(t->structure + at);
}

/* Walk all tokens: one root, properties before children, everything closed, END. */
static bool check(const struct fdt *t)
{
	uint32_t depth = 0, next;
	bool properties = false;

	for (uint32_t at = 0; (next = step(t, at)) != 0; at = next) {
		switch (token(t, at)) {
		case BEGIN_NODE:
			if (depth == FDT_DEPTH || (depth == 0 && at != FDT_ROOT))
				return false;
			depth++;
			properties = true;
			break;
		case END_NODE:
			if (depth == 0)
				return false;
			depth--;
			properties = false;
			break;
		case PROPERTY:
			if (!properties)
				return false;
			break;
		case NOP:
			if (at == FDT_ROOT)
				return false;
			break;
		case END:
			return depth == 0 && at != FDT_ROOT;
		}
	}
	return false;
}

static bool check_reservations(struct fdt *t, uint32_t size)
{
	for (uint32_t i = 0; size / 16 > i; i++) {
		const uint8_t *entry = t->reservations + (size_t)i * 16;

		if (fdt_be64(entry) == 0 && fdt_be64(entry + 8) == 0) {
			t->reserved = i;
			return true;
		}
	}
	return false;
}

uint32_t fdt_size(const void *blob)
{
	return fdt_be32(blob) == MAGIC ? fdt_be32((const uint8_t *)blob + 4) : 0;
}

bool fdt_open(struct fdt *t, const void *blob, size_t size)
{
	const uint8_t *header = blob;
	uint32_t total, structure, strings, reservations;

	if (size < HEADER_SIZE)
		return false;
	total = fdt_size(blob);
	structure = fdt_be32(header + 8);
	strings = fdt_be32(header + 12);
	reservations = fdt_be32(header + 16);
	*t = (struct fdt){
		.strings_size = fdt_be32(header + 32),
		.structure_size = fdt_be32(header + 36),
	};
	if (total < HEADER_SIZE || total > size || total >= 1u << 31 ||
	    fdt_be32(header + 20) < VERSION || fdt_be32(header + 24) > VERSION)
		return false;
	if (structure % TOKEN != 0 || structure > total || t->structure_size > total - structure ||
	    strings > total || t->strings_size > total - strings || reservations > total)
		return false;
	t->structure = header + structure;
	t->strings = header + strings;
	t->reservations = header + reservations;
	return check_reservations(t, total - reservations) && check(t);
}

bool fdt_reservation(const struct fdt *t, uint32_t index, uint64_t *base, uint64_t *size)
{
	if (index >= t->reserved)
		return false;
	*base = fdt_be64(t->reservations + (size_t)index * 16);
	*size = fdt_be64(t->reservations + (size_t)index * 16 + 8);
	return true;
}

const char *fdt_name(const struct fdt *t, fdt_node node)
{
	return (const char *)t->structure + node + TOKEN;
}

/* The first token behind the node's properties: a child's BEGIN_NODE or the node's END_NODE. */
static uint32_t after_properties(const struct fdt *t, fdt_node node)
{
	uint32_t at = step(t, node);

	while (token(t, at) == PROPERTY || token(t, at) == NOP)
		at = step(t, at);
	return at;
}

fdt_node fdt_child(const struct fdt *t, fdt_node node)
{
	uint32_t at = after_properties(t, node);

	return token(t, at) == BEGIN_NODE ? at : FDT_NONE;
}

fdt_node fdt_next(const struct fdt *t, fdt_node node)
{
	uint32_t at = step(t, node);

	while (token(t, at) != BEGIN_NODE && token(t, at) != END)
		at = step(t, at);
	return token(t, at) == BEGIN_NODE ? at : FDT_NONE;
}

fdt_node fdt_sibling(const struct fdt *t, fdt_node node)
{
	uint32_t at = node, depth = 0;

	do {
		if (token(t, at) == BEGIN_NODE)
			depth++;
		else if (token(t, at) == END_NODE)
			depth--;
		at = step(t, at);
	} while (depth > 0);
	while (token(t, at) == NOP)
		at = step(t, at);
	return token(t, at) == BEGIN_NODE ? at : FDT_NONE;
}

fdt_node fdt_parent(const struct fdt *t, fdt_node node)
{
	fdt_node path[FDT_DEPTH];
	uint32_t depth = 0;

	for (uint32_t at = FDT_ROOT; at != node; at = step(t, at)) {
		if (token(t, at) == BEGIN_NODE)
			path[depth++] = at;
		else if (token(t, at) == END_NODE)
			depth--;
	}
	return depth > 0 ? path[depth - 1] : FDT_NONE;
}

const uint8_t *fdt_property(const struct fdt *t, fdt_node node, const char *name, uint32_t *size)
{
	for (uint32_t at = step(t, node);; at = step(t, at)) {
		const uint8_t *p = t->structure + at;

		if (token(t, at) == NOP)
			continue;
		if (token(t, at) != PROPERTY)
			return NULL;
		if (strcmp((const char *)t->strings + fdt_be32(p + 2 * TOKEN), name) == 0) {
			*size = fdt_be32(p + TOKEN);
			return p + PROPERTY_HEAD;
		}
	}
}

bool fdt_u32(const struct fdt *t, fdt_node node, const char *name, uint32_t *value)
{
	uint32_t size;
	const uint8_t *p = fdt_property(t, node, name, &size);

	if (p == NULL || size != 4)
		return false;
	*value = fdt_be32(p);
	return true;
}

const char *fdt_string(const struct fdt *t, fdt_node node, const char *name)
{
	uint32_t size;
	const uint8_t *p = fdt_property(t, node, name, &size);

	return p != NULL && size > 0 && ends_within(p, size) ? (const char *)p : NULL;
}
