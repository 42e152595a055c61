/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Display: the panel's geometry and the messages that `display` takes.
 *
 * The panel is 720 x 1440 pixels, portrait, XRGB8888 (little-endian words 0x00RRGGBB). Its top 64
 *rows are the strip, which `display` alone can write; the 1,376 rows below belong to the world in
 *front.
 *
 * Each world has one region of physically contiguous memory: first its strip, then its screen.
 *
 *	          open world            sealed world
 *	        +-------------+        +-------------+
 *	strip   | 45 pages    |        | 45 pages    |     mapped in display only
 *	        +-------------+        +-------------+
 *	screen  | 968 pages   |        | 968 pages   |     mapped in vmm's guest, or in phone
 *	        +-------------+        +-------------+
 *
 * display scans out one region or the other: nothing is copied, and switching worlds is one change
 *of the scan-out address. The strip is a whole number of pages, so a client's space cannot contain
 *it.
 *
 * Messages are one `struct display_message` each, little-endian. Who may say what is decided by the
 * channel it arrives on; anything else is dropped and counted:
 *
 *	channel   messages
 *	phone     ATTENTION
 *	audio     MARK microphone
 *	camera    MARK camera
 *	net       MARK network
 *	input     see user/protocol/input.h
 *
 * A service says its marks once at its start, and then at each change. An app never does. While a
 * service that owns a mark is restarting, the mark shows that its state is not known. The time of day
 * comes from `clock` (user/protocol/clock.h).
 */
#ifndef USER_PROTOCOL_DISPLAY_H
#define USER_PROTOCOL_DISPLAY_H

#include <stdint.h>

#define PANEL_WIDTH  720
#define PANEL_HEIGHT 1440
#define STRIP_HEIGHT 64
#define WORLD_HEIGHT (PANEL_HEIGHT - STRIP_HEIGHT)
#define PANEL_STRIDE (PANEL_WIDTH * 4) /* bytes a row */
#define STRIP_BYTES  (PANEL_STRIDE * STRIP_HEIGHT)
#define WORLD_BYTES  (PANEL_STRIDE * WORLD_HEIGHT)
#define STRIP_PAGES  (STRIP_BYTES / 4096)
#define WORLD_PAGES  ((WORLD_BYTES + 4095) / 4096) /* the last half page is never shown */

_Static_assert(STRIP_BYTES % 4096 == 0, "the strip's last page holds nothing of the screen");

enum world {
	WORLD_OPEN = 1,
	WORLD_SEALED = 2,
};

enum display_type {
	DISPLAY_ATTENTION = 1, /* value = 1: something needs the owner now (a call comes in), 0: no
				  more. On 1 the sealed world comes to the front, at most once in
				  three seconds; the world key takes it away again */
	DISPLAY_MARK = 2,      /* mark, value = enum display_mark_state */
	DISPLAY_TIME =
		3, /* value = minutes since local midnight, 0..1439; at start and each minute */
};

enum display_mark {
	DISPLAY_MICROPHONE = 0,
	DISPLAY_CAMERA = 1,
	DISPLAY_NETWORK = 2,
	DISPLAY_MARKS = 3,
};

enum display_mark_state {
	DISPLAY_OFF = 0,  /* nobody can use it: capture stopped, or no link */
	DISPLAY_LIVE = 1, /* microphone, camera: captures now. network: the link is up */
};

struct display_message {
	uint32_t type; /* enum display_type */
	uint32_t mark; /* MARK: enum display_mark; else 0 */
	uint32_t value;
	uint32_t reserved; /* zero */
};

_Static_assert(sizeof(struct display_message) == 16, "one layout on every machine");

#endif
