/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A call as `media` sees it: one RTP stream each way, its key agreement, its keys and its voice.
 *
 *	          OPEN              REMOTE              both ends hold the keys
 *	FREE --------------> OPEN ----------> KEYING --------------------------> SECURE
 *	  ^                    |                 |                                 |
 *	  '--------------------+-----------------+---- CLOSE, or FAILED to sip ----'
 *
 * Invariants:
 *	no RTP is sent, and nothing received is given to the voice, unless the state is SECURE;
 *	there is no way from SECURE but to FREE, and no key outlives that;
 *	every RTP packet of a call has the same size;
 *	packets go to the address that sip named, until an authentic packet came from another.
 *
 * Received datagrams are told apart by their first byte and must then have the one shape that is
 * expected; the rest is counted. ZRTP is listened to from the peer's address only, as most of it can
 * be checked only later; SRTP from anywhere, as its tag decides.
 *
 * Times are microseconds of a clock that does not go back.
 */
#ifndef USER_APPS_MEDIA_CALL_H
#define USER_APPS_MEDIA_CALL_H

#include "lib/srtp/srtp.h"
#include "lib/zrtp/zrtp.h"
#include "user/apps/media/ports.h"
#include "user/apps/media/voice.h"
#include "user/protocol/calling.h"

#define CALL_NEVER UINT64_MAX

/* After REMOTE a call must be secure in this time; once secure, it ends if nothing authentic comes. */
#define CALL_KEYING_MAX 10000000
#define CALL_LOST_MAX	10000000
#define CALL_STATISTICS 1000000

enum call_state { CALL_FREE, CALL_OPEN, CALL_KEYING, CALL_SECURE };

struct call {
	enum call_state state;
	unsigned slot;
	uint32_t number;
	const struct media_ports *ports;
	uint16_t port; /* our own */

	/* the peer */
	struct media_address peer; /* where packets go */
	uint8_t payload_type;
	bool silent;   /* it did not answer our Hellos so far */
	bool sent_rtp; /* it did send RTP before any key was agreed */
	bool changed;  /* CALLING_CHANGED */
	bool verified; /* the owner compared the strings in this call */
	bool stranger; /* a ZRTP packet from another address was dropped, and logged */

	/* keys and voice */
	struct zrtp *zrtp;
	struct srtp_sender *sender;	/* from SECURE on */
	struct srtp_receiver *receiver; /* since keys are agreed, somewhat before SECURE */
	struct voice *voice;

	/* our stream */
	uint32_t ssrc;
	uint32_t timestamp;
	uint16_t sequence;

	uint64_t remote_at, secure_at, heard_at, statistics_at;
	struct calling_statistics statistics; /* what is counted here; the rest is filled in */
};

struct call_setup {
	const struct media_ports *ports;
	const uint8_t *zid; /* ZRTP_ZID_SIZE bytes */
	struct zrtp_cache cache;
};

/* Make a FREE call OPEN, and tell sip. False if it cannot: it is FREE still, nobody was told. */
bool call_open(struct call *call, uint32_t number, const struct call_setup *setup);

/* REMOTE, its fields not yet checked. False if one is wrong: nothing has changed. */
bool call_connect(struct call *call, const struct calling_message *remote, uint64_t now);

/* A datagram came to the call's port. It is decrypted in place. */
void call_receive(struct call *call, const struct media_address *from, uint8_t *packet,
		  size_t length, uint64_t now);

/* Send 20 ms of sound, which begin `frames` frames after what was sent last (1: no gap). */
void call_send(struct call *call, const int16_t sound[VOICE_FRAME], uint32_t frames);

/* Do what time demands; when that will be next, or CALL_NEVER. */
void call_tick(struct call *call, uint64_t now);
uint64_t call_deadline(const struct call *call);

/* Tell phone how safe the call is. Nothing to tell while OPEN. */
void call_tell_security(const struct call *call);

/* The owner compared the strings and they are equal. */
void call_verify(struct call *call);

/* End it and say so to sip and phone; end it without a word. Keys are wiped. */
void call_fail(struct call *call, enum calling_end end, const char *why);
void call_close(struct call *call);

#endif
