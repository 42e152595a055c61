/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "user/services/audio/pace.h"

#define BEGAN 123456789

/* `count` periods are taken, `us` after the start: how many are beats? */
static unsigned take(struct pace *pace, unsigned count, uint64_t us)
{
	unsigned beats = 0;

	while (count-- > 0)
		beats += pace_beat(pace, BEGAN + us);
	return beats;
}

static void what_a_device_takes_to_fill_its_buffers_is_no_beat(void **state)
{
	struct pace pace;

	(void)state;
	pace_begin(&pace, BEGAN);
	assert_int_equal(take(&pace, 4, 0), 0);
	assert_int_equal(take(&pace, 4, 9999), 0);
	assert_int_equal(take(&pace, 4, 10000), 1);
	assert_int_equal(take(&pace, 4, 20001), 1);
	assert_int_equal(take(&pace, 4, 50000), 3);
}

static void no_beat_of_a_steady_device_is_lost(void **state)
{
	struct pace pace;

	(void)state;
	pace_begin(&pace, BEGAN);
	for (unsigned i = 1; i < 100; i++)
		assert_int_equal(take(&pace, 1, i * PACE_PERIOD_US + 300), 1);
}

static void later_its_pace_is_the_clock(void **state)
{
	struct pace pace;

	(void)state;
	pace_begin(&pace, BEGAN);
	assert_int_equal(take(&pace, 4, PACE_FILL_US - 1), 4);
	assert_int_equal(take(&pace, 100, PACE_FILL_US), 100);
	assert_int_equal(take(&pace, 4, PACE_FILL_US + 1), 4);
	pace_begin(&pace, BEGAN);
	assert_int_equal(take(&pace, 4, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_device_takes_to_fill_its_buffers_is_no_beat),
		cmocka_unit_test(no_beat_of_a_steady_device_is_lost),
		cmocka_unit_test(later_its_pace_is_the_clock),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
