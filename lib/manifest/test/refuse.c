/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every error that the manifest's reader and checks know: with its line and its words.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lib/manifest/test/read.h"

/* A wrong manifest, the line to blame, and a part of what is said. */
struct wrong {
	const char *text;
	uint32_t line;
	const char *words;
};

static void assert_wrong(const struct wrong *w)
{
	bool found = false;

	if (reads(w->text))
		fail_msg("accepted: %s", w->text);
	for (uint32_t i = 0; i < errors.count && i < MANIFEST_ERRORS; i++)
		found |= errors.error[i].line == w->line &&
			 strstr(errors.error[i].text, w->words) != NULL;
	if (!found)
		fail_msg("no error '%s' in line %u, but '%s' in line %u, for: %s", w->words,
			 w->line, errors.error[0].text, errors.error[0].line, w->text);
}

static void assert_all_wrong(const struct wrong *w, size_t count)
{
	for (size_t i = 0; i < count; i++)
		assert_wrong(&w[i]);
}

#define ALL_WRONG(w) assert_all_wrong(w, sizeof(w) / sizeof((w)[0]))

static void refuses_bad_text(void **state)
{
	static const struct wrong wrong[] = {
		{ "", 0, "no 'phone'" },
		{ "phone \"x\"\n", 0, "no 'program init'" },
		{ TOP "phone \"again\"\n", 7, "'phone' is said twice" },
		{ TOP "\x01\n", 7, "not text (0x1)" },
		{ TOP "program a\x7f\n", 7, "not text (0x7f)" },
		{ TOP "phone \"open\n", 7, "does not end in this line" },
		{ TOP "# fine\nphon \"x\"\n", 8, "'phon' is no statement" },
		{ TOP "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25\n", 7,
		  "more than 24 words" },
		{ PAIR "program c\r\n", 16, "not text (0xd)" },
		{ "phone unquoted\n", 1, "text in double quotes" },
		{ "phone\n", 1, "missing at the end" },
		{ "phone \"0123456789012345678901234567890123456789012345678901234567890123\"\n", 1,
		  "longer than 63" },
		{ "sealed 1M extra\n", 1, "'extra' at the end of the line" },
	};

	(void)state;
	ALL_WRONG(wrong);
}

