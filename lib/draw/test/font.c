/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fonts: layout of ordinary and of hostile text, with the phone's own fonts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lib/draw/font.h"
#include "lib/draw/test/phone_fonts.h"

#define WIDE 400
#define HIGH 100

static struct fonts *fonts;
static uint32_t pixels[WIDE * HIGH];
static const struct type body = { 30, 0, WEIGHT_REGULAR, false };

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

/* Draws white on black; returns the rectangle that is not black. */
static struct rect inked(struct type t, int x, int width, const char *text)
{
	struct canvas c = canvas_over(pixels, WIDE, HIGH, WIDE);
	int x0 = WIDE, y0 = HIGH, x1 = 0, y1 = 0;

	canvas_fill(&c, c.clip, 0xff000000);
	text_draw(fonts, &c, t, x, 60, width, text, 0xffffffff);
	for (int i = 0; i < WIDE * HIGH; i++)
		if (pixels[i]) {
			x0 = i % WIDE < x0 ? i % WIDE : x0;
			x1 = i % WIDE >= x1 ? i % WIDE + 1 : x1;
			y0 = i / WIDE < y0 ? i / WIDE : y0;
			y1 = i / WIDE + 1;
		}
	return (struct rect){ x0, y0, x1 - x0, y1 - y0 };
}

static void missing_fonts_are_named(void **state)
{
	char error[128] = "";
	struct font_files files = { "/nonexistent/a.otf", "/nonexistent/b.otf", "/nonexistent/c" };

	(void)state;
	assert_null(fonts_open(&files, error, sizeof(error)));
	assert_non_null(strstr(error, "/nonexistent/a.otf"));
}

static void ink_stands_on_the_baseline(void **state)
{
	struct rect r = inked(body, 10, 300, "HE");

	(void)state;
	assert_in_range(r.x, 10, 14);
	assert_in_range(r.y + r.h, 60, 61);
	assert_in_range(r.h, text_cap_height(body) - 1, text_cap_height(body) + 2);
	assert_in_range(r.w, text_width(fonts, body, "HE") - 8, text_width(fonts, body, "HE"));
}

static void widths_add_up(void **state)
{
	struct type spaced = body, tabular = body;

	(void)state;
	spaced.spacing = 5;
	tabular.tabular = true;
	assert_int_equal(text_width(fonts, body, ""), 0);
	assert_true(abs(text_width(fonts, body, "abcabc") - 2 * text_width(fonts, body, "abc")) <
		    2);
	assert_int_equal(text_width(fonts, spaced, "abc"), text_width(fonts, body, "abc") + 15);
	assert_int_not_equal(text_width(fonts, body, "111"), text_width(fonts, body, "000"));
	assert_int_equal(text_width(fonts, tabular, "111"), text_width(fonts, tabular, "000"));
	assert_int_equal(text_width(fonts, tabular, "abc"), text_width(fonts, body, "abc"));
}

static void chinese_has_glyphs(void **state)
{
	struct rect known = inked(body, 10, 300, "密"), unknown;

	(void)state;
	assert_in_range(text_width(fonts, body, "密封"), 56, 64);
	assert_in_range(known.h, 22, 34);
	unknown = inked(body, 10, 300, "\xf0\x90\x8c\xb0"); /* Gothic: in neither font */
	assert_true(unknown.w > 0);
}

static void bold_is_heavier(void **state)
{
	static const char *const texts[] = { "Holdfast", "密封" };
	struct type bold = body;

	(void)state;
	bold.weight = WEIGHT_SEMIBOLD;
	for (int i = 0; i < 2; i++) {
		uint64_t ink[2] = { 0 };

		for (int weight = 0; weight < 2; weight++) {
			inked(weight ? bold : body, 10, 380, texts[i]);
			for (int p = 0; p < WIDE * HIGH; p++)
				ink[weight] += pixels[p] & 0xff;
		}
		assert_true(ink[1] > ink[0] + ink[0] / 20);
	}
}

