/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fingers on targets and lists, widgets within their boxes, and the theme's contrast.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "lib/draw/test/phone_fonts.h"
#include "lib/ui/widget.h"

enum { ACTION_A = 1, ACTION_B, ACTION_HELD, ACTION_ROW };

static struct fonts *fonts;
static struct ui ui;
static struct damage damage;
static int rows;

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

static int fresh(void **state)
{
	(void)state;
	ui_init(&ui, fonts, 720, 1376);
	rows = 40;
	return 0;
}

static const struct rect target_a = { 100, 100, 200, 100 };
static const struct rect target_b = { 400, 100, 200, 100 };
static const struct rect list = { 0, 400, 720, 600 };

static void view(uint64_t now_us)
{
	int y;

	ui_begin(&ui, now_us);
	scene_box(ui.scene, ui.whole, 0, COLOR_GROUND);
	ui_target(&ui, target_a, ACTION_A, 7, 0);
	ui_target(&ui, target_b, ACTION_B, 0, ACTION_HELD);
	y = ui_scroll_begin(&ui, 1, list);
	for (int i = 0; i < rows; i++)
		ui_target(&ui, (struct rect){ 0, y + i * 100, 720, 100 }, ACTION_ROW, (uint32_t)i,
			  0);
	ui_scroll_end(&ui, 1, rows * 100);
	ui_end(&ui, &damage);
}

static struct ui_event tap(int x, int y, uint64_t us)
{
	ui_down(&ui, x, y, us);
	return ui_up(&ui, x, y, us + 50000);
}

static void a_tap_is_an_action(void **state)
{
	struct ui_event e;

	(void)state;
	view(0);
	e = tap(150, 150, 1000);
	assert_int_equal(e.action, ACTION_A);
	assert_int_equal(e.argument, 7);
	assert_int_equal(tap(20, 20, 100000).action, 0);
	assert_int_equal(tap(300, 150, 200000).action, 0); /* just beside it */
}

static void a_finger_that_slides_off_means_nothing(void **state)
{
	(void)state;
	view(0);
	ui_down(&ui, 150, 150, 0);
	assert_true(ui_is_pressed(&ui, ACTION_A, 7));
	assert_false(ui_is_pressed(&ui, ACTION_A, 8));
	ui_move(&ui, 450, 150, 1000);
	assert_int_equal(ui_up(&ui, 450, 150, 2000).action, 0);
	ui_down(&ui, 150, 150, 3000);
	ui_cancel(&ui);
	assert_false(ui_is_pressed(&ui, ACTION_A, 7));
	assert_int_equal(ui_up(&ui, 150, 150, 4000).action, 0);
}

/* Something else has come under the finger: it is not triggered. */
static void a_new_screen_under_a_finger_is_safe(void **state)
{
	(void)state;
	view(0);
	ui_down(&ui, 150, 150, 0);
	ui_begin(&ui, 1000);
	ui_target(&ui, target_a, ACTION_B, 7, 0);
	ui_end(&ui, &damage);
	assert_int_equal(ui_up(&ui, 150, 150, 2000).action, 0);
	view(3000);
	ui_down(&ui, 20, 20, 4000); /* on nothing */
	ui_begin(&ui, 5000);
	ui_target(&ui, ui.whole, ACTION_B, 0, 0);
	ui_end(&ui, &damage);
	assert_int_equal(ui_up(&ui, 20, 20, 6000).action, 0);
}

static void later_targets_lie_above(void **state)
{
	(void)state;
	ui_begin(&ui, 0);
	ui_target(&ui, target_a, ACTION_A, 0, 0);
	ui_target(&ui, target_a, ACTION_B, 0, 0);
	assert_int_equal(tap(150, 150, 0).action, ACTION_B);
	ui_cover(&ui);
	assert_int_equal(tap(150, 150, 0).action, 0);
}

static void holding_is_another_action(void **state)
{
	(void)state;
	view(0);
	ui_down(&ui, 450, 150, 1000);
	assert_int_equal(ui_wait(&ui, 1000), UI_HOLD_US);
	assert_int_equal(ui_hold(&ui, 1000 + UI_HOLD_US - 1).action, 0);
	assert_int_equal(ui_hold(&ui, 1000 + UI_HOLD_US).action, ACTION_HELD);
	assert_int_equal(ui_hold(&ui, 2000 + UI_HOLD_US).action, 0);
	assert_int_equal(ui_up(&ui, 450, 150, 3000 + UI_HOLD_US).action, 0);
	ui_down(&ui, 150, 150, 0); /* a target without one */
	assert_int_equal(ui_wait(&ui, 0), -1);
	assert_int_equal(ui_hold(&ui, 10 * UI_HOLD_US).action, 0);
}

