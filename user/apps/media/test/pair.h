/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two real `media` processes and the audio service of each (audio-wav), on this machine's loopback and in
 * real time. The test plays sip and phone for both, and is the network between them: a relay that sees,
 * delays and loses packets.
 */
#ifndef USER_APPS_MEDIA_TEST_PAIR_H
#define USER_APPS_MEDIA_TEST_PAIR_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "user/protocol/calling.h"

#define PAIR_FLYING 256

struct pair_network {
	unsigned delay_ms, jitter_ms, lost_percent;
};

struct pair_side {
	pid_t media, audio;
	int sip, phone; /* our ends of its channels */
	int relay;	/* the socket that it takes for its peer */
	struct calling_message opened, security, statistics,
		failed;			  /* the last ones; type 0: none */
	uint64_t connected_us, secure_us; /* REMOTE sent, SECURITY secure received */

	/* what it sent */
	unsigned zrtp, rtp, other, rtp_lengths;
	long rtp_length;
	bool spoke_early; /* RTP before anybody was secure */
};

struct pair_packet {
	uint64_t due; /* 0: free */
	unsigned to;
	long length;
	uint8_t bytes[1500];
};

struct pair {
	char programs[PATH_MAX]; /* where media and audio-wav are */
	char folder[64];	 /* said-0.wav, heard-0.wav, kept-0, ... */
	struct pair_network network;
	struct pair_side sides[2];
	struct pair_packet flying[PAIR_FLYING];
	uint32_t random;
};

void pair_start(struct pair *pair, const char *programs, const struct pair_network *network);

/* Let `ms` pass, or less if done() becomes true. Returns whether it did. */
bool pair_run(struct pair *pair, unsigned ms, bool (*done)(const struct pair *pair));

void pair_tell(struct pair *pair, unsigned side, bool as_sip, uint32_t type, uint32_t value);

/* REMOTE to both, each with the relay's address and the other's hash. */
void pair_connect(struct pair *pair);

/* End all programs as the phone's ending would, and assert that they ended well. */
void pair_stop(struct pair *pair);

/* The same programs once more, with what they kept. */
void pair_restart(struct pair *pair);

/* How well `side` heard what the other said; to be called after pair_stop. */
double pair_heard(const struct pair *pair, unsigned side, double least);

/* Remove the files. */
void pair_clean(struct pair *pair);

#endif
