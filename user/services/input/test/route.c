/* SPDX-License-Identifier: Apache-2.0 */
/* Who gets which event, with worlds that are quick, slow or gone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "user/services/input/route.h"

#define KEY_A 30

static struct {
	struct route route;
	struct input_message got[ROUTE_WORLDS][64];
	unsigned count[ROUTE_WORLDS], read[ROUTE_WORLDS];
	unsigned room[ROUTE_WORLDS]; /* messages until it is full */
	unsigned world_keys, key_room;
	uint64_t now;
} b;

static bool fake_send(void *context, enum world world, const struct input_message *m)
{
	(void)context;
	assert_in_range(world, WORLD_OPEN, WORLD_SEALED);
	if (b.room[world] == 0)
		return false;
	b.room[world]--;
	assert_int_equal(m->time_us, b.now);
	b.got[world][b.count[world]++] = *m;
	return true;
}

static bool fake_roomy(void *context, enum world world)
{
	(void)context;
	return b.room[world] > 4;
}

static bool fake_world_key(void *context)
{
	(void)context;
	if (b.key_room == 0)
		return false;
	b.world_keys++;
	return true;
}

static uint64_t fake_microseconds(void *context)
{
	(void)context;
	return b.now;
}

static const struct route_host host = {
	.send = fake_send,
	.roomy = fake_roomy,
	.world_key = fake_world_key,
	.microseconds = fake_microseconds,
};

static void front(enum world world, uint32_t hold_ms)
{
	struct input_message m = { .type = INPUT_FRONT,
				   .value = (uint32_t)world,
				   .hold_ms = hold_ms };

	assert_true(route_front(&b.route, &m, sizeof(m)));
}

static int begin(void **state)
{
	(void)state;
	memset(&b, 0, sizeof(b));
	b.now = 1000000;
	b.key_room = 1;
	b.room[WORLD_OPEN] = b.room[WORLD_SEALED] = 60;
	route_begin(&b.route, &host);
	front(WORLD_SEALED, 0);
	return 0;
}

static void finger(enum touch_change change, unsigned slot, int32_t x, int32_t y)
{
	route_finger(&b.route, change, slot, x, y);
}

static void expect(enum world world, enum input_type type, uint32_t number, int32_t x, int32_t y)
{
	const struct input_message *m = &b.got[world][b.read[world]++];

	assert_true(b.read[world] <= b.count[world]);
	assert_int_equal(m->type, type);
	assert_int_equal(m->finger, number);
	assert_int_equal(m->x, x);
	assert_int_equal(m->y, y);
}

static void expect_key(enum world world, uint32_t code, uint32_t value)
{
	const struct input_message *m = &b.got[world][b.read[world]++];

	assert_true(b.read[world] <= b.count[world]);
	assert_int_equal(m->type, INPUT_KEY);
	assert_int_equal(m->code, code);
	assert_int_equal(m->value, value);
}

static void expect_nothing(void)
{
	for (unsigned w = 0; w < ROUTE_WORLDS; w++)
		assert_int_equal(b.read[w], b.count[w]);
}

static void a_tap_goes_to_the_front(void **state)
{
	(void)state;
	finger(TOUCH_DOWN, 3, 100, 164);
	finger(TOUCH_MOVE, 3, 110, 174);
	finger(TOUCH_MOVE, 3, 110, 174);
	finger(TOUCH_UP, 3, 110, 174);
	expect(WORLD_SEALED, INPUT_DOWN, 0, 100, 100);
	expect(WORLD_SEALED, INPUT_MOVE, 0, 110, 110);
	expect(WORLD_SEALED, INPUT_UP, 0, 110, 110);
	expect_nothing();
	front(WORLD_OPEN, 0);
	finger(TOUCH_DOWN, 3, 100, 164);
	expect(WORLD_OPEN, INPUT_DOWN, 0, 100, 100);
	expect_nothing();
}

