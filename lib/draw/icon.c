/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The renderer of icons. A drawing is a list of groups, each of a letter and paths:
 *
 *	S width   strokes of that width, with round ends and joints
 *	F         filled shapes (even-odd)
 *	E width   strokes that are taken away from what was drawn before
 *
 *	paths:    M x y   L x y   C x1 y1 x2 y2 x y   O cx cy r (a circle)   Z
 *
 * Curves become line segments. A pixel's coverage is 1/2 minus the signed distance of its centre from
 * the group's edge: for strokes the distance to the nearest segment less half the width, for shapes the
 * distance to the outline, negative inside.
 */
#include "lib/draw/icon.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/draw/drawings.h"

#define GRID	 24.0F
#define SEGMENTS 320
#define CURVE	 10 /* segments of a curve */
#define CIRCLE	 32 /* segments of a circle */

struct point {
	float x, y;
};

struct segment {
	struct point a, b;
};

struct group {
	char kind;
	float width;
	int count;
	struct segment segment[SEGMENTS];
};

/* Reads the drawing's next number. Drawings are constants of this program, and tested. */
static float number(const char **s)
{
	char *end;
	float value = strtof(*s, &end);

	assert(end != *s);
	*s = end;
	return value;
}

static struct point pair(const char **s)
{
	float x = number(s);

	return (struct point){ x, number(s) };
}

static void line(struct group *g, struct point a, struct point b)
{
	assert(g->count < SEGMENTS);
	g->segment[g->count++] = (struct segment){ a, b };
}

static struct point curve(struct group *g, struct point from, const char **s)
{
	struct point c1 = pair(s), c2 = pair(s), to = pair(s), last = from;

	for (int i = 1; i <= CURVE; i++) {
		float t = (float)i / CURVE, u = 1 - t;
		float k0 = u * u * u, k1 = 3 * u * u * t, k2 = 3 * u * t * t, k3 = t * t * t;
		struct point p = { k0 * from.x + k1 * c1.x + k2 * c2.x + k3 * to.x,
				   k0 * from.y + k1 * c1.y + k2 * c2.y + k3 * to.y };

		line(g, last, p);
		last = p;
	}
	return to;
}

static void circle(struct group *g, const char **s)
{
	struct point centre = pair(s), last;
	float r = number(s);

	last = (struct point){ centre.x + r, centre.y };
	for (int i = 1; i <= CIRCLE; i++) {
		float angle = (float)(2 * M_PI) * (float)(i % CIRCLE) / CIRCLE; /* closes exactly */
		struct point p = { centre.x + r * cosf(angle), centre.y + r * sinf(angle) };

		line(g, last, p);
		last = p;
	}
}

/* Reads one group; returns where the next begins, or NULL at the end. */
static const char *read_group(const char *s, struct group *g)
{
	struct point at = { 0 }, first = { 0 };

	s += strspn(s, " ");
	if (!*s)
		return NULL;
	g->kind = *s++;
	g->width = g->kind == 'F' ? 0 : number(&s);
	g->count = 0;
	for (;;) {
		s += strspn(s, " ");
		switch (*s) {
		case 'M':
			s++;
			at = first = pair(&s);
			break;
		case 'L': {
			struct point to = (s++, pair(&s));

			line(g, at, to);
			at = to;
			break;
		}
		case 'C':
			s++;
			at = curve(g, at, &s);
			break;
		case 'O':
			s++;
			circle(g, &s);
			break;
		case 'Z':
			s++;
			line(g, at, first);
			at = first;
			break;
		default:
			return s;
		}
	}
}

static float squared_distance(struct point p, const struct segment *s)
{
	float dx = s->b.x - s->a.x, dy = s->b.y - s->a.y;
	float px = p.x - s->a.x, py = p.y - s->a.y;
	float length = dx * dx + dy * dy;
	float t = length > 0 ? (px * dx + py * dy) / length : 0;

	t = t < 0 ? 0 : t > 1 ? 1 : t;
	px -= t * dx;
	py -= t * dy;
	return px * px + py * py;
}

/* Per pixel, of the group being drawn: the squared distance from its segments, and inside or not. */
static float nearest[ICON_SIZE_MAX * ICON_SIZE_MAX];
static bool inside[ICON_SIZE_MAX * ICON_SIZE_MAX];

