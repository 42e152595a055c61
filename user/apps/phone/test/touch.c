/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages of input: ordinary ones, and what a broken input might send.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "user/apps/phone/touch.h"
#include "user/protocol/display.h"

static struct ui ui;
static struct touch_panel panel;

static int fresh(void **state)
{
	struct damage damage;

	(void)state;
	memset(&panel, 0, sizeof(panel));
	ui_init(&ui, NULL, PANEL_WIDTH, WORLD_HEIGHT);
	ui_begin(&ui, 0);
	ui_target(&ui, (struct rect){ 0, 0, 300, 300 }, 5, 6, 7);
	ui_end(&ui, &damage);
	return 0;
}

static struct ui_event send(uint32_t type, uint32_t finger, int x, int y, uint64_t us)
{
	struct input_message m = { .type = type, .finger = finger, .x = x, .y = y, .time_us = us };

	return touch_take(&panel, &ui, &m, sizeof(m), us + 1000000);
}

static void a_tap(void **state)
{
	(void)state;
	assert_int_equal(send(INPUT_DOWN, 0, 100, 100, 50).action, 0);
	assert_int_equal(send(INPUT_MOVE, 0, 104, 100, 60).action, 0);
	assert_int_equal(send(INPUT_UP, 0, 104, 100, 70).action, 5);
	assert_int_equal(send(INPUT_UP, 0, 104, 100, 80).action, 0); /* twice */
}

static void a_cancelled_tap(void **state)
{
	(void)state;
	send(INPUT_DOWN, 0, 100, 100, 50);
	send(INPUT_CANCEL, 0, 0, 0, 60);
	assert_int_equal(send(INPUT_UP, 0, 100, 100, 70).action, 0);
}

static void other_fingers_do_not_count(void **state)
{
	(void)state;
	send(INPUT_DOWN, 1, 100, 100, 50);
	assert_int_equal(send(INPUT_UP, 1, 100, 100, 70).action, 0);
	send(INPUT_DOWN, 0, 100, 100, 80);
	send(INPUT_DOWN, 1, 500, 500, 85);
	send(INPUT_UP, 1, 500, 500, 86);
	assert_int_equal(send(INPUT_UP, 0, 100, 100, 90).action, 5);
}

/* The time of a finger's moves is input's, from when it came down on ours. */
static void times_are_input_s(void **state)
{
	struct input_message m = { .type = INPUT_DOWN, .x = 9, .y = 9, .time_us = 1000 };

	(void)state;
	touch_take(&panel, &ui, &m, sizeof(m), 5000000);
	assert_int_equal(ui.down_us, 5000000);
	assert_int_equal(ui_hold(&ui, 5000000 + UI_HOLD_US).action, 7);
	m.time_us = UINT64_MAX - 5; /* another clock, which wraps */
	touch_take(&panel, &ui, &m, sizeof(m), 9000000);
	assert_int_equal(panel.ahead_us + m.time_us + 20, 9000020);
}

static void keys(void **state)
{
	struct input_message m = { .type = INPUT_KEY, .code = INPUT_KEY_VOLUME_UP, .value = 1 };

	(void)state;
	assert_true(touch_is_key(&m, sizeof(m)));
	assert_int_equal(touch_take(&panel, &ui, &m, sizeof(m), 0).action, 0);
	m.value = 0;
	assert_false(touch_is_key(&m, sizeof(m)));
	m.value = 1;
	m.code = 30;
	assert_false(touch_is_key(&m, sizeof(m)));
	m.code = INPUT_KEY_POWER;
	assert_false(touch_is_key(&m, sizeof(m) - 1));
	assert_int_equal(panel.refused, 0);
}

static void what_is_out_of_range_is_counted(void **state)
{
	struct input_message m = { .type = INPUT_DOWN };

	(void)state;
	touch_take(&panel, &ui, &m, 4, 0);
	send(INPUT_DOWN, INPUT_FINGERS, 1, 1, 0);
	send(INPUT_DOWN, 0, PANEL_WIDTH, 1, 0);
	send(INPUT_DOWN, 0, 1, WORLD_HEIGHT, 0);
	send(INPUT_DOWN, 0, -1, 1, 0);
	send(INPUT_WORLD_KEY, 0, 1, 1, 0);
	send(0, 0, 1, 1, 0);
	assert_int_equal(panel.refused, 7);
	assert_int_equal(ui.finger, UI_UP);
}

static void any_messages_are_safe(void **state)
{
	struct damage damage;

	(void)state;
	srand(3);
	for (int i = 0; i < 200000; i++) {
		send((uint32_t)(rand() % 7), (uint32_t)(rand() % 3), rand() % PANEL_WIDTH,
		     rand() % WORLD_HEIGHT, (uint64_t)rand());
		if (rand() % 50)
			continue;
		ui_begin(&ui, (uint64_t)rand());
		for (int k = 0; k < rand() % 10; k++)
			ui_target(&ui, (struct rect){ rand() % 700, rand() % 1300, 100, 100 },
				  (uint32_t)(1 + k), 0, 0);
		ui_scroll_begin(&ui, rand() % UI_SCROLLS, (struct rect){ 0, 0, 720, 800 });
		ui_scroll_end(&ui, rand() % UI_SCROLLS, rand() % 5000);
		ui_end(&ui, &damage);
		for (int s = 0; s < UI_SCROLLS; s++)
			assert_true(ui.scroll[s].offset >= 0 &&
				    ui.scroll[s].offset <= ui.scroll[s].limit);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_tap, fresh),
		cmocka_unit_test_setup(a_cancelled_tap, fresh),
		cmocka_unit_test_setup(other_fingers_do_not_count, fresh),
		cmocka_unit_test_setup(times_are_input_s, fresh),
		cmocka_unit_test_setup(keys, fresh),
		cmocka_unit_test_setup(what_is_out_of_range_is_counted, fresh),
		cmocka_unit_test_setup(any_messages_are_safe, fresh),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
