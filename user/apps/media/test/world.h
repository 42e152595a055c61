/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two phones' `media`, and all that is around them, in one process and in simulated time: sip, phone and
 * the audio service of each, and the network between. The same test runs the same way every time but
 * for the keys.
 */
#ifndef USER_APPS_MEDIA_TEST_WORLD_H
#define USER_APPS_MEDIA_TEST_WORLD_H

#include "user/apps/media/media.h"

#define WORLD_SECONDS	30 /* of sound, at most */
#define WORLD_SAMPLES	(WORLD_SECONDS * VOICE_RATE)
#define WORLD_MESSAGES	256
#define WORLD_DATAGRAMS 128
#define WORLD_MS	1000ull
#define WORLD_EPOCH	1800000000 /* seconds since 1970, when the world began */

/* The audio service of one phone. */
struct world_audio {
	uint32_t flags;	 /* of the session; 0: none */
	uint32_t denied; /* flags that are never granted */
	uint32_t opened, closed;
	bool unanswered;
	uint64_t next; /* when its period ends */
	uint32_t number, underruns;
	bool has_played;
	unsigned queued;
	int16_t queue[AUDIO_QUEUE][VOICE_FRAME];
	int16_t said[WORLD_SAMPLES], heard[WORLD_SAMPLES];
	size_t said_at, heard_count;
};

struct world_phone {
	struct media media;
	struct media_ports ports;
	struct world *world;
	unsigned index;
	struct world_audio audio;
	struct calling_message to_sip[WORLD_MESSAGES], to_phone[WORLD_MESSAGES];
	unsigned to_sip_count, to_phone_count;
	bool open[MEDIA_CALLS];
	bool no_ports;
};

struct world_datagram {
	uint64_t due; /* 0: free */
	unsigned to;  /* phone */
	unsigned slot;
	struct media_address from;
	size_t length;
	uint8_t bytes[MEDIA_DATAGRAM];
};

/* What the wire carried, from each phone. */
struct world_wire {
	unsigned zrtp, rtp, other;
	size_t rtp_length;
	unsigned rtp_lengths; /* different ones */
	uint64_t first_rtp;
};

struct world {
	uint64_t now;
	struct world_phone phones[2];
	struct world_datagram flying[WORLD_DATAGRAMS];
	uint64_t next_due; /* of those on their way */
	struct world_wire wire[2];

	/* the network */
	unsigned delay_us, jitter_us;
	unsigned lost_percent;
	bool cut;
	uint8_t moved; /* what is added to the last byte of phone 1's address as seen by phone 0 */
	uint32_t random;

	/* sees each datagram on its way, and may change or drop it (false) */
	bool (*tap)(struct world *world, unsigned from, struct world_datagram *datagram);
};

struct world *world_new(void);
void world_free(struct world *world);

/* Phone `index`'s media ends and starts anew, with what it kept. */
void world_restart(struct world *world, unsigned index);

/* Let time pass. */
void world_run(struct world *world, unsigned ms);

/* Send a message to phone `index`'s media, from its sip or phone. */
void world_tell(struct world *world, unsigned index, enum media_peer from, uint32_t type,
		uint32_t call, uint32_t value);

/* sip's part of a call's set-up: OPEN at both, then REMOTE to both, with hashes and addresses. */
void world_open(struct world *world, uint32_t call);
void world_connect(struct world *world, uint32_t call);

/* The address of a phone's call slot, and a REMOTE that names it. */
struct media_address world_address(unsigned index, unsigned slot);
struct calling_message world_remote(const struct world *world, unsigned index, uint32_t call);

/* The whole: opened, connected, allowed by both owners, and secure. */
void world_call(struct world *world, uint32_t call);

/* The last message of a type about a call that was sent to sip or phone, or NULL. */
const struct calling_message *world_said(const struct world_phone *phone, enum media_peer to,
					 uint32_t type, uint32_t call);
unsigned world_count(const struct world_phone *phone, enum media_peer to, uint32_t type);

/* A datagram of these bytes arrives at a phone's slot at once. */
void world_inject(struct world *world, unsigned index, unsigned slot,
		  const struct media_address *from, const uint8_t *bytes, size_t length);

/* How well phone `index` heard what the other one said. */
double world_heard(const struct world *world, unsigned index, double least);

#endif
