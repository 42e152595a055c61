/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The file service's core: what is put is got, whole or not at all; nobody has more than his quota, nobody
 * less, and nobody anything of another's.
 */
#define _GNU_SOURCE /* memmem */
#include "user/services/files/files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#define CLIENTS 3
#define QUOTA	6 /* pages of each */
#define BUFFER	(4 * FILES_PAGE)
#define PAGES	(CLIENTS * QUOTA + FILES_SPARE)

static struct files files;
static _Alignas(FILES_PAGE) uint8_t memory[PAGES * FILES_PAGE];
static uint8_t buffer[CLIENTS][BUFFER];
static struct files_reply reply;

static int setup(void **state)
{
	(void)state;
	memset(memory, 0, sizeof(memory));
	memset(buffer, 0, sizeof(buffer));
	files_start(&files, memory, sizeof(memory), 77);
	for (unsigned i = 0; i < CLIENTS; i++)
		assert_true(files_client(&files, i, QUOTA, buffer[i], BUFFER));
	return 0;
}

static uint32_t call(unsigned client, struct files_request q)
{
	static const struct files_reply empty;

	memset(&reply, 0xff, sizeof(reply));
	files_call(&files, client, &q, &reply);
	assert_memory_equal(reply.reserved, empty.reserved, sizeof(empty.reserved));
	if (reply.error != FILES_OK) {
		struct files_reply only_error = { .error = reply.error };

		assert_memory_equal(&reply, &only_error, sizeof(reply));
	}
	return reply.error;
}

static struct files_request request(uint32_t operation, const char *name)
{
	struct files_request q = { .operation = operation };

	memcpy(q.name, name, strnlen(name, FILES_NAME));
	return q;
}

/* A file's bytes, so that no two are alike. */
static uint8_t byte(uint8_t what, uint32_t at)
{
	return (uint8_t)(what + at * 7 + at / FILES_PAGE);
}

static uint32_t put(unsigned client, const char *name, uint8_t what, uint32_t size)
{
	struct files_request q = request(FILES_PUT, name);

	for (uint32_t i = 0; i < size && i < BUFFER; i++)
		buffer[client][i] = byte(what, i);
	q.value = size;
	q.sum = files_sum(FILES_SUM_START, buffer[client], size < BUFFER ? size : BUFFER);
	return call(client, q);
}

static uint32_t drop(unsigned client, const char *name)
{
	return call(client, request(FILES_REMOVE, name));
}

static uint32_t rename_file(unsigned client, const char *from, const char *to)
{
	struct files_request q = request(FILES_RENAME, from);

	memcpy(q.to, to, strnlen(to, FILES_NAME));
	return call(client, q);
}

/* The file is there, with these bytes and no others. */
static void has(unsigned client, const char *name, uint8_t what, uint32_t size)
{
	memset(buffer[client], 0xee, BUFFER);
	assert_int_equal(call(client, request(FILES_GET, name)), FILES_OK);
	assert_int_equal(reply.value, size);
	assert_true(reply.sum == files_sum(FILES_SUM_START, buffer[client], size));
	for (uint32_t i = 0; i < BUFFER; i++)
		assert_int_equal(buffer[client][i], i < size ? byte(what, i) : 0xee);
}

static void has_not(unsigned client, const char *name)
{
	assert_int_equal(call(client, request(FILES_GET, name)), FILES_E_NONE);
}

static void what_is_put_is_got(void **state)
{
	static const uint32_t sizes[] = {
		0,	    1,	    FILES_PAGE - 1, FILES_PAGE, FILES_PAGE + 1,
		BUFFER - 1, BUFFER, 2 * FILES_PAGE, 5
	};

	(void)state;
	has_not(0, "a");
	for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		assert_int_equal(put(0, "a", (uint8_t)i, sizes[i]), FILES_OK);
		has(0, "a", (uint8_t)i, sizes[i]);
	}
	assert_int_equal(drop(0, "a"), FILES_OK);
	has_not(0, "a");
	assert_int_equal(drop(0, "a"), FILES_E_NONE);
}

