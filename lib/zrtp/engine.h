/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside lib/zrtp: the state of one agreement and what the files of the state machine share.
 *
 *	              Hello, HelloACK both ways
 *	IDLE ─start─> DISCOVERY ──we commit──> COMMITTED ──DHPart1──> DHPART2_SENT ──Confirm1──┐
 *	                  │                        │ └───────Confirm1 (Mult)───────────────────┤
 *	                  └──Commit──┐     larger  │                                           v
 *	                             v     Commit  │                                    CONFIRM2_SENT
 *	                     DHPART1_SENT <────────┘                        Conf2ACK or SRTP   │
 *	                             │ DHPart2                                                 v
 *	                             └──────> CONFIRM1_SENT ──────────Confirm2────────────> SECURE
 *
 *	any ──error──> FAILED
 *
 * The initiator retransmits, the responder answers again whatever comes again, byte by byte the same.
 * Invariants: what a state uses was checked when it was entered; a packet either is dropped without
 * any change, or moves the machine, or fails it; FAILED and freed objects hold no secret.
 */
#ifndef LIB_ZRTP_ENGINE_H
#define LIB_ZRTP_ENGINE_H

#include "lib/zrtp/agreement.h"
#include "lib/zrtp/retained.h"

enum zrtp_state {
	ZRTP_IDLE,
	ZRTP_DISCOVERY,
	ZRTP_COMMITTED,
	ZRTP_DHPART1_SENT,
	ZRTP_DHPART2_SENT,
	ZRTP_CONFIRM1_SENT,
	ZRTP_CONFIRM2_SENT,
	ZRTP_SECURE,
	ZRTP_FAILED
};

enum {
	ZRTP_OUTBOX = 4,      /* one call makes two packets at most; the rest is for a slow owner */
	ZRTP_EVENT_TYPES = 7, /* each type happens at most once */
	ZRTP_RESPONDER_PATIENCE_MS = 12000 /* longer than an initiator retransmits */
};

/* How often something is sent again, in milliseconds (section 6). */
struct zrtp_schedule {
	unsigned first, cap, count;
};

extern const struct zrtp_schedule zrtp_t1, zrtp_t2;

struct zrtp_timer {
	uint64_t deadline; /* ZRTP_NEVER: off */
	unsigned interval, cap, left;
	const struct zrtp_message
		*message; /* sent again at each deadline but the last; may be NULL */
};

/* The messages of one side that the keys and the MACs of later messages are computed over. */
struct zrtp_side {
	struct zrtp_message hello, commit, dhpart, confirm;
};

struct zrtp {
	/* of this phone */
	uint8_t zid[ZRTP_ZID_SIZE];
	uint32_t ssrc;
	struct zrtp_offer policy;
	struct zrtp_random random;
	uint8_t chain[4][ZRTP_IMAGE_SIZE]; /* H0 to H3 */
	uint8_t endpoint[ZRTP_ENDPOINT_SIZE];
	uint16_t sequence;

	/* of the first stream, if this is a further one */
	bool multistream;
	bool primary_known, primary_verified;
	uint8_t primary_session[ZRTP_MAX_HASH];
	uint8_t primary_zid[ZRTP_ZID_SIZE]; /* the peer's */

	/* of the peer */
	bool have_hello, have_ack;
	bool hello_hash_known, wrong_hello_seen;
	uint8_t hello_hash[ZRTP_IMAGE_SIZE];
	uint32_t peer_ssrc;
	struct zrtp_hello peer_hello;
	uint8_t peer_h2[ZRTP_IMAGE_SIZE]; /* of its Commit */
	uint8_t peer_h1[ZRTP_IMAGE_SIZE]; /* of its DHPart */
	uint8_t peer_hvi[ZRTP_HVI_SIZE];
	bool peer_verified, peer_discloses;

