/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One pass, one character at a time: decode, classify, encode.
 */
#include "lib/text/text.h"

#include <string.h>

struct range {
	uint32_t first, last;
};

/* Shown as a space: controls (Cc), separators (Zs, Zl, Zp) and the blanks that fonts draw as nothing. */
static const struct range blank[] = {
	{ 0x0000, 0x0020 }, { 0x007f, 0x00a0 }, { 0x115f, 0x1160 }, { 0x1680, 0x1680 },
	{ 0x2000, 0x200a }, { 0x2028, 0x2029 }, { 0x202f, 0x202f }, { 0x205f, 0x205f },
	{ 0x2800, 0x2800 }, { 0x3000, 0x3000 }, { 0x3164, 0x3164 }, { 0xffa0, 0xffa0 },
};

/*
 * Left out: format characters (Cf: bidirectional controls, joiners, tags, byte order marks), variation
 * selectors, private use and noncharacters, which have no agreed look.
 */
static const struct range hidden[] = {
	{ 0x00ad, 0x00ad },   { 0x034f, 0x034f },   { 0x0600, 0x0605 },	   { 0x061c, 0x061c },
	{ 0x06dd, 0x06dd },   { 0x070f, 0x070f },   { 0x0890, 0x0891 },	   { 0x08e2, 0x08e2 },
	{ 0x17b4, 0x17b5 },   { 0x180b, 0x180f },   { 0x200b, 0x200f },	   { 0x202a, 0x202e },
	{ 0x2060, 0x206f },   { 0xe000, 0xf8ff },   { 0xfdd0, 0xfdef },	   { 0xfe00, 0xfe0f },
	{ 0xfeff, 0xfeff },   { 0xfff0, 0xfffb },   { 0xfffe, 0xffff },	   { 0x110bd, 0x110bd },
	{ 0x110cd, 0x110cd }, { 0x13430, 0x1343f }, { 0x1bca0, 0x1bca3 },  { 0x1d173, 0x1d17a },
	{ 0x1fffe, 0x1ffff }, { 0x2fffe, 0x2ffff }, { 0x3fffe, 0x10ffff },
};

static bool within(uint32_t point, const struct range *table, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (point >= table[i].first && point <= table[i].last)
			return true;
	return false;
}

static bool is_blank(uint32_t point)
{
	return within(point, blank, sizeof(blank) / sizeof(blank[0]));
}

static bool is_hidden(uint32_t point)
{
	return within(point, hidden, sizeof(hidden) / sizeof(hidden[0]));
}

size_t text_decode(uint32_t *point, const char *in, size_t length)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *byte = (const unsigned char *)in;
	size_t size = byte[0] < 0x80   ? 1
		      : byte[0] < 0xc0 ? 0
		      : byte[0] < 0xe0 ? 2
		      : byte[0] < 0xf0 ? 3
				       : 4;
	uint32_t value = size < 2 ? byte[0] : byte[0] & (0x7fu >> size);

	*point = TEXT_REPLACEMENT;
	if (!size || size > length || byte[0] > 0xf4)
		return 1;
	for (size_t i = 1; i < size; i++) {
		if ((byte[i] & 0xc0) != 0x80)
			return 1;
		value = value << 6 | (byte[i] & 0x3f);
	}
	if (value < smallest[size] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
		return 1;
	*point = value;
	return size;
}

static size_t encode(char out[4], uint32_t point)
{
	static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;

	for (size_t i = size; i > 1; i--, point >>= 6)
		out[i - 1] = (char)(0x80 | (point & 0x3f));
	out[0] = (char)(lead[size] | point);
	return size;
}

size_t text_clean(char *out, size_t size, const char *in, size_t length)
{
	size_t written = 0;
	bool space = false;

	for (size_t at = 0; at < length;) {
		char bytes[5] = " ";
		uint32_t point;

		at += text_decode(&point, in + at, length - at);
		if (is_hidden(point))
			continue;
		if (is_blank(point)) {
			space = written > 0;
			continue;
		}
		size_t more = encode(bytes + space, point) + space;
		if (written + more >= size)
			break;
		memcpy(out + written, bytes, more);
		written += more;
		space = false;
	}
	out[written] = '\0';
	return written;
}

bool text_is_clean(const char *in, size_t length)
{
	bool space = true;

	for (size_t at = 0; at < length;) {
		uint32_t point;
		size_t taken = text_decode(&point, in + at, length - at);

		if (point == TEXT_REPLACEMENT && taken == 1)
			return false;
		if (is_hidden(point) || (is_blank(point) && (point != ' ' || space)))
			return false;
		space = point == ' ';
		at += taken;
	}
	return !length || !space;
}
