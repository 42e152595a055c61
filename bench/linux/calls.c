/* SPDX-License-Identifier: Apache-2.0 */
/*
 * System calls, measured in one static Linux program: as a sealed program it shows what the Linux personality
 * costs, as the first program of Linux on the bare machine what Linux itself costs.
 *
 * A round trip is a byte through one pipe to the other side and a byte back through another. The other side is a
 * thread of this program; then, where there are processes, a process. At its end it turns Linux off, if it may.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/mark.h"

#define COUNT 500

struct pipes {
	int there[2], back[2];
};

/* The call alone, without the C library. */
static long get_pid(void)
{
	register long x0 __asm__("x0");
	register long x8 __asm__("x8") = SYS_getpid;

	mark_begin(MARK_GETPID);
	__asm__ volatile("svc #0" : "=r"(x0) : "r"(x8) : "memory");
	mark_end();
	return x0;
}

static bool make(struct pipes *p)
{
	return pipe(p->there) == 0 && pipe(p->back) == 0;
}

/* The other side: until there is nothing more to read. */
static void echo(const struct pipes *p)
{
	char byte;

	while (read(p->there[0], &byte, 1) == 1 && write(p->back[1], &byte, 1) == 1)
		;
}

static void *echo_thread(void *pipes)
{
	echo(pipes);
	return NULL;
}

static bool round_trip(const struct pipes *p)
{
	char byte = 'x';

	return write(p->there[1], &byte, 1) == 1 && read(p->back[0], &byte, 1) == 1;
}

static bool between_threads(void)
{
	struct pipes p;
	pthread_t thread;
	bool ok = true;

	if (!make(&p) || pthread_create(&thread, NULL, echo_thread, &p))
		return false;
	for (int i = 0; i < COUNT && ok; i++) {
		mark_begin(MARK_PIPE_ROUND_TRIP);
		ok = round_trip(&p);
		mark_end();
	}
	close(p.there[1]);
	return ok && pthread_join(thread, NULL) == 0;
}

/* A child of its own; false if there is none. */
static bool between_processes(void)
{
	struct pipes p;
	bool ok = make(&p);
	pid_t child = ok ? fork() : -1;

	if (child == 0) {
		close(p.there[1]);
		echo(&p);
		_exit(0);
	}
	if (child < 0)
		return false;
	for (int i = 0; i < COUNT && ok; i++) {
		mark_begin(MARK_PIPE_PROCESSES);
		ok = round_trip(&p);
		mark_end();
	}
	close(p.there[1]);
	return waitpid(child, NULL, 0) == child && ok;
}

int main(void)
{
	for (int i = 0; i < COUNT; i++)
		if (get_pid() != 1)
			return 1;
	if (!between_threads()) {
		perror("calls");
		return 1;
	}
	if (!between_processes())
		return 0;
	reboot(RB_POWER_OFF);
	return 1;
}
