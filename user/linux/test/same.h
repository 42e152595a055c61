/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The same on the personality as on Linux: one program, run on both, whose points hold on both.
 *
 * What it finds is under `root`: on the personality that is "", and the manifest grants the rest; on Linux a folder,
 * its argument. The names are same.manifest's:
 *
 *	/file/words	the alphabet, 26 bytes, which cannot be written
 *	/file/peer	where a host echoes what it is sent, over UDP and TCP: an IPv4 address and a port
 *	/files		an empty directory that can be written
 */
#ifndef USER_LINUX_TEST_SAME_H
#define USER_LINUX_TEST_SAME_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

extern bool held;

#define HOLDS(...)                                                                                 \
	do {                                                                                       \
		if (!(__VA_ARGS__)) {                                                              \
			printf("# %s:%d: %s (errno %d)\n", __FILE__, __LINE__, #__VA_ARGS__,       \
			       errno);                                                             \
			held = false;                                                              \
		}                                                                                  \
	} while (0)

/* The call returned -1 and this error. */
#define FAILS(error, ...) (errno = 0, (__VA_ARGS__) == -1 && errno == (error))

/* One point, of all that was held since the last. */
void point(const char *name);

/* The path under root; valid until the next call. */
const char *under(const char *path);

uint64_t now_ms(void);

void files(void);
void waiting(void);
void tasks(void);
void memory(void);
void times(void);
void sockets(void);

#endif