static void opening_says_who_it_is_and_how_long_files_may_be(void **state)
{
	(void)state;
	assert_int_equal(call(1, request(FILES_OPEN, "")), FILES_OK);
	assert_true(reply.identity == 77);
	assert_int_equal(reply.value, BUFFER);
	assert_int_equal(put(1, "a", 1, BUFFER + 1), FILES_E_SIZE);
	assert_int_equal(put(1, "a", 1, UINT32_MAX), FILES_E_SIZE);
	has_not(1, "a");
}

static void clients_do_not_see_each_other(void **state)
{
	(void)state;
	put(0, "same", 10, 100);
	has_not(1, "same");
	put(1, "same", 20, 200);
	has(0, "same", 10, 100);
	assert_int_equal(drop(1, "same"), FILES_OK);
	has(0, "same", 10, 100);
	assert_int_equal(rename_file(2, "same", "mine"), FILES_E_NONE);
	assert_int_equal(call(2, request(FILES_LIST, "")), FILES_E_NONE);
}

static void a_quota_is_a_limit(void **state)
{
	(void)state;
	assert_int_equal(put(0, "a", 1, 4 * FILES_PAGE), FILES_OK);
	assert_int_equal(put(0, "b", 2, 2 * FILES_PAGE + 1), FILES_E_QUOTA);
	has_not(0, "b");
	assert_int_equal(put(0, "b", 2, 2 * FILES_PAGE), FILES_OK);
	assert_int_equal(put(0, "c", 3, 1), FILES_E_QUOTA);
	assert_int_equal(put(0, "empty", 3, 0), FILES_OK);
	assert_int_equal(put(0, "b", 4, 2 * FILES_PAGE + 1), FILES_E_QUOTA);
	has(0, "b", 2, 2 * FILES_PAGE);
	/* What is replaced does not count... */
	assert_int_equal(put(0, "a", 5, 4 * FILES_PAGE), FILES_OK);
	has(0, "a", 5, 4 * FILES_PAGE);
	/* ...and what is removed is there again. */
	assert_int_equal(drop(0, "b"), FILES_OK);
	assert_int_equal(put(0, "c", 3, FILES_PAGE + 1), FILES_OK);
	has(0, "c", 3, FILES_PAGE + 1);
}

/* All at their limits, replacing and moving what they have: nobody's call fails. */
static void a_quota_is_a_promise(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 50; round++) {
		for (unsigned i = 0; i < CLIENTS; i++) {
			assert_int_equal(put(i, "big", (uint8_t)(round + i), BUFFER), FILES_OK);
			assert_int_equal(put(i, "new", (uint8_t)(round - i), 2 * FILES_PAGE),
					 FILES_OK);
			assert_int_equal(put(i, "more", 0, 1), FILES_E_QUOTA);
			has(i, "big", (uint8_t)(round + i), BUFFER);
			assert_int_equal(rename_file(i, "new", "old"), FILES_OK);
			has(i, "old", (uint8_t)(round - i), 2 * FILES_PAGE);
			if (round % 3 == i)
				assert_int_equal(drop(i, "big"), FILES_OK);
			assert_int_equal(drop(i, "old"), FILES_OK);
		}
	}
}

static void no_more_is_promised_than_there_is(void **state)
{
	(void)state;
	assert_false(files_client(&files, CLIENTS, 1, buffer[0], BUFFER));
	assert_false(files_client(&files, CLIENTS, UINT32_MAX, buffer[0], BUFFER));
	assert_false(files_client(&files, CLIENTS, 0, buffer[0], FILES_BUFFER_MIN - 1));
	assert_true(files_client(&files, CLIENTS, 0, buffer[0], BUFFER));
	assert_int_equal(put(CLIENTS, "a", 0, 0), FILES_OK);
}

