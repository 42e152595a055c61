/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every shape ends in span() or dot(), which are given only pixels inside the clip.
 *
 * A rounded corner's coverage is 1/2 minus the signed distance of the pixel's centre from the circle,
 * clamped to 0..1: exact to a few per cent for radii of 2 and more, and smooth.
 */
#include "lib/draw/canvas.h"

#include <math.h>
#include <string.h>

bool rect_empty(struct rect r)
{
	return r.w <= 0 || r.h <= 0;
}

bool rect_contains(struct rect r, int x, int y)
{
	return x >= r.x && y >= r.y && x - r.x < r.w && y - r.y < r.h;
}

static int max(int a, int b)
{
	return a > b ? a : b;
}

static int min(int a, int b)
{
	return a < b ? a : b;
}

struct rect rect_intersect(struct rect a, struct rect b)
{
	int x = max(a.x, b.x), y = max(a.y, b.y);
	struct rect r = { x, y, min(a.x + a.w, b.x + b.w) - x, min(a.y + a.h, b.y + b.h) - y };

	return rect_empty(r) ? (struct rect){ 0 } : r;
}

struct rect rect_union(struct rect a, struct rect b)
{
	int x = min(a.x, b.x), y = min(a.y, b.y);

	if (rect_empty(a))
		return b;
	if (rect_empty(b))
		return a;
	return (struct rect){ x, y, max(a.x + a.w, b.x + b.w) - x, max(a.y + a.h, b.y + b.h) - y };
}

struct rect rect_inset(struct rect r, int by)
{
	return (struct rect){ r.x + by, r.y + by, r.w - 2 * by, r.h - 2 * by };
}

struct canvas canvas_over(uint32_t *pixels, int width, int height, int stride)
{
	return (struct canvas){ pixels, width, height, stride, { 0, 0, width, height } };
}

void canvas_clip(struct canvas *c, struct rect clip)
{
	c->clip = rect_intersect(clip, (struct rect){ 0, 0, c->width, c->height });
}

static uint32_t blend(uint32_t under, color ink, uint32_t alpha)
{
	uint32_t rest = 255 - alpha;
	uint32_t rb = (ink & 0xff00ff) * alpha + (under & 0xff00ff) * rest + 0x800080;
	uint32_t g = (ink >> 8 & 0xff) * alpha + (under >> 8 & 0xff) * rest + 0x80;

	rb = (rb + (rb >> 8 & 0xff00ff)) >> 8 & 0xff00ff;
	g = (g + (g >> 8)) & 0xff00;
	return rb | g;
}

static uint32_t *row(const struct canvas *c, int y)
{
	return c->pixels + (ptrdiff_t)y * c->stride;
}

static void span(struct canvas *c, int x, int y, int count, color ink)
{
	uint32_t *p = row(c, y) + x;
	uint32_t alpha = ink >> 24, opaque = ink & 0xffffff;

	if (alpha == 255)
		for (int i = 0; i < count; i++)
			p[i] = opaque;
	else
		for (int i = 0; i < count; i++)
			p[i] = blend(p[i], ink, alpha);
}

static void dot(struct canvas *c, int x, int y, uint32_t coverage, color ink)
{
	uint32_t *p = row(c, y) + x;
	uint32_t alpha = (ink >> 24) * coverage / 255;

	*p = blend(*p, ink, alpha);
}

void canvas_fill(struct canvas *c, struct rect r, color ink)
{
	r = rect_intersect(r, c->clip);
	for (int y = 0; y < r.h; y++)
		span(c, r.x, r.y + y, r.w, ink);
}

/* One corner: the square with its top left at (x, y), of a ring around (cx, cy). */
struct corner {
	int x, y, size;
	float cx, cy, outer, inner;
};

static float clamp(float v)
{
	return v < 0 ? 0 : v > 1 ? 1 : v;
}

static float square(float v)
{
	return v * v;
}

