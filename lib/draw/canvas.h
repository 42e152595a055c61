/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Canvas: filled and anti-aliased shapes in XRGB8888 memory.
 *
 * Coordinates are whole pixels, x to the right, y down; a rectangle holds the pixels x..x+w-1,
 * y..y+h-1 and is empty if w or h is not positive. Nothing is ever written outside `clip`, which is kept
 * inside the canvas. Colours are 0xAARRGGBB with straight alpha; what is written has alpha 0.
 */
#ifndef LIB_DRAW_CANVAS_H
#define LIB_DRAW_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t color;

struct rect {
	int x, y, w, h;
};

struct canvas {
	uint32_t *pixels;
	int width, height;
	int stride; /* pixels from one row to the next */
	struct rect clip;
};

/* A canvas over `pixels` of the given size in pixels, clipped to all of it. */
struct canvas canvas_over(uint32_t *pixels, int width, int height, int stride);

/* Restricts drawing to the part of `clip` that lies in the canvas. */
void canvas_clip(struct canvas *c, struct rect clip);

/* A plain rectangle. */
void canvas_fill(struct canvas *c, struct rect r, color ink);

/* A rectangle with rounded corners; a radius of half its side makes a circle or a capsule. */
void canvas_round(struct canvas *c, struct rect r, int radius, color ink);

/* The outline of the same, `width` pixels wide, inside `r`. */
void canvas_border(struct canvas *c, struct rect r, int radius, int width, color ink);

/* `coverage`, w x h bytes, row after row, 255 = all ink, with its top left at (x, y). */
void canvas_mask(struct canvas *c, int x, int y, int w, int h, const uint8_t *coverage, color ink);

/* Copies r, clipped to both, from one canvas to the same place in another. */
void canvas_copy(struct canvas *to, const struct canvas *from, struct rect r);

bool rect_empty(struct rect r);
bool rect_contains(struct rect r, int x, int y);
struct rect rect_intersect(struct rect a, struct rect b);
struct rect rect_union(struct rect a, struct rect b); /* the smallest that holds both */
struct rect rect_inset(struct rect r, int by);	      /* negative: grows */

#endif
