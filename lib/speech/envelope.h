/* SPDX-License-Identifier: Apache-2.0 */
/* The loudness of a recording over time; inside lib/speech. */
#ifndef LIB_SPEECH_ENVELOPE_H
#define LIB_SPEECH_ENVELOPE_H

#include <stddef.h>
#include <stdint.h>

struct envelope {
	float *values; /* SPEECH_STEPS per second */
	size_t count;
	size_t leading; /* steps of digital silence before the first sound: not in `values` */
};

/* 0, or -1 if there is no memory. The caller frees e->values. */
int envelope_of(struct envelope *e, const int16_t *samples, size_t count, uint32_t rate);

#endif
