/* SPDX-License-Identifier: Apache-2.0 */
/* A tone keeps its pitch, its level, its beginning and its length at every pair of rates. */
#include "lib/resample/resample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#define TONE	  440.0
#define AMPLITUDE 10000.0

static double tone(size_t i, uint32_t rate)
{
	return AMPLITUDE * sin(2 * M_PI * TONE * (double)i / rate);
}

/* The error's power against the tone's, in decibels, away from both edges. */
static double distortion(const int16_t *samples, size_t count, uint32_t rate)
{
	double error = 0, power = 0;

	for (size_t i = rate / 50; i < count - rate / 50; i++) {
		double wanted = tone(i, rate);

		error += (samples[i] - wanted) * (samples[i] - wanted);
		power += wanted * wanted;
	}
	return 10 * log10(error / power);
}

static void converts(uint32_t from, uint32_t to)
{
	size_t count = from * 2, converted;
	int16_t *samples = calloc(count, sizeof(*samples)), *out;

	assert_non_null(samples);
	for (size_t i = 0; i < count; i++)
		samples[i] = (int16_t)lrint(tone(i, from));
	out = resample(samples, count, from, to, &converted);
	assert_non_null(out);
	assert_int_equal(converted, to * 2);
	assert_true(distortion(out, converted, to) < -45);
	free(samples);
	free(out);
}

static void a_tone_stays_a_tone(void **state)
{
	static const uint32_t rates[] = { 8000, 11025, 16000, 22050, 32000, 44100, 48000 };

	(void)state;
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		converts(rates[i], 48000);
		converts(48000, rates[i]);
	}
}

static void short_recordings(void **state)
{
	int16_t samples[3] = { 1000, 1000, 1000 };
	size_t converted;
	int16_t *out = resample(samples, 0, 8000, 48000, &converted);

	(void)state;
	assert_non_null(out);
	assert_int_equal(converted, 0);
	free(out);
	out = resample(samples, 3, 8000, 48000, &converted);
	assert_non_null(out);
	assert_int_equal(converted, 18);
	free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tone_stays_a_tone),
		cmocka_unit_test(short_recordings),
	};

	return cmocka_run_group_tests_name("resample", tests, NULL, NULL);
}
