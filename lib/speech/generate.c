/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A speech-like signal: one syllable after the other, each with a rise, a body and a fall. A voiced
 * syllable is a sum of harmonics of a gliding pitch, weighted by two formants; an unvoiced one is
 * noise. A pause follows each, a long one now and then.
 */
#include "lib/speech/speech.h"

#include <math.h>

#define HARMONICS 20

struct syllable {
	size_t length, pause; /* samples */
	double level;	      /* 0..1 */
	double pitch;	      /* Hz */
	double formants[2];   /* Hz */
	int voiced;
};

/* Numerical Recipes' linear congruential generator; uniform in [low, high). */
static double draw(uint32_t *state, double low, double high)
{
	*state = *state * 1664525u + 1013904223u;
	return low + (high - low) * (*state >> 8) / (double)(1u << 24);
}

static struct syllable next_syllable(uint32_t *state, uint32_t rate)
{
	struct syllable s;

	s.length = (size_t)(draw(state, 0.08, 0.24) * rate);
	s.pause = (size_t)(draw(state, 0.02, 0.12) * rate);
	if (draw(state, 0, 1) < 0.15)
		s.pause += (size_t)(draw(state, 0.2, 0.7) * rate);
	s.level = draw(state, 0.25, 1);
	s.pitch = draw(state, 95, 180);
	s.formants[0] = draw(state, 300, 800);
	s.formants[1] = draw(state, 900, 2400);
	s.voiced = draw(state, 0, 1) < 0.8;
	return s;
}

/* How loud a harmonic is between the two formants. */
static double resonance(const struct syllable *s, double frequency)
{
	double a = (frequency - s->formants[0]) / 150, b = (frequency - s->formants[1]) / 250;

	return 1 / (1 + a * a) + 0.5 / (1 + b * b);
}

static double voice(const struct syllable *s, const double gains[HARMONICS], double t)
{
	double sum = 0;

	for (int h = 0; h < HARMONICS; h++)
		sum += gains[h] * sin(2 * M_PI * (h + 1) * s->pitch * t * (1 - 0.2 * t));
	return sum;
}

static void render(const struct syllable *s, uint32_t *state, int16_t *samples, size_t count,
		   uint32_t rate)
{
	double gains[HARMONICS], total = 0;

	for (int h = 0; h < HARMONICS; h++) {
		gains[h] = resonance(s, (h + 1) * s->pitch);
		total += gains[h];
	}
	for (size_t i = 0; i < s->length && i < count; i++) {
		double shape = sin(M_PI * (double)i / (double)s->length);
		double value = s->voiced ? voice(s, gains, (double)i / rate) / total * 2
					 : draw(state, -0.5, 0.5);

		value *= 12000 * s->level * shape;
		samples[i] = (int16_t)fmax(-32768, fmin(32767, value));
	}
}

void speech_generate(uint32_t seed, int16_t *samples, size_t count, uint32_t rate)
{
	uint32_t state = seed * 2654435761u + 12345;

	for (size_t i = 0; i < count; i++)
		samples[i] = 0;
	for (size_t at = 0; at < count;) {
		struct syllable s = next_syllable(&state, rate);

		render(&s, &state, samples + at, count - at, rate);
		at += s.length + s.pause;
	}
}