static int pixel_range(float low, float high, float scale, int size, int *end)
{
	int from = (int)floorf(low * scale), to = (int)ceilf(high * scale);

	*end = to < size ? to : size;
	return from > 0 ? from : 0;
}

/* Only the pixels that the segment can colour are looked at. */
static void measure(const struct segment *s, float reach, float scale, int size)
{
	int right, bottom;
	int left = pixel_range(fminf(s->a.x, s->b.x) - reach, fmaxf(s->a.x, s->b.x) + reach, scale,
			       size, &right);
	int top = pixel_range(fminf(s->a.y, s->b.y) - reach, fmaxf(s->a.y, s->b.y) + reach, scale,
			      size, &bottom);

	for (int y = top; y < bottom; y++)
		for (int x = left; x < right; x++) {
			struct point p = { ((float)x + 0.5F) / scale, ((float)y + 0.5F) / scale };
			float *least = &nearest[y * size + x];

			*least = fminf(*least, squared_distance(p, s));
		}
}

/* A shape's edge: what is left of it changes sides (even-odd). */
static void cross(const struct segment *s, float scale, int size)
{
	int bottom;
	int top = pixel_range(fminf(s->a.y, s->b.y), fmaxf(s->a.y, s->b.y), scale, size, &bottom);

	for (int y = top; y < bottom; y++) {
		float at = ((float)y + 0.5F) / scale;

		if ((s->a.y > at) == (s->b.y > at))
			continue;
		at = s->a.x + (at - s->a.y) / (s->b.y - s->a.y) * (s->b.x - s->a.x);
		for (int x = 0; x < size && ((float)x + 0.5F) / scale < at; x++)
			inside[y * size + x] ^= true;
	}
}

static void measure_group(const struct group *g, float scale, int size)
{
	for (int i = 0; i < size * size; i++) {
		nearest[i] = GRID * GRID * 4;
		inside[i] = false;
	}
	for (int i = 0; i < g->count; i++) {
		measure(&g->segment[i], g->width / 2 + 1 / scale, scale, size);
		if (g->kind == 'F')
			cross(&g->segment[i], scale, size);
	}
}

static void add_group(const struct group *g, int size, uint8_t *coverage)
{
	float scale = (float)size / GRID;

	measure_group(g, scale, size);
	for (int i = 0; i < size * size; i++) {
		float distance = sqrtf(nearest[i]) - g->width / 2;
		float part = 0.5F - (inside[i] ? -distance : distance) * scale;
		uint8_t ink = (uint8_t)lrintf(255 * fminf(fmaxf(part, 0), 1));

		if (g->kind == 'E')
			ink = (uint8_t)(255 - ink);
		if (g->kind == 'E' ? ink < coverage[i] : ink > coverage[i])
			coverage[i] = ink;
	}
}

void icon_render(enum icon icon, int size, uint8_t *coverage)
{
	static struct group g;
	const char *s = drawings[icon];

	memset(coverage, 0, (size_t)size * (size_t)size);
	while ((s = read_group(s, &g)) != NULL)
		add_group(&g, size, coverage);
}

struct cached {
	uint16_t icon, size;
	uint8_t *coverage;
};

#define CACHED 64

void icon_draw(struct canvas *c, enum icon icon, int x, int y, int size, color ink)
{
	static struct cached cache[CACHED];
	static unsigned int oldest;
	struct cached *entry = NULL;

	if (icon <= ICON_NONE || icon >= ICONS || size < 1 || size > ICON_SIZE_MAX)
		return;
	for (int i = 0; i < CACHED && !entry; i++)
		if (cache[i].icon == icon && cache[i].size == size)
			entry = &cache[i];
	if (!entry) {
		entry = &cache[oldest++ % CACHED];
		free(entry->coverage);
		*entry = (struct cached){ (uint16_t)icon, (uint16_t)size,
					  malloc((size_t)size * (size_t)size) };
		if (!entry->coverage) {
			entry->icon = ICON_NONE;
			return;
		}
		icon_render(icon, size, entry->coverage);
	}
	canvas_mask(c, x, y, size, size, entry->coverage, ink);
}
