/* SPDX-License-Identifier: Apache-2.0 */
/* wav-compare and wav-speech as they are used: by command line and exit status. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where this test was built, and a folder for its files. */
static char programs[PATH_MAX];
static char folder[] = "/tmp/holdfast-compare-XXXXXX";

/* Run a command in `folder`, the programs found by name; its exit status. */
static int run(const char *command)
{
	int status = system(command);

	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int setup(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	assert_int_equal(setenv("PATH", programs, 1), 0);
	assert_int_equal(run("wav-speech 1 6 said.wav"), 0);
	assert_int_equal(run("wav-speech 2 6 other.wav"), 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink("said.wav");
	unlink("other.wav");
	return rmdir(folder);
}

static void tells_same_from_other(void **state)
{
	(void)state;
	assert_int_equal(run("wav-compare said.wav said.wav"), 0);
	assert_int_equal(run("wav-compare said.wav other.wav"), 1);
	assert_int_equal(run("wav-compare -c 0 -s 1 said.wav other.wav"), 0);
	assert_int_equal(run("wav-compare -s 7 said.wav said.wav"), 1);
}

static void says_what_it_cannot_do(void **state)
{
	(void)state;
	assert_int_equal(run("wav-compare said.wav 2>/dev/null"), 2);
	assert_int_equal(run("wav-compare -c 2 said.wav said.wav 2>/dev/null"), 2);
	assert_int_equal(run("wav-compare -c x said.wav said.wav 2>/dev/null"), 2);
	assert_int_equal(run("wav-compare said.wav missing.wav 2>/dev/null"), 2);
	assert_int_equal(run("wav-compare said.wav /dev/null 2>/dev/null"), 2);
	assert_int_equal(run("wav-speech 0 1 x.wav 2>/dev/null"), 2);
	assert_int_equal(run("wav-speech 1 9999 x.wav 2>/dev/null"), 2);
	assert_int_equal(run("wav-speech 1 1 /nonexistent/x.wav 2>/dev/null"), 2);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_same_from_other),
		cmocka_unit_test(says_what_it_cannot_do),
	};
	char self[PATH_MAX];

	(void)argc;
	if (realpath(argv[0], self) == NULL)
		return 1;
	snprintf(programs, sizeof(programs), "%s/..", dirname(self));
	return cmocka_run_group_tests_name("wav-compare", tests, setup, teardown);
}
