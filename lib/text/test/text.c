/* SPDX-License-Identifier: Apache-2.0 */
/* lib/text against the Unicode standard's own examples of ill-formed text, and against spoofing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "lib/text/text.h"

#define BAD "\xef\xbf\xbd" /* U+FFFD */

static void expect(const char *in, const char *wanted)
{
	char out[256];
	size_t length = text_clean(out, sizeof(out), in, strlen(in));

	assert_string_equal(out, wanted);
	assert_int_equal(length, strlen(wanted));
	assert_int_equal(text_is_clean(in, strlen(in)), !strcmp(in, wanted));
	assert_true(text_is_clean(out, length));
}

static void plain_text_stays(void **state)
{
	(void)state;
	expect("", "");
	expect("Anna", "Anna");
	expect("Zo\xc3\xab M\xc3\xbcller", "Zo\xc3\xab M\xc3\xbcller");
	expect("\xe5\xbc\xa0\xe4\xbc\x9f", "\xe5\xbc\xa0\xe4\xbc\x9f");
	expect("\xf0\x9f\x93\x9e", "\xf0\x9f\x93\x9e");
	expect("\"quoted\" <sip:a@b>", "\"quoted\" <sip:a@b>");
}

static void ill_formed_bytes_become_replacements(void **state)
{
	(void)state;
	expect("a\x80z", "a" BAD "z");
	expect("\xc0\xaf", BAD BAD);	     /* overlong solidus */
	expect("\xe0\x80\xaf", BAD BAD BAD); /* the same in three */
	expect("\xf0\x80\x80\xaf", BAD BAD BAD BAD);
	expect("\xed\xa0\x80", BAD BAD BAD);	     /* a surrogate */
	expect("\xf4\x90\x80\x80", BAD BAD BAD BAD); /* above U+10FFFF */
	expect("\xff\xfe", BAD BAD);
	expect("\xe5\xbc", BAD BAD); /* cut short */
	expect("\xe5\xbcz", BAD BAD "z");
}

static void controls_become_one_space(void **state)
{
	(void)state;
	expect("a\r\nb", "a b");
	expect("\x1b[2Ja", "[2Ja");
	expect("  a \t b  ", "a b");
	expect("a\xc2\x85\xc2\xa0"
	       "b",
	       "a b");
	expect("a\xe2\x80\xa8"
	       "b",
	       "a b");
	expect("a\xe3\x80\x80"
	       "b",
	       "a b");
	expect(" \x7f ", "");
}

static void reordering_and_invisible_characters_are_left_out(void **state)
{
	(void)state;
	expect("\xe2\x80\xaeliame", "liame"); /* right-to-left override */
	expect("a\xe2\x81\xa6"
	       "b\xe2\x81\xa9",
	       "ab"); /* isolates */
	expect("a\xe2\x80\x8b"
	       "b\xef\xbb\xbf",
	       "ab"); /* zero width space, byte order mark */
	expect("a\xc2\xad"
	       "b",
	       "ab"); /* soft hyphen */
	expect("a\xf3\xa0\x81\xa1"
	       "b",
	       "ab"); /* tag letter */
	expect("a\xee\x80\x80"
	       "b",
	       "ab"); /* private use */
}

static void text_is_cut_between_characters(void **state)
{
	const char *in = "ab\xe5\xbc\xa0";
	char out[6];

	(void)state;
	assert_int_equal(text_clean(out, 6, in, 5), 5);
	assert_string_equal(out, in);
	assert_int_equal(text_clean(out, 5, in, 5), 2);
	assert_string_equal(out, "ab");
	assert_int_equal(text_clean(out, 1, in, 5), 0);
	assert_string_equal(out, "");
	assert_int_equal(text_clean(out, 3, "a b", 3), 1);
	assert_string_equal(out, "a");
}

static void a_zero_byte_inside_is_a_control(void **state)
{
	char out[8];

	(void)state;
	assert_int_equal(text_clean(out, sizeof(out), "a\0b", 3), 3);
	assert_string_equal(out, "a b");
}

/* Every code point comes through decode and encode as itself, or is dropped; none grows. */
static void every_code_point(void **state)
{
	(void)state;
	for (uint32_t point = 1; point < 0x110000; point++) {
		char in[5] = "", out[8];
		uint32_t again;

		if (point < 0x80)
			in[0] = (char)point;
		else if (point < 0x800)
			memcpy(in,
			       (char[]){ (char)(0xc0 | point >> 6), (char)(0x80 | (point & 63)) },
			       2);
		else if (point < 0x10000)
			memcpy(in,
			       (char[]){ (char)(0xe0 | point >> 12),
					 (char)(0x80 | (point >> 6 & 63)),
					 (char)(0x80 | (point & 63)) },
			       3);
		else
			memcpy(in,
			       (char[]){ (char)(0xf0 | point >> 18),
					 (char)(0x80 | (point >> 12 & 63)),
					 (char)(0x80 | (point >> 6 & 63)),
					 (char)(0x80 | (point & 63)) },
			       4);
		size_t length = strlen(in);
		if (point >= 0xd800 && point <= 0xdfff) {
			assert_int_equal(text_decode(&again, in, length), 1);
			assert_int_equal(again, TEXT_REPLACEMENT);
			continue;
		}
		assert_int_equal(text_decode(&again, in, length), length);
		assert_int_equal(again, point);
		if (text_clean(out, sizeof(out), in, length))
			assert_string_equal(out, in);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_text_stays),
		cmocka_unit_test(ill_formed_bytes_become_replacements),
		cmocka_unit_test(controls_become_one_space),
		cmocka_unit_test(reordering_and_invisible_characters_are_left_out),
		cmocka_unit_test(text_is_cut_between_characters),
		cmocka_unit_test(a_zero_byte_inside_is_a_control),
		cmocka_unit_test(every_code_point),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
