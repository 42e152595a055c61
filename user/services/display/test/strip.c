/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The strip: that it stays in its memory, whatever it shows, and that what must differ does differ.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "user/services/display/atlas.h"
#include "user/services/display/strip.h"

#define PIXELS (PANEL_WIDTH * STRIP_HEIGHT)

/* From the heap, so that the sanitizer sees a write beside it. */
static uint32_t *drawn(const struct strip *s)
{
	uint32_t *pixels = malloc(PIXELS * sizeof(*pixels));

	assert_non_null(pixels);
	memset(pixels, 0xee, PIXELS * sizeof(*pixels));
	strip_draw(pixels, s);
	return pixels;
}

static int differing(const struct strip *a, const struct strip *b, int x0, int x1)
{
	uint32_t *p = drawn(a), *q = drawn(b);
	int count = 0;

	for (int y = 0; y < STRIP_HEIGHT; y++)
		for (int x = x0; x < x1; x++)
			count += p[y * PANEL_WIDTH + x] != q[y * PANEL_WIDTH + x];
	free(p);
	free(q);
	return count;
}

static void every_state_stays_inside(void **state)
{
	uint32_t picture[STRIP_PICTURE * STRIP_PICTURE] = { 0 };

	(void)state;
	for (int world = WORLD_OPEN; world <= WORLD_SEALED; world++)
		for (uint32_t marks = 0; marks < 27; marks++)
			for (int minutes = -1; minutes < 1440; minutes += 131) {
				struct strip s = { (enum world)world,
						   { marks % 3, marks / 3 % 3, marks / 9 },
						   minutes,
						   marks & 1 ? picture : NULL };
				uint32_t *pixels = drawn(&s);

				for (int i = 0; i < PIXELS; i++)
					assert_int_equal(pixels[i] >> 24, 0);
				free(pixels);
			}
}

static void pictures_fit_their_places(void **state)
{
	(void)state;
	for (int name = 0; name < ATLAS_COUNT; name++)
		assert_in_range(atlas[name].height, 1, STRIP_HEIGHT);
	/* shape, two words and the gap end before the owner's picture */
	assert_true(STRIP_X_WORD + atlas[ATLAS_WORD_SEALED].width + 12 +
			    atlas[ATLAS_CHINESE_SEALED].width <
		    STRIP_X_PICTURE);
	for (int i = 1; i < 10; i++)
		assert_int_equal(atlas[ATLAS_DIGIT + i].width, atlas[ATLAS_DIGIT].width);
	/* the marks end before the time begins */
	assert_true(STRIP_X_MARKS + 2 * STRIP_MARK_STEP + STRIP_PILL_WIDTH <
		    STRIP_X_TIME - 4 * atlas[ATLAS_DIGIT].width - atlas[ATLAS_COLON].width);
}

/* Relative luminance and contrast as WCAG 2.2 defines them, of whole-channel colours. */
static double channel(uint32_t ink, int shift)
{
	double v = (double)(ink >> shift & 0xff) / 255;

	return v * v; /* close enough to the sRGB curve for a margin of two */
}

static double luminance(uint32_t ink)
{
	return 0.2126 * channel(ink, 16) + 0.7152 * channel(ink, 8) + 0.0722 * channel(ink, 0);
}

static void worlds_cannot_be_confused(void **state)
{
	struct strip open = { .world = WORLD_OPEN }, sealed = { .world = WORLD_SEALED };
	uint32_t *p = drawn(&open), *q = drawn(&sealed);
	double light = luminance(p[2 * PANEL_WIDTH + 2]), dark = luminance(q[2 * PANEL_WIDTH + 2]);

	(void)state;
	assert_true((light + 0.05) / (dark + 0.05) > 4.5); /* without seeing colours */
	/* the edge is one line in one world, and broken in the other */
	for (int x = 1; x < PANEL_WIDTH; x++)
		assert_int_equal(q[63 * PANEL_WIDTH + x], q[63 * PANEL_WIDTH]);
	assert_int_not_equal(p[63 * PANEL_WIDTH], p[63 * PANEL_WIDTH + 30]);
	free(p);
	free(q);
}

static void marks_are_told_apart(void **state)
{
	(void)state;
	for (int mark = 0; mark < DISPLAY_MARKS; mark++)
		for (uint32_t a = 0; a < 3; a++)
			for (uint32_t b = 0; b < a; b++) {
				struct strip s = { .world = WORLD_SEALED, .minutes = 0 }, t = s;

				s.mark[mark] = a;
				t.mark[mark] = b;
				assert_true(differing(&s, &t, 0, PANEL_WIDTH) > 150);
				assert_int_equal(differing(&s, &t, 0,
							   STRIP_X_MARKS + STRIP_MARK_STEP * mark),
						 0);
			}
}

static void time_is_told(void **state)
{
	struct strip a = { .world = WORLD_OPEN, .minutes = 754 }, b = a;

	(void)state;
	for (b.minutes = -1; b.minutes < 1440; b.minutes++)
		if (b.minutes != a.minutes)
			assert_true(differing(&a, &b, 600, PANEL_WIDTH) > 0);
}

static void only_the_owner_s_picture_is_shown(void **state)
{
	uint32_t picture[STRIP_PICTURE * STRIP_PICTURE];
	struct strip with = { .world = WORLD_SEALED, .picture = picture }, without = with;
	uint32_t *pixels;

	(void)state;
	for (int i = 0; i < STRIP_PICTURE * STRIP_PICTURE; i++)
		picture[i] = 0x00123456;
	without.picture = NULL;
	pixels = drawn(&with);
	assert_int_equal(pixels[32 * PANEL_WIDTH + 360], 0x123456);
	free(pixels);
	assert_in_range(differing(&with, &without, 0, PANEL_WIDTH), 2000,
			STRIP_PICTURE * STRIP_PICTURE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_state_stays_inside),
		cmocka_unit_test(pictures_fit_their_places),
		cmocka_unit_test(worlds_cannot_be_confused),
		cmocka_unit_test(marks_are_told_apart),
		cmocka_unit_test(time_is_told),
		cmocka_unit_test(only_the_owner_s_picture_is_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