static void refuses_bad_programs(void **state)
{
	static const struct wrong wrong[] = {
		{ TOP "program\n", 7, "a program's name is missing" },
		{ TOP "program Net\n", 7, "'Net' cannot be a program's name" },
		{ TOP "program 9net\n", 7, "cannot be a program's name" },
		{ TOP "program \"net\"\n", 7, "cannot be a program's name" },
		{ TOP "program abcdefghijklmnopqrstuvwx\n", 7, "1 to 23 small letters" },
		{ PAIR "program a\n", 16, "there is a program 'a' already" },
		{ TOP "program a\npriority 1\n", 7, "neither 'image' nor 'linux'" },
		{ TOP "program a\nimage a\n", 7, "says no 'priority'" },
		{ TOP "program a\nimage a\nlinux b\n", 9, "one image, native or linux" },
		{ TOP "program a\nimage a\nimage b\n", 9, "'image' is said twice" },
		{ TOP "heap 4K\n", 7, "of 'init' say the 'priority'" },
		{ TOP "budget 1ms in 10ms\n", 7, "of 'init' say the 'priority'" },
		{ TOP "region r\nheap 4K\n", 8, "outside of any program" },
		{ TOP "part x 4K\n", 7, "outside of any region" },
		{ TOP "program a\nheap\n", 8, "a heap's size is missing" },
		{ TOP "program a\nheap 0\n", 8, "not a whole number of pages" },
		{ TOP "program a\nheap 4095\n", 8, "not a whole number of pages" },
		{ TOP "program a\nheap 4X\n", 8, "a size is like 64K" },
		{ TOP "program a\nheap 0x\n", 8, "a size is like 64K" },
		{ TOP "program a\nheap 99999999999999999999G\n", 8, "a size is like 64K" },
		{ TOP "program a\nheap 18446744073709551615K\n", 8, "a size is like 64K" },
		{ TOP "program a\naccount 65537\n", 8, "at most 65536" },
		{ TOP "program a\naccount -1\n", 8, "a number is decimal" },
		{ TOP "program a\nslots 127\n", 8, "128 slots at least" },
		{ TOP "program a\nslots 2049\n", 8, "at most 2048" },
		{ TOP "program a\npriority 64\n", 8, "at most 63" },
		{ TOP "program a\ncpu\n", 8, "a CPU's number is missing" },
		{ TOP "program a\ncpu 8\n", 8, "a CPU's number is at most 7" },
		{ TOP "program a\ncpu one\n", 8, "a number is decimal" },
		{ TOP "program a\ncpu 0 1\n", 8, "'1' at the end" },
		{ TOP "program a\ncpu 0 threads\n", 8, "a range of CPUs is missing" },
		{ TOP "program a\ncpu 0 threads 1\n", 8,
		  "cannot be a range of CPUs: say it like 0-7" },
		{ TOP "program a\ncpu 0 threads 3-1\n", 8, "cannot be a range of CPUs" },
		{ TOP "program a\ncpu 0 threads 1-8\n", 8, "cannot be a range of CPUs" },
		{ TOP "program a\ncpu 0\ncpu 1\n", 9, "'cpu' is said twice" },
		{ TOP "cpu 1\n", 7, "of 'init' say the 'priority'" },
		{ TOP "program a\nbudget 1ms\n", 8, "in is missing" },
		{ TOP "program a\nbudget 1ms of 2ms\n", 8, "'of' stands where 'in'" },
		{ TOP "program a\nbudget 3ms in 2ms\n", 8, "not longer than its period" },
		{ TOP "program a\nbudget 0ms in 2ms\n", 8, "a time is like" },
		{ TOP "program a\nbudget 1 in 2\n", 8, "a time is like" },
		{ TOP "program a\nrestart 0 in 60s\n", 8, "restart N in TIME" },
		{ TOP "program a\nrestart 1 in 1ms\n", 8, "restart N in TIME" },
		{ TOP "program a\nrestart sometimes\n", 8, "a number is decimal" },
		{ TOP "program a\nserves tea\n", 8, "'tea' stands where 'calls'" },
		{ TOP "program a\nargument word\n", 8, "text in double quotes" },
		{ TOP "program a\npolicy p bit 64\n", 8, "at most 63" },
		{ TOP "program a\npolicy p bits 3\n", 8, "cannot be a range of bits" },
		{ TOP "program a\npolicy p bits 5-3\n", 8, "cannot be a range of bits" },
		{ TOP "program a\npolicy p bits 3-64\n", 8, "cannot be a range of bits" },
		{ PAIR "policy p bit 1\n", 16, "a policy 'p' already" },
		{ PAIR "policy r bits 15-16\n", 16, "'q' has these bits already" },
		{ "phone \"x\"\nsealed 1M\nprogram init\npriority 1\nprogram l\nlinux l\nheap "
		  "1M\npriority 1\n",
		  5, "there is no 'personality'" },
	};

	(void)state;
	ALL_WRONG(wrong);
}

static void refuses_bad_grants(void **state)
{
	static const struct wrong wrong[] = {
		{ PAIR "memory m\n", 16, "a memory's size is missing" },
		{ PAIR "memory m 4K fast\n", 16, "'fast' at the end" },
		{ PAIR "file f\n", 16, "a file of the boot pack is missing" },
		{ PAIR "file f \"quoted\"\n", 16, "without quotes" },
		{ PAIR "device d\n", 16, "'node', 'compatible' or 'address' is missing" },
		{ PAIR "device d here\n", 16, "does not say where the device is" },
		{ PAIR "device d node uart\n", 16, "begins with '/'" },
		{ PAIR "device d address 5\n", 16, "a size is missing" },
		{ PAIR "device d address 5 0\n", 16, "has registers" },
		{ PAIR "device d address 0x9000000 0x1000 interrupt\n", 16,
		  "an interrupt is missing" },
		{ PAIR "device d node /x interrupt 1020\n", 16, "at most 1019" },
		{ PAIR "region r\nregion r\n", 17, "a region 'r' already" },
		{ PAIR "region r\npart p 4K\npart p 4K\n", 18, "a part 'p' already" },
		{ PAIR "region r\npart p 4K\ngive c p read\n", 18, "no program 'c' above" },
		{ PAIR "region r\npart p 4K\ngive a q read\n", 18, "no part 'q' above" },
		{ PAIR "region r\npart p 4K\ngive a p write\n", 18, "'write' stands where 'read'" },
		{ PAIR "region r\npart p 4K\ngive a p read as\n", 18,
		  "a memory's name is missing" },
		{ PAIR "region r\n", 16, "region 'r' has no part" },
		{ PAIR "region r\npart p 4K\n", 16, "'p' of region 'r' is given to nobody" },
		{ PAIR "region r\npart p 4K\npart p2 4K\npart p3 4K\npart p4 4K\npart p5 4K\n", 21,
		  "more than 4 parts" },
	};

	(void)state;
	ALL_WRONG(wrong);
}

