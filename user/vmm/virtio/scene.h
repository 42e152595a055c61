/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a virtio-gpu shows: pictures (2D resources), one of which is on the screen, with a cursor over it.
 *
 * The screen is memory that another program scans out, in words 0x00RRGGBB. Pictures have the same format, so
 * composing is copying. They lie in a pool of fixed size; the guest's memory backs them only as the
 * source of transfers. All coordinates come from the guest and are checked or clipped here.
 */
#ifndef USER_VMM_VIRTIO_SCENE_H
#define USER_VMM_VIRTIO_SCENE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "user/vmm/virtio/queue.h"

enum {
	SCENE_PICTURES = 16,
	SCENE_BACKING = 1024, /* pieces of guest memory behind one picture: 4 MiB of single pages */
	SCENE_PIXEL = 4,      /* bytes */
};

struct screen {
	uint8_t *at;
	uint32_t width, height, stride; /* pixels, pixels, bytes */
};

struct rectangle {
	uint32_t x, y, width, height;
};

struct picture {
	uint32_t id; /* 0: free */
	uint32_t width, height;
	size_t offset, size; /* in the pool, bytes */
	unsigned backings;
	struct part backing[SCENE_BACKING];
};

struct scene {
	struct screen screen;
	uint8_t *pool;
	size_t pool_size;
	struct picture picture[SCENE_PICTURES];
	const struct picture *shown;  /* NULL: black */
	struct rectangle part;	      /* of `shown`, at the screen's top left */
	const struct picture *cursor; /* NULL: none */
	int32_t cursor_x, cursor_y;
};

enum scene_error {
	SCENE_OK = 0,
	SCENE_NO_ROOM,	  /* in the pool, or no picture free */
	SCENE_NO_PICTURE, /* no such id, or one in use for a new picture */
	SCENE_RANGE,	  /* coordinates, sizes or offsets outside */
};

void scene_init(struct scene *scene, struct screen screen, uint8_t *pool, size_t pool_size);

/* No pictures, a black screen. */
void scene_reset(struct scene *scene);

/* A new picture, all zeros. */
enum scene_error scene_create(struct scene *scene, uint32_t id, uint32_t width, uint32_t height);
enum scene_error scene_remove(struct scene *scene, uint32_t id);

/* The picture with this id, or NULL. The caller fills in its backing. */
struct picture *scene_find(struct scene *scene, uint32_t id);

/* Copy `area` of a picture from its backing, where the area's first pixel is at `offset`. */
enum scene_error scene_transfer(struct scene *scene, uint32_t id, struct rectangle area,
				uint64_t offset);

/*
 * Show `part` of a picture, or black if the id is 0. A guest that flips pages flushes next, so unless the
 * size changes the screen does not until then.
 */
enum scene_error scene_show(struct scene *scene, uint32_t id, struct rectangle part);

/* Bring `area` of the picture to the screen, if it is shown. */
enum scene_error scene_flush(struct scene *scene, uint32_t id, struct rectangle area);

/* Use a picture as the cursor; 0: none. Its colours are premultiplied by their alpha. */
enum scene_error scene_set_cursor(struct scene *scene, uint32_t id);
void scene_move_cursor(struct scene *scene, int32_t x, int32_t y);

#endif
