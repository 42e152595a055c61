/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/speech/envelope.h"
#include "lib/speech/speech.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Weights over seven steps: a bell about 60 ms wide. */
static const float bell[] = { 0.05f, 0.12f, 0.20f, 0.26f, 0.20f, 0.12f, 0.05f };
#define REACH 3

/* Steps are cut at whole samples, also where the rate is no multiple of SPEECH_STEPS. */
static float loudness(const int16_t *samples, size_t step, uint32_t rate)
{
	size_t from = (size_t)((uint64_t)step * rate / SPEECH_STEPS);
	size_t to = (size_t)((uint64_t)(step + 1) * rate / SPEECH_STEPS);
	double power = 0;

	for (size_t i = from; i < to; i++)
		power += (double)samples[i] * samples[i];
	return (float)sqrt(power / (double)(to - from));
}

/* Cut off the silent steps at both ends. */
static void trim(struct envelope *e)
{
	while (e->count > 0 && e->values[e->count - 1] == 0)
		e->count--;
	while (e->leading < e->count && e->values[e->leading] == 0)
		e->leading++;
	e->count -= e->leading;
	memmove(e->values, e->values + e->leading, e->count * sizeof(*e->values));
}

static void smooth(const float *raw, float *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		values[i] = 0;
		for (size_t k = 0; k < 2 * REACH + 1; k++) {
			if (i + k >= REACH && i + k - REACH < count)
				values[i] += bell[k] * raw[i + k - REACH];
		}
	}
}

int envelope_of(struct envelope *e, const int16_t *samples, size_t count, uint32_t rate)
{
	float *raw;

	e->leading = 0;
	e->count = (size_t)((uint64_t)count * SPEECH_STEPS / rate);
	e->values = calloc(e->count + 1, sizeof(*e->values));
	if (e->values == NULL)
		return -1;
	for (size_t i = 0; i < e->count; i++)
		e->values[i] = loudness(samples, i, rate);
	trim(e);
	raw = e->values;
	e->values = calloc(e->count + 1, sizeof(*e->values));
	if (e->values != NULL)
		smooth(raw, e->values, e->count);
	free(raw);
	return e->values == NULL ? -1 : 0;
}
