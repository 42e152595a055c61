/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Virtio input devices (virtio 1.2, section 5.8): a touch screen and a keyboard, as Linux' evdev knows
 * them. A touch screen speaks multi-touch protocol type B.
 *
 * Events go out in whole packets, each closed by SYN_REPORT. While the guest offers no buffers packets wait;
 * if too many wait the newest are lost whole, those that lift something last.
 */
#ifndef USER_VMM_VIRTIO_INPUT_H
#define USER_VMM_VIRTIO_INPUT_H

#include "user/vmm/virtio/device.h"

enum {
	INPUT_WAITING = 128, /* events */
	INPUT_SLOTS = 10,    /* fingers */
};

struct input_event {
	uint16_t type, code;
	uint32_t value;
};

enum input_model {
	INPUT_TOUCH_SCREEN,
	INPUT_KEYBOARD,
};

struct virtio_input {
	struct virtio_device virtio;
	enum input_model model;
	uint32_t width, height; /* of the touch screen, pixels */
	uint8_t config[136];
	struct input_event waiting[INPUT_WAITING];
	unsigned first, count; /* of `waiting`, a ring */
	int32_t next_track;
	uint16_t down; /* slots with a finger, one bit each */
};

/* `width` and `height` are a touch screen's. */
void virtio_input_init(struct virtio_input *input, enum input_model model, uint32_t width,
		       uint32_t height);

/* A finger, 0..INPUT_SLOTS - 1, came down or moved; was lifted. Lifting one that is not down is nothing. */
void virtio_input_touch(struct virtio_input *input, unsigned finger, uint32_t x, uint32_t y);
void virtio_input_lift(struct virtio_input *input, unsigned finger);

/* A key of the Linux input event codes; value 1 down, 0 up, 2 repeated. */
void virtio_input_key(struct virtio_input *input, uint16_t code, uint32_t value);

#endif