static void refuses_bad_channels(void **state)
{
	static const struct wrong wrong[] = {
		{ PAIR "channel a\n", 16, "-> is missing" },
		{ PAIR "channel a b\n", 16, "'b' stands where '->'" },
		{ PAIR "channel a -> c calls\n", 16, "no program 'c' above this line" },
		{ PAIR "channel A -> b calls\n", 16, "no program 'A' above this line" },
		{ PAIR "channel a -> a calls\n", 16, "no channel to itself" },
		{ PAIR "channel a: -> b calls\n", 16, "cannot be a channel's name" },
		{ PAIR "channel a:X -> b calls\n", 16, "cannot be a channel's name" },
		{ PAIR "channel a -> b\n", 16, "a channel has 'calls'" },
		{ PAIR "channel a -> b stream\n", 16, "a buffer's size is missing" },
		{ PAIR "channel a -> b stream 4K\n", 16, "a stream has a buffer of 8K" },
		{ PAIR "channel a -> b buffer 2G\n", 16, "1G at most" },
		{ PAIR "channel a -> b calls allow\n", 16, "a policy is missing" },
		{ PAIR "channel a -> b calls allow r\n", 16, "'b' has no policy 'r'" },
		{ PAIR "channel a -> b calls allow p=2\n", 16, "a number up to 1" },
		{ PAIR "channel a -> b calls allow q=256\n", 16, "a number up to 255" },
		{ PAIR "channel a -> b calls allow q=\n", 16, "cannot be a value of 'q'" },
		{ PAIR "channel a -> b calls deny p\n", 16, "'deny' at the end" },
		{ PAIR "channel b -> a calls\n", 16, "'a' does not say 'serves calls'" },
		{ PAIR "channel a -> b calls\nchannel a -> b stream 8K\n", 17,
		  "'a' knows a channel by the name 'b' already" },
		{ PAIR "channel a -> b calls\nchannel b -> a stream 8K\n", 17,
		  "knows a channel by the name" },
	};

	(void)state;
	ALL_WRONG(wrong);
	assert_true(reads(PAIR "channel a -> b calls\nchannel a:x -> b:y stream 8K\n"));
}

static void refuses_bad_wholes(void **state)
{
	static const struct wrong wrong[] = {
		{ PAIR "program c\nimage c\npriority 10\nheap 16M\n", 0,
		  "but 'sealed' allows 16384 KiB" },
		{ PAIR "region r\npart p 17M\ngive a p read\n", 0, "'sealed' allows" },
		{ PAIR "program c\nimage c\npriority 9\nbudget 10ms in 10ms\n"
		       "program d\nimage d\npriority 9\nbudget 1ms in 10ms\n",
		  0, "add up to 110 %" },
		{ PAIR "program c\nimage c\npriority 11\nbudget 9ms in 10ms\ncpu 1\n"
		       "program d\nimage d\npriority 11\nbudget 2ms in 10ms\ncpu 0 threads 1-1\n",
		  0, "add up to 110 % on cpu 1" },
		{ PAIR "program c\nimage c\npriority 9\n", 7,
		  "'a' has no 'budget' and could starve 'c'" },
		{ PAIR "program c\nimage c\npriority 9\ncpu 1\nprogram d\nimage d\npriority 10\n"
		       "cpu 0 threads 1-2\n",
		  20, "'d' has no 'budget' and could starve 'c'" },
		{ PAIR "program c\nimage c\npriority 10\ncpu 1\nchannel c -> b calls\n", 20,
		  "calls stay on a CPU: 'c' is on cpu 1, 'b' on cpu 0" },
		{ PAIR "program c\nimage c\npriority 10\nspare\n", 7,
		  "'a' needs a priority above that of every 'spare' one" },
		{ PAIR "program l\nlinux l\npriority 10\n", 16, "needs a 'heap' of 256K" },
		{ PAIR "program l\nlinux l\npriority 10\nheap 1M\nserves calls\n", 16,
		  "cannot serve calls" },
		{ PAIR "program l\nlinux l\npriority 10\nheap 1M\ndevice d node /d\n", 20,
		  "cannot drive a device" },
		{ PAIR "serves calls\n", 16, "said twice" },
		{ PAIR "device d node /d\nprogram c\nimage c\npriority 10\ndevice e node /d\n", 20,
		  "given to 'b' already, in line 16" },
		{ PAIR "device d address 0x1000 0x100\ndevice e address 0x10ff 1\n", 17,
		  "given to 'b' already" },
		{ PAIR "memory m 4K\nmemory m 4K\n", 17, "knows a memory by the name 'm' already" },
		{ PAIR "file f x\nfile f y\n", 17, "knows a file by the name 'f' already" },
		{ PAIR "program c\nimage c\npriority 10\nserves calls\nchannel b -> c calls\n"
		       "channel c:back -> b:back calls\n",
		  20, "calls in a circle" },
	};

	(void)state;
	ALL_WRONG(wrong);
}

