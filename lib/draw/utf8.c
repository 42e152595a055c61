/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UTF-8 decoding. The decoder never reads behind a zero byte: a continuation byte is looked at only
 * after all before it were continuation bytes, and zero is none.
 */
#include "lib/draw/utf8.h"

#include <string.h>

/* How many continuation bytes follow, and the smallest code point that needs as many. */
static int sequence(unsigned char first, uint32_t *point, uint32_t *least)
{
	if (first < 0x80) {
		*point = first;
		*least = 0;
		return 0;
	}
	if (first >= 0xc2 && first < 0xe0) {
		*point = first & 0x1fU;
		*least = 0x80;
		return 1;
	}
	if (first >= 0xe0 && first < 0xf0) {
		*point = first & 0x0fU;
		*least = 0x800;
		return 2;
	}
	if (first >= 0xf0 && first < 0xf5) {
		*point = first & 0x07U;
		*least = 0x10000;
		return 3;
	}
	return -1;
}

uint32_t utf8_next(const char **text)
{
	const unsigned char *s = (const unsigned char *)*text;
	uint32_t point, least;
	int more;

	if (!*s)
		return 0;
	more = sequence(*s, &point, &least);
	++*text;
	if (more < 0)
		return UTF8_REPLACEMENT;
	for (int i = 1; i <= more; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return UTF8_REPLACEMENT;
		point = point << 6 | (s[i] & 0x3fU);
	}
	if (point < least || point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
		return UTF8_REPLACEMENT;
	*text += more;
	return point;
}

static int is_hidden(uint32_t point)
{
	static const struct {
		uint32_t first, last;
	} hidden[] = {
		{ 0x0001, 0x001f },   /* C0 controls */
		{ 0x007f, 0x009f },   /* delete, C1 controls */
		{ 0x00ad, 0x00ad },   /* soft hyphen */
		{ 0x034f, 0x034f },   /* combining grapheme joiner */
		{ 0x061c, 0x061c },   /* Arabic letter mark */
		{ 0x115f, 0x1160 },   /* Hangul fillers */
		{ 0x17b4, 0x17b5 },   /* Khmer inherent vowels */
		{ 0x180b, 0x180f },   /* Mongolian selectors */
		{ 0x200b, 0x200f },   /* zero-width characters, direction marks */
		{ 0x2028, 0x202e },   /* separators, bidirectional embeddings and overrides */
		{ 0x2060, 0x206f },   /* joiners, isolates, deprecated formats */
		{ 0x3164, 0x3164 },   /* Hangul filler */
		{ 0xe000, 0xf8ff },   /* private use: a font may show anything */
		{ 0xfe00, 0xfe0f },   /* variation selectors */
		{ 0xfeff, 0xfeff },   /* byte order mark */
		{ 0xffa0, 0xffa0 },   /* half-width Hangul filler */
		{ 0xfff0, 0xfffb },   /* interlinear annotations */
		{ 0xfffe, 0xffff },   /* not characters */
		{ 0xe0000, 0x10ffff }, /* tags, selectors, private planes */
	};

	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		if (point >= hidden[i].first && point <= hidden[i].last)
			return 1;
	return 0;
}

uint32_t utf8_next_visible(const char **text)
{
	uint32_t point;

	do
		point = utf8_next(text);
	while (point && is_hidden(point));
	return point;
}

size_t utf8_put(char *out, uint32_t point)
{
	if (point < 0x80) {
		out[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		out[0] = (char)(0xc0 | point >> 6);
		out[1] = (char)(0x80 | (point & 0x3f));
		return 2;
	}
	if (point < 0x10000) {
		out[0] = (char)(0xe0 | point >> 12);
		out[1] = (char)(0x80 | (point >> 6 & 0x3f));
		out[2] = (char)(0x80 | (point & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | point >> 18);
	out[1] = (char)(0x80 | (point >> 12 & 0x3f));
	out[2] = (char)(0x80 | (point >> 6 & 0x3f));
	out[3] = (char)(0x80 | (point & 0x3f));
	return 4;
}

void utf8_clean(char *to, size_t size, const char *from, size_t limit)
{
	char bounded[1024];
	const char *next = bounded;
	uint32_t point;
	size_t used = 0;

	if (limit > sizeof(bounded) - 1)
		limit = sizeof(bounded) - 1;
	limit = strnlen(from, limit);
	memcpy(bounded, from, limit);
	bounded[limit] = 0;
	while ((point = utf8_next_visible(&next)) != 0) {
		char bytes[4];
		size_t count = utf8_put(bytes, point);

		if (used + count + 1 > size)
			break;
		memcpy(to + used, bytes, count);
		used += count;
	}
	to[used] = 0;
}
