/* SPDX-License-Identifier: Apache-2.0 */
/*
 * On this machine's file system: what is saved is there again, whole, whoever dies when. What the phone's own
 * keeper adds, that it can lose everything, is in user/services/files/test.
 */
#include "lib/keep/keep.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ROOM 65536

static char directory[64];
static struct keep keep;
static uint8_t bytes[ROOM];

static int setup(void **state)
{
	(void)state;
	snprintf(directory, sizeof(directory), "/tmp/keep-test-XXXXXX");
	assert_non_null(mkdtemp(directory));
	assert_true(keep_open(&keep, directory, "it"));
	return 0;
}

static int cleanup(void **state)
{
	(void)state;
	keep_close(&keep);
	unlink(keep.path);
	unlink(keep.fresh);
	unlink(keep.bad);
	rmdir(directory);
	return 0;
}

static void saves(const char *text, uint64_t now_ms)
{
	keep_changed(&keep);
	assert_true(keep_wants(&keep, now_ms));
	assert_true(keep_save(&keep, text, strlen(text), now_ms));
	assert_false(keep_wants(&keep, now_ms));
	assert_int_equal(keep_wait(&keep, now_ms), -1);
}

static void holds(const char *text)
{
	assert_int_equal(keep_load(&keep, bytes, ROOM), (long)strlen(text));
	assert_memory_equal(bytes, text, strlen(text));
}

static void what_is_saved_is_loaded(void **state)
{
	(void)state;
	assert_int_equal(keep_load(&keep, bytes, ROOM), 0);
	assert_false(keep_wants(&keep, 0));
	saves("one", 0);
	holds("one");
	saves("another, longer", 0);
	saves("2", 0);
	keep_close(&keep);
	assert_true(keep_open(&keep, directory, "it"));
	holds("2");
	assert_false(keep_wants(&keep, 0));
}

static void a_file_that_is_too_long_is_not_taken(void **state)
{
	(void)state;
	saves("12345", 0);
	assert_int_equal(keep_load(&keep, bytes, 5), 5);
	assert_int_equal(keep_load(&keep, bytes, 4), -1);
	assert_int_equal(errno, EFBIG);
}

