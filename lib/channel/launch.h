/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Start a program as an ordinary Linux process with its channels and memory regions: what `init` does
 * on the phone, for tests and tools on a development machine.
 *
 * The caller makes both ends (channel_pair) and keeps the one it wants to play itself or gives it to
 * another program. All descriptors here are close-on-exec, so that a program inherits exactly what it
 * was granted, and a peer's end shows POLLHUP when its last holder has ended.
 */
#ifndef LIB_CHANNEL_LAUNCH_H
#define LIB_CHANNEL_LAUNCH_H

#include <stddef.h>
#include <sys/types.h>

struct launch_grant {
	const char *name; /* as the program knows it */
	int fd;	       /* stays open in the caller, which closes it when it is no longer wanted */
	int is_memory; /* 0: a channel; 1: a memory region */
};

#define LAUNCH_GRANTS 16

/* The two ends of a new channel. 0, or -1 with errno. */
int channel_pair(int ends[2]);

/*
 * Run argv[0], a path, with `grants` (at most LAUNCH_GRANTS), the caller's environment and standard
 * streams. The process id, or -1 with errno. A program that cannot be executed exits with 127.
 */
pid_t launch(char *const argv[], const struct launch_grant grants[], size_t count);

#endif
