/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fonts: text of any origin in two weights, Latin from one family and the rest from a second.
 *
 * Text is UTF-8 laid out from left to right, one glyph per code point; no ligatures, kerning or
 * right-to-left scripts. What is ill-formed or in neither font is drawn as U+FFFD. Any bytes are safe to
 * draw; what is safe to show is lib/text's matter. The second family has one weight; its semi-bold is
 * made by emboldening outlines.
 *
 * Glyphs are kept once drawn, within a fixed amount of memory; when that is used up all are dropped and
 * drawn again as needed. Nothing is allocated after fonts_open but by FreeType.
 */
#ifndef LIB_DRAW_FONT_H
#define LIB_DRAW_FONT_H

#include "lib/draw/canvas.h"

struct fonts;

struct font_files {
	const char *regular;  /* Latin */
	const char *semibold; /* Latin */
	const char *wide;     /* the rest, Chinese in particular */
};

enum weight {
	WEIGHT_REGULAR,
	WEIGHT_SEMIBOLD,
};

struct type {
	int16_t size;	 /* pixels per em, 8..200 */
	int16_t spacing; /* pixels added after each glyph */
	uint8_t weight;	 /* enum weight */
	bool tabular;	 /* all digits as wide as the widest */
};

/* NULL, and *error set to what went wrong with which file, if one cannot be used. */
struct fonts *fonts_open(const struct font_files *files, char *error, size_t size);
void fonts_close(struct fonts *f);

/* The width of `text` in pixels. */
int text_width(struct fonts *f, struct type t, const char *text);

/* The height of capitals above the baseline, and a line's height. */
int text_cap_height(struct type t);
int text_line_height(struct type t);

/*
 * Draws `text` from x on the baseline y. If it is wider than `width` it ends in an ellipsis so that it
 * is not.
 */
void text_draw(struct fonts *f, struct canvas *c, struct type t, int x, int y, int width,
	       const char *text, color ink);

/*
 * How many bytes of `text` to put on a line of `width`: up to a line feed, a space, or between two
 * Chinese characters, at least one character. *skip is how many bytes more belong to no line.
 */
size_t text_break(struct fonts *f, struct type t, const char *text, int width, size_t *skip);

#endif
