/* SPDX-License-Identifier: Apache-2.0 */
/* Periods are told apart by their first sample. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "user/services/audio/heard.h"

static void put(struct heard *heard, int16_t period)
{
	int16_t samples[HEARD_SAMPLES] = { period };

	samples[HEARD_SAMPLES - 1] = (int16_t)-period;
	heard_put(heard, samples);
}

/* What the next beat gets: 0 for nothing. */
static int take(struct heard *heard)
{
	const int16_t *samples = heard_take(heard);

	if (samples == NULL)
		return 0;
	assert_int_equal(samples[HEARD_SAMPLES - 1], -samples[0]);
	return samples[0];
}

static void gives_each_period_once_in_order(void **state)
{
	struct heard heard = { 0 };

	(void)state;
	assert_int_equal(take(&heard), 0);
	for (int16_t i = 1; i < 100; i++) {
		put(&heard, i);
		assert_int_equal(take(&heard), i);
	}
	assert_int_equal(heard.dry, 0);
}

static void one_more_waits_after_each_time_that_none_was_there(void **state)
{
	struct heard heard = { 0 };

	(void)state;
	put(&heard, 1);
	assert_int_equal(take(&heard), 1);
	assert_int_equal(take(&heard), 0);
	put(&heard, 2);
	assert_int_equal(take(&heard), 0);
	put(&heard, 3);
	assert_int_equal(take(&heard), 2);
	assert_int_equal(take(&heard), 3); /* late, but one was there */
	put(&heard, 4);
	put(&heard, 5);
	assert_int_equal(take(&heard), 4);
}

/* With a jitter of two periods there are no holes once it has been learnt. */
static void learns_the_devices_habits(void **state)
{
	struct heard heard = { 0 };
	int16_t next = 1, last = 0;

	(void)state;
	for (unsigned beat = 0; beat < 300; beat++) {
		int got;

		if (beat % 3 == 2) {
			for (unsigned i = 0; i < 3; i++)
				put(&heard, next++);
		}
		got = take(&heard);
		if (beat > 30)
			assert_int_equal(got, last + 1);
		if (got != 0)
			last = (int16_t)got;
	}
}

static void the_oldest_is_lost(void **state)
{
	struct heard heard = { 0 };

	(void)state;
	for (int16_t i = 1; i <= HEARD_MAX + 2; i++)
		put(&heard, i);
	for (int16_t i = 3; i <= HEARD_MAX + 2; i++)
		assert_int_equal(take(&heard), i);
	assert_int_equal(take(&heard), 0);
}

/* However often there was none: it flows again before the room is full. */
static void always_flows_again(void **state)
{
	struct heard heard = { 0 };

	(void)state;
	for (unsigned round = 0; round < 20; round++) {
		int16_t i = 0;

		while (take(&heard) == 0)
			put(&heard, ++i);
		assert_in_range(i, 1, HEARD_MAX - 1);
		assert_int_equal(heard.dry, round);
		while (take(&heard) != 0)
			;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_each_period_once_in_order),
		cmocka_unit_test(one_more_waits_after_each_time_that_none_was_there),
		cmocka_unit_test(learns_the_devices_habits),
		cmocka_unit_test(the_oldest_is_lost),
		cmocka_unit_test(always_flows_again),
	};

	return cmocka_run_group_tests_name("audio-heard", tests, NULL, NULL);
}
