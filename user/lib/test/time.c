/* SPDX-License-Identifier: Apache-2.0 */
/* Ticks and times, up to 500 years. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "user/lib/time.h"

static void converts_time(void **state)
{
	(void)state;
	assert_int_equal(time_from_ticks(62500000, 62500000, TIME_MILLI), 1000);
	assert_int_equal(time_from_ticks(62499, 62500000, TIME_MILLI), 0);
	assert_int_equal(time_from_ticks(1, 62500000, TIME_NANO), 16);
	assert_int_equal(time_to_ticks(1, 62500000, TIME_NANO), 1);
	assert_int_equal(time_to_ticks(16, 62500000, TIME_NANO), 1);
	assert_int_equal(time_to_ticks(17, 62500000, TIME_NANO), 2);
	assert_int_equal(time_to_ticks(1500, 19200000, TIME_MILLI), 28800000);
	/* 500 years. */
	assert_int_equal(time_from_ticks(15768000000000000000u, 1000000000, TIME_NANO),
			 15768000000000000000u);
	assert_int_equal(time_to_ticks(15768000000000000000u, 1000000000, TIME_NANO),
			 15768000000000000000u);
	assert_int_equal(time_from_ticks(0xffffffffu, 0x100000000, TIME_NANO), 999999999);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(converts_time) };

	return cmocka_run_group_tests_name("native-time", tests, NULL, NULL);
}
