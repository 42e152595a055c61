/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The program `media` without its system calls: up to MEDIA_CALLS calls, one of which has the
 * microphone and the loudspeaker.
 *
 *	sip ---- OPEN, REMOTE, CLOSE ----> +-------+ <--- datagrams ---> peers
 *	phone -- ALLOW, MUTE, VERIFY, ---> | media |
 *	         REVOKE                    +-------+ <--- PERIOD, PLAY ---> audio
 *
 * Who may hear: the microphone is open only while a call is secure, and phone allows it and has not
 * muted it; its sound goes to the one allowed last of those, and the other allowed ones get silence. A
 * permission is phone's alone to give, and ends with REVOKE or with the call, whichever is first.
 *
 * Times are microseconds of a clock that does not go back. All functions return at once.
 */
#ifndef USER_APPS_MEDIA_MEDIA_H
#define USER_APPS_MEDIA_MEDIA_H

#include "user/apps/media/call.h"
#include "user/apps/media/peers.h"
#include "user/apps/media/sound.h"

/* Phone may allow a call before sip opens it. Beyond so many, the oldest permission ends. */
#define MEDIA_PERMISSIONS 8

struct media_permission {
	uint32_t number; /* 0: none */
	bool muted;
};

struct media {
	const struct media_ports *ports;
	uint64_t epoch_s;   /* time of day, in seconds since 1970, when the clock was zero */
	struct peers peers; /* main.c keeps them beyond the program's life */
	struct sound sound;
	struct call calls[MEDIA_CALLS];
	struct media_permission permissions[MEDIA_PERMISSIONS]; /* the latest first, no gaps */
	uint64_t dropped[MEDIA_PEERS];				/* messages that were wrong */
};

/* False: no randomness. `ports` is kept; `epoch_s` says how long peers may still be remembered. */
bool media_init(struct media *media, const struct media_ports *ports, uint64_t epoch_s);

/* A message came from `peer`, of any length and content. */
void media_message(struct media *media, enum media_peer peer, const void *message, size_t length,
		   uint64_t now);

/* `peer` was restarted. */
void media_restarted(struct media *media, enum media_peer peer, uint64_t now);

/* A datagram came to the socket of `slot`; its bytes are changed. */
void media_datagram(struct media *media, unsigned slot, const struct media_address *from,
		    uint8_t *packet, size_t length, uint64_t now);

/* Do what time demands; when that will be next, or CALL_NEVER. */
void media_tick(struct media *media, uint64_t now);
uint64_t media_deadline(const struct media *media);

/* End all calls without a word, and wipe all secrets. */
void media_end(struct media *media);

#endif
