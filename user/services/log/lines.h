/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The log's lines, apart from devices and kernel: from a client's message to bytes for the console. What
 * the service promises its clients is said in user/protocol/log.h.
 *
 *	client's message -> rate -> clean -> "   12.345678 net: text\n" -> ring -> console
 *
 * The ring holds what the console has not taken yet. When it is full lines are left out, counted, and the
 * count is written when there is room again: what is missing is always said.
 */
#ifndef USER_SERVICES_LOG_LINES_H
#define USER_SERVICES_LOG_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINES_RING 32768 /* bytes; a power of two */

/* How many lines a client may still write: LOG_BURST at once, LOG_RATE a second. */
struct lines_rate {
	uint64_t tokens; /* in 1/1,000,000 lines */
	uint64_t when;	 /* microseconds */
	uint32_t over;	 /* lines left out since the last that was written */
};

struct lines {
	uint32_t start, length; /* of what is in the ring */
	uint32_t lost;		/* lines for which it had no room */
	uint32_t level;		/* lines above this level are left out */
	char ring[LINES_RING];
};

void lines_init(struct lines *lines, uint32_t level);
void lines_client(struct lines_rate *rate, uint64_t now_us);

/* Takes a client's message of `size` bytes, now. `name` is its channel's. */
void lines_take(struct lines *lines, struct lines_rate *rate, const char *name,
		const unsigned char *message, size_t size, uint64_t now_us);

/* The next byte for the console, or -1. */
int lines_byte(struct lines *lines);

#endif
