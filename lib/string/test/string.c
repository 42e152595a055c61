/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Against what ISO C says and the C library does.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* Ours, beside the C library's. */
void *our_memcpy(void *restrict to, const void *restrict from, size_t size);
void *our_memmove(void *to, const void *from, size_t size);
void *our_memset(void *to, int byte, size_t size);
int our_memcmp(const void *a, const void *b, size_t size);
void *our_memchr(const void *in, int byte, size_t size);
size_t our_strlen(const char *s);
int our_strcmp(const char *a, const char *b);
int our_strncmp(const char *a, const char *b, size_t size);
char *our_strchr(const char *s, int c);

#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef memchr
#undef strlen
#undef strcmp
#undef strncmp
#undef strchr
#define memcpy	our_memcpy
#define memmove our_memmove
#define memset	our_memset
#define memcmp	our_memcmp
#define memchr	our_memchr
#define strlen	our_strlen
#define strcmp	our_strcmp
#define strncmp our_strncmp
#define strchr	our_strchr
#include "lib/string/string.c"
#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef memchr
#undef strlen
#undef strcmp
#undef strncmp
#undef strchr

#define SPAN 96

/* Every alignment of both ends and every size up to a few words, with guards around. */
static void copies(void **state)
{
	unsigned char from[SPAN], ours[SPAN], theirs[SPAN];

	(void)state;
	for (size_t i = 0; i < SPAN; i++)
		from[i] = (unsigned char)(i + 1);
	for (size_t to = 0; to < 9; to++)
		for (size_t at = 0; at < 9; at++)
			for (size_t size = 0; size < SPAN - 16; size++) {
				memset(ours, 0, SPAN);
				memset(theirs, 0, SPAN);
				assert_ptr_equal(our_memcpy(ours + to, from + at, size), ours + to);
				memcpy(theirs + to, from + at, size);
				assert_memory_equal(ours, theirs, SPAN);

				memcpy(ours, from, SPAN);
				memcpy(theirs, from, SPAN);
				our_memmove(ours + to, ours + at, size);
				memmove(theirs + to, theirs + at, size);
				assert_memory_equal(ours, theirs, SPAN);
			}
}

static void fills(void **state)
{
	unsigned char ours[SPAN], theirs[SPAN];

	(void)state;
	for (size_t to = 0; to < 9; to++)
		for (size_t size = 0; size < SPAN - 8; size++) {
			memset(ours, 1, SPAN);
			memset(theirs, 1, SPAN);
			assert_ptr_equal(our_memset(ours + to, 0x1a5, size), ours + to);
			memset(theirs + to, 0xa5, size);
			assert_memory_equal(ours, theirs, SPAN);
		}
}

static int sign(int v)
{
	return (v > 0) - (v < 0);
}

static void compares(void **state)
{
	static const char *const s[] = {
		"", "a", "ab", "abc", "abd", "b", "\xff", "\x80z", "ab\x01"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(s) / sizeof(s[0]); i++) {
		assert_int_equal(our_strlen(s[i]), strlen(s[i]));
		assert_ptr_equal(our_strchr(s[i], 'b'), strchr(s[i], 'b'));
		assert_ptr_equal(our_strchr(s[i], 0), strchr(s[i], 0));
		assert_ptr_equal(our_memchr(s[i], 'c', strlen(s[i])),
				 memchr(s[i], 'c', strlen(s[i])));
		for (size_t j = 0; j < sizeof(s) / sizeof(s[0]); j++) {
			assert_int_equal(sign(our_strcmp(s[i], s[j])), sign(strcmp(s[i], s[j])));
			for (size_t n = 0; n < 5; n++)
				assert_int_equal(sign(our_strncmp(s[i], s[j], n)),
						 sign(strncmp(s[i], s[j], n)));
		}
	}
	assert_true(our_memcmp("\x01\xff", "\x01\x7f", 2) > 0);
	assert_true(our_memcmp("\x01\xff", "\x01\x7f", 1) == 0);
	assert_true(our_memcmp("a", "b", 1) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies),
		cmocka_unit_test(fills),
		cmocka_unit_test(compares),
	};

	return cmocka_run_group_tests_name("string", tests, NULL, NULL);
}
