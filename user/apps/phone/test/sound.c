/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tones as they sound, and the conversation with audio that plays them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "user/apps/phone/sound.h"

#define SECOND TONE_RATE

static int16_t samples[12 * SECOND];

static void play(enum tone tone, int count)
{
	struct player p;

	tone_start(&p, tone);
	tone_fill(&p, samples, count);
}

static double loudness(int from, int count)
{
	double sum = 0;

	for (int i = from; i < from + count; i++)
		sum += (double)samples[i] * samples[i];
	return sqrt(sum / count);
}

/* The share of the sound that is at this frequency (Goertzel). */
static double share(double hz, int from, int count)
{
	double re = 0, im = 0, total = loudness(from, count);

	for (int i = 0; i < count; i++) {
		re += samples[from + i] * cos(2 * M_PI * hz * i / SECOND);
		im += samples[from + i] * sin(2 * M_PI * hz * i / SECOND);
	}
	return sqrt(2 * (re * re + im * im)) / count / total;
}

static void ringback_is_a_second_in_five(void **state)
{
	(void)state;
	play(TONE_RINGBACK, 11 * SECOND);
	for (int cycle = 0; cycle < 2; cycle++) {
		int begin = cycle * 5 * SECOND;

		assert_true(loudness(begin + 2000, SECOND - 4000) > 3000);
		assert_true(share(425, begin + 4800, 38400) > 0.99);
		assert_true(loudness(begin + SECOND, 4 * SECOND) < 1);
	}
}

static void edges_are_soft(void **state)
{
	(void)state;
	play(TONE_RINGBACK, 2 * SECOND);
	for (int i = 1; i < 2 * SECOND; i++)
		assert_in_range(abs(samples[i] - samples[i - 1]), 0, 600);
}

static void ringing_repeats_and_does_not_clip(void **state)
{
	double first, second;

	(void)state;
	play(TONE_RING, 10 * SECOND);
	for (int i = 0; i < 10 * SECOND; i++)
		assert_in_range(samples[i] + 32768, 32768 - 30000, 32768 + 30000);
	first = loudness(0, SECOND);
	second = loudness(34 * SECOND / 10, SECOND);
	assert_true(first > 1500);
	assert_true(fabs(first - second) < first / 50);
	assert_true(loudness(3 * SECOND, SECOND / 5) < first / 20);
	assert_true(share(784, 0, SECOND / 8) > 0.9);
}

static void the_end_sounds_once(void **state)
{
	struct player p;

	(void)state;
	tone_start(&p, TONE_ENDED);
	assert_true(tone_fill(&p, samples, SECOND / 2));
	assert_false(tone_fill(&p, samples, SECOND));
	assert_true(loudness(SECOND / 2, SECOND / 2) == 0);
	assert_false(tone_fill(&p, samples, SECOND));
	assert_true(loudness(0, SECOND) == 0);
	tone_start(&p, TONE_NONE);
	assert_false(tone_fill(&p, samples, 100));
}

static struct audio_message m;
static size_t size;

static void hear(struct sound *s, uint32_t type, uint32_t flags, uint32_t queued)
{
	struct audio_message in = { .type = type, .flags = flags, .queued = queued };

	sound_receive(s, &in, AUDIO_HEADER);
}

static void a_tone_is_a_session(void **state)
{
	struct sound s = { 0 };

	(void)state;
	assert_false(sound_send(&s, &m, &size));
	sound_want(&s, TONE_RINGBACK);
	assert_true(sound_send(&s, &m, &size));
	assert_int_equal(m.type, AUDIO_OPEN);
	assert_int_equal(m.flags, AUDIO_MAY_PLAY);
	assert_int_equal(m.period, AUDIO_PERIOD_20MS);
	assert_int_equal(size, AUDIO_HEADER);
	assert_false(sound_send(&s, &m, &size));
	hear(&s, AUDIO_PERIOD, 0, 0); /* not before OPENED */
	assert_false(sound_send(&s, &m, &size));
	hear(&s, AUDIO_OPENED, AUDIO_MAY_PLAY, 0);
	for (int i = 0; i < 3; i++) {
		assert_true(sound_send(&s, &m, &size));
		assert_int_equal(m.type, AUDIO_PLAY);
		assert_int_equal(size, sizeof(m));
	}
	assert_false(sound_send(&s, &m, &size));
	hear(&s, AUDIO_PERIOD, 0, 2);
	assert_true(sound_send(&s, &m, &size));
	assert_false(sound_send(&s, &m, &size));
	sound_want(&s, TONE_NONE);
	assert_true(sound_send(&s, &m, &size));
	assert_int_equal(m.type, AUDIO_CLOSE);
	assert_false(sound_send(&s, &m, &size));
}

static void a_refusal_is_silence(void **state)
{
	struct sound s = { 0 };

	(void)state;
	sound_want(&s, TONE_RING);
	assert_true(sound_send(&s, &m, &size));
	hear(&s, AUDIO_OPENED, 0, 0);
	assert_false(sound_send(&s, &m, &size));
	hear(&s, AUDIO_PERIOD, 0, 0);
	assert_false(sound_send(&s, &m, &size));
	sound_want(&s, TONE_NONE);
	assert_false(sound_send(&s, &m, &size));
	sound_want(&s, TONE_RING);
	assert_true(sound_send(&s, &m, &size));
	assert_int_equal(m.type, AUDIO_OPEN);
}

static void a_restarted_audio_is_opened_again(void **state)
{
	struct sound s = { 0 };

	(void)state;
	sound_want(&s, TONE_RING);
	assert_true(sound_send(&s, &m, &size));
	hear(&s, AUDIO_OPENED, AUDIO_MAY_PLAY, 0);
	assert_true(sound_send(&s, &m, &size));
	sound_lost(&s);
	assert_true(sound_send(&s, &m, &size));
	assert_int_equal(m.type, AUDIO_OPEN);
	assert_false(sound_send(&s, &m, &size));
}

static void a_short_tone_closes_by_itself(void **state)
{
	struct sound s = { 0 };
	int periods = 0;

	(void)state;
	sound_want(&s, TONE_ENDED);
	assert_true(sound_send(&s, &m, &size));
	hear(&s, AUDIO_OPENED, AUDIO_MAY_PLAY, 0);
	while (sound_send(&s, &m, &size) && m.type == AUDIO_PLAY) {
		hear(&s, AUDIO_PERIOD, 0, 0);
		assert_true(++periods < 100);
	}
	assert_int_equal(m.type, AUDIO_CLOSE);
	assert_in_range(periods, 50, 52);
	sound_want(&s, TONE_ENDED); /* still the same call's */
	assert_false(sound_send(&s, &m, &size));
}

static void short_messages_are_ignored(void **state)
{
	struct sound s = { 0 };
	struct audio_message opened = { .type = AUDIO_OPENED, .flags = AUDIO_MAY_PLAY };

	(void)state;
	sound_want(&s, TONE_RING);
	assert_true(sound_send(&s, &m, &size));
	sound_receive(&s, &opened, AUDIO_HEADER - 1);
	assert_false(sound_send(&s, &m, &size));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ringback_is_a_second_in_five),
		cmocka_unit_test(edges_are_soft),
		cmocka_unit_test(ringing_repeats_and_does_not_clip),
		cmocka_unit_test(the_end_sounds_once),
		cmocka_unit_test(a_tone_is_a_session),
		cmocka_unit_test(a_refusal_is_silence),
		cmocka_unit_test(a_restarted_audio_is_opened_again),
		cmocka_unit_test(a_short_tone_closes_by_itself),
		cmocka_unit_test(short_messages_are_ignored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