static void fingers_have_the_lowest_free_number(void **state)
{
	(void)state;
	finger(TOUCH_DOWN, 5, 1, 65);
	finger(TOUCH_DOWN, 2, 2, 66);
	finger(TOUCH_UP, 5, 1, 65);
	finger(TOUCH_DOWN, 7, 3, 67);
	expect(WORLD_SEALED, INPUT_DOWN, 0, 1, 1);
	expect(WORLD_SEALED, INPUT_DOWN, 1, 2, 2);
	expect(WORLD_SEALED, INPUT_UP, 0, 1, 1);
	expect(WORLD_SEALED, INPUT_DOWN, 0, 3, 3);
	expect_nothing();
}

static void the_strip_is_nobodys(void **state)
{
	(void)state;
	finger(TOUCH_DOWN, 0, 100, STRIP_HEIGHT - 1);
	finger(TOUCH_MOVE, 0, 100, 700);
	finger(TOUCH_UP, 0, 100, 700);
	expect_nothing();
	finger(TOUCH_DOWN, 0, 100, STRIP_HEIGHT);
	finger(TOUCH_MOVE, 0, 100, 3); /* from the screen onto the strip: stays at the edge */
	finger(TOUCH_MOVE, 0, 100, 100);
	finger(TOUCH_MOVE, 0, 100, 3);
	expect(WORLD_SEALED, INPUT_DOWN, 0, 100, 0);
	expect(WORLD_SEALED, INPUT_MOVE, 0, 100, 100 - STRIP_HEIGHT);
	expect(WORLD_SEALED, INPUT_MOVE, 0, 100, 0);
	expect_nothing();
}

static void before_the_first_front_there_is_nobody(void **state)
{
	(void)state;
	route_begin(&b.route, &host);
	finger(TOUCH_DOWN, 0, 100, 100);
	route_key(&b.route, KEY_A, 1);
	front(WORLD_OPEN, 0);
	finger(TOUCH_MOVE, 0, 200, 200);
	finger(TOUCH_UP, 0, 200, 200);
	route_key(&b.route, KEY_A, 0);
	expect_nothing();
}

static void the_world_key_is_seen_by_display_alone(void **state)
{
	(void)state;
	finger(TOUCH_DOWN, 0, 100, 100);
	route_key(&b.route, KEY_A, 1);
	route_key(&b.route, ROUTE_WORLD_KEY, 1);
	expect(WORLD_SEALED, INPUT_DOWN, 0, 100, 36);
	expect_key(WORLD_SEALED, KEY_A, 1);
	expect(WORLD_SEALED, INPUT_CANCEL, 0, 0, 0);
	expect_key(WORLD_SEALED, KEY_A, 0);
	assert_int_equal(b.world_keys, 1);
	route_key(&b.route, ROUTE_WORLD_KEY, 2);
	route_key(&b.route, ROUTE_WORLD_KEY, 0);
	finger(TOUCH_MOVE, 0, 300, 300);
	finger(TOUCH_DOWN, 1, 300, 300);
	route_key(&b.route, KEY_A, 0);
	route_key(&b.route, KEY_A, 1);
	assert_int_equal(b.world_keys, 1);
	expect_nothing(); /* until display answers */
	front(WORLD_OPEN, 0);
	finger(TOUCH_MOVE, 1, 310, 310);
	finger(TOUCH_UP, 0, 300, 300);
	route_key(&b.route, KEY_A, 0);
	expect_nothing(); /* what was down before belongs to nobody */
	finger(TOUCH_UP, 1, 310, 310);
	finger(TOUCH_DOWN, 1, 310, 310);
	expect(WORLD_OPEN, INPUT_DOWN, 0, 310, 246);
	expect_nothing();
}

static void the_world_key_waits_for_room_at_display(void **state)
{
	(void)state;
	b.key_room = 0;
	route_key(&b.route, ROUTE_WORLD_KEY, 1);
	assert_int_equal(b.world_keys, 0);
	b.key_room = 1;
	route_settle(&b.route);
	assert_int_equal(b.world_keys, 1);
	route_settle(&b.route);
	assert_int_equal(b.world_keys, 1);
}

