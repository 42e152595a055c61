/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reader of static programs: a sound one, one test for each rule, truncation and damage anywhere.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lib/elf/elf.h"

#define LOW  0x400000ull
#define HIGH 0x800000ull
#define SIZE 0x400u

static uint8_t file[SIZE];

static void put(size_t at, uint64_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		file[at + i] = (uint8_t)(value >> 8 * i);
}

enum { TYPE = 0, FLAGS = 4, OFFSET = 8, ADDRESS = 16, FILE_SIZE = 32, MEMORY_SIZE = 40 };

static size_t header(unsigned i)
{
	return 64 + 56 * (size_t)i;
}

static void put_segment(unsigned i, uint32_t flags, uint64_t address, uint64_t offset,
			uint64_t bytes, uint64_t memory)
{
	put(header(i) + TYPE, 1, 4);
	put(header(i) + FLAGS, flags, 4);
	put(header(i) + OFFSET, offset, 8);
	put(header(i) + ADDRESS, address, 8);
	put(header(i) + FILE_SIZE, bytes, 8);
	put(header(i) + MEMORY_SIZE, memory, 8);
}

/* Text with the headers in it, data that does not begin at a page, and a stack's header. */
static void build(void)
{
	memset(file, 0, sizeof(file));
	memcpy(file,
	       "\x7f"
	       "ELF\x02\x01\x01",
	       7);
	put(16, 2, 2);
	put(18, 183, 2);
	put(24, LOW + 0x100, 8);
	put(32, 64, 8);
	put(54, 56, 2);
	put(56, 3, 2);
	put_segment(0, ELF_READ | ELF_EXECUTE, LOW, 0, 0x200, 0x200);
	put_segment(1, ELF_READ | ELF_WRITE, LOW + 0x1f00, 0x200, 0x180, 0x2000);
	put_segment(2, ELF_READ | ELF_WRITE, 0, 0, 0, 0);
	put(header(2) + TYPE, 0x6474e551, 4);
}

/* Open a heap copy of exactly `size` bytes. */
static enum elf_error open_copy(struct elf *elf, size_t size)
{
	uint8_t *copy = malloc(size + (size == 0));
	enum elf_error e;

	assert_non_null(copy);
	memcpy(copy, file, size);
	e = elf_open(elf, copy, size, LOW, HIGH);
	free(copy);
	return e;
}

static enum elf_error open_built(void)
{
	struct elf elf;

	return open_copy(&elf, sizeof(file));
}

static void reads_a_program(void **state)
{
	struct elf elf;

	(void)state;
	build();
	assert_int_equal(open_copy(&elf, sizeof(file)), ELF_OK);
	assert_int_equal(elf.entry, LOW + 0x100);
	assert_int_equal(elf.segments, 2);
	assert_int_equal(elf.headers, LOW + 64);
	assert_int_equal(elf.header_count, 3);
	assert_int_equal(elf.segment[0].rights, ELF_READ | ELF_EXECUTE);
	assert_int_equal(elf.segment[1].offset, 0x200);
	assert_int_equal(elf.segment[1].file_size, 0x180);
	assert_int_equal(elf_first_page(&elf.segment[1]), LOW + 0x1000);
	assert_int_equal(elf_pages_end(&elf.segment[1]), LOW + 0x4000);
}