static void long_text_ends_in_an_ellipsis(void **state)
{
	static const char *const texts[] = { "a long name that does not fit at all",
					     "一个很长而且放不下的名字在这里",
					     "iiiiiiiiiiiiiiiiiiiiiiiiiiiiii" };

	(void)state;
	for (int i = 0; i < 3; i++)
		for (int width = 60; width < 200; width += 7) {
			struct rect r = inked(body, 20, width, texts[i]);

			assert_in_range(r.x + r.w, 20 + width / 3, 20 + width + 1);
		}
}

/* Every way of breaking: lines fit, nothing is lost, and it ends. */
static void check_breaks(const char *text, int width)
{
	const char *start = text;
	size_t skip;

	for (int lines = 0; *text; lines++) {
		size_t bytes = text_break(fonts, body, text, width, &skip);
		char line[600];

		assert_true(bytes + skip > 0);
		assert_true(bytes + skip <= strlen(text));
		for (size_t i = 0; i < skip; i++)
			assert_true(text[bytes + i] == ' ' || text[bytes + i] == '\n');
		memcpy(line, text, bytes);
		line[bytes] = 0;
		assert_true(text_width(fonts, body, line) <= width || bytes <= 4);
		text += bytes + skip;
		assert_true(text > start);
		assert_true(lines < 600);
	}
}

static void lines_break_well(void **state)
{
	size_t skip;

	(void)state;
	assert_int_equal(text_break(fonts, body, "one\ntwo", 300, &skip), 3);
	assert_int_equal(skip, 1);
	assert_int_equal(
		text_break(fonts, body, "hello world", text_width(fonts, body, "hello w"), &skip),
		5);
	assert_int_equal(skip, 1);
	/* a full stop does not begin a line */
	assert_int_equal(
		text_break(fonts, body, "密封。密封", text_width(fonts, body, "密封") + 2, &skip),
		3);
	assert_int_equal(text_break(fonts, body, "unbreakable", 1, &skip), 1);
	for (int width = 1; width < 300; width += 13) {
		check_breaks("The strip at the top says which world you see.\n\nNo app can draw.",
			     width);
		check_breaks("顶部的横条显示您正在看哪个世界，任何应用都无法在那里绘制。", width);
		check_breaks("   leading, and trailing   ", width);
	}
}

static void hostile_bytes_are_drawn_safely(void **state)
{
	char text[64];

	(void)state;
	srand(2);
	for (int i = 0; i < 3000; i++) {
		int length = rand() % 63;

		for (int j = 0; j < length; j++)
			text[j] = (char)(1 + rand() % 255);
		text[length] = 0;
		inked(body, rand() % 500 - 50, rand() % 400, text);
		check_breaks(text, 1 + rand() % 300);
	}
}

/* More glyphs than are kept: all are right when they are needed again. */
static void glyphs_come_back(void **state)
{
	static uint32_t before[WIDE * HIGH];
	struct type t = body;

	(void)state;
	inked(body, 10, 380, "Holdfast 密封");
	memcpy(before, pixels, sizeof(before));
	for (t.size = 20; t.size < 120; t.size++)
		inked(t, 0, 4000, "abcdefghijklmnopqrstuvwxyz");
	inked(body, 10, 380, "Holdfast 密封");
	assert_memory_equal(before, pixels, sizeof(before));
}

static void sizes_are_limited(void **state)
{
	struct type t = { 32000, 0, WEIGHT_REGULAR, false },
		    none = { -5, 0, WEIGHT_REGULAR, false };

	(void)state;
	assert_in_range(text_width(fonts, t, "W"), 100, 400);
	assert_in_range(text_width(fonts, none, "W"), 1, 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(missing_fonts_are_named),
		cmocka_unit_test(ink_stands_on_the_baseline),
		cmocka_unit_test(widths_add_up),
		cmocka_unit_test(chinese_has_glyphs),
		cmocka_unit_test(bold_is_heavier),
		cmocka_unit_test(long_text_ends_in_an_ellipsis),
		cmocka_unit_test(lines_break_well),
		cmocka_unit_test(hostile_bytes_are_drawn_safely),
		cmocka_unit_test(glyphs_come_back),
		cmocka_unit_test(sizes_are_limited),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
