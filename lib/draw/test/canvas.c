/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Canvas: shapes against their definition, pixel by pixel, and that nothing is written outside the clip.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/draw/canvas.h"

#define SIDE 64
#define PAST 0x00abcdef /* a pixel that nobody has drawn */

static uint32_t *pixels; /* from the heap: the sanitizer sees a write beside it */

static struct canvas fresh(void)
{
	for (int i = 0; i < SIDE * SIDE; i++)
		pixels[i] = PAST;
	return canvas_over(pixels, SIDE, SIDE, SIDE);
}

static uint32_t at(int x, int y)
{
	return pixels[y * SIDE + x];
}

static int begin(void **state)
{
	(void)state;
	pixels = malloc(SIDE * SIDE * sizeof(*pixels));
	return pixels ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	free(pixels);
	return 0;
}

static void rectangles(void **state)
{
	struct rect a = { 0, 0, 10, 10 }, b = { 5, 6, 10, 10 }, far = { 50, 50, 1, 1 };
	struct rect both = rect_intersect(a, b), all = rect_union(a, b);

	(void)state;
	assert_int_equal(both.x, 5);
	assert_int_equal(both.y, 6);
	assert_int_equal(both.w, 5);
	assert_int_equal(both.h, 4);
	assert_int_equal(all.w, 15);
	assert_int_equal(all.h, 16);
	assert_true(rect_empty(rect_intersect(a, far)));
	assert_int_equal(rect_union(a, (struct rect){ 0 }).w, 10);
	assert_true(rect_contains(a, 9, 9));
	assert_false(rect_contains(a, 10, 9));
	assert_int_equal(rect_inset(a, 2).w, 6);
}

static void fill_is_exact(void **state)
{
	struct canvas c = fresh();

	(void)state;
	canvas_fill(&c, (struct rect){ 3, 4, 5, 6 }, 0xff112233);
	for (int y = 0; y < SIDE; y++)
		for (int x = 0; x < SIDE; x++)
			assert_int_equal(at(x, y),
					 x >= 3 && x < 8 && y >= 4 && y < 10 ? 0x112233 : PAST);
}

static void blending_is_linear(void **state)
{
	struct canvas c = fresh();

	(void)state;
	for (uint32_t alpha = 0; alpha < 256; alpha++)
		for (uint32_t under = 0; under < 256; under += 15) {
			uint32_t want = (200 * alpha + under * (255 - alpha) + 127) / 255;

			pixels[0] = under << 16 | under << 8 | under;
			canvas_fill(&c, (struct rect){ 0, 0, 1, 1 }, alpha << 24 | 0xc8c8c8);
			for (int shift = 0; shift < 24; shift += 8)
				assert_in_range(at(0, 0) >> shift & 0xff, want ? want - 1 : 0,
						want + 1);
		}
}

/* The share of a pixel that lies in a circle, by 16 x 16 samples. */
static double share(int x, int y, double cx, double cy, double r)
{
	int inside = 0;

	for (int j = 0; j < 16; j++)
		for (int i = 0; i < 16; i++) {
			double dx = x + (i + 0.5) / 16 - cx, dy = y + (j + 0.5) / 16 - cy;

			inside += dx * dx + dy * dy <= r * r;
		}
	return inside / 256.0;
}

static void circles_are_round(void **state)
{
	(void)state;
	for (int d = 8; d <= 60; d += 4) {
		struct canvas c = fresh();

		canvas_fill(&c, c.clip, 0xff000000);
		canvas_round(&c, (struct rect){ 2, 2, d, d }, d / 2, 0xffffffff);
		for (int y = 0; y < SIDE; y++)
			for (int x = 0; x < SIDE; x++) {
				double want = share(x, y, 2 + d / 2.0, 2 + d / 2.0, d / 2.0);

				assert_true(fabs((at(x, y) & 0xff) / 255.0 - want) < 0.13);
			}
	}
}

static void borders_are_rings(void **state)
{
	struct canvas c = fresh();

	(void)state;
	canvas_fill(&c, c.clip, 0xff000000);
	canvas_border(&c, (struct rect){ 4, 4, 48, 48 }, 24, 4, 0xffffffff);
	for (int y = 0; y < SIDE; y++)
		for (int x = 0; x < SIDE; x++) {
			double want = share(x, y, 28, 28, 24) - share(x, y, 28, 28, 20);

			assert_true(fabs((at(x, y) & 0xff) / 255.0 - want) < 0.16);
		}
}

static void corners_join_their_sides(void **state)
{
	struct canvas c = fresh();

	(void)state;
	canvas_fill(&c, c.clip, 0xff000000);
	canvas_round(&c, (struct rect){ 5, 5, 41, 27 }, 9, 0xffffffff);
	for (int y = 5; y < 32; y++)
		for (int x = 5; x < 46; x++)
			if ((x >= 14 && x < 37) || (y >= 14 && y < 23))
				assert_int_equal(at(x, y), 0xffffff);
	assert_int_equal(at(5, 5), 0);
	assert_int_equal(at(4, 18), 0);
}

static struct rect random_rect(void)
{
	return (struct rect){ rand() % 160 - 48, rand() % 160 - 48, rand() % 120 - 10,
			      rand() % 120 - 10 };
}

static void draw_any(struct canvas *c, int what, struct rect r)
{
	static uint8_t mask[130 * 130];

	switch (what % 4) {
	case 0:
		canvas_fill(c, r, 0x80ff0000);
		break;
	case 1:
		canvas_round(c, r, rand() % 90, 0xff00ff00);
		break;
	case 2:
		canvas_border(c, r, rand() % 90, 1 + rand() % 20, 0xff0000ff);
		break;
	default:
		memset(mask, 0xff, sizeof(mask));
		canvas_mask(c, r.x, r.y, r.w, r.h, mask, 0xffffff00);
	}
}

static void nothing_leaves_the_clip(void **state)
{
	(void)state;
	srand(1);
	for (int i = 0; i < 20000; i++) {
		struct canvas c = fresh();

		canvas_clip(&c, random_rect());
		draw_any(&c, i, random_rect());
		for (int p = 0; p < SIDE * SIDE; p++)
			if (!rect_contains(c.clip, p % SIDE, p / SIDE))
				assert_int_equal(pixels[p], PAST);
	}
}

static void copies_within_both(void **state)
{
	uint32_t small[16 * 16];
	struct canvas from = canvas_over(small, 16, 16, 16), to = fresh();

	(void)state;
	for (int i = 0; i < 256; i++)
		small[i] = (uint32_t)i;
	canvas_copy(&to, &from, (struct rect){ -5, 10, 100, 100 });
	assert_int_equal(at(3, 12), 12 * 16 + 3);
	assert_int_equal(at(3, 9), PAST);
	assert_int_equal(at(16, 12), PAST);
	assert_int_equal(at(3, 16), PAST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rectangles),
		cmocka_unit_test(fill_is_exact),
		cmocka_unit_test(blending_is_linear),
		cmocka_unit_test(circles_are_round),
		cmocka_unit_test(borders_are_rings),
		cmocka_unit_test(corners_join_their_sides),
		cmocka_unit_test(nothing_leaves_the_clip),
		cmocka_unit_test(copies_within_both),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