static void a_list_follows_the_finger(void **state)
{
	(void)state;
	view(0);
	ui_down(&ui, 300, 900, 0);
	ui_move(&ui, 300, 890, 10000); /* a tremble */
	assert_true(ui.scroll[1].offset == 0);
	ui_move(&ui, 300, 700, 20000);
	assert_true(fabsf(ui.scroll[1].offset - 200) < 1);
	view(30000);
	ui_move(&ui, 300, 5000, 40000); /* not beyond its beginning */
	assert_true(ui.scroll[1].offset == 0);
	assert_int_equal(ui_up(&ui, 300, 700, 50000).action, 0);
}

static void a_row_is_tapped_where_it_is(void **state)
{
	(void)state;
	view(0);
	assert_int_equal(tap(300, 450, 0).argument, 0);
	ui.scroll[1].offset = 250;
	view(1000);
	assert_int_equal(tap(300, 450, 2000).argument, 3);
	assert_int_equal(tap(300, 390, 3000).action, 0); /* above the list rows are clipped */
}

static void flick(uint64_t us)
{
	ui_down(&ui, 300, 900, us);
	for (int i = 1; i <= 5; i++)
		ui_move(&ui, 300, 900 - 30 * i, us + 10000 * (uint64_t)i);
	ui_up(&ui, 300, 750, us + 55000);
}

static void a_list_runs_on_and_stops(void **state)
{
	uint64_t us = 100000;
	float last;

	(void)state;
	view(0);
	flick(0);
	last = ui.scroll[1].offset;
	for (int frame = 0; ui_wait(&ui, us) >= 0; frame++) {
		assert_true(frame < 300);
		us += 33000;
		view(us);
		assert_true(ui.scroll[1].offset >= last);
		last = ui.scroll[1].offset;
	}
	assert_in_range((int)last, 300, 3400);
}

static void a_touch_stops_a_list_and_no_more(void **state)
{
	(void)state;
	view(0);
	flick(0);
	view(100000);
	assert_int_equal(tap(300, 600, 110000).action, 0);
	assert_int_equal(ui_wait(&ui, 200000), -1);
	assert_int_equal(tap(300, 600, 300000).action, ACTION_ROW);
}

static void a_list_that_rested_does_not_run(void **state)
{
	(void)state;
	view(0);
	ui_down(&ui, 300, 900, 0);
	ui_move(&ui, 300, 700, 10000);
	ui_up(&ui, 300, 700, 400000);
	assert_int_equal(ui_wait(&ui, 400000), -1);
}

static void a_list_that_shrinks_stays_in_range(void **state)
{
	(void)state;
	view(0);
	ui.scroll[1].offset = 3000;
	rows = 8;
	view(1000);
	assert_true(ui.scroll[1].offset == 200);
	rows = 2;
	view(2000);
	view(3000);
	assert_true(ui.scroll[1].offset == 0);
	ui_down(&ui, 300, 450, 4000);
	ui_move(&ui, 300, 700, 5000);
	assert_true(ui.scroll[1].offset == 0); /* nothing to scroll */
}

static void nothing_new_is_no_damage(void **state)
{
	(void)state;
	view(0);
	assert_true(damage.count == 1);
	view(1000);
	assert_int_equal(damage.count, 0);
	ui_forget(&ui);
	view(2000);
	assert_int_equal(damage.count, 1);
	assert_int_equal(damage.rect[0].w, 720);
	assert_int_equal(damage.rect[0].h, 1376);
}

static void too_many_targets_are_counted(void **state)
{
	(void)state;
	ui_begin(&ui, 0);
	for (int i = 0; i < UI_TARGETS + 3; i++)
		ui_target(&ui, target_a, ACTION_A, 0, 0);
	assert_int_equal(ui.scene->dropped, 3);
}

static double luminance(color ink)
{
	double sum = 0;
	static const double weight[] = { 0.0722, 0.7152, 0.2126 };

	for (int i = 0; i < 3; i++) {
		double v = (double)(ink >> 8 * i & 0xff) / 255;

		sum += weight[i] * (v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4));
	}
	return sum;
}

