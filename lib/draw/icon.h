/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Icons: small pictures of one colour, described as strokes and shapes on a grid of 24 x 24 and turned
 * into coverage at any size.
 */
#ifndef LIB_DRAW_ICON_H
#define LIB_DRAW_ICON_H

#include "lib/draw/canvas.h"

enum icon {
	ICON_NONE,
	ICON_ANSWER,
	ICON_HANG_UP,
	ICON_BACKSPACE,
	ICON_KEYPAD,
	ICON_KEYBOARD,
	ICON_PEOPLE,
	ICON_PERSON,
	ICON_CLOCK,
	ICON_SETTINGS,
	ICON_BACK,
	ICON_FORWARD,
	ICON_CLOSE,
	ICON_CHECK,
	ICON_LOCK,
	ICON_SHIELD,
	ICON_VERIFIED,
	ICON_WARNING,
	ICON_MICROPHONE,
	ICON_MICROPHONE_OFF,
	ICON_CAMERA,
	ICON_CAMERA_OFF,
	ICON_NETWORK,
	ICON_NETWORK_OFF,
	ICON_CHART,
	ICON_LANGUAGE,
	ICON_INFO,
	ICON_LIST,
	ICON_INCOMING,
	ICON_OUTGOING,
	ICON_MISSED,
	ICON_OPEN_WORLD,
	ICON_SEALED_WORLD,
	ICON_SHIFT,
	ICONS,
};

#define ICON_SIZE_MAX 160

/* Writes size x size bytes of coverage; size is 1..ICON_SIZE_MAX. */
void icon_render(enum icon icon, int size, uint8_t *coverage);

/* Draws it with its top left at (x, y). Keeps what it rendered last, in a small cache. */
void icon_draw(struct canvas *c, enum icon icon, int x, int y, int size, color ink);

#endif
