/* SPDX-License-Identifier: Apache-2.0 */
#include "user/vmm/bytes.h"
#include "user/vmm/virtio/scene.h"

void scene_init(struct scene *scene, struct screen screen, uint8_t *pool, size_t pool_size)
{
	memset(scene, 0, sizeof(*scene));
	scene->screen = screen;
	scene->pool = pool;
	scene->pool_size = pool_size;
}

struct picture *scene_find(struct scene *scene, uint32_t id)
{
	for (unsigned i = 0; i < SCENE_PICTURES && id != 0; i++)
		if (scene->picture[i].id == id)
			return &scene->picture[i];
	return NULL;
}

/* A picture that lies in the pool's bytes offset..offset + size, or NULL. */
static const struct picture *occupant(const struct scene *scene, size_t offset, size_t size)
{
	for (unsigned i = 0; i < SCENE_PICTURES; i++) {
		const struct picture *p = &scene->picture[i];

		if (p->id != 0 && offset < p->offset + p->size && p->offset < offset + size)
			return p;
	}
	return NULL;
}

/* First fit: the lowest gap. Returns false if there is none. */
static bool find_gap(const struct scene *scene, uint64_t size, size_t *offset)
{
	const struct picture *p;

	*offset = 0;
	if (size > scene->pool_size)
		return false;
	while ((p = occupant(scene, *offset, (size_t)size)) != NULL) {
		*offset = p->offset + p->size;
		if (size > scene->pool_size - *offset)
			return false;
	}
	return true;
}

static struct picture *free_picture(struct scene *scene)
{
	for (unsigned i = 0; i < SCENE_PICTURES; i++)
		if (scene->picture[i].id == 0)
			return &scene->picture[i];
	return NULL;
}

enum scene_error scene_create(struct scene *scene, uint32_t id, uint32_t width, uint32_t height)
{
	struct picture *picture = free_picture(scene);
	uint64_t pixels = (uint64_t)width * height;

	if (id == 0 || scene_find(scene, id) != NULL)
		return SCENE_NO_PICTURE;
	if (pixels == 0)
		return SCENE_RANGE;
	if (picture == NULL || pixels > scene->pool_size / SCENE_PIXEL ||
	    !find_gap(scene, pixels * SCENE_PIXEL, &picture->offset))
		return SCENE_NO_ROOM;
	picture->id = id;
	picture->width = width;
	picture->height = height;
	picture->size = pixels * SCENE_PIXEL;
	picture->backings = 0;
	memset(scene->pool + picture->offset, 0, picture->size);
	return SCENE_OK;
}

/* Whether `inner` lies in a picture or screen of this size. */
static bool inside(struct rectangle inner, uint32_t width, uint32_t height)
{
	return inner.x <= width && inner.width <= width - inner.x && inner.y <= height &&
	       inner.height <= height - inner.y;
}

enum scene_error scene_transfer(struct scene *scene, uint32_t id, struct rectangle area,
				uint64_t offset)
{
	struct picture *picture = scene_find(scene, id);
	size_t row = (size_t)area.width * SCENE_PIXEL, pitch;
	struct span from;
	uint8_t *to;

	if (picture == NULL)
		return SCENE_NO_PICTURE;
	if (!inside(area, picture->width, picture->height))
		return SCENE_RANGE;
	from = (struct span){ picture->backing, picture->backings, 0 };
	if (span_skip(&from, offset) != offset)
		return SCENE_RANGE;
	pitch = (size_t)picture->width * SCENE_PIXEL;
	to = scene->pool + picture->offset + area.y * pitch + (size_t)area.x * SCENE_PIXEL;
	for (uint32_t y = 0; y < area.height; y++, to += pitch) {
		if (span_read(&from, to, row) != row)
			return SCENE_RANGE;
		span_skip(&from, pitch - row);
	}
	return SCENE_OK;
}

/* The common part of two ranges; the lengths may be anything that does not overflow. */
static bool overlap(int64_t *begin, int64_t *end, int64_t other_begin, int64_t other_end)
{
	*begin = *begin > other_begin ? *begin : other_begin;
	*end = *end < other_end ? *end : other_end;
	return *begin < *end;
}

/* source over destination, both premultiplied; `alpha` is the source's. */
static uint32_t blend(uint32_t below, uint32_t above, uint32_t alpha)
{
	uint32_t result = 0;

	for (unsigned shift = 0; shift < 24; shift += 8) {
		uint32_t sum =
			(above >> shift & 255) + (below >> shift & 255) * (255 - alpha) / 255;

		result |= (sum < 255 ? sum : 255) << shift;
	}
	return result;
}

