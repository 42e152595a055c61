/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The archive reader: what cpio itself would write, padded names, truncation and damage anywhere.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lib/cpio/cpio.h"

static uint8_t built[2048];
static size_t used;

static void pad(void)
{
	while (used % 4 != 0)
		built[used++] = 0;
}

/* Append a file; `name_size` includes the zero and any padding after it. */
static void add(const char *name, size_t name_size, const void *bytes, size_t size)
{
	char header[CPIO_HEADER + 1];

	snprintf(header, sizeof(header),
		 "070701%08x%08x%08x%08x%08x%08x%08zX%08x%08x%08x%08x%08zx%08x", 1, 0100644, 0, 0,
		 1, 0, size, 0, 0, 0, 0, name_size, 0);
	memcpy(built + used, header, CPIO_HEADER);
	used += CPIO_HEADER;
	memset(built + used, 0, name_size);
	memcpy(built + used, name, strlen(name));
	used += name_size;
	pad();
	memcpy(built + used, bytes, size);
	used += size;
	pad();
}

static void build(void)
{
	used = 0;
	memset(built, 0, sizeof(built));
	add("empty", 6, "", 0);
	add("dir/one", 8, "1", 1);
	add("padded", 200, "twelve bytes", 12);
	add("dir/one", 8, "again", 5);
	add(CPIO_END, sizeof(CPIO_END), "", 0);
	memset(built + used, 0, 64);
	used += 64;
}

static void finds_files(void **state)
{
	struct cpio a;
	struct cpio_file f;

	(void)state;
	build();
	assert_true(cpio_open(&a, built, used));
	assert_true(cpio_find(&a, "empty", &f));
	assert_int_equal(f.size, 0);
	assert_true(cpio_find(&a, "dir/one", &f));
	assert_int_equal(f.size, 1);
	assert_int_equal(built[f.offset], '1');
	assert_true(cpio_find(&a, "padded", &f));
	assert_int_equal(f.size, 12);
	assert_memory_equal(built + f.offset, "twelve bytes", 12);
	assert_false(cpio_find(&a, "pad", &f));
	assert_false(cpio_find(&a, CPIO_END, &f));
}

static void lists_files(void **state)
{
	struct cpio a;
	struct cpio_file f;
	unsigned n = 0;

	(void)state;
	build();
	assert_true(cpio_open(&a, built, used));
	for (size_t offset = 0; cpio_read(&a, offset, &f); offset = f.next)
		n++;
	assert_int_equal(n, 4);
}

static bool opens_copy(size_t size)
{
	struct cpio a;
	struct cpio_file f;
	uint8_t *copy = malloc(size + (size == 0));
	bool ok;

	assert_non_null(copy);
	memcpy(copy, built, size);
	ok = cpio_open(&a, copy, size);
	for (size_t offset = 0; ok && cpio_read(&a, offset, &f); offset = f.next)
		assert_true(f.offset + f.size <= size && strlen(f.name) < size && f.next > offset);
	free(copy);
	return ok;
}

static void refuses_truncation(void **state)
{
	(void)state;
	build();
	for (size_t size = 0; size < used - 64 - 1; size++)
		assert_false(opens_copy(size));
	assert_true(opens_copy(used - 64));
}

static void refuses_bad_headers(void **state)
{
	static const struct {
		size_t at;
		const char *text;
	} bad[] = {
		{ 0, "070702" },
		{ 6 + 6 * 8, "0000000g" },
		{ 6 + 6 * 8, "ffffffff" },
		{ 6 + 11 * 8, "00000000" },
		{ 6 + 11 * 8, "ffffffff" },
		{ 6 + 11 * 8, "00000005" },
		{ 6 + 11 * 8, " 0000006" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		build();
		memcpy(built + bad[i].at, bad[i].text, strlen(bad[i].text));
		assert_false(opens_copy(used));
	}
}

static void survives_damage(void **state)
{
	(void)state;
	for (size_t at = 0; at < used; at++)
		for (unsigned bit = 0; bit < 8; bit++) {
			build();
			built[at] ^= (uint8_t)(1u << bit);
			(void)opens_copy(used);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_files),	      cmocka_unit_test(lists_files),
		cmocka_unit_test(refuses_truncation), cmocka_unit_test(refuses_bad_headers),
		cmocka_unit_test(survives_damage),
	};

	return cmocka_run_group_tests_name("cpio", tests, NULL, NULL);
}