static void names_are_plain(void **state)
{
	static const char *const good[] = { "a",   "Z",		  "0",
					    "_",   "-",		  "a.b",
					    "a..", "history.new", "twenty-three-characters" };
	static const char *const bad[] = { "",	   ".",	  "..",	  ".a",	  "a/b",
					   "/",	   "a b", "a\n",  "\x80", "caf\xc3\xa9",
					   "a\\b", "a:b", "a\x7f" };
	struct files_request q = request(FILES_PUT, "twenty-four-characters--");

	(void)state;
	q.sum = FILES_SUM_START;
	assert_int_equal(call(0, q), FILES_E_NAME);
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(put(0, bad[i], 1, 1), FILES_E_NAME);
		assert_int_equal(call(0, request(FILES_GET, bad[i])), FILES_E_NAME);
		assert_int_equal(drop(0, bad[i]), FILES_E_NAME);
		assert_int_equal(put(0, "there", 1, 1), FILES_OK);
		assert_int_equal(rename_file(0, "there", bad[i]), FILES_E_NAME);
		assert_int_equal(rename_file(0, bad[i], "there"), FILES_E_NAME);
		has(0, "there", 1, 1);
	}
	drop(0, "there");
	for (unsigned i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(put(0, good[i], 1, 1), FILES_OK);
		has(0, good[i], 1, 1);
		assert_int_equal(drop(0, good[i]), FILES_OK);
	}
	q = request(FILES_GET, "a");
	q.name[5] = 'b'; /* behind the zero */
	assert_int_equal(call(0, q), FILES_E_NAME);
}

static void there_is_an_end_to_names(void **state)
{
	char name[FILES_NAME];

	(void)state;
	for (unsigned i = 0; i < FILES_NAMES; i++) {
		snprintf(name, sizeof(name), "f%u", i);
		assert_int_equal(put(0, name, 0, 0), FILES_OK);
	}
	assert_int_equal(put(0, "one-more", 0, 0), FILES_E_NAMES);
	assert_int_equal(put(0, "f3", 9, 10), FILES_OK);
	assert_int_equal(rename_file(0, "f3", "f4"), FILES_OK);
	assert_int_equal(put(0, "one-more", 0, 0), FILES_OK);
	assert_int_equal(put(1, "of-another", 0, 0), FILES_OK);
}

/* The buffer is not what was summed: it was cleared, or written to, while it was copied. */
static void what_is_torn_replaces_nothing(void **state)
{
	struct files_request q = request(FILES_PUT, "a");

	(void)state;
	assert_int_equal(put(0, "a", 1, 9000), FILES_OK);
	for (unsigned cleared = 0; cleared < 9000; cleared += 999) {
		for (uint32_t i = 0; i < 9000; i++)
			buffer[0][i] = byte(2, i);
		q.value = 9000;
		q.sum = files_sum(FILES_SUM_START, buffer[0], 9000);
		memset(buffer[0] + cleared, 0, 9000 - cleared);
		assert_int_equal(call(0, q), FILES_E_SUM);
		has(0, "a", 1, 9000);
	}
	memset(buffer[0], 0, BUFFER);
	memcpy(q.name, "b", 1);
	assert_int_equal(call(0, q), FILES_E_SUM);
	has_not(0, "b");
	drop(0, "a");
	a_quota_is_a_promise(state); /* no page was lost on the way */
}

static void renaming_replaces(void **state)
{
	(void)state;
	put(0, "a", 1, 5000);
	put(0, "b", 2, 9000);
	assert_int_equal(rename_file(0, "a", "a"), FILES_OK);
	has(0, "a", 1, 5000);
	assert_int_equal(rename_file(0, "a", "b"), FILES_OK);
	has(0, "b", 1, 5000);
	has_not(0, "a");
	assert_int_equal(rename_file(0, "a", "b"), FILES_E_NONE);
	has(0, "b", 1, 5000);
	assert_int_equal(rename_file(0, "b", "c"), FILES_OK);
	has(0, "c", 1, 5000);
	assert_int_equal(put(0, "d", 3, 4 * FILES_PAGE), FILES_OK); /* b's pages are free */
	assert_int_equal(put(0, "e", 4, 1), FILES_E_QUOTA);
}

