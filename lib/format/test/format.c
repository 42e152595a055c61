/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The small formatter, against the C library's.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "lib/format/format.h"

/* What ours writes is what printf writes. */
#define SAME(...)                                                                                  \
	do {                                                                                       \
		char o[64], t[64];                                                                 \
		int expected = snprintf(t, sizeof(t), __VA_ARGS__);                                \
		assert_int_equal(format_into(o, sizeof(o), __VA_ARGS__), expected);                \
		assert_string_equal(o, t);                                                         \
	} while (0)

static void formats(void **state)
{
	char small[8];

	(void)state;
	SAME("plain %% text");
	SAME("%s|%c|%s", "a", 'b', "");
	SAME("%d %d %d %d", 0, -1, 2147483647, -2147483647 - 1);
	SAME("%u %u %x %x", 0u, 4294967295u, 0xdeadbeefu, 0u);
	SAME("%lu %lx %ld", 18446744073709551615ul, 0xfedcba9876543210ul,
	     -9223372036854775807l - 1);
	SAME("%5u|%05u|%5d|%05d|%016lx|%2u", 42u, 42u, -42, -42, 0xabcul, 12345u);
	SAME("%zu", sizeof(small));
	assert_int_equal(format_into(small, sizeof(small), "%s", "much too long"), 7);
	assert_string_equal(small, "much to");
	assert_int_equal(format_into(small, 1, "%u", 12u), 0);
	assert_string_equal(small, "");
}

static int format_of(char *o, size_t size, const char *format, ...)
{
	va_list a;
	size_t n;

	va_start(a, format);
	n = format_into_v(o, size, format, a);
	va_end(a);
	return (int)n;
}

/* What it does not know, it shows; a lone % at the end is no reason to read on. */
static void formats_the_unknown(void **state)
{
	char o[16];
	const char *strange = "%q %5";

	(void)state;
	assert_int_equal(format_of(o, sizeof(o), strange), 5);
	assert_string_equal(o, strange);
	assert_int_equal(format_of(o, sizeof(o), "%s", NULL), 6);
	assert_string_equal(o, "(none)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats),
		cmocka_unit_test(formats_the_unknown),
	};

	return cmocka_run_group_tests_name("format", tests, NULL, NULL);
}
