/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Atlas: all that the strip can show, as coverage made at build time (make_atlas.c). So the program that
 * owns the panel holds no font, no renderer and no text: it copies one of these pictures in one colour.
 */
#ifndef USER_SERVICES_DISPLAY_ATLAS_H
#define USER_SERVICES_DISPLAY_ATLAS_H

#include <stdint.h>

enum atlas_name {
	ATLAS_SHAPE_OPEN,
	ATLAS_SHAPE_SEALED,
	ATLAS_WORD_OPEN,
	ATLAS_WORD_SEALED,
	ATLAS_CHINESE_OPEN,
	ATLAS_CHINESE_SEALED,
	ATLAS_MICROPHONE_OFF, /* one for each enum display_mark, in its order */
	ATLAS_CAMERA_OFF,
	ATLAS_NETWORK_OFF,
	ATLAS_MICROPHONE_LIVE, /* likewise */
	ATLAS_CAMERA_LIVE,
	ATLAS_NETWORK_LIVE,
	ATLAS_QUESTION,
	ATLAS_PILL,    /* the ground of a live mark */
	ATLAS_PICTURE, /* the outline of the owner's picture */
	ATLAS_DIGIT,   /* ten of them */
	ATLAS_DASH = ATLAS_DIGIT + 10,
	ATLAS_COLON,
	ATLAS_COUNT,
};

struct atlas {
	uint16_t width, height;
	const uint8_t *coverage; /* width x height bytes, 255 = all ink */
};

extern const struct atlas atlas[ATLAS_COUNT];

#endif
