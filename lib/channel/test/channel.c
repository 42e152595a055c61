/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Channels between real processes: the test starts itself again as the peer, which opens what it was
 * granted by name and answers.
 */
#define _GNU_SOURCE /* memfd_create */
#include "lib/channel/channel.h"
#include "lib/channel/launch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static char *self;

/* The peer: returns each message backwards, and counts them in the shared region. */
static int peer(void)
{
	size_t size;
	int fd = channel_open("other-side");
	uint32_t *count = memory_open("count", &size);
	uint8_t message[CHANNEL_MESSAGE_MAX], answer[CHANNEL_MESSAGE_MAX];
	ssize_t length;

	if (fd < 0 || count == NULL || size != 4096)
		return 2;
	while ((length = read(fd, message, sizeof(message))) > 0) {
		for (ssize_t i = 0; i < length; i++)
			answer[i] = message[length - 1 - i];
		__atomic_add_fetch(count, 1, __ATOMIC_RELEASE);
		if (write(fd, answer, (size_t)length) != length)
			return 3;
	}
	return channel_open("not-granted") < 0 && errno == ENOENT ? 0 : 4;
}

static pid_t start_peer(int channel, int memory)
{
	char *argv[] = { self, (char[]){ "peer" }, NULL };
	struct launch_grant grants[] = { { "other-side", channel, 0 }, { "count", memory, 1 } };

	return launch(argv, grants, 2);
}

static void whole_messages_both_ways(void **state)
{
	int ends[2], memory, status;
	uint8_t sent[CHANNEL_MESSAGE_MAX], got[CHANNEL_MESSAGE_MAX + 1];
	static const size_t sizes[] = { 1, 2, 399, CHANNEL_MESSAGE_MAX };
	uint32_t *count;
	pid_t child;

	(void)state;
	assert_int_equal(channel_pair(ends), 0);
	memory = memfd_create("count", MFD_CLOEXEC);
	assert_int_equal(ftruncate(memory, 4096), 0);
	count = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
	assert_true(count != MAP_FAILED);
	child = start_peer(ends[1], memory);
	assert_true(child > 0);
	close(ends[1]);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (size_t k = 0; k < sizes[i]; k++)
			sent[k] = (uint8_t)(k * 7 + i);
		assert_int_equal(write(ends[0], sent, sizes[i]), (ssize_t)sizes[i]);
		assert_int_equal(read(ends[0], got, sizeof(got)), (ssize_t)sizes[i]);
		for (size_t k = 0; k < sizes[i]; k++)
			assert_int_equal(got[k], sent[sizes[i] - 1 - k]);
		assert_int_equal(__atomic_load_n(count, __ATOMIC_ACQUIRE), i + 1);
	}
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	munmap(count, 4096);
	close(memory);
}

static void a_dead_peer_hangs_up(void **state)
{
	int ends[2];
	struct pollfd wait;
	char *argv[] = { (char[]){ "/nonexistent" }, NULL };
	pid_t child;
	int status;

	(void)state;
	assert_int_equal(channel_pair(ends), 0);
	child = launch(argv, &(struct launch_grant){ "x", ends[1], 0 }, 1);
	close(ends[1]);
	wait = (struct pollfd){ .fd = ends[0], .events = POLLIN };
	assert_int_equal(poll(&wait, 1, 10000), 1);
	assert_true((wait.revents & POLLHUP) != 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), 127);
	close(ends[0]);
}

static void names_are_checked(void **state)
{
	static const char *const bad[] = { "",	   "../etc/passwd",
					   "Name", "a b",
					   "a/b",  "abcdefghijklmnopqrstuvwxyz-01234" };
	size_t size;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(channel_open(bad[i]), -1);
		assert_int_equal(errno, EINVAL);
		assert_null(memory_open(bad[i], &size));
		assert_int_equal(errno, EINVAL);
	}
}

static void the_environment_is_checked(void **state)
{
	static const char *const bad[] = { "", "x", "-1", "3x", "99999999999", "1000000" };
	int pipes[2];
	char number[16];
	size_t size;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		setenv("HOLDFAST_CHANNEL_Q_1", bad[i], 1);
		assert_int_equal(channel_open("q-1"), -1);
		assert_int_equal(errno, EBADF);
	}
	assert_int_equal(pipe(pipes), 0);
	snprintf(number, sizeof(number), "%d", pipes[0]);
	setenv("HOLDFAST_CHANNEL_Q_1", number, 1);
	setenv("HOLDFAST_MEMORY_Q_1", number, 1);
	assert_int_equal(channel_open("q-1"), -1);
	assert_int_equal(errno, EBADF);
	assert_null(memory_open("q-1", &size));
	assert_int_equal(errno, EBADF);
	unsetenv("HOLDFAST_CHANNEL_Q_1");
	unsetenv("HOLDFAST_MEMORY_Q_1");
	close(pipes[0]);
	close(pipes[1]);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_messages_both_ways),
		cmocka_unit_test(a_dead_peer_hangs_up),
		cmocka_unit_test(names_are_checked),
		cmocka_unit_test(the_environment_is_checked),
	};

	self = argv[0];
	if (argc == 2 && strcmp(argv[1], "peer") == 0)
		return peer();
	return cmocka_run_group_tests_name("channel", tests, NULL, NULL);
}
