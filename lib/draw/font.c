/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Glyphs through FreeType, kept in a hash table over one arena of coverage bytes. The table is at most
 * half full, so a probe always ends. A glyph's pointer is valid until the next lookup.
 */
#include "lib/draw/font.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

#include "lib/text/text.h"

#define SLOTS	  2048
#define ARENA	  (1536 * 1024)
#define SIZES_MAX 200

enum { FACE_REGULAR, FACE_SEMIBOLD, FACE_WIDE, FACES };

struct glyph {
	uint64_t key; /* 0: free */
	uint32_t coverage;
	uint16_t w, h;
	int16_t left, top;
	int16_t advance; /* 1/64 pixel */
};

struct fonts {
	FT_Library library;
	FT_Face face[FACES];
	int used;	/* slots */
	uint32_t bytes; /* of the arena */
	struct glyph slot[SLOTS];
	uint8_t arena[ARENA];
};

/* The code point at *text, which is moved behind it; 0 at the end, where it stays. */
static uint32_t next_point(const char **text)
{
	uint32_t point;

	if (!**text)
		return 0;
	*text += text_decode(&point, *text, strnlen(*text, 4));
	return point;
}

static bool open_face(struct fonts *f, int which, const char *path, char *error, size_t size)
{
	FT_Error failed = FT_New_Face(f->library, path, 0, &f->face[which]);

	if (!failed && FT_IS_SCALABLE(f->face[which]))
		return true;
	snprintf(error, size, "font %s: %s (FreeType error %d)", path,
		 failed ? "cannot be read" : "has no outlines", failed);
	return false;
}

struct fonts *fonts_open(const struct font_files *files, char *error, size_t size)
{
	struct fonts *f = calloc(1, sizeof(*f));

	if (!f || FT_Init_FreeType(&f->library)) {
		snprintf(error, size, "fonts: out of memory");
		free(f);
		return NULL;
	}
	if (open_face(f, FACE_REGULAR, files->regular, error, size) &&
	    open_face(f, FACE_SEMIBOLD, files->semibold, error, size) &&
	    open_face(f, FACE_WIDE, files->wide, error, size))
		return f;
	fonts_close(f);
	return NULL;
}

void fonts_close(struct fonts *f)
{
	if (!f)
		return;
	FT_Done_FreeType(f->library);
	free(f);
}

static void forget_glyphs(struct fonts *f)
{
	memset(f->slot, 0, sizeof(f->slot));
	f->used = 0;
	f->bytes = 0;
}

/* Loads the outline of `point` into its face's slot, from the first face that has it. */
static FT_GlyphSlot load(struct fonts *f, struct type t, uint32_t point)
{
	int which = t.weight == WEIGHT_SEMIBOLD ? FACE_SEMIBOLD : FACE_REGULAR;
	FT_UInt index = FT_Get_Char_Index(f->face[which], point);
	FT_Face face = f->face[which];

	if (!index) {
		index = FT_Get_Char_Index(f->face[FACE_WIDE], point);
		face = index ? f->face[FACE_WIDE] : face;
	}
	if (!index)
		index = FT_Get_Char_Index(face, TEXT_REPLACEMENT);
	if (FT_Set_Pixel_Sizes(face, 0, (FT_UInt)t.size) ||
	    FT_Load_Glyph(face, index, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) ||
	    face->glyph->format != FT_GLYPH_FORMAT_OUTLINE)
		return NULL;
	if (face == f->face[FACE_WIDE] && t.weight == WEIGHT_SEMIBOLD)
		FT_Outline_EmboldenXY(&face->glyph->outline, t.size * 64 / 30, t.size * 64 / 60);
	if (FT_Render_Glyph(face->glyph, FT_RENDER_MODE_NORMAL))
		return NULL;
	return face->glyph;
}

static void keep(struct fonts *f, struct glyph *g, FT_GlyphSlot from)
{
	const FT_Bitmap *map = &from->bitmap;
	size_t bytes = (size_t)map->width * map->rows;

	g->advance = (int16_t)from->advance.x;
	if (bytes > ARENA - f->bytes || map->pitch < 0)
		return;
	g->coverage = f->bytes;
	g->w = (uint16_t)map->width;
	g->h = (uint16_t)map->rows;
	g->left = (int16_t)from->bitmap_left;
	g->top = (int16_t)from->bitmap_top;
	for (unsigned int y = 0; y < map->rows; y++)
		memcpy(f->arena + f->bytes + (size_t)y * map->width,
		       map->buffer + (size_t)y * (size_t)map->pitch, map->width);
	f->bytes += (uint32_t)bytes;
}

static struct glyph *find_slot(struct fonts *f, uint64_t key)
{
	uint64_t at = key * 0x9e3779b97f4a7c15 >> 53; /* the top 11 bits */

	while (f->slot[at].key && f->slot[at].key != key)
		at = (at + 1) % SLOTS;
	return &f->slot[at];
}

/* A glyph that cannot be drawn is kept as empty, so that it is not tried again each time. */
static const struct glyph *glyph(struct fonts *f, struct type t, uint32_t point)
{
	uint64_t key = (uint64_t)t.size << 32 | (uint64_t)t.weight << 24 | point | 1ULL << 63;
	size_t largest = (size_t)t.size * (size_t)t.size * 4;
	struct glyph *g = find_slot(f, key);
	FT_GlyphSlot from;

	if (g->key)
		return g;
	if (f->used >= SLOTS / 2 || f->bytes + largest > ARENA) {
		forget_glyphs(f);
		g = find_slot(f, key);
	}
	g->key = key;
	f->used++;
	from = load(f, t, point);
	if (from)
		keep(f, g, from);
	return g;
}

