/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a touch device's events to fingers on the panel. Two kinds of device are understood:
 *
 *	multitouch	slots with tracking identities (the kernel's protocol B)
 *	tablet		one pointer; its left button down is a finger
 *
 * Events gather until SYN_REPORT and are then told as what became of each finger. A device can send
 * anything: slots, axes and values outside their ranges are left out or clamped.
 */
#ifndef USER_SERVICES_INPUT_TOUCH_H
#define USER_SERVICES_INPUT_TOUCH_H

#include <stdbool.h>
#include <stdint.h>

#include "user/protocol/input.h"
#include "user/services/input/device.h"

/* Linux input event codes. */
#define TOUCH_ABS_X	  0x00
#define TOUCH_ABS_Y	  0x01
#define TOUCH_ABS_MT_SLOT 0x2f
#define TOUCH_ABS_MT_X	  0x35
#define TOUCH_ABS_MT_Y	  0x36
#define TOUCH_ABS_MT_ID	  0x39
#define TOUCH_BUTTON_LEFT 0x110

#define TOUCH_SLOTS INPUT_FINGERS

enum touch_change {
	TOUCH_DOWN,
	TOUCH_MOVE,
	TOUCH_UP,
};

/* Told at SYN_REPORT: slot 0..TOUCH_SLOTS - 1; x, y in pixels of the panel. */
typedef void touch_tell(void *context, enum touch_change change, unsigned slot, int32_t x,
			int32_t y);

struct touch_range {
	int32_t min, max; /* min < max */
};

struct touch_slot {
	bool down, was_down; /* now, and as told last */
	bool again;	     /* lifted and down again within one report */
	int32_t x, y;	     /* raw */
	int32_t told_x, told_y;
};

struct touch {
	bool multitouch;
	struct touch_range x, y;
	int current; /* slot that events concern, -1: none that is known */
	struct touch_slot slot[TOUCH_SLOTS];
};

void touch_begin(struct touch *t, bool multitouch, struct touch_range x, struct touch_range y);
void touch_event(struct touch *t, const struct device_event *event, touch_tell *tell,
		 void *context);

#endif