/* Three in a circle, of which every line is told. */
static void finds_long_circles(void **state)
{
	(void)state;
	assert_false(reads(PAIR
			   "program c\nimage c\npriority 10\nserves calls\nprogram d\nimage d\n"
			   "priority 10\nserves calls\nchannel b -> c calls\n"
			   "channel c -> d calls\nchannel d -> b calls\nchannel a -> b calls\n"));
	assert_int_equal(errors.count, 3);
	for (uint32_t i = 0; i < 3; i++)
		assert_int_equal(errors.error[i].line, 24 + i);
}

/* Append lines made from a format with two numbers, and expect the last to be one too many. */
static void refuses_lines_over(const char *head, const char *format, uint32_t most,
			       const char *words)
{
	static char text[1 << 16];
	size_t used = (size_t)snprintf(text, sizeof(text), "%s", head);

	for (uint32_t i = 0; i <= most; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, format, i, i);
	assert_true(used < sizeof(text));
	assert_false(reads(text));
	assert_non_null(strstr(errors.error[0].text, words));
}

static void bounds_every_table(void **state)
{
	(void)state;
	refuses_lines_over(TOP, "program p%u\nimage x%u\npriority 1\n", MANIFEST_PROGRAMS - 1,
			   "more than 24 programs");
	refuses_lines_over(PAIR, "channel a:x%u -> b:y%u stream 8K\n", MANIFEST_CHANNELS,
			   "more than 64 channels");
	refuses_lines_over(PAIR, "memory m%u 4K # %u\n", MANIFEST_REGIONS, "more than 32 regions");
	refuses_lines_over(PAIR "region r\npart p 4K\n", "give a p read as n%u # %u\n",
			   MANIFEST_GIVES, "more than 64 gives");
	refuses_lines_over(PAIR, "device d%u node /%u\n", MANIFEST_DEVICES, "more than 32 devices");
	refuses_lines_over(PAIR, "file f%u x%u\n", MANIFEST_FILES, "more than 48 files");
	refuses_lines_over(TOP "program a\n", "policy x%u bit %u\n", MANIFEST_POLICIES,
			   "more than 12 policies");
	refuses_lines_over(PAIR "memory x 4K\n", "file f%u x%u\n", MANIFEST_FILES - 1,
			   "given 49 things; 48 is the most");
	refuses_lines_over(TOP, "wrong %u %u\n", 40, "no statement");
	assert_int_equal(errors.count, 41);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_bad_text),   cmocka_unit_test(refuses_bad_programs),
		cmocka_unit_test(refuses_bad_grants), cmocka_unit_test(refuses_bad_channels),
		cmocka_unit_test(refuses_bad_wholes), cmocka_unit_test(finds_long_circles),
		cmocka_unit_test(bounds_every_table),
	};

	return cmocka_run_group_tests_name("manifest: errors", tests, NULL, NULL);
}
