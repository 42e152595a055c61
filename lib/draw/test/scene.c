/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scenes: that painting the damage makes the old picture the new one, for any two scenes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lib/draw/scene.h"
#include "lib/draw/test/phone_fonts.h"

#define SIDE 240

static struct fonts *fonts;
static const struct rect whole = { 0, 0, SIDE, SIDE };
static const struct type body = { 28, 0, WEIGHT_REGULAR, false };

static int begin(void **state)
{
	(void)state;
	fonts = phone_fonts();
	return fonts ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	fonts_close(fonts);
	return 0;
}

static struct rect random_rect(void)
{
	return (struct rect){ rand() % 260 - 20, rand() % 260 - 20, rand() % 120, rand() % 120 };
}

static void add_random(struct scene *s)
{
	static const char *const texts[] = { "gypsy Quay", "密封", "", "0:34",
					     "a text too long for its box" };
	struct rect r = random_rect();

	if (rand() % 8 == 0)
		s->clip = rect_intersect(random_rect(), whole);
	switch (rand() % 4) {
	case 0:
		scene_box(s, r, rand() % 30, (color)rand() | 0x40000000);
		break;
	case 1:
		scene_outline(s, r, rand() % 30, 1 + rand() % 5, 0xff00ff00);
		break;
	case 2:
		r.h = r.w;
		scene_icon(s, r, (enum icon)(rand() % ICONS), 0xffff00ff);
		break;
	default:
		scene_line(s, r, (struct type){ (int16_t)(10 + rand() % 60), 0, WEIGHT_REGULAR, 0 },
			   (enum align)(rand() % 3), 0xffffffff, texts[rand() % 5]);
	}
}

static void fill_scene(struct scene *s, unsigned int seed, int items, unsigned int tail)
{
	scene_clear(s, whole);
	scene_box(s, whole, 0, 0xff101010);
	srand(seed);
	for (int i = 0; i < items; i++)
		add_random(s);
	srand(tail);
	for (int i = 0; i < 3; i++)
		add_random(s);
}

static void damage_is_complete(void **state)
{
	static struct scene old, new;
	static uint32_t stepwise[SIDE * SIDE], fresh[SIDE * SIDE];
	struct canvas a = canvas_over(stepwise, SIDE, SIDE, SIDE);
	struct canvas b = canvas_over(fresh, SIDE, SIDE, SIDE);
	struct damage damage;

	(void)state;
	fill_scene(&old, 0, 0, 0);
	scene_paint(&old, fonts, &a, whole);
	for (unsigned int i = 1; i < 400; i++) {
		fill_scene(&new, i / 4, (int)(i % 23), i);
		scene_compare(&old, &new, &damage);
		for (int k = 0; k < damage.count; k++)
			scene_paint(&new, fonts, &a, damage.rect[k]);
		scene_paint(&new, fonts, &b, whole);
		assert_memory_equal(stepwise, fresh, sizeof(fresh));
		old = new;
	}
}

static void damage_rectangles_do_not_overlap(void **state)
{
	static struct scene old, new;
	struct damage d;

	(void)state;
	for (unsigned int i = 1; i < 400; i++) {
		fill_scene(&old, i, 20, 1);
		fill_scene(&new, i + 1000, 20, 2);
		scene_compare(&old, &new, &d);
		assert_in_range(d.count, 1, SCENE_DAMAGE);
		for (int j = 0; j < d.count; j++)
			for (int k = 0; k < j; k++)
				assert_true(rect_empty(rect_intersect(d.rect[j], d.rect[k])));
	}
}

static void the_same_scene_is_no_damage(void **state)
{
	static struct scene old, new;
	struct damage d;

	(void)state;
	fill_scene(&old, 7, 20, 7);
	fill_scene(&new, 7, 20, 7);
	scene_compare(&old, &new, &d);
	assert_int_equal(d.count, 0);
}

static void a_changed_word_is_small_damage(void **state)
{
	static struct scene old, new;
	struct scene *scenes[] = { &old, &new };
	struct damage d;

	(void)state;
	for (int i = 0; i < 2; i++) {
		scene_clear(scenes[i], whole);
		scene_box(scenes[i], whole, 0, 0xff101010);
		scene_line(scenes[i], (struct rect){ 20, 20, 80, 40 }, body, ALIGN_LEFT, 0xffffffff,
			   i ? "0:35" : "0:34");
		scene_line(scenes[i], (struct rect){ 20, 90, 80, 40 }, body, ALIGN_LEFT, 0xffffffff,
			   "same");
	}
	scene_compare(&old, &new, &d);
	assert_int_equal(d.count, 1);
	assert_true(d.rect[0].w <= 90 && d.rect[0].h <= 60);
}

static void too_much_is_counted(void **state)
{
	static struct scene s;
	static char text[SCENE_TEXT];

	(void)state;
	scene_clear(&s, whole);
	for (int i = 0; i < SCENE_ITEMS + 5; i++)
		scene_box(&s, whole, 0, 0xff000000);
	assert_int_equal(s.count, SCENE_ITEMS);
	assert_int_equal(s.dropped, 5);
	scene_clear(&s, whole);
	memset(text, 'a', sizeof(text) - 1);
	scene_line(&s, whole, body, ALIGN_LEFT, 0xff000000, text);
	scene_line(&s, whole, body, ALIGN_LEFT, 0xff000000, "");
	assert_int_equal(s.count, 1);
	assert_int_equal(s.dropped, 1);
	assert_string_equal(scene_text(&s, &s.item[0]), text);
}

static void what_cannot_be_seen_is_left_out(void **state)
{
	static struct scene s;

	(void)state;
	scene_clear(&s, whole);
	scene_box(&s, (struct rect){ 0, 1000, 50, 50 }, 0, 0xff000000);
	assert_int_equal(s.count, 0);
	assert_int_equal(s.dropped, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(damage_is_complete),
		cmocka_unit_test(damage_rectangles_do_not_overlap),
		cmocka_unit_test(the_same_scene_is_no_damage),
		cmocka_unit_test(a_changed_word_is_small_damage),
		cmocka_unit_test(too_much_is_counted),
		cmocka_unit_test(what_cannot_be_seen_is_left_out),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
