/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which world is in front, by every order of keys and attention, and what display believes of whom.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "user/services/display/front.h"
#include "user/services/display/message.h"

static struct front in_open_world(void)
{
	struct front f;

	front_init(&f);
	front_key(&f);
	return f;
}

static void key_alternates(void **state)
{
	struct front f;

	(void)state;
	front_init(&f);
	assert_int_equal(f.world, WORLD_SEALED);
	front_key(&f);
	assert_int_equal(f.world, WORLD_OPEN);
	front_key(&f);
	assert_int_equal(f.world, WORLD_SEALED);
	assert_false(front_advance(&f, 1000000));
}

static void attention_switches_once(void **state)
{
	struct front f = in_open_world();

	(void)state;
	front_attention(&f, true, 10);
	assert_true(front_advance(&f, 10));
	assert_int_equal(f.world, WORLD_SEALED);
	assert_false(front_advance(&f, 11));
	front_attention(&f, true, 12);
	assert_false(front_advance(&f, 100000));
}

static void attention_in_the_sealed_world_is_no_switch(void **state)
{
	struct front f;

	(void)state;
	front_init(&f);
	front_attention(&f, true, 10);
	assert_false(front_advance(&f, 10));
	assert_int_equal(f.world, WORLD_SEALED);
}

static void owner_leaves_a_call(void **state)
{
	struct front f = in_open_world();

	(void)state;
	front_attention(&f, true, 10);
	assert_true(front_advance(&f, 10));
	front_key(&f);
	assert_int_equal(f.world, WORLD_OPEN);
	front_attention(&f, true, 20);
	assert_false(front_advance(&f, 1000000));
	assert_int_equal(f.world, WORLD_OPEN);
}

static void second_call_waits_its_time(void **state)
{
	struct front f = in_open_world();

	(void)state;
	front_attention(&f, true, 100);
	assert_true(front_advance(&f, 100));
	front_attention(&f, false, 200);
	front_key(&f);
	front_attention(&f, true, 300);
	assert_int_equal(f.due_ms, 100 + FRONT_PAUSE_MS);
	assert_false(front_advance(&f, 300));
	assert_false(front_advance(&f, 100 + FRONT_PAUSE_MS - 1));
	assert_true(front_advance(&f, 100 + FRONT_PAUSE_MS));
	assert_int_equal(f.world, WORLD_SEALED);
}

static void waiting_ends_with_attention_or_key(void **state)
{
	struct front f = in_open_world();

	(void)state;
	front_attention(&f, true, 100);
	assert_true(front_advance(&f, 100));
	front_attention(&f, false, 150);
	front_key(&f);
	front_attention(&f, true, 200);
	front_attention(&f, false, 250);
	assert_false(front_advance(&f, 1000000));
	front_attention(&f, true, 300);
	front_key(&f);
	front_key(&f);
	assert_false(front_advance(&f, 1000000));
	assert_int_equal(f.world, WORLD_OPEN);
}

/* However often a program asks, switches by themselves are FRONT_PAUSE_MS apart. */
static void flapping_is_bounded(void **state)
{
	struct front f = in_open_world();
	int switches = 0;

	(void)state;
	for (uint64_t now = 1; now < 30000; now++) {
		front_attention(&f, now & 1, now);
		if (front_advance(&f, now)) {
			switches++;
			front_key(&f);
		}
	}
	assert_in_range(switches, 9, 10);
}

static void marks_only_from_their_owner(void **state)
{
	struct display_message m = { DISPLAY_MARK, DISPLAY_MICROPHONE, DISPLAY_LIVE, 0 };

	(void)state;
	assert_true(message_is_mark(&m, sizeof(m), DISPLAY_MICROPHONE));
	assert_false(message_is_mark(&m, sizeof(m), DISPLAY_CAMERA));
	assert_false(message_is_mark(&m, sizeof(m) - 1, DISPLAY_MICROPHONE));
	m.value = 2;
	assert_false(message_is_mark(&m, sizeof(m), DISPLAY_MICROPHONE));
	m.value = DISPLAY_OFF;
	m.reserved = 1;
	assert_false(message_is_mark(&m, sizeof(m), DISPLAY_MICROPHONE));
	m = (struct display_message){ DISPLAY_ATTENTION, DISPLAY_MICROPHONE, 1, 0 };
	assert_false(message_is_mark(&m, sizeof(m), DISPLAY_MICROPHONE));
}

static void attention_is_checked(void **state)
{
	struct display_message m = { DISPLAY_ATTENTION, 0, 1, 0 };

	(void)state;
	assert_true(message_is_attention(&m, sizeof(m)));
	assert_false(message_is_attention(&m, 0));
	m.value = 2;
	assert_false(message_is_attention(&m, sizeof(m)));
	m = (struct display_message){ DISPLAY_MARK, 0, 1, 0 };
	assert_false(message_is_attention(&m, sizeof(m)));
	m = (struct display_message){ DISPLAY_ATTENTION, 1, 1, 0 };
	assert_false(message_is_attention(&m, sizeof(m)));
}

static void world_key_is_checked(void **state)
{
	struct input_message m = { .type = INPUT_WORLD_KEY };

	(void)state;
	assert_true(message_is_world_key(&m, sizeof(m)));
	assert_false(message_is_world_key(&m, sizeof(m) - 8));
	m.type = INPUT_KEY;
	assert_false(message_is_world_key(&m, sizeof(m)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(key_alternates),
		cmocka_unit_test(attention_switches_once),
		cmocka_unit_test(attention_in_the_sealed_world_is_no_switch),
		cmocka_unit_test(owner_leaves_a_call),
		cmocka_unit_test(second_call_waits_its_time),
		cmocka_unit_test(waiting_ends_with_attention_or_key),
		cmocka_unit_test(flapping_is_bounded),
		cmocka_unit_test(marks_only_from_their_owner),
		cmocka_unit_test(attention_is_checked),
		cmocka_unit_test(world_key_is_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
