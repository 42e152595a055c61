/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Items are compared by value, texts by their bytes. An item paints inside its bounds only (text is
 * clipped to its box and a margin for descenders), which is what makes damage complete.
 */
#include "lib/draw/scene.h"

#include <string.h>

void scene_clear(struct scene *s, struct rect whole)
{
	s->clip = whole;
	s->count = 0;
	s->used = 0;
	s->dropped = 0;
}

/* What an item may touch. */
static struct rect bounds(const struct scene_item *item)
{
	struct rect r = item->box;
	int margin = item->type.size / 3;

	if (item->kind == SCENE_LINE) {
		r.x -= margin / 2;
		r.w += margin;
		r.y -= margin;
		r.h += 2 * margin;
	}
	return rect_intersect(r, item->clip);
}

/* The next item, zeroed but for place and colour; NULL if it cannot be seen or does not fit. */
static struct scene_item *append(struct scene *s, struct rect box, enum scene_kind kind, color ink)
{
	struct scene_item *item = &s->item[s->count];

	if (rect_empty(rect_intersect(rect_inset(box, -64), s->clip)))
		return NULL;
	if (s->count == SCENE_ITEMS) {
		s->dropped++;
		return NULL;
	}
	s->count++;
	memset(item, 0, sizeof(*item));
	item->box = box;
	item->clip = s->clip;
	item->kind = kind;
	item->ink = ink;
	return item;
}

void scene_box(struct scene *s, struct rect box, int radius, color ink)
{
	struct scene_item *item = append(s, box, SCENE_BOX, ink);

	if (item)
		item->radius = radius;
}

void scene_outline(struct scene *s, struct rect box, int radius, int width, color ink)
{
	struct scene_item *item = append(s, box, SCENE_OUTLINE, ink);

	if (!item)
		return;
	item->radius = radius;
	item->width = width;
}

void scene_icon(struct scene *s, struct rect box, enum icon icon, color ink)
{
	struct scene_item *item = append(s, box, SCENE_ICON, ink);

	if (item)
		item->icon = icon;
}

void scene_line(struct scene *s, struct rect box, struct type type, enum align align, color ink,
		const char *text)
{
	int bytes = (int)strnlen(text, SCENE_TEXT) + 1;
	struct scene_item *item = append(s, box, SCENE_LINE, ink);

	if (!item)
		return;
	if (bytes > SCENE_TEXT - s->used) {
		s->count--;
		s->dropped++;
		return;
	}
	item->type = type;
	item->align = align;
	item->text = (uint32_t)s->used;
	memcpy(s->text + s->used, text, (size_t)bytes);
	s->used += bytes;
}

const char *scene_text(const struct scene *s, const struct scene_item *item)
{
	return s->text + item->text;
}

static bool same_rect(struct rect a, struct rect b)
{
	return a.x == b.x && a.y == b.y && a.w == b.w && a.h == b.h;
}

static bool same_type(struct type a, struct type b)
{
	return a.size == b.size && a.spacing == b.spacing && a.weight == b.weight &&
	       a.tabular == b.tabular;
}

static bool same(const struct scene *s, const struct scene_item *a, const struct scene *t,
		 const struct scene_item *b)
{
	if (a->kind != b->kind || a->ink != b->ink || !same_rect(a->box, b->box) ||
	    !same_rect(a->clip, b->clip))
		return false;
	if (a->radius != b->radius || a->width != b->width || a->icon != b->icon)
		return false;
	return a->kind != SCENE_LINE || (a->align == b->align && same_type(a->type, b->type) &&
					 !strcmp(scene_text(s, a), scene_text(t, b)));
}

static int area(struct rect r)
{
	return r.w * r.h;
}

static void join(struct damage *d, int keep, int drop)
{
	d->rect[keep] = rect_union(d->rect[keep], d->rect[drop]);
	d->rect[drop] = d->rect[--d->count];
}

/* Joins rectangles that overlap until none do. */
static void settle(struct damage *d)
{
	for (int i = 0; i < d->count; i++)
		for (int j = i + 1; j < d->count; j++)
			if (!rect_empty(rect_intersect(d->rect[i], d->rect[j]))) {
				join(d, i, j);
				i = -1;
				break;
			}
}

/* Joins the two rectangles whose union wastes least. */
static void join_cheapest(struct damage *d)
{
	int best = 0, keep = 0, drop = 1;

	for (int i = 0; i < d->count; i++)
		for (int j = i + 1; j < d->count; j++) {
			int waste = area(rect_union(d->rect[i], d->rect[j])) - area(d->rect[i]) -
				    area(d->rect[j]);

			if ((i == 0 && j == 1) || waste < best) {
				best = waste;
				keep = i;
				drop = j;
			}
		}
	join(d, keep, drop);
}

static void add_damage(struct damage *d, struct rect r)
{
	if (rect_empty(r))
		return;
	if (d->count == SCENE_DAMAGE) {
		join_cheapest(d);
		settle(d);
	}
	d->rect[d->count++] = r;
	settle(d);
}

void scene_compare(const struct scene *old, const struct scene *new, struct damage *damage)
{
	int most = old->count > new->count ? old->count : new->count;

	damage->count = 0;
	for (int i = 0; i < most; i++) {
		if (i < old->count && i < new->count &&same(old, &old->item[i], new, &new->item[i]))
			continue;
		if (i < old->count)
			add_damage(damage, bounds(&old->item[i]));
		if (i < new->count)
			add_damage(damage, bounds(&new->item[i]));
	}
}

static void paint_line(const struct scene *s, const struct scene_item *item, struct fonts *f,
		       struct canvas *c)
{
	const char *text = scene_text(s, item);
	int wide = text_width(f, item->type, text), x = item->box.x;
	int baseline = item->box.y + (item->box.h + text_cap_height(item->type)) / 2;

	if (wide < item->box.w && item->align == ALIGN_CENTRE)
		x += (item->box.w - wide) / 2;
	else if (wide < item->box.w && item->align == ALIGN_RIGHT)
		x += item->box.w - wide;
	text_draw(f, c, item->type, x, baseline, item->box.w, text, item->ink);
}

void scene_paint(const struct scene *s, struct fonts *f, struct canvas *c, struct rect part)
{
	for (int i = 0; i < s->count; i++) {
		const struct scene_item *item = &s->item[i];
		struct rect visible = rect_intersect(bounds(item), part);

		if (rect_empty(visible))
			continue;
		canvas_clip(c, visible);
		switch (item->kind) {
		case SCENE_BOX:
			canvas_round(c, item->box, item->radius, item->ink);
			break;
		case SCENE_OUTLINE:
			canvas_border(c, item->box, item->radius, item->width, item->ink);
			break;
		case SCENE_ICON:
			icon_draw(c, item->icon, item->box.x, item->box.y, item->box.w, item->ink);
			break;
		case SCENE_LINE:
			paint_line(s, item, f, c);
			break;
		}
	}
	canvas_clip(c, (struct rect){ 0, 0, c->width, c->height });
}
