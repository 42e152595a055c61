/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Input: the messages of the service that owns the touch panel and the keys.
 *
 * Each event goes to one receiver, the world in front. Which world that is, `display` says, because
 *it scans it out: touches go where the owner looks, and nowhere else.
 *
 *	input -> phone, vmm    DOWN, MOVE, UP, CANCEL, KEY
 *	input -> display       WORLD_KEY
 *	display -> input       FRONT
 *
 * The world key is consumed here: neither world sees it, and neither has a message that could feign
 *it.
 *
 *	owner presses the world key     input: CANCEL each finger that is down, then deliver nothing
 *	input -> display  WORLD_KEY     display: scan out the other region
 *	display -> input  FRONT         input: deliver to that world from now on
 *
 * When a call comes in, display brings the sealed world to the front by itself and sends FRONT with
 * `hold_ms` 400: a finger already moving towards the other world's screen must not answer or
 *decline. Until the hold ends input drops every touch, and a finger that came down before its end
 *stays dropped until it is lifted. Before the first FRONT, and after display restarted until it has
 *sent one, nothing is delivered to anybody.
 *
 * Touch coordinates are pixels of the world's screen, 720 x 1,376, (0, 0) below the strip at the
 *left; a finger that goes beyond is clamped to the edge, and one that comes down on the strip is
 *nobody's. A finger is DOWN, then any number of MOVE, then UP or CANCEL (lifted, but nothing was
 *meant by it). If a receiver is slow, input leaves out MOVEs before anything else; if it has to
 *leave out an UP, it sends CANCEL for that finger when there is room again, before its next DOWN.
 *
 * All messages are one `struct input_message`, little-endian. Receivers drop what is out of range.
 */
#ifndef USER_PROTOCOL_INPUT_H
#define USER_PROTOCOL_INPUT_H

#include <stdint.h>

enum input_type {
	/* input -> the world in front */
	INPUT_DOWN = 1,	  /* finger, x, y, time_us */
	INPUT_MOVE = 2,	  /* finger, x, y, time_us */
	INPUT_UP = 3,	  /* finger, x, y (the last known), time_us */
	INPUT_CANCEL = 4, /* finger, time_us */
	INPUT_KEY = 5,	  /* code, value = 1 down, 0 up, 2 repeat; time_us */

	/* input -> display */
	INPUT_WORLD_KEY = 16, /* the world key went down */

	/* display -> input */
	INPUT_FRONT = 32, /* value = enum world (display.h), hold_ms */
};

#define INPUT_FINGERS  10   /* finger: 0..9, the lowest free number for a new one */
#define INPUT_KEYS     768  /* code: a key of the Linux input event codes, below this */
#define INPUT_HOLD_MAX 1000 /* hold_ms: 0..1000 */

/* Key codes that the sealed world knows; the world key itself is input's matter (F12 on the
 * emulator). */
#define INPUT_KEY_VOLUME_DOWN 114
#define INPUT_KEY_VOLUME_UP   115
#define INPUT_KEY_POWER	      116

struct input_message {
	uint32_t type; /* enum input_type */
	uint32_t finger;
	int32_t x; /* 0..719 */
	int32_t y; /* 0..1375 */
	uint32_t code;
	uint32_t value;
	uint32_t hold_ms;
	uint32_t reserved; /* zero */
	uint64_t time_us; /* microseconds of a clock that never goes back; only differences count */
};

_Static_assert(sizeof(struct input_message) == 40, "one layout on every machine");

#endif
