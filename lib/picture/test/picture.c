/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pictures: what is written is read back, and shrinking averages.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/picture/picture.h"

static void written_is_read(void **state)
{
	static const uint32_t pixels[6] = { 0xff0000, 0x00ff00, 0x0000ff, 0x123456, 0, 0xffffff };
	char path[] = "/tmp/holdfast-picture-XXXXXX";
	int width, height, fd = mkstemp(path);
	const char *why;
	uint32_t *read;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(picture_write(path, pixels, 3, 2), 0);
	read = picture_read(path, 0, &width, &height, &why);
	assert_non_null(read);
	assert_int_equal(width, 3);
	assert_int_equal(height, 2);
	for (int i = 0; i < 6; i++)
		assert_int_equal(read[i] & 0xffffff, pixels[i]);
	free(read);
	close(fd);
	unlink(path);
}

static void refusals(void **state)
{
	char path[] = "/tmp/holdfast-picture-XXXXXX";
	int width, height, fd = mkstemp(path);
	const char *why = NULL;

	(void)state;
	assert_null(picture_read("/nonexistent/a.png", 0, &width, &height, &why));
	assert_non_null(why);
	assert_int_equal(write(fd, "not a picture", 13), 13);
	assert_null(picture_read(path, 0, &width, &height, &why));
	assert_true(strlen(why) > 0);
	assert_int_equal(picture_write("/nonexistent/a.png", &(uint32_t){ 0 }, 1, 1), -1);
	close(fd);
	unlink(path);
}

static void shrinking_averages(void **state)
{
	static const uint32_t from[8] = { 0x000000, 0xfefefe, 0x101010, 0x303030,
					  0x000000, 0xfefefe, 0x101010, 0x303030 };
	uint32_t to[2];

	(void)state;
	picture_shrink(to, 2, 1, from, 4, 2);
	assert_int_equal(to[0], 0x7f7f7f);
	assert_int_equal(to[1], 0x202020);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(written_is_read),
		cmocka_unit_test(refusals),
		cmocka_unit_test(shrinking_averages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