static struct type sane(struct type t)
{
	t.size = t.size < 8 ? 8 : t.size > SIZES_MAX ? SIZES_MAX : t.size;
	return t;
}

static bool is_digit(uint32_t point)
{
	return point >= '0' && point <= '9';
}

static int widest_digit(struct fonts *f, struct type t)
{
	int widest = 0;

	for (uint32_t d = '0'; d <= '9'; d++) {
		int advance = glyph(f, t, d)->advance;

		widest = advance > widest ? advance : widest;
	}
	return widest;
}

/* In 1/64 pixel; `digit` is the width of digits, or 0 for their own. */
static int advance(struct fonts *f, struct type t, uint32_t point, int digit)
{
	if (digit && is_digit(point))
		return digit + t.spacing * 64;
	return glyph(f, t, point)->advance + t.spacing * 64;
}

static int span_width(struct fonts *f, struct type t, const char *text, const char *end)
{
	int digit = t.tabular ? widest_digit(f, t) : 0, total = 0;
	uint32_t point;

	while (text < end && (point = next_point(&text)) != 0)
		total += advance(f, t, point, digit);
	return (total + 63) / 64;
}

int text_width(struct fonts *f, struct type t, const char *text)
{
	return span_width(f, sane(t), text, text + strlen(text));
}

int text_cap_height(struct type t)
{
	return (t.size * 73 + 50) / 100; /* Inter's capitals: 0.727 em */
}

int text_line_height(struct type t)
{
	return (t.size * 27 + 10) / 20;
}

static int draw_span(struct fonts *f, struct canvas *c, struct type t, int x, int y,
		     const char *text, const char *end, color ink)
{
	int digit = t.tabular ? widest_digit(f, t) : 0, pen = x * 64;
	uint32_t point;

	while (text < end && (point = next_point(&text)) != 0) {
		const struct glyph *g = glyph(f, t, point);
		int wide = advance(f, t, point, digit);
		int slack = digit && is_digit(point) ? (wide - t.spacing * 64 - g->advance) / 2 : 0;

		g = glyph(f, t, point);
		canvas_mask(c, (pen + slack + 32) / 64 + g->left, y - g->top, g->w, g->h,
			    f->arena + g->coverage, ink);
		pen += wide;
	}
	return (pen + 32) / 64;
}

/* The end of the longest run of whole characters from `text` that fits in `width`. */
static const char *fit(struct fonts *f, struct type t, const char *text, int width)
{
	int digit = t.tabular ? widest_digit(f, t) : 0, total = 0;

	for (;;) {
		const char *next = text;
		uint32_t point = next_point(&next);

		if (!point)
			return text;
		total += advance(f, t, point, digit);
		if (total > width * 64)
			return text;
		text = next;
	}
}

void text_draw(struct fonts *f, struct canvas *c, struct type t, int x, int y, int width,
	       const char *text, color ink)
{
	const char *end = text + strlen(text), *cut;

	t = sane(t);
	if (span_width(f, t, text, end) <= width) {
		draw_span(f, c, t, x, y, text, end, ink);
		return;
	}
	cut = fit(f, t, text, width - text_width(f, t, "…"));
	while (cut > text && cut[-1] == ' ')
		cut--;
	x = draw_span(f, c, t, x, y, text, cut, ink);
	text_draw(f, c, t, x, y, text_width(f, t, "…"), "…", ink);
}

/* Chinese and the like, which may be broken between any two characters. */
static bool is_wide(uint32_t point)
{
	return point >= 0x2e80 && point < 0xfff0;
}

/* Punctuation that must not begin a line. */
static bool is_closing(uint32_t point)
{
	static const uint32_t closing[] = { 0x3001, 0x3002, 0xff0c, 0xff0e, 0xff01, 0xff1f,
					    0xff1a, 0xff1b, 0xff09, 0x300d, 0x300f, 0x201d };

	for (size_t i = 0; i < sizeof(closing) / sizeof(closing[0]); i++)
		if (point == closing[i])
			return true;
	return false;
}

/* Whether a line may end between the characters `before` and `after`. */
static bool may_break(uint32_t before, uint32_t after)
{
	if (after == ' ')
		return true;
	return (is_wide(before) || is_wide(after)) && !is_closing(after) && before != ' ';
}

size_t text_break(struct fonts *f, struct type t, const char *text, int width, size_t *skip)
{
	const char *feed = strchr(text, '\n'), *end = feed ? feed : text + strlen(text);
	const char *limit, *best = text, *next = text;
	uint32_t before = 0;

	t = sane(t);
	limit = fit(f, t, text, width);
	*skip = 0;
	if (limit >= end) {
		*skip = feed != NULL;
		return (size_t)(end - text);
	}
	while (next <= limit) {
		const char *at = next;
		uint32_t after = next_point(&next);

		if (at > text && may_break(before, after))
			best = at;
		before = after;
	}
	if (best == text)
		best = limit;
	if (best == text)
		next_point(&best);
	*skip = strspn(best, " ");
	return (size_t)(best - text);
}