static double contrast(color a, color b)
{
	double x = luminance(a) + 0.05, y = luminance(b) + 0.05;

	return x > y ? x / y : y / x;
}

static void text_can_be_read(void **state)
{
	static const color grounds[] = { COLOR_GROUND, COLOR_SURFACE, COLOR_RAISED };
	static const color inks[] = { COLOR_TEXT, COLOR_SOFT, COLOR_MINT, COLOR_CORAL,
				      COLOR_AMBER };

	(void)state;
	for (int g = 0; g < 3; g++)
		for (int i = 0; i < 5; i++)
			assert_true(contrast(grounds[g], inks[i]) >= 4.5);
	assert_true(contrast(COLOR_FAINT, COLOR_GROUND) >= 4.5);
	assert_true(contrast(COLOR_FAINT, COLOR_SURFACE) >= 4.5);
	assert_true(contrast(COLOR_WHITE, COLOR_RED) >= 4.5);
	assert_true(contrast(COLOR_WHITE, COLOR_GREEN) >= 4.5);
	assert_true(contrast(COLOR_GROUND, COLOR_MINT) >= 4.5);
	assert_true(contrast(COLOR_MINT, COLOR_DEEP) >= 4.5);
	assert_true(contrast(COLOR_AMBER, COLOR_BRONZE) >= 4.5);
	assert_true(contrast(COLOR_CORAL, COLOR_WINE) >= 4.5);
}

static void a_dialog_leaves_only_itself(void **state)
{
	struct dialog d = {
		.icon = ICON_WARNING,
		.title = "Title",
		.text = "A question that is longer than one line of the dialog is wide.",
		.yes = "Yes",
		.no = "No",
		.yes_look = BUTTON_DANGER,
		.on_yes = { ACTION_A, 1 },
		.on_no = { ACTION_B, 2 }
	};
	int yes = 0, no = 0;

	(void)state;
	ui_begin(&ui, 0);
	ui_target(&ui, ui.whole, ACTION_ROW, 0, 0);
	widget_dialog(&ui, &d);
	for (int y = 0; y < 1376; y += 8) {
		struct ui_event e = tap(360, y, (uint64_t)y);

		assert_int_not_equal(e.action, ACTION_ROW);
		yes += e.action == ACTION_A;
		no += e.action == ACTION_B;
	}
	assert_true(yes * 8 >= TOUCH_LEAST && no * 8 >= TOUCH_LEAST);
}

static void paragraphs_measure_themselves(void **state)
{
	struct rect box = { 40, 40, 300, 0 };
	int one, three;

	(void)state;
	ui_begin(&ui, 0);
	one = widget_paragraph(&ui, box, type_body, ALIGN_LEFT, COLOR_TEXT, "one");
	three = widget_paragraph(&ui, box, type_body, ALIGN_CENTRE, COLOR_TEXT, "one\ntwo\nthree");
	assert_int_equal(one, text_line_height(type_body));
	assert_int_equal(three, 3 * one);
	assert_int_equal(widget_paragraph(&ui, box, type_body, ALIGN_LEFT, COLOR_TEXT, ""), 0);
	assert_int_equal(ui.scene->count, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_tap_is_an_action, fresh),
		cmocka_unit_test_setup(a_finger_that_slides_off_means_nothing, fresh),
		cmocka_unit_test_setup(a_new_screen_under_a_finger_is_safe, fresh),
		cmocka_unit_test_setup(later_targets_lie_above, fresh),
		cmocka_unit_test_setup(holding_is_another_action, fresh),
		cmocka_unit_test_setup(a_list_follows_the_finger, fresh),
		cmocka_unit_test_setup(a_row_is_tapped_where_it_is, fresh),
		cmocka_unit_test_setup(a_list_runs_on_and_stops, fresh),
		cmocka_unit_test_setup(a_touch_stops_a_list_and_no_more, fresh),
		cmocka_unit_test_setup(a_list_that_rested_does_not_run, fresh),
		cmocka_unit_test_setup(a_list_that_shrinks_stays_in_range, fresh),
		cmocka_unit_test_setup(nothing_new_is_no_damage, fresh),
		cmocka_unit_test_setup(too_many_targets_are_counted, fresh),
		cmocka_unit_test(text_can_be_read),
		cmocka_unit_test_setup(a_dialog_leaves_only_itself, fresh),
		cmocka_unit_test_setup(paragraphs_measure_themselves, fresh),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
