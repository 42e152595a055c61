/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The microphone's periods on their way to the beat. Capture and playback run at one speed, but a device
 * hands their periods over when it likes: a few that wait keep the microphone from running dry.
 *
 * How many wait is learnt: one at first, and one more each time none was there. When there is room for no
 * more, the oldest is lost.
 */
#ifndef USER_SERVICES_AUDIO_HEARD_H
#define USER_SERVICES_AUDIO_HEARD_H

#include <stdbool.h>
#include <stdint.h>

#define HEARD_SAMPLES 480
#define HEARD_MAX     6

/* All zero is right when a capture begins. */
struct heard {
	int16_t samples[HEARD_MAX][HEARD_SAMPLES];
	unsigned first, count;
	unsigned dry; /* times that none was there */
	bool flows;   /* as many waited as should: they are given until none is left */
};

void heard_put(struct heard *heard, const int16_t samples[HEARD_SAMPLES]);

/* The oldest period, valid until the next put; NULL: none is given at this beat. */
const int16_t *heard_take(struct heard *heard);

#endif
