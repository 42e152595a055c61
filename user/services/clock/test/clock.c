/* SPDX-License-Identifier: Apache-2.0 */
/* The time of day: its beginning, its calls and its limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "user/services/clock/clock.h"

#define SECOND 1000000000
#define NOON   1893499200 /* 2030-01-01 12:00:00 UTC */

static void it_begins_with_the_battery_backed_clock(void **state)
{
	struct clock c;

	(void)state;
	assert_true(clock_begin(&c, NOON, 5 * (uint64_t)SECOND));
	assert_int_equal(c.at_zero, (int64_t)(NOON - 5) * SECOND + SECOND / 2);
	assert_int_equal(clock_seconds(&c, 65 * (uint64_t)SECOND), NOON + 60);
	assert_false(clock_begin(&c, 0, 5 * (uint64_t)SECOND));
	assert_int_equal(c.at_zero, CLOCK_FIRST - (int64_t)5 * SECOND);
	assert_true(clock_begin(&c, CLOCK_FIRST / SECOND, 0));
	assert_false(clock_begin(&c, CLOCK_FIRST / SECOND - 1, 0));
	assert_false(clock_begin(&c, 0xffffffff, 0));
}

static void anyone_reads(void **state)
{
	uint64_t words[8] = { CLOCK_READ };
	struct clock c;

	(void)state;
	clock_begin(&c, NOON, 0);
	assert_true(clock_read_argument(&c, "zone=-300"));
	assert_false(clock_serve(&c, 0, words, 77));
	assert_int_equal(words[0], CLOCK_OK);
	assert_int_equal(words[1], c.at_zero);
	assert_int_equal((int64_t)words[2], -300);
	for (unsigned i = 3; i < 8; i++)
		assert_int_equal(words[i], 0);
}

static void who_may_sets(void **state)
{
	uint64_t words[8] = { CLOCK_SET, (uint64_t)(NOON + 100) * SECOND };
	struct clock c;

	(void)state;
	clock_begin(&c, NOON, 0);
	assert_false(clock_serve(&c, 0, words, 0));
	assert_int_equal(words[0], CLOCK_E_POLICY);
	assert_int_equal(clock_seconds(&c, 0), NOON);
	words[0] = CLOCK_SET;
	words[1] = (uint64_t)(NOON + 100) * SECOND;
	assert_true(clock_serve(&c, CLOCK_MAY_SET, words, 7 * (uint64_t)SECOND));
	assert_int_equal(words[0], CLOCK_OK);
	assert_int_equal(words[1], 0);
	assert_int_equal(clock_seconds(&c, 8 * (uint64_t)SECOND), NOON + 101);
}

static void impossible_times_are_refused(void **state)
{
	const uint64_t bad[] = { 0,	    1,		CLOCK_FIRST - 1,  (uint64_t)CLOCK_LAST + 1,
				 INT64_MAX, UINT64_MAX, (uint64_t)1 << 63 };
	struct clock c;

	(void)state;
	clock_begin(&c, NOON, 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		uint64_t words[8] = { CLOCK_SET, bad[i] };

		assert_false(clock_serve(&c, CLOCK_MAY_SET, words, 0));
		assert_int_equal(words[0], CLOCK_E_RANGE);
		assert_int_equal(clock_seconds(&c, 0), NOON);
	}
}

static void malformed_calls_are_refused(void **state)
{
	struct clock c;

	(void)state;
	clock_begin(&c, NOON, 0);
	for (unsigned i = 0; i < 8; i++) {
		uint64_t words[8] = { CLOCK_READ };

		words[i] += 7;
		assert_false(clock_serve(&c, CLOCK_MAY_SET, words, 0));
		assert_int_equal(words[0], CLOCK_E_REQUEST);
	}
	for (unsigned i = 2; i < 8; i++) {
		uint64_t words[8] = { CLOCK_SET, (uint64_t)NOON * SECOND };

		words[i] = 1;
		assert_false(clock_serve(&c, CLOCK_MAY_SET, words, 0));
		assert_int_equal(words[0], CLOCK_E_REQUEST);
	}
}

static void the_zone_is_read(void **state)
{
	static const char *const bad[] = { "zone",     "zone=",	    "zone=+",	    "zone=8h",
					   "zone=841", "zone=-721", "zone=1000000", "zone=--1",
					   "time=1",   " zone=1" };
	struct clock c = { 0 };

	(void)state;
	assert_true(clock_read_argument(&c, ""));
	assert_int_equal(c.zone, 0);
	assert_true(clock_read_argument(&c, "zone=480"));
	assert_int_equal(c.zone, 480);
	assert_true(clock_read_argument(&c, "zone=+840"));
	assert_int_equal(c.zone, 840);
	assert_true(clock_read_argument(&c, "zone=-720"));
	assert_int_equal(c.zone, -720);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(clock_read_argument(&c, bad[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_begins_with_the_battery_backed_clock),
		cmocka_unit_test(anyone_reads),
		cmocka_unit_test(who_may_sets),
		cmocka_unit_test(impossible_times_are_refused),
		cmocka_unit_test(malformed_calls_are_refused),
		cmocka_unit_test(the_zone_is_read),
	};

	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
