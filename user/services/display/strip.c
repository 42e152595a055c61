/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Places are fixed, and every one of them holds the widest thing that can stand there: nothing is clipped
 * or measured at run time, and strip_draw never leaves its memory (the test draws every combination
 * between guard pages).
 */
#include "user/services/display/strip.h"

#include "user/services/display/atlas.h"

#define LINE_HEIGHT 5
#define DASH	    24 /* pixels of a dash of the open world's edge, and between two */

struct look {
	uint32_t ground, ink, soft, edge;
	enum atlas_name shape, word, chinese;
};

static const struct look looks[] = {
	[WORLD_OPEN] = { 0xf4b740, 0x1c1200, 0x6e5212, 0x1c1200, ATLAS_SHAPE_OPEN, ATLAS_WORD_OPEN,
			 ATLAS_CHINESE_OPEN },
	[WORLD_SEALED] = { 0x0d4f49, 0xf2fffc, 0x8fc4bc, 0x4fdcc0, ATLAS_SHAPE_SEALED,
			   ATLAS_WORD_SEALED, ATLAS_CHINESE_SEALED },
};

#define LIVE_GROUND 0xc8201c
#define LIVE_INK    0xffffff

static uint32_t mix(uint32_t under, uint32_t ink, uint32_t part, unsigned int shift)
{
	uint32_t a = under >> shift & 0xff, b = ink >> shift & 0xff;

	return ((a * (255 - part) + b * part + 127) / 255) << shift;
}

static uint32_t blend(uint32_t under, uint32_t ink, uint32_t part)
{
	return mix(under, ink, part, 16) | mix(under, ink, part, 8) | mix(under, ink, part, 0);
}

static void fill(uint32_t *pixels, int x, int y, int w, int h, uint32_t ink)
{
	for (int j = y; j < y + h; j++)
		for (int i = x; i < x + w; i++)
			pixels[j * PANEL_WIDTH + i] = ink;
}

/* One picture of the atlas, centred between top and edge. Returns the x behind it. */
static int put(uint32_t *pixels, int x, enum atlas_name name, uint32_t ink)
{
	const struct atlas *a = &atlas[name];
	uint32_t *to = pixels + (STRIP_HEIGHT - a->height) / 2 * PANEL_WIDTH + x;

	for (int j = 0; j < a->height; j++)
		for (int i = 0; i < a->width; i++) {
			uint32_t *p = &to[j * PANEL_WIDTH + i];

			*p = blend(*p, ink, a->coverage[j * a->width + i]);
		}
	return x + a->width;
}

static int put_centred(uint32_t *pixels, int x, int width, enum atlas_name name, uint32_t ink)
{
	return put(pixels, x + (width - atlas[name].width) / 2, name, ink);
}

static void draw_edge(uint32_t *pixels, const struct strip *s, const struct look *look)
{
	int y = STRIP_HEIGHT - LINE_HEIGHT;

	if (s->world == WORLD_SEALED) {
		fill(pixels, 0, y, PANEL_WIDTH, LINE_HEIGHT, look->edge);
		return;
	}
	for (int x = 0; x < PANEL_WIDTH; x += 2 * DASH)
		fill(pixels, x, y, DASH, LINE_HEIGHT, look->edge);
}

static void draw_picture(uint32_t *pixels, const uint32_t *picture)
{
	const struct atlas *a = &atlas[ATLAS_PICTURE];
	uint32_t *to = pixels + (STRIP_HEIGHT - STRIP_PICTURE) / 2 * PANEL_WIDTH + STRIP_X_PICTURE;

	for (int j = 0; j < STRIP_PICTURE; j++)
		for (int i = 0; i < STRIP_PICTURE; i++) {
			uint32_t *p = &to[j * PANEL_WIDTH + i];
			int at = j * STRIP_PICTURE + i;

			*p = blend(*p, picture[at], a->coverage[at]);
		}
}

/* A network that is up is ordinary; a microphone or camera in use is not, and stands out. */
static void draw_mark(uint32_t *pixels, const struct strip *s, const struct look *look, int mark)
{
	enum atlas_name live = (enum atlas_name)(ATLAS_MICROPHONE_LIVE + mark);
	enum atlas_name off = (enum atlas_name)(ATLAS_MICROPHONE_OFF + mark);
	int x = STRIP_X_MARKS + mark * STRIP_MARK_STEP;

	if (s->mark[mark] == DISPLAY_OFF) {
		put_centred(pixels, x, STRIP_PILL_WIDTH, off, look->soft);
	} else if (s->mark[mark] != DISPLAY_LIVE) {
		put_centred(pixels, x, STRIP_PILL_WIDTH, ATLAS_QUESTION, look->ink);
	} else if (mark == DISPLAY_NETWORK) {
		put_centred(pixels, x, STRIP_PILL_WIDTH, live, look->ink);
	} else {
		put(pixels, x, ATLAS_PILL, LIVE_GROUND);
		put_centred(pixels, x, STRIP_PILL_WIDTH, live, LIVE_INK);
	}
}

static void draw_time(uint32_t *pixels, int minutes, uint32_t ink)
{
	static const int unit[] = { 600, 60, 10, 1 }, base[] = { 3, 10, 6, 10 };
	int digit = atlas[ATLAS_DIGIT].width,
	    x = STRIP_X_TIME - 4 * digit - atlas[ATLAS_COLON].width;

	for (int i = 0; i < 4; i++) {
		int value = minutes / unit[i] % base[i];

		if (i == 2)
			x = put(pixels, x, ATLAS_COLON, ink);
		if (minutes < 0)
			put_centred(pixels, x, digit, ATLAS_DASH, ink);
		else
			put(pixels, x, (enum atlas_name)(ATLAS_DIGIT + value), ink);
		x += digit;
	}
}

void strip_draw(uint32_t *pixels, const struct strip *s)
{
	const struct look *look = &looks[s->world];
	int x;

	fill(pixels, 0, 0, PANEL_WIDTH, STRIP_HEIGHT, look->ground);
	draw_edge(pixels, s, look);
	put(pixels, STRIP_X_SHAPE, look->shape, look->ink);
	x = put(pixels, STRIP_X_WORD, look->word, look->ink);
	put(pixels, x + 12, look->chinese, look->ink);
	if (s->picture)
		draw_picture(pixels, s->picture);
	for (int mark = 0; mark < DISPLAY_MARKS; mark++)
		draw_mark(pixels, s, look, mark);
	draw_time(pixels, s->minutes, look->ink);
}