static void a_list_has_each_file_once(void **state)
{
	struct files_request q = { .operation = FILES_LIST };
	unsigned seen = 0;

	(void)state;
	put(0, "zero", 0, 0);
	put(0, "gone", 0, 1);
	put(0, "two", 0, 2);
	put(0, "three", 0, 3);
	drop(0, "gone");
	for (; call(0, q) == FILES_OK; q.value++) {
		static const char *const names[] = { "zero", "", "two", "three" };

		assert_true(reply.value <= 3);
		assert_string_equal(reply.name, names[reply.value]);
		seen |= 1u << reply.value;
	}
	assert_int_equal(reply.error, FILES_E_NONE);
	assert_int_equal(seen, 1 << 0 | 1 << 2 | 1 << 3);
	q.value = UINT32_MAX;
	assert_int_equal(call(0, q), FILES_E_NONE);
}

static void what_is_not_asked_for_must_be_zero(void **state)
{
	static const char *const names[] = { "", "", "a", "a", "a", "a", "" };

	(void)state;
	put(0, "a", 1, 10);
	for (uint32_t operation = FILES_OPEN; operation <= FILES_LIST; operation++) {
		struct files_request q = request(operation, names[operation]);

		if (operation != FILES_PUT && operation != FILES_LIST) {
			q.value = 1;
			assert_int_equal(call(0, q), FILES_E_REQUEST);
			q.value = 0;
		}
		if (operation != FILES_PUT) {
			q.sum = 1;
			assert_int_equal(call(0, q), FILES_E_REQUEST);
			q.sum = 0;
		}
		if (operation != FILES_RENAME) {
			q.to[FILES_NAME - 1] = 'x';
			assert_int_equal(call(0, q), FILES_E_REQUEST);
		}
		if (operation == FILES_OPEN || operation == FILES_LIST)
			assert_int_equal(call(0, request(operation, "a")), FILES_E_REQUEST);
	}
	assert_int_equal(call(0, request(0, "")), FILES_E_REQUEST);
	assert_int_equal(call(0, request(FILES_LIST + 1, "")), FILES_E_REQUEST);
	assert_int_equal(call(0, request(UINT32_MAX, "a")), FILES_E_REQUEST);
	has(0, "a", 1, 10);
}

static bool is_anywhere(const char *secret)
{
	return memmem(memory, sizeof(memory), secret, strlen(secret)) != NULL;
}

static uint32_t put_text(const char *name, const char *text)
{
	struct files_request q = request(FILES_PUT, name);

	memset(buffer[0], 0, BUFFER);
	memcpy(buffer[0], text, strlen(text));
	q.value = FILES_PAGE + 1;
	q.sum = files_sum(FILES_SUM_START, buffer[0], q.value);
	return call(0, q);
}

static void nothing_is_left_of_what_is_gone(void **state)
{
	(void)state;
	assert_int_equal(put_text("a", "first secret"), FILES_OK);
	assert_true(is_anywhere("first secret"));
	assert_int_equal(put_text("a", "second secret"), FILES_OK);
	assert_false(is_anywhere("first secret"));
	assert_int_equal(put_text("b", "third secret"), FILES_OK);
	assert_int_equal(rename_file(0, "b", "a"), FILES_OK);
	assert_false(is_anywhere("second secret"));
	assert_int_equal(drop(0, "a"), FILES_OK);
	for (size_t i = 0; i < sizeof(memory); i++)
		assert_int_equal(memory[i], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_is_put_is_got, setup),
		cmocka_unit_test_setup(opening_says_who_it_is_and_how_long_files_may_be, setup),
		cmocka_unit_test_setup(clients_do_not_see_each_other, setup),
		cmocka_unit_test_setup(a_quota_is_a_limit, setup),
		cmocka_unit_test_setup(a_quota_is_a_promise, setup),
		cmocka_unit_test_setup(no_more_is_promised_than_there_is, setup),
		cmocka_unit_test_setup(names_are_plain, setup),
		cmocka_unit_test_setup(there_is_an_end_to_names, setup),
		cmocka_unit_test_setup(what_is_torn_replaces_nothing, setup),
		cmocka_unit_test_setup(renaming_replaces, setup),
		cmocka_unit_test_setup(a_list_has_each_file_once, setup),
		cmocka_unit_test_setup(what_is_not_asked_for_must_be_zero, setup),
		cmocka_unit_test_setup(nothing_is_left_of_what_is_gone, setup),
	};

	return cmocka_run_group_tests_name("files", tests, NULL, NULL);
}
