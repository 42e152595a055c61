/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Test helper: two phones and a network between them in virtual time. Everything follows from a seed:
 * losses, copies, delays (which reorder), the phones' randomness.
 */
#ifndef LIB_ZRTP_TEST_NETWORK_H
#define LIB_ZRTP_TEST_NETWORK_H

#include "lib/zrtp/engine.h"

enum { SIDES = 2, IN_FLIGHT = 64, MAX_RECORDS = 4 };

/* A phone's memory of its peers. */
struct memory {
	unsigned count, stores;
	bool fail; /* from now on nothing is stored */
	uint8_t zid[MAX_RECORDS][ZRTP_ZID_SIZE];
	struct zrtp_peer peer[MAX_RECORDS];
};

struct phone {
	struct zrtp *z;
	struct zrtp_config config;
	struct zrtp_cache cache;
	struct memory memory;
	uint64_t random; /* state of its generator */
	unsigned events; /* a bit for each event that came */
	struct zrtp_event failure;
	unsigned sent;
	uint64_t secure_at;
	struct zrtp_result result;
};

struct datagram {
	uint64_t due;
	int to;
	size_t size;
	uint8_t bytes[ZRTP_MAX_PACKET];
};

struct network {
	struct phone phone[SIDES];
	uint64_t now, random;
	unsigned loss, copies, delay; /* per cent, per cent, at most milliseconds */
	struct datagram queue[IN_FLIGHT];
	unsigned queued;
	/* Sees each datagram before it travels; false drops it. May change it. */
	bool (*tamper)(struct network *net, int from, uint8_t *bytes, size_t *size);
	void *tamper_context;
};

/* Phones with all algorithms of the default policy, memories empty, nothing started. */
void network_open(struct network *net, uint64_t seed);

/* Make the phones' agreements from their configs; again: a new call between the same phones. */
void network_call(struct network *net);

/* Free the agreements; memories stay. */
void network_hang_up(struct network *net);

/* Start both and run until nothing is due or `until` is past. */
void network_run(struct network *net, uint64_t until);

/* The parts of it: start one, take out what it has to say, go on. */
void network_start(struct network *net, int side);
void network_drain(struct network *net, int side);

/* Hand a message to a phone as if the other had sent it: with a right packet around. */
void network_inject(struct network *net, int to, uint32_t ssrc, const struct zrtp_message *message);

/* Make the CRC of a changed packet right again. */
void network_fix_crc(uint8_t *packet, size_t size);

uint32_t network_random(struct network *net);

bool network_has(const struct network *net, int side, enum zrtp_event_type type);

/* Both secure, with the same keys crosswise and the same string. */
bool network_agrees(const struct network *net);
bool network_nobody_secure(const struct network *net);

#endif
