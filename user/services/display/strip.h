/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strip: the picture of the top 64 rows, which says whose screen is below it.
 *
 *	+--------------------------------------------------------------+
 *	| shape  WORD word    picture        mic  camera  net    12:34 |
 *	+--------------------------------------------------------------+
 *
 * The world is said four times, so that no single sense has to be relied on: by colour (teal and amber,
 * far apart in lightness as well), by shape (a closed hexagon with a keyhole, an open ring), by word in two
 * languages, and by the lower edge (a solid line, a dashed one). The owner's picture is known to the
 * owner and to this program only.
 *
 * A microphone or camera in use is a filled red capsule; one that is not is crossed out; a state that is not
 * known is a question mark. Pure: no floating point, no allocation, no system.
 */
#ifndef USER_SERVICES_DISPLAY_STRIP_H
#define USER_SERVICES_DISPLAY_STRIP_H

#include <stdint.h>

#include "user/protocol/display.h"

#define STRIP_SHAPE	  44 /* pixels, square */
#define STRIP_MARK	  36
#define STRIP_PICTURE	  48
#define STRIP_PILL_WIDTH  56
#define STRIP_PILL_HEIGHT 48

/* Where things stand, in pixels from the left. */
#define STRIP_X_SHAPE	18
#define STRIP_X_WORD	76
#define STRIP_X_PICTURE ((PANEL_WIDTH - STRIP_PICTURE) / 2)
#define STRIP_X_MARKS	414
#define STRIP_MARK_STEP 64
#define STRIP_X_TIME	703 /* its right end */

#define STRIP_UNKNOWN 2 /* besides enum display_mark_state */
#define STRIP_NO_TIME (-1)

struct strip {
	enum world world;
	uint32_t mark[DISPLAY_MARKS]; /* enum display_mark_state or STRIP_UNKNOWN */
	int minutes;		      /* since midnight, 0..1439, or STRIP_NO_TIME */
	const uint32_t *picture;      /* STRIP_PICTURE squared, XRGB8888, or a null pointer */
};

/* Draws all of it: PANEL_WIDTH x STRIP_HEIGHT pixels, row after row. */
void strip_draw(uint32_t *pixels, const struct strip *strip);

#endif