/* A call comes in: the owner's finger is on its way to something else. */
static void a_hold_drops_touches(void **state)
{
	(void)state;
	front(WORLD_OPEN, 0);
	finger(TOUCH_DOWN, 0, 100, 100);
	front(WORLD_SEALED, 400);
	expect(WORLD_OPEN, INPUT_DOWN, 0, 100, 36);
	expect(WORLD_OPEN, INPUT_CANCEL, 0, 0, 0);
	finger(TOUCH_UP, 0, 100, 100);
	b.now += 399999;
	finger(TOUCH_DOWN, 0, 100, 100);
	b.now += 1;
	finger(TOUCH_MOVE, 0, 110, 110);
	finger(TOUCH_UP, 0, 110, 110);
	expect_nothing();
	finger(TOUCH_DOWN, 0, 100, 100);
	expect(WORLD_SEALED, INPUT_DOWN, 0, 100, 36);
	expect_nothing();
}

static void a_hold_in_the_same_world_counts_too(void **state)
{
	(void)state;
	finger(TOUCH_DOWN, 0, 100, 100);
	front(WORLD_SEALED, 0);
	finger(TOUCH_MOVE, 0, 101, 100);
	front(WORLD_SEALED, 400);
	finger(TOUCH_MOVE, 0, 102, 100);
	expect(WORLD_SEALED, INPUT_DOWN, 0, 100, 36);
	expect(WORLD_SEALED, INPUT_MOVE, 0, 101, 36);
	expect(WORLD_SEALED, INPUT_CANCEL, 0, 0, 0);
	expect_nothing();
}

static void moves_are_left_out_first(void **state)
{
	(void)state;
	b.room[WORLD_SEALED] = 6;
	finger(TOUCH_DOWN, 0, 100, 100);
	for (int32_t i = 1; i < 20; i++)
		finger(TOUCH_MOVE, 0, 100 + i, 100);
	finger(TOUCH_UP, 0, 119, 100);
	expect(WORLD_SEALED, INPUT_DOWN, 0, 100, 36);
	expect(WORLD_SEALED, INPUT_MOVE, 0, 101, 36);
	expect(WORLD_SEALED, INPUT_UP, 0, 119, 36);
	expect_nothing();
}

static void an_end_that_found_no_room_comes_later(void **state)
{
	(void)state;
	b.room[WORLD_SEALED] = 2;
	finger(TOUCH_DOWN, 0, 100, 100);
	route_key(&b.route, KEY_A, 1);
	finger(TOUCH_UP, 0, 100, 100);
	route_key(&b.route, KEY_A, 0);
	finger(TOUCH_DOWN, 0, 100, 100); /* lost: what is owed comes first */
	finger(TOUCH_UP, 0, 100, 100);
	expect(WORLD_SEALED, INPUT_DOWN, 0, 100, 36);
	expect_key(WORLD_SEALED, KEY_A, 1);
	expect_nothing();
	b.room[WORLD_SEALED] = 60;
	finger(TOUCH_DOWN, 0, 200, 100);
	expect(WORLD_SEALED, INPUT_CANCEL, 0, 0, 0);
	expect_key(WORLD_SEALED, KEY_A, 0);
	expect(WORLD_SEALED, INPUT_DOWN, 0, 200, 36);
	expect_nothing();
}

static void a_press_that_found_no_room_did_not_happen(void **state)
{
	(void)state;
	b.room[WORLD_SEALED] = 0;
	finger(TOUCH_DOWN, 0, 100, 100);
	route_key(&b.route, KEY_A, 1);
	b.room[WORLD_SEALED] = 60;
	finger(TOUCH_MOVE, 0, 110, 100);
	finger(TOUCH_UP, 0, 110, 100);
	route_key(&b.route, KEY_A, 2);
	route_key(&b.route, KEY_A, 0);
	expect_nothing();
}

