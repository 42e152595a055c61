/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tone: the phone's few sounds, synthesised. Pure.
 *
 * A sound is a pattern of notes. A chime is struck once and dies away by itself (a damped resonator); a
 * beep is a steady sine with soft edges. Ringing and the tone of the other side's ringing (425 Hz, one
 * second in five, ITU-T E.180) repeat; the tone of a call that failed sounds once.
 */
#ifndef USER_APPS_PHONE_TONE_H
#define USER_APPS_PHONE_TONE_H

#include "user/apps/phone/model.h"

#define TONE_RATE   48000
#define TONE_VOICES 8

/* y[n] = a y[n-1] - b y[n-2]: a sine, damped if b < 1. */
struct voice {
	float a, b, y1, y2;
	float gain, step; /* of the soft edges */
	uint32_t left;	  /* samples until it is let go; 0: silent */
};

struct player {
	enum tone tone;
	uint32_t at; /* samples since the pattern began */
	unsigned int note, next;
	struct voice voice[TONE_VOICES];
	bool done;
};

/* From the beginning of a tone. */
void tone_start(struct player *p, enum tone tone);

/* The next samples, silence behind the end. False once the tone is over. */
bool tone_fill(struct player *p, int16_t *samples, int count);

#endif
