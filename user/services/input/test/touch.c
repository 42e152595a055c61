/* SPDX-License-Identifier: Apache-2.0 */
/* What touch devices send, and what a hostile one may. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "user/services/input/touch.h"

static struct touch t;
static struct {
	enum touch_change change;
	unsigned slot;
	int32_t x, y;
} told[64];
static unsigned count, seen;

static void tell(void *context, enum touch_change change, unsigned slot, int32_t x, int32_t y)
{
	assert_ptr_equal(context, told);
	assert_in_range(slot, 0, TOUCH_SLOTS - 1);
	assert_in_range(x, 0, 719);
	assert_in_range(y, 0, 1439);
	told[count].change = change;
	told[count].slot = slot;
	told[count].x = x;
	told[count++].y = y;
}

static void event(uint16_t type, uint16_t code, uint32_t value)
{
	struct device_event e = { type, code, value };

	touch_event(&t, &e, tell, told);
}

static void expect(enum touch_change change, unsigned slot, int32_t x, int32_t y)
{
	assert_true(seen < count);
	assert_int_equal(told[seen].change, change);
	assert_int_equal(told[seen].slot, slot);
	assert_int_equal(told[seen].x, x);
	assert_int_equal(told[seen++].y, y);
}

static void begin(bool multitouch)
{
	count = seen = 0;
	touch_begin(&t, multitouch, (struct touch_range){ 0, 0x7fff },
		    (struct touch_range){ 0, 0x7fff });
}

static void a_tablets_button_is_a_finger(void **state)
{
	(void)state;
	begin(false);
	event(EVENT_ABS, TOUCH_ABS_X, 0x4000);
	event(EVENT_ABS, TOUCH_ABS_Y, 0x4000);
	event(EVENT_SYN, 0, 0);
	assert_int_equal(count, 0); /* it only hovers */
	event(EVENT_KEY, TOUCH_BUTTON_LEFT, 1);
	event(EVENT_SYN, 0, 0);
	event(EVENT_ABS, TOUCH_ABS_X, 0x7fff);
	event(EVENT_SYN, 0, 0);
	event(EVENT_SYN, 0, 0);
	event(EVENT_ABS, TOUCH_ABS_Y, 0);
	event(EVENT_KEY, TOUCH_BUTTON_LEFT, 0);
	event(EVENT_SYN, 0, 0);
	expect(TOUCH_DOWN, 0, 360, 720);
	expect(TOUCH_MOVE, 0, 719, 720);
	expect(TOUCH_UP, 0, 719, 720);
	assert_int_equal(seen, count);
}

static void fingers_of_a_multitouch_device(void **state)
{
	(void)state;
	begin(true);
	event(EVENT_ABS, TOUCH_ABS_MT_SLOT, 0);
	event(EVENT_ABS, TOUCH_ABS_MT_ID, 100);
	event(EVENT_ABS, TOUCH_ABS_MT_X, 0);
	event(EVENT_ABS, TOUCH_ABS_MT_Y, 0);
	event(EVENT_ABS, TOUCH_ABS_MT_SLOT, 9);
	event(EVENT_ABS, TOUCH_ABS_MT_ID, 0);
	event(EVENT_ABS, TOUCH_ABS_MT_X, 0x7fff);
	event(EVENT_ABS, TOUCH_ABS_MT_Y, 0x7fff);
	event(EVENT_SYN, 0, 0);
	event(EVENT_ABS, TOUCH_ABS_MT_ID, (uint32_t)-1);
	event(EVENT_ABS, TOUCH_ABS_MT_SLOT, 0);
	event(EVENT_ABS, TOUCH_ABS_MT_X, 0x4000);
	event(EVENT_SYN, 0, 0);
	expect(TOUCH_DOWN, 0, 0, 0);
	expect(TOUCH_DOWN, 9, 719, 1439);
	expect(TOUCH_MOVE, 0, 360, 0);
	expect(TOUCH_UP, 9, 719, 1439);
	assert_int_equal(seen, count);
}

static void a_quick_second_tap_is_not_a_move(void **state)
{
	(void)state;
	begin(true);
	event(EVENT_ABS, TOUCH_ABS_MT_ID, 1);
	event(EVENT_SYN, 0, 0);
	event(EVENT_ABS, TOUCH_ABS_MT_ID, (uint32_t)-1);
	event(EVENT_ABS, TOUCH_ABS_MT_ID, 2);
	event(EVENT_ABS, TOUCH_ABS_MT_X, 0x4000);
	event(EVENT_SYN, 0, 0);
	expect(TOUCH_DOWN, 0, 0, 0);
	expect(TOUCH_UP, 0, 0, 0);
	expect(TOUCH_DOWN, 0, 360, 0);
	assert_int_equal(seen, count);
}

static void what_is_out_of_range_is_clamped_or_left_out(void **state)
{
	(void)state;
	begin(true);
	event(EVENT_ABS, TOUCH_ABS_MT_SLOT, TOUCH_SLOTS);
	event(EVENT_ABS, TOUCH_ABS_MT_ID, 1);
	event(EVENT_ABS, TOUCH_ABS_MT_SLOT, (uint32_t)-1);
	event(EVENT_ABS, TOUCH_ABS_MT_ID, 1);
	event(EVENT_SYN, 0, 0);
	assert_int_equal(count, 0);
	event(EVENT_ABS, TOUCH_ABS_MT_SLOT, 1);
	event(EVENT_ABS, TOUCH_ABS_MT_ID, 1);
	event(EVENT_ABS, TOUCH_ABS_MT_X, 0x80000000);
	event(EVENT_ABS, TOUCH_ABS_MT_Y, 0x7fffffff);
	event(EVENT_ABS, 0x3f, 5);
	event(0x17, 5, 5);
	event(EVENT_KEY, TOUCH_BUTTON_LEFT, 1); /* a tablet's, not this one's */
	event(EVENT_SYN, 0, 0);
	expect(TOUCH_DOWN, 1, 0, 1439);
	assert_int_equal(seen, count);
}

static void the_widest_range_does_not_overflow(void **state)
{
	(void)state;
	begin(true);
	touch_begin(&t, true, (struct touch_range){ INT32_MIN, INT32_MAX },
		    (struct touch_range){ -5, -4 });
	event(EVENT_ABS, TOUCH_ABS_MT_ID, 1);
	event(EVENT_ABS, TOUCH_ABS_MT_X, 0x7fffffff);
	event(EVENT_ABS, TOUCH_ABS_MT_Y, (uint32_t)-4);
	event(EVENT_SYN, 0, 0);
	expect(TOUCH_DOWN, 0, 719, 720);
	begin(true);
	touch_begin(&t, true, (struct touch_range){ -9, -8 }, (struct touch_range){ 7, 9 });
	event(EVENT_ABS, TOUCH_ABS_MT_ID, 1); /* and nothing about where */
	event(EVENT_SYN, 0, 0);
	expect(TOUCH_DOWN, 0, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tablets_button_is_a_finger),
		cmocka_unit_test(fingers_of_a_multitouch_device),
		cmocka_unit_test(a_quick_second_tap_is_not_a_move),
		cmocka_unit_test(what_is_out_of_range_is_clamped_or_left_out),
		cmocka_unit_test(the_widest_range_does_not_overflow),
	};

	return cmocka_run_group_tests_name("input-touch", tests, NULL, NULL);
}
