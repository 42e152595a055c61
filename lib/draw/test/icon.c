/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Icons: that every drawing can be read and drawn at every size, and the renderer's geometry.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lib/draw/icon.h"

static int ink_of(enum icon icon, int size)
{
	uint8_t *coverage = malloc((size_t)size * (size_t)size);
	int ink = 0;

	icon_render(icon, size, coverage);
	for (int i = 0; i < size * size; i++)
		ink += coverage[i];
	free(coverage);
	return ink / 255;
}

static void every_drawing_is_read(void **state)
{
	(void)state;
	assert_int_equal(ink_of(ICON_NONE, 24), 0);
	for (int icon = ICON_NONE + 1; icon < ICONS; icon++) {
		int ink = ink_of((enum icon)icon, 48);

		assert_in_range(ink, 48 * 48 / 30, 48 * 48 * 8 / 10);
	}
}

/* The same share of the area at any size. */
static void sizes_agree(void **state)
{
	(void)state;
	for (int icon = ICON_NONE + 1; icon < ICONS; icon++) {
		double large = (double)ink_of((enum icon)icon, 96) / (96 * 96);

		for (int size = 24; size < 96; size += 7) {
			double share = (double)ink_of((enum icon)icon, size) / (size * size);

			assert_true(share > large - 0.03 && share < large + 0.03);
		}
	}
	for (int size = 1; size <= 3; size++)
		ink_of(ICON_CLOCK, size);
	ink_of(ICON_CLOCK, ICON_SIZE_MAX);
}

static void pictures_differ(void **state)
{
	static uint8_t coverage[ICONS][40 * 40];

	(void)state;
	for (int icon = 1; icon < ICONS; icon++) {
		icon_render((enum icon)icon, 40, coverage[icon]);
		for (int other = 1; other < icon; other++)
			assert_true(memcmp(coverage[icon], coverage[other], 40 * 40) != 0);
	}
}

/* What is crossed out has the stroke, and a gap beside it. */
static void strokes_and_gaps(void **state)
{
	uint8_t coverage[240 * 240 / 4];
	int size = 120;

	(void)state;
	icon_render(ICON_MICROPHONE_OFF, size, coverage);
	assert_int_equal(coverage[60 * size + 60], 255); /* on the stroke */
	assert_int_equal(coverage[60 * size + 70], 0);	 /* in the gap */
	assert_int_equal(coverage[2 * size + 2], 0);
	icon_render(ICON_SEALED_WORLD, size, coverage);
	assert_int_equal(coverage[30 * size + 60], 255); /* filled */
	assert_int_equal(coverage[60 * size + 60], 0);	 /* the keyhole */
}

static void drawing_is_cached_and_bounded(void **state)
{
	static uint32_t first[64 * 64], again[64 * 64];
	struct canvas a = canvas_over(first, 64, 64, 64), b = canvas_over(again, 64, 64, 64);

	(void)state;
	icon_draw(&a, ICON_LOCK, 10, 10, 40, 0xffffffff);
	for (int size = 1; size < 100; size++)
		icon_draw(&b, ICON_CLOCK, -20, 50, size, 0xffffffff);
	memset(again, 0, sizeof(again));
	icon_draw(&b, ICON_LOCK, 10, 10, 40, 0xffffffff);
	assert_memory_equal(first, again, sizeof(first));
	icon_draw(&b, ICONS, 0, 0, 40, 0xffffffff);
	icon_draw(&b, ICON_LOCK, 0, 0, ICON_SIZE_MAX + 1, 0xffffffff);
	icon_draw(&b, ICON_LOCK, 0, 0, 0, 0xffffffff);
	assert_memory_equal(first, again, sizeof(first));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_drawing_is_read),
		cmocka_unit_test(sizes_agree),
		cmocka_unit_test(pictures_differ),
		cmocka_unit_test(strokes_and_gaps),
		cmocka_unit_test(drawing_is_cached_and_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
