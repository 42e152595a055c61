/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The flattened tree: header, an empty memory reservation block, structure block, strings block.
 * All words are big-endian.
 */
#include "user/vmm/bytes.h"
#include "user/vmm/dtb.h"

enum token {
	TOKEN_BEGIN_NODE = 1,
	TOKEN_END_NODE = 2,
	TOKEN_PROPERTY = 3,
	TOKEN_END = 9,
};

enum {
	HEADER_BYTES = 40,
	RESERVATION_BYTES = 16, /* one terminating entry of zeros */
	STRUCTURE = HEADER_BYTES + RESERVATION_BYTES,
	MAGIC = (int)0xd00dfeed,
	VERSION = 17,
	OLDEST_VERSION = 16,
};

static uint32_t big(uint32_t value)
{
	return __builtin_bswap32(value);
}

/* Append `bytes` bytes, padded with zeros to a multiple of four. */
static void append(struct dtb *dtb, const void *from, size_t bytes)
{
	size_t padded = (bytes + 3) & ~(size_t)3;

	if (dtb->full || padded < bytes || padded > dtb->size - dtb->used) {
		dtb->full = true;
		return;
	}
	memset(dtb->at + dtb->used, 0, padded);
	if (bytes > 0)
		memcpy(dtb->at + dtb->used, from, bytes);
	dtb->used += padded;
}

static void append_word(struct dtb *dtb, uint32_t value)
{
	value = big(value);
	append(dtb, &value, sizeof(value));
}

/* The offset of `name` in the strings block, where it is put if it is new. */
static uint32_t intern(struct dtb *dtb, const char *name)
{
	size_t bytes = strlen(name) + 1;

	for (size_t at = 0; at < dtb->strings_used; at += strlen(dtb->strings + at) + 1)
		if (strcmp(dtb->strings + at, name) == 0)
			return (uint32_t)at;
	if (bytes > DTB_STRINGS - dtb->strings_used) {
		dtb->full = true;
		return 0;
	}
	memcpy(dtb->strings + dtb->strings_used, name, bytes);
	dtb->strings_used += bytes;
	return (uint32_t)(dtb->strings_used - bytes);
}

void dtb_begin(struct dtb *dtb, void *buffer, size_t size)
{
	memset(dtb, 0, sizeof(*dtb));
	dtb->at = buffer;
	dtb->size = size;
	if (size < STRUCTURE) {
		dtb->full = true;
		return;
	}
	memset(buffer, 0, STRUCTURE);
	dtb->used = STRUCTURE;
	dtb_node(dtb, "");
}

void dtb_node(struct dtb *dtb, const char *name)
{
	if (dtb->depth == DTB_DEPTH) {
		dtb->full = true;
		return;
	}
	dtb->depth++;
	append_word(dtb, TOKEN_BEGIN_NODE);
	append(dtb, name, strlen(name) + 1);
}

void dtb_node_at(struct dtb *dtb, const char *name, uint64_t address)
{
	char full[48], digits[16];
	size_t length = least(strlen(name), sizeof(full) - sizeof(digits) - 2), count = 0;

	memcpy(full, name, length);
	full[length++] = '@';
	do {
		digits[count++] = "0123456789abcdef"[address & 15];
		address >>= 4;
	} while (address != 0);
	while (count > 0)
		full[length++] = digits[--count];
	full[length] = 0;
	dtb_node(dtb, full);
}

void dtb_end_node(struct dtb *dtb)
{
	if (dtb->depth == 0) {
		dtb->full = true;
		return;
	}
	dtb->depth--;
	append_word(dtb, TOKEN_END_NODE);
}

void dtb_bytes(struct dtb *dtb, const char *name, const void *value, size_t bytes)
{
	append_word(dtb, TOKEN_PROPERTY);
	append_word(dtb, (uint32_t)bytes);
	append_word(dtb, intern(dtb, name));
	append(dtb, value, bytes);
}

void dtb_flag(struct dtb *dtb, const char *name)
{
	dtb_bytes(dtb, name, NULL, 0);
}

void dtb_text(struct dtb *dtb, const char *name, const char *value)
{
	dtb_bytes(dtb, name, value, strlen(value) + 1);
}

void dtb_cells(struct dtb *dtb, const char *name, const uint32_t *cells, size_t count)
{
	append_word(dtb, TOKEN_PROPERTY);
	append_word(dtb, (uint32_t)(count * sizeof(*cells)));
	append_word(dtb, intern(dtb, name));
	for (size_t i = 0; i < count; i++)
		append_word(dtb, cells[i]);
}

size_t dtb_end(struct dtb *dtb)
{
	size_t strings;

	dtb_end_node(dtb);
	append_word(dtb, TOKEN_END);
	strings = dtb->used;
	append(dtb, dtb->strings, dtb->strings_used);
	if (dtb->full || dtb->depth != 0)
		return 0;
	const uint32_t header[] = {
		(uint32_t)MAGIC,
		(uint32_t)dtb->used,
		STRUCTURE,
		(uint32_t)strings,
		HEADER_BYTES,
		VERSION,
		OLDEST_VERSION,
		0, /* the boot CPU */
		(uint32_t)dtb->strings_used,
		(uint32_t)(strings - STRUCTURE),
	};
	_Static_assert(sizeof(header) == HEADER_BYTES, "ten words");
	for (size_t i = 0; i < ARRAY_SIZE(header); i++)
		put32(dtb->at + 4 * i, big(header[i]));
	return dtb->used;
}