/* Draw the cursor's part that lies in screen columns x0..x1 and rows y0..y1. */
static void draw_cursor(const struct scene *scene, int64_t x0, int64_t y0, int64_t x1, int64_t y1)
{
	const struct picture *p = scene->cursor;
	const uint8_t *pixels;

	if (p == NULL || !overlap(&x0, &x1, scene->cursor_x, (int64_t)scene->cursor_x + p->width) ||
	    !overlap(&y0, &y1, scene->cursor_y, (int64_t)scene->cursor_y + p->height))
		return;
	pixels = scene->pool + p->offset;
	for (int64_t y = y0; y < y1; y++) {
		uint8_t *to = scene->screen.at + y * scene->screen.stride + x0 * SCENE_PIXEL;
		const uint8_t *from =
			pixels +
			((y - scene->cursor_y) * p->width + (x0 - scene->cursor_x)) * SCENE_PIXEL;

		for (int64_t x = x0; x < x1; x++, to += SCENE_PIXEL, from += SCENE_PIXEL)
			put32(to, blend(get32(to), get32(from), get32(from) >> 24));
	}
}

/* Draw screen columns x0..x1 and rows y0..y1 anew, clipped to the screen. */
static void compose(const struct scene *scene, int64_t x0, int64_t y0, int64_t x1, int64_t y1)
{
	const struct picture *p = scene->shown;
	int64_t shown_x1, shown_y1;

	if (!overlap(&x0, &x1, 0, scene->screen.width) ||
	    !overlap(&y0, &y1, 0, scene->screen.height))
		return;
	shown_x1 = p != NULL && x1 > scene->part.width ? scene->part.width : x1;
	shown_y1 = p != NULL && y1 > scene->part.height ? scene->part.height : y1;
	for (int64_t y = y0; y < y1; y++) {
		int64_t split = p == NULL || y >= shown_y1 || shown_x1 < x0 ? x0 : shown_x1;
		uint8_t *to = scene->screen.at + y * scene->screen.stride;

		if (split > x0)
			memcpy(to + x0 * SCENE_PIXEL,
			       scene->pool + p->offset +
				       ((scene->part.y + y) * p->width + scene->part.x + x0) *
					       SCENE_PIXEL,
			       (size_t)(split - x0) * SCENE_PIXEL);
		memset(to + split * SCENE_PIXEL, 0, (size_t)(x1 - split) * SCENE_PIXEL);
	}
	draw_cursor(scene, x0, y0, x1, y1);
}

static void compose_all(const struct scene *scene)
{
	compose(scene, 0, 0, scene->screen.width, scene->screen.height);
}

void scene_reset(struct scene *scene)
{
	for (unsigned i = 0; i < SCENE_PICTURES; i++)
		scene->picture[i].id = 0;
	scene->shown = NULL;
	scene->cursor = NULL;
	scene->part = (struct rectangle){ 0, 0, 0, 0 };
	compose_all(scene);
}

enum scene_error scene_show(struct scene *scene, uint32_t id, struct rectangle part)
{
	const struct picture *picture = scene_find(scene, id);
	bool resized;

	if (id != 0 && picture == NULL)
		return SCENE_NO_PICTURE;
	if (id != 0 && !inside(part, picture->width, picture->height))
		return SCENE_RANGE;
	resized = picture == NULL || part.width != scene->part.width ||
		  part.height != scene->part.height;
	scene->shown = picture;
	scene->part = part;
	if (resized)
		compose_all(scene);
	return SCENE_OK;
}

enum scene_error scene_flush(struct scene *scene, uint32_t id, struct rectangle area)
{
	const struct picture *picture = scene_find(scene, id);
	int64_t x = (int64_t)area.x - scene->part.x, y = (int64_t)area.y - scene->part.y;

	if (picture == NULL)
		return SCENE_NO_PICTURE;
	if (!inside(area, picture->width, picture->height))
		return SCENE_RANGE;
	if (picture == scene->shown)
		compose(scene, x, y, x + area.width, y + area.height);
	return SCENE_OK;
}

/* Draw the place anew where the cursor is. */
static void refresh_cursor(const struct scene *scene, const struct picture *cursor)
{
	int64_t x = scene->cursor_x, y = scene->cursor_y;

	if (cursor != NULL)
		compose(scene, x, y, x + cursor->width, y + cursor->height);
}

enum scene_error scene_set_cursor(struct scene *scene, uint32_t id)
{
	const struct picture *old = scene->cursor, *new = scene_find(scene, id);

	if (id != 0 && new == NULL)
		return SCENE_NO_PICTURE;
	scene->cursor = NULL;
	refresh_cursor(scene, old);
	scene->cursor = new;
	refresh_cursor(scene, new);
	return SCENE_OK;
}

void scene_move_cursor(struct scene *scene, int32_t x, int32_t y)
{
	const struct picture *cursor = scene->cursor;

	scene->cursor = NULL;
	refresh_cursor(scene, cursor);
	scene->cursor = cursor;
	scene->cursor_x = x;
	scene->cursor_y = y;
	refresh_cursor(scene, cursor);
}

enum scene_error scene_remove(struct scene *scene, uint32_t id)
{
	struct picture *picture = scene_find(scene, id);

	if (picture == NULL)
		return SCENE_NO_PICTURE;
	if (scene->cursor == picture)
		(void)scene_set_cursor(scene, 0);
	if (scene->shown == picture)
		(void)scene_show(scene, 0, (struct rectangle){ 0, 0, 0, 0 });
	picture->id = 0;
	return SCENE_OK;
}