static void keys_go_to_the_front(void **state)
{
	(void)state;
	route_key(&b.route, INPUT_KEY_VOLUME_UP, 1);
	route_key(&b.route, INPUT_KEY_VOLUME_UP, 1);
	route_key(&b.route, INPUT_KEY_VOLUME_UP, 2);
	route_key(&b.route, INPUT_KEY_VOLUME_UP, 0);
	route_key(&b.route, INPUT_KEY_VOLUME_UP, 0);
	route_key(&b.route, ROUTE_POWER_KEY, 1);
	route_key(&b.route, INPUT_KEYS, 1);
	route_key(&b.route, 0xffff, 1);
	route_key(&b.route, KEY_A, 3);
	expect_key(WORLD_SEALED, INPUT_KEY_VOLUME_UP, 1);
	expect_key(WORLD_SEALED, INPUT_KEY_VOLUME_UP, 2);
	expect_key(WORLD_SEALED, INPUT_KEY_VOLUME_UP, 0);
	expect_key(WORLD_SEALED, INPUT_KEY_POWER, 1);
	expect_nothing();
}

static void a_restarted_display_has_to_speak_first(void **state)
{
	(void)state;
	finger(TOUCH_DOWN, 0, 100, 100);
	route_display_lost(&b.route);
	finger(TOUCH_MOVE, 0, 110, 100);
	finger(TOUCH_DOWN, 1, 110, 100);
	expect(WORLD_SEALED, INPUT_DOWN, 0, 100, 36);
	expect(WORLD_SEALED, INPUT_CANCEL, 0, 0, 0);
	expect_nothing();
}

static void a_restarted_world_knows_of_no_finger(void **state)
{
	(void)state;
	finger(TOUCH_DOWN, 0, 100, 100);
	route_key(&b.route, KEY_A, 1);
	b.read[WORLD_SEALED] = b.count[WORLD_SEALED];
	route_world_lost(&b.route, WORLD_SEALED);
	finger(TOUCH_MOVE, 0, 110, 100);
	finger(TOUCH_UP, 0, 110, 100);
	route_key(&b.route, KEY_A, 0);
	expect_nothing();
	finger(TOUCH_DOWN, 0, 100, 100);
	expect(WORLD_SEALED, INPUT_DOWN, 0, 100, 36);
	expect_nothing();
}

static void malformed_fronts_are_refused(void **state)
{
	struct input_message m = { .type = INPUT_FRONT, .value = WORLD_OPEN };

	(void)state;
	assert_false(route_front(&b.route, &m, sizeof(m) - 1));
	m.value = 0;
	assert_false(route_front(&b.route, &m, sizeof(m)));
	m.value = 3;
	assert_false(route_front(&b.route, &m, sizeof(m)));
	m.value = WORLD_OPEN;
	m.hold_ms = INPUT_HOLD_MAX + 1;
	assert_false(route_front(&b.route, &m, sizeof(m)));
	m.hold_ms = 0;
	m.type = INPUT_WORLD_KEY;
	assert_false(route_front(&b.route, &m, sizeof(m)));
	m.type = INPUT_FRONT;
	m.reserved = 1;
	assert_false(route_front(&b.route, &m, sizeof(m)));
	assert_int_equal(b.route.front, WORLD_SEALED);
}

#define BENCH(test) cmocka_unit_test_setup(test, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH(a_tap_goes_to_the_front),
		BENCH(fingers_have_the_lowest_free_number),
		BENCH(the_strip_is_nobodys),
		BENCH(before_the_first_front_there_is_nobody),
		BENCH(the_world_key_is_seen_by_display_alone),
		BENCH(the_world_key_waits_for_room_at_display),
		BENCH(a_hold_drops_touches),
		BENCH(a_hold_in_the_same_world_counts_too),
		BENCH(moves_are_left_out_first),
		BENCH(an_end_that_found_no_room_comes_later),
		BENCH(a_press_that_found_no_room_did_not_happen),
		BENCH(keys_go_to_the_front),
		BENCH(a_restarted_display_has_to_speak_first),
		BENCH(a_restarted_world_knows_of_no_finger),
		BENCH(malformed_fronts_are_refused),
	};

	return cmocka_run_group_tests_name("input-route", tests, NULL, NULL);
}