	/* the exchange */
	enum zrtp_state state;
	enum zrtp_role role;
	struct zrtp_choice choice;
	struct zrtp_side own, peer;
	struct zrtp_agreement_state *agreement;
	struct zrtp_retained retained;
	struct zrtp_keys keys;
	uint32_t lifetime_s;	     /* of the new secret: the shorter of both sides' wishes */
	struct zrtp_message refusal; /* the Error that is being sent, if any */
	struct zrtp_timer timer;

	/* for the owner */
	uint8_t outbox[ZRTP_OUTBOX][ZRTP_MAX_PACKET];
	size_t outbox_size[ZRTP_OUTBOX];
	unsigned outbox_first, outbox_count;
	struct zrtp_event events[ZRTP_EVENT_TYPES];
	unsigned events_first, events_count;
	unsigned events_raised; /* a bit for each type */
};

/* A message that came, its packet checked. */
struct zrtp_incoming {
	uint64_t now;
	uint32_t ssrc;
	enum zrtp_message_type type;
	const uint8_t *bytes;
	size_t size;
};

/* outbox, events, timer, failure: engine.c */
void zrtp_send(struct zrtp *z, const struct zrtp_message *message);
void zrtp_send_plain(struct zrtp *z, enum zrtp_message_type type);
void zrtp_raise(struct zrtp *z, struct zrtp_event event);
void zrtp_repeat(struct zrtp *z, uint64_t now, const struct zrtp_schedule *schedule,
		 const struct zrtp_message *message);
void zrtp_wait(struct zrtp *z, uint64_t now); /* as responder: only for so long */
void zrtp_stop_timer(struct zrtp *z);
void zrtp_fail(struct zrtp *z, uint64_t now, enum zrtp_error error);  /* and tell the peer */
void zrtp_abort(struct zrtp *z, enum zrtp_error error, bool by_peer); /* without telling it */
void zrtp_wipe_secrets(struct zrtp *z);

/* Is this message, byte by byte, one that came before? */
bool zrtp_is_repeated(const struct zrtp_incoming *in, const struct zrtp_message *before);
void zrtp_keep(struct zrtp_message *kept, const struct zrtp_incoming *in);

/* What both roles need: exchange.c */
enum zrtp_error zrtp_write_own_dhpart(struct zrtp *z, enum zrtp_role role, const uint8_t *value);
enum zrtp_error zrtp_agree(struct zrtp *z, const uint8_t *peer_value);
enum zrtp_error zrtp_agree_multistream(struct zrtp *z);
enum zrtp_error zrtp_write_own_confirm(struct zrtp *z);
enum zrtp_error zrtp_take_confirm(struct zrtp *z, const struct zrtp_incoming *in);
void zrtp_keys_agreed(struct zrtp *z); /* events of the moment when the peer's Confirm fits */
void zrtp_enter_secure(struct zrtp *z);

/* The messages by state: discovery.c, initiator.c, responder.c, secure.c */
void zrtp_on_hello(struct zrtp *z, const struct zrtp_incoming *in);
void zrtp_on_helloack(struct zrtp *z, const struct zrtp_incoming *in);
void zrtp_commit(struct zrtp *z, uint64_t now);
void zrtp_on_dhpart1(struct zrtp *z, const struct zrtp_incoming *in);
void zrtp_on_confirm1(struct zrtp *z, const struct zrtp_incoming *in);
void zrtp_on_conf2ack(struct zrtp *z, const struct zrtp_incoming *in);
void zrtp_on_commit(struct zrtp *z, const struct zrtp_incoming *in);
void zrtp_on_dhpart2(struct zrtp *z, const struct zrtp_incoming *in);
void zrtp_on_confirm2(struct zrtp *z, const struct zrtp_incoming *in);
void zrtp_on_goclear(struct zrtp *z, const struct zrtp_incoming *in);
void zrtp_on_error(struct zrtp *z, const struct zrtp_incoming *in);
void zrtp_on_errorack(struct zrtp *z, const struct zrtp_incoming *in);
void zrtp_on_ping(struct zrtp *z, const struct zrtp_incoming *in);

#endif
