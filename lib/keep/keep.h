/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keep: one small file that outlives the program, replaced whole.
 *
 * On the phone it is in /files, which the service `files` keeps (docs/programs.md); on an ordinary Linux
 * machine in any directory. Three names are used: NAME, NAME.new while a new version is written, and
 * NAME.bad for one that could not be read. Whenever the program ends, NAME is the version before or the
 * one after, never half of one.
 *
 *	keep_open, keep_load		at the start; what was loaded is checked like any other's bytes
 *	keep_changed			something is not as it was saved
 *	while (keep_wants)		once in each round of the program's loop
 *		keep_save
 *
 * The program waits for keep_wait's time at most, and polls `fd` for no events: POLLHUP says that the
 * keeper lost what it kept. keep_wants then has it saved again, from what the program holds. A save that
 * fails is tried again, KEEP_RETRY_MS later.
 *
 * If there is no such directory nothing is kept, and nothing else is different. If it is there and cannot
 * be opened yet, the program begins with nothing, and saves when it can.
 *
 * Nothing is copied and no bytes are left behind in memory: what is kept may be keys.
 */
#ifndef LIB_KEEP_KEEP_H
#define LIB_KEEP_KEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEEP_DIRECTORY "/files" /* on the phone */
#define KEEP_PATH      256	/* bytes of a path, with the zero */
#define KEEP_RETRY_MS  1000

struct keep {
	int fd;	    /* the directory, to be polled; -1: none now */
	bool never; /* there is none */
	bool unsaved;
	uint64_t retry_ms; /* not before */
	char directory[KEEP_PATH], path[KEEP_PATH], fresh[KEEP_PATH], bad[KEEP_PATH];
};

/* `name` has no '/'. Opens no file. False if nothing is kept now; errno says why. */
bool keep_open(struct keep *k, const char *directory, const char *name);
void keep_close(struct keep *k);

/* The file's bytes; 0: there is none. -1 with errno: it cannot be read, or has more than `room`. */
long keep_load(const struct keep *k, void *bytes, size_t room);

/* What was loaded makes no sense: it is put aside as NAME.bad, for whoever wants to know why. */
bool keep_aside(const struct keep *k);

void keep_changed(struct keep *k);

/* Whether the program should call keep_save now. Times are milliseconds of a clock that never goes back. */
bool keep_wants(struct keep *k, uint64_t now_ms);

/* Replaces the file. False with errno if that did not succeed: the old one is still there. */
bool keep_save(struct keep *k, const void *bytes, size_t size, uint64_t now_ms);

/* Milliseconds until keep_wants may be true by itself; -1: never. */
int64_t keep_wait(const struct keep *k, uint64_t now_ms);

#endif
