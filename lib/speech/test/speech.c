/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What must count as the same speech (late, cut, louder, noisy, another rate, with frames lost) and
 * what must not (other speech, noise, silence, speech with holes or in another order).
 */
#include "lib/speech/speech.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define RATE	16000
#define SECONDS 10
#define COUNT	(SECONDS * RATE)

static int16_t said[COUNT], heard[2 * COUNT];

static struct speech_match compare(size_t heard_count, double least)
{
	struct speech_match match;

	assert_int_equal(speech_compare(said, COUNT, RATE, heard, heard_count, RATE, least, &match),
			 0);
	return match;
}

static int setup(void **state)
{
	(void)state;
	speech_generate(1, said, COUNT, RATE);
	memset(heard, 0, sizeof(heard));
	return 0;
}

static void itself(void **state)
{
	struct speech_match match;

	(void)state;
	memcpy(heard, said, sizeof(said));
	match = compare(COUNT, -1);
	assert_true(match.correlation > 0.9999);
	assert_true(match.offset == 0 && match.moved == 0);
	assert_true(match.seconds > 9);
}

static void late_quieter_and_noisy(void **state)
{
	struct speech_match match;

	(void)state;
	for (size_t i = 0; i < COUNT; i++)
		heard[i + 2 * RATE] = (int16_t)(said[i] / 4 + rand() % 100 - 50);
	match = compare(2 * COUNT, -1);
	assert_true(match.correlation > 0.98);
	assert_true(match.offset > 1.95 && match.offset < 2.05);
}

static void begun_before_the_recording(void **state)
{
	struct speech_match match;

	(void)state;
	memcpy(heard, said + 4 * RATE, sizeof(said) - 4 * RATE * sizeof(*said));
	match = compare(COUNT - 4 * RATE, 5);
	assert_true(match.correlation > 0.99);
	assert_true(match.offset > -4.05 && match.offset < -3.95);
	assert_true(match.seconds > 5 && match.seconds < 6.05);
	match = compare(COUNT - 4 * RATE, -1);
	assert_true(match.seconds < match.least);
}

static void another_rate(void **state)
{
	static int16_t half[COUNT / 2];
	struct speech_match match;

	(void)state;
	for (size_t i = 0; i < COUNT / 2; i++)
		half[i] = (int16_t)((said[2 * i] + said[2 * i + 1]) / 2);
	assert_int_equal(speech_compare(said, COUNT, RATE, half, COUNT / 2, RATE / 2, -1, &match),
			 0);
	assert_true(match.correlation > 0.99);
	assert_int_equal(speech_compare(half, COUNT / 2, RATE / 2, said, COUNT, RATE, -1, &match),
			 0);
	assert_true(match.correlation > 0.99);
}

static void one_frame_in_twenty_lost(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT; i++)
		heard[i] = i / 320 % 20 == 7 ? 0 : said[i];
	assert_true(compare(COUNT, -1).correlation > 0.95);
}

/* A playout delay that grows by a frame every two seconds. */
static void a_moving_delay(void **state)
{
	struct speech_match match;
	size_t at = 0;

	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		if (i % (2 * RATE) == RATE)
			at += RATE / 50;
		heard[at++] = said[i];
	}
	match = compare(at, -1);
	assert_true(match.correlation > 0.97);
	assert_true(match.moved >= 0.06 && match.moved <= 0.12);
	assert_true(match.rigid < 0.9);
}

static void other_speech_is_refused(void **state)
{
	(void)state;
	for (uint32_t seed = 2; seed < 12; seed++) {
		speech_generate(seed, heard, COUNT, RATE);
		assert_true(compare(COUNT, -1).correlation < 0.7);
	}
}

static void noise_and_silence_are_refused(void **state)
{
	(void)state;
	assert_true(compare(COUNT, -1).correlation == 0);
	assert_true(compare(0, -1).correlation == 0);
	for (size_t i = 0; i < COUNT; i++)
		heard[i] = (int16_t)(rand() % 8000 - 4000);
	assert_true(compare(COUNT, -1).correlation < 0.4);
	for (size_t i = 0; i < COUNT; i++)
		heard[i] = 5000;
	assert_true(compare(COUNT, -1).correlation < 0.4);
}

static void speech_with_holes_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT; i++)
		heard[i] = i / RATE % 2 == 0 ? said[i] : 1;
	assert_true(compare(COUNT, -1).correlation < 0.85);
}

static void another_order_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT; i++)
		heard[i] = said[(i / RATE ^ 1) * RATE + i % RATE];
	assert_true(compare(COUNT, -1).correlation < 0.8);
}

static void too_long_is_an_error(void **state)
{
	size_t count = (SPEECH_SECONDS_MAX + 1) * 100;
	int16_t *lots = calloc(count, sizeof(*lots));
	struct speech_match match;

	(void)state;
	assert_non_null(lots);
	assert_int_equal(speech_compare(said, COUNT, RATE, lots, count, 100, 1, &match), -1);
	free(lots);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(itself, setup),
		cmocka_unit_test_setup(late_quieter_and_noisy, setup),
		cmocka_unit_test_setup(begun_before_the_recording, setup),
		cmocka_unit_test_setup(another_rate, setup),
		cmocka_unit_test_setup(one_frame_in_twenty_lost, setup),
		cmocka_unit_test_setup(a_moving_delay, setup),
		cmocka_unit_test_setup(other_speech_is_refused, setup),
		cmocka_unit_test_setup(noise_and_silence_are_refused, setup),
		cmocka_unit_test_setup(speech_with_holes_is_refused, setup),
		cmocka_unit_test_setup(another_order_is_refused, setup),
		cmocka_unit_test_setup(too_long_is_an_error, setup),
	};

	return cmocka_run_group_tests_name("speech", tests, NULL, NULL);
}