/* Most pixels lie wholly inside or outside, which is seen without a square root. */
static void draw_corner(struct canvas *c, const struct corner *k, color ink)
{
	struct rect r = rect_intersect((struct rect){ k->x, k->y, k->size, k->size }, c->clip);
	float out = square(k->outer + 0.5F), full = square(k->outer - 0.5F);
	float hole = k->inner < 0 ? -1 : square(k->inner + 0.5F);

	for (int y = r.y; y < r.y + r.h; y++)
		for (int x = r.x; x < r.x + r.w; x++) {
			float away =
				square((float)x + 0.5F - k->cx) + square((float)y + 0.5F - k->cy);
			float part = 1;

			if (away >= out)
				continue;
			if (away > full || away < hole) {
				away = sqrtf(away);
				part = clamp(k->outer + 0.5F - away) -
				       clamp(k->inner + 0.5F - away);
			}
			if (part > 0)
				dot(c, x, y, (uint32_t)lrintf(part * 255), ink);
		}
}

static void draw_corners(struct canvas *c, struct rect r, int radius, int width, color ink)
{
	int right = r.x + r.w - radius, bottom = r.y + r.h - radius;
	struct corner k = { .size = radius, .outer = (float)radius };

	k.inner = width < radius ? (float)(radius - width) : -1;
	for (int i = 0; i < 4; i++) {
		k.x = i & 1 ? right : r.x;
		k.y = i & 2 ? bottom : r.y;
		k.cx = (float)(i & 1 ? right : r.x + radius);
		k.cy = (float)(i & 2 ? bottom : r.y + radius);
		draw_corner(c, &k, ink);
	}
}

static int limit_radius(struct rect r, int radius)
{
	return max(0, min(radius, min(r.w, r.h) / 2));
}

void canvas_round(struct canvas *c, struct rect r, int radius, color ink)
{
	if (rect_empty(rect_intersect(r, c->clip)))
		return;
	radius = limit_radius(r, radius);
	draw_corners(c, r, radius, radius + 1, ink);
	canvas_fill(c, (struct rect){ r.x + radius, r.y, r.w - 2 * radius, radius }, ink);
	canvas_fill(c, (struct rect){ r.x, r.y + radius, r.w, r.h - 2 * radius }, ink);
	canvas_fill(c, (struct rect){ r.x + radius, r.y + r.h - radius, r.w - 2 * radius, radius },
		    ink);
}

void canvas_border(struct canvas *c, struct rect r, int radius, int width, color ink)
{
	if (rect_empty(rect_intersect(r, c->clip)))
		return;
	radius = max(limit_radius(r, radius), width);
	draw_corners(c, r, radius, width, ink);
	canvas_fill(c, (struct rect){ r.x + radius, r.y, r.w - 2 * radius, width }, ink);
	canvas_fill(c, (struct rect){ r.x + radius, r.y + r.h - width, r.w - 2 * radius, width },
		    ink);
	canvas_fill(c, (struct rect){ r.x, r.y + radius, width, r.h - 2 * radius }, ink);
	canvas_fill(c, (struct rect){ r.x + r.w - width, r.y + radius, width, r.h - 2 * radius },
		    ink);
}

void canvas_mask(struct canvas *c, int x, int y, int w, int h, const uint8_t *coverage, color ink)
{
	struct rect r = rect_intersect((struct rect){ x, y, w, h }, c->clip);

	for (int j = r.y; j < r.y + r.h; j++)
		for (int i = r.x; i < r.x + r.w; i++) {
			uint32_t part = coverage[(ptrdiff_t)(j - y) * w + (i - x)];

			if (part)
				dot(c, i, j, part, ink);
		}
}

void canvas_copy(struct canvas *to, const struct canvas *from, struct rect r)
{
	r = rect_intersect(r, rect_intersect(to->clip, from->clip));
	for (int y = r.y; y < r.y + r.h; y++)
		memcpy(row(to, y) + r.x, row(from, y) + r.x, (size_t)r.w * 4);
}