static void only_its_owner_reads_it(void **state)
{
	struct stat status;

	(void)state;
	saves("keys", 0);
	assert_int_equal(stat(keep.path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
}

static void what_makes_no_sense_is_put_aside(void **state)
{
	(void)state;
	saves("nonsense", 0);
	assert_true(keep_aside(&keep));
	assert_int_equal(keep_load(&keep, bytes, ROOM), 0);
	assert_int_equal(access(keep.bad, F_OK), 0);
	saves("sense", 0);
	holds("sense");
}

static void without_a_directory_nothing_is_kept(void **state)
{
	static const char long_name[KEEP_PATH] = { [0 ... KEEP_PATH - 2] = 'x' };
	struct keep none;

	(void)state;
	assert_false(keep_open(&none, "/nowhere/at/all", "it"));
	assert_int_equal(errno, ENOENT);
	keep_changed(&none);
	assert_false(keep_wants(&none, 0));
	assert_int_equal(keep_wait(&none, 0), -1);
	assert_int_equal(keep_load(&none, bytes, ROOM), 0);
	assert_false(keep_open(&none, directory, long_name));
	assert_int_equal(errno, ENAMETOOLONG);
	assert_false(keep_wants(&none, 0));
}

static void a_save_that_fails_is_tried_again(void **state)
{
	(void)state;
	saves("old", 0);
	assert_int_equal(mkdir(keep.fresh, 0700), 0); /* cannot be written to */
	keep_changed(&keep);
	assert_true(keep_wants(&keep, 5000));
	assert_false(keep_save(&keep, "new", 3, 5000));
	holds("old");
	assert_false(keep_wants(&keep, 5000 + KEEP_RETRY_MS - 1));
	assert_int_equal(keep_wait(&keep, 5400), KEEP_RETRY_MS - 400);
	assert_int_equal(rmdir(keep.fresh), 0);
	assert_true(keep_wants(&keep, 5000 + KEEP_RETRY_MS));
	assert_true(keep_save(&keep, "new", 3, 5000 + KEEP_RETRY_MS));
	holds("new");
	assert_int_equal(unlink(keep.path), 0);
	assert_int_equal(mkdir(keep.path, 0700), 0); /* cannot be replaced */
	keep_changed(&keep);
	assert_false(keep_save(&keep, "newer", 5, 9000));
	assert_int_equal(keep_wait(&keep, 9000), KEEP_RETRY_MS);
	assert_int_equal(rmdir(keep.path), 0);
}

/* It is there, but not open: as when the keeper is down at the program's start. */
static void a_directory_that_comes_late_is_used(void **state)
{
	struct keep late;
	char path[128];
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "%s/in-the-way", directory);
	f = fopen(path, "w");
	assert_non_null(f);
	fclose(f);
	assert_false(keep_open(&late, path, "it"));
	assert_int_equal(errno, ENOTDIR);
	assert_false(keep_wants(&late, 100));
	assert_int_equal(keep_wait(&late, 100), KEEP_RETRY_MS);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_false(keep_wants(&late, 99 + KEEP_RETRY_MS));
	assert_true(keep_wants(&late, 100 + KEEP_RETRY_MS));
	assert_true(keep_save(&late, "x", 1, 100 + KEEP_RETRY_MS));
	assert_int_equal(keep_load(&late, bytes, ROOM), 1);
	unlink(late.path);
	keep_close(&late);
	rmdir(path);
}

/* A version says how long it is, and each of its bytes which one it is. */
static void save_for_ever(void)
{
	for (uint32_t i = 1;; i++) {
		uint32_t size = sizeof(size) + i * 997 % (ROOM - sizeof(size));

		memset(bytes, (int)(size & 0xff), size);
		memcpy(bytes, &size, sizeof(size));
		keep_save(&keep, bytes, size, 0);
	}
}

static void is_whole(void)
{
	long size = keep_load(&keep, bytes, ROOM);
	uint32_t said;

	assert_true(size >= (long)sizeof(said));
	memcpy(&said, bytes, sizeof(said));
	assert_int_equal(said, size);
	for (long i = sizeof(said); i < size; i++)
		assert_int_equal(bytes[i], said & 0xff);
}

/* Each time the program is killed somewhere in the middle. */
static void a_program_that_dies_leaves_a_whole_file(void **state)
{
	static const char first[] = { 4, 0, 0, 0 };

	(void)state;
	assert_true(keep_save(&keep, first, sizeof(first), 0));
	for (long us = 0; us < 30000; us += 1000) {
		struct timespec rest = { 0, us * 1000 };
		pid_t child = fork();

		assert_true(child >= 0);
		if (child == 0)
			save_for_ever();
		nanosleep(&rest, NULL);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		is_whole();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_saved_is_loaded, setup, cleanup),
		cmocka_unit_test_setup_teardown(a_file_that_is_too_long_is_not_taken, setup,
						cleanup),
		cmocka_unit_test_setup_teardown(only_its_owner_reads_it, setup, cleanup),
		cmocka_unit_test_setup_teardown(what_makes_no_sense_is_put_aside, setup, cleanup),
		cmocka_unit_test_setup_teardown(without_a_directory_nothing_is_kept, setup,
						cleanup),
		cmocka_unit_test_setup_teardown(a_save_that_fails_is_tried_again, setup, cleanup),
		cmocka_unit_test_setup_teardown(a_directory_that_comes_late_is_used, setup,
						cleanup),
		cmocka_unit_test_setup_teardown(a_program_that_dies_leaves_a_whole_file, setup,
						cleanup),
	};

	return cmocka_run_group_tests_name("keep", tests, NULL, NULL);
}