static void refuses_other_formats(void **state)
{
	static const struct {
		size_t at;
		unsigned bytes;
		uint64_t value;
		enum elf_error error;
	} bad[] = {
		{ 0, 1, 0x7e, ELF_FORMAT },   { 4, 1, 1, ELF_FORMAT },
		{ 5, 1, 2, ELF_FORMAT },      { 18, 2, 62, ELF_FORMAT },
		{ 54, 2, 57, ELF_FORMAT },    { 16, 2, 3, ELF_TYPE },
		{ 16, 2, 1, ELF_TYPE },	      { 32, 8, SIZE, ELF_SHORT },
		{ 32, 8, ~0ull, ELF_SHORT },  { 56, 2, 0, ELF_COUNT },
		{ 56, 2, 0xffff, ELF_SHORT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		build();
		put(bad[i].at, bad[i].value, bad[i].bytes);
		assert_int_equal(open_built(), bad[i].error);
	}
}

static void refuses_interpreters(void **state)
{
	(void)state;
	build();
	put(header(2) + TYPE, 3, 4);
	assert_int_equal(open_built(), ELF_TYPE);
	put(header(2) + TYPE, 2, 4);
	assert_int_equal(open_built(), ELF_TYPE);
}

static void refuses_bad_segments(void **state)
{
	(void)state;
	build();
	put_segment(1, ELF_READ, LOW + 0x1000, SIZE - 1, 2, 2);
	assert_int_equal(open_built(), ELF_SHORT);
	put_segment(1, ELF_READ, LOW + 0x1000, ~0ull, 2, 2);
	assert_int_equal(open_built(), ELF_SHORT);
	put_segment(1, ELF_READ, LOW + 0x1000, 0, ~0ull, ~0ull);
	assert_int_equal(open_built(), ELF_SHORT);
	put_segment(1, ELF_READ, LOW + 0x1000, 0, 2, 1);
	assert_int_equal(open_built(), ELF_ADDRESS);
	put_segment(1, ELF_READ, LOW + 0xfff, 0, 2, 2);
	assert_int_equal(open_built(), ELF_ADDRESS);
	put_segment(1, ELF_READ, LOW - 0x1000, 0, 2, 2);
	assert_int_equal(open_built(), ELF_ADDRESS);
	put_segment(1, ELF_READ, HIGH - 1, 0, 2, 2);
	assert_int_equal(open_built(), ELF_ADDRESS);
	put_segment(1, ELF_READ, HIGH - 2, 0, 2, 2);
	assert_int_equal(open_built(), ELF_OK);
	put_segment(1, ELF_READ, LOW + 0x1000, 0, 2, ~0ull - LOW);
	assert_int_equal(open_built(), ELF_ADDRESS);
	put_segment(1, ELF_READ, ~0ull, 0, 2, 2);
	assert_int_equal(open_built(), ELF_ADDRESS);
	put_segment(0, ELF_READ, LOW - 1, 0, 2, 2);
	assert_int_equal(open_built(), ELF_ADDRESS);
	build();
	put_segment(1, ELF_READ | ELF_WRITE | ELF_EXECUTE, LOW + 0x1000, 0, 2, 2);
	assert_int_equal(open_built(), ELF_RIGHTS);
}

static void refuses_bad_entries(void **state)
{
	static const uint64_t bad[] = { 0, LOW - 4, LOW + 0x200, LOW + 0x102, LOW + 0x1f00, ~0ull };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		build();
		put(24, bad[i], 8);
		assert_int_equal(open_built(), ELF_ENTRY);
	}
}

static void bounds_the_segments(void **state)
{
	(void)state;
	for (unsigned n = ELF_SEGMENTS; n <= ELF_SEGMENTS + 1; n++) {
		build();
		for (unsigned i = 0; i < n; i++)
			put_segment(i, ELF_READ | ELF_EXECUTE, LOW + 0x1000ull * i, 0, 0x200,
				    0x200);
		put(56, n, 2);
		assert_int_equal(open_built(), n == ELF_SEGMENTS ? ELF_OK : ELF_COUNT);
	}
}

static void refuses_truncation(void **state)
{
	struct elf elf;

	(void)state;
	build();
	for (size_t size = 0; size < 0x380; size++)
		assert_int_equal(open_copy(&elf, size), ELF_SHORT);
	assert_int_equal(open_copy(&elf, 0x380), ELF_OK);
}

/* Whatever one byte is changed to: refused, or all that was promised holds. */
static void keeps_its_promises(void **state)
{
	(void)state;
	for (size_t at = 0; at < header(3); at++) {
		for (unsigned bit = 0; bit < 8; bit++) {
			struct elf elf;

			build();
			file[at] ^= (uint8_t)(1u << bit);
			if (open_copy(&elf, sizeof(file)) != ELF_OK)
				continue;
			for (uint32_t i = 0; i < elf.segments; i++) {
				const struct elf_segment *s = &elf.segment[i];

				assert_true(s->offset + s->file_size <= SIZE);
				assert_true(s->address >= LOW && elf_pages_end(s) <= HIGH);
				assert_true(s->file_size <= s->memory_size);
				assert_true((s->rights & 3) != 3);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_program),	cmocka_unit_test(refuses_other_formats),
		cmocka_unit_test(refuses_interpreters), cmocka_unit_test(refuses_bad_segments),
		cmocka_unit_test(refuses_bad_entries),	cmocka_unit_test(bounds_the_segments),
		cmocka_unit_test(refuses_truncation),	cmocka_unit_test(keeps_its_promises),
	};

	return cmocka_run_group_tests_name("elf", tests, NULL, NULL);
}
