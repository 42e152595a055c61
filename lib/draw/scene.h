/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scene: what a screen shows, as a list of items, and the painting of no more of it than changed.
 *
 * A view does not draw: it appends items to an empty scene. Two scenes are compared item by item, and
 * where they differ the old and the new item's bounds are damage; only that is painted again. The
 * same list is what tests look at: which words stand on a screen is a question about a list, not about
 * pixels.
 *
 * Items that do not fit (of SCENE_ITEMS, or of SCENE_TEXT bytes) are left out and counted in `dropped`.
 */
#ifndef LIB_DRAW_SCENE_H
#define LIB_DRAW_SCENE_H

#include "lib/draw/canvas.h"
#include "lib/draw/font.h"
#include "lib/draw/icon.h"

#define SCENE_ITEMS  384
#define SCENE_TEXT   12288
#define SCENE_DAMAGE 8

enum align {
	ALIGN_LEFT,
	ALIGN_CENTRE,
	ALIGN_RIGHT,
};

enum scene_kind {
	SCENE_BOX,
	SCENE_OUTLINE,
	SCENE_ICON,
	SCENE_LINE,
};

struct scene_item {
	struct rect box;  /* where it is */
	struct rect clip; /* where it may be seen */
	enum scene_kind kind;
	color ink;
	int radius;	  /* BOX, OUTLINE */
	int width;	  /* OUTLINE */
	enum icon icon;	  /* ICON: fills the box, which is square */
	struct type type; /* LINE */
	enum align align;
	uint32_t text; /* LINE: where it begins in scene.text */
};

struct scene {
	struct rect clip; /* of the items that are appended next */
	int count, used, dropped;
	struct scene_item item[SCENE_ITEMS];
	char text[SCENE_TEXT];
};

void scene_clear(struct scene *s, struct rect whole);
void scene_box(struct scene *s, struct rect box, int radius, color ink);
void scene_outline(struct scene *s, struct rect box, int radius, int width, color ink);
void scene_icon(struct scene *s, struct rect box, enum icon icon, color ink);

/* One line of text, on the vertical centre of the box, ended by an ellipsis if too long. */
void scene_line(struct scene *s, struct rect box, struct type type, enum align align, color ink,
		const char *text);

/* The damage between two scenes: at most SCENE_DAMAGE rectangles, which do not overlap. */
struct damage {
	int count;
	struct rect rect[SCENE_DAMAGE];
};

void scene_compare(const struct scene *old, const struct scene *new, struct damage *damage);

/* Paints what lies in `part`, which the scene's first item is expected to fill. */
void scene_paint(const struct scene *s, struct fonts *f, struct canvas *c, struct rect part);

/* The text of an item of kind LINE. */
const char *scene_text(const struct scene *s, const struct scene_item *item);

#endif
