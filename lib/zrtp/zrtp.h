/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ZRTP (RFC 6189): two phones agree on SRTP keys over the media path, and their users compare a
 * short string (SAS) once to know that nobody sits between them.
 *
 * The library does no input or output: no sockets, clock or threads. One `struct zrtp` is the key
 * agreement of one media stream (one SSRC). Its owner
 *
 *	hands in   each datagram that looks like ZRTP (rtp_kind, lib/srtp/rtp.h)  zrtp_receive
 *		   the time, when the deadline that zrtp_deadline() told is past  zrtp_tick
 *	takes out  datagrams to send to the peer, until there are none		  zrtp_next_packet
 *		   events, until there are none					  zrtp_next_event
 *
 * after every call of zrtp_start, zrtp_receive, zrtp_tick, zrtp_srtp_received and
 * zrtp_set_peer_hello_hash. Time is in milliseconds, from any epoch, and never goes back. A call:
 *
 *	z = zrtp_new(&config);
 *	zrtp_hello_hash(z, text);		  into our SDP as a=zrtp-hash:TEXT
 *	zrtp_set_peer_hello_hash(z, text);	  if the peer's SDP has one
 *	zrtp_start(z, now);			  once media can flow
 *	... ZRTP_EVENT_KEYS			  make srtp_receiver_new(&result.receive, peer_ssrc)
 *	... ZRTP_EVENT_SECURE			  make srtp_sender_new(&result.send, ssrc); unmute
 *	show result.sas; the user compared it:	  zrtp_set_verified(z, true)
 *	zrtp_free(z);				  wipes every secret
 *
 * Until ZRTP_EVENT_SECURE no media may be sent; after ZRTP_EVENT_FAILED none at all. The object
 * must be fed for as long as the call lasts: the peer may have missed the last packet.
 *
 * Any byte from the network is hostile. A packet that is malformed, unexpected, of another SSRC or
 * not from who sent the Hello (hash chain) is dropped without a trace; what only the peer or
 * somebody on the path can have done wrong ends the agreement with ZRTP_EVENT_FAILED. Nothing goes
 * from secure to clear.
 */
#ifndef LIB_ZRTP_ZRTP_H
#define LIB_ZRTP_ZRTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/srtp/srtp.h"

enum {
	ZRTP_ZID_SIZE = 12,
	ZRTP_SECRET_SIZE = 32,	   /* one retained secret */
	ZRTP_CLIENT_SIZE = 16,	   /* the client identifier, without a final 0 */
	ZRTP_HELLO_HASH_TEXT = 70, /* "1.10 " and 64 hexadecimal digits, with the final 0 */
	ZRTP_SAS_TEXT = 64,	   /* the longest string to compare, with the final 0 */
	ZRTP_MAX_PACKET = 1400,	   /* no packet we send or take is longer */
	ZRTP_CHOICES = 7	   /* algorithms of one kind in a Hello */
};

#define ZRTP_NEVER UINT64_MAX

/* ---- Algorithms. Each list is in order of preference and ends with 0 (_NONE). ---- */

enum zrtp_hash { ZRTP_HASH_NONE, ZRTP_S256, ZRTP_S384 };

enum zrtp_cipher { ZRTP_CIPHER_NONE, ZRTP_AES1, ZRTP_AES3 }; /* AES-128, AES-256 */

/* How SRTP authenticates: HMAC-SHA1 with 32 or 80 bit tags, or "GCM " for AEAD_AES_*_GCM. */
enum zrtp_auth { ZRTP_AUTH_NONE, ZRTP_HS32, ZRTP_HS80, ZRTP_GCM };

/*
 * DH3k: 3072-bit Diffie-Hellman (every ZRTP phone). X255: X25519. MULT: keys of a further stream
 * from the secure session of a first one, without a new agreement.
 */
enum zrtp_agreement { ZRTP_AGREEMENT_NONE, ZRTP_DH3K, ZRTP_X255, ZRTP_MULT };

/*
 * What users compare. B32: four characters (20 bits). B256: two words (16 bits). HFW4: four words
 * (32 bits, all that the RFC's sasvalue has), Holdfast's own: named "HFW4" in a Hello, where others
 * ignore it. Words are the PGP word list's, in turn of two and of three syllables.
 */
enum zrtp_sas { ZRTP_SAS_NONE, ZRTP_B32, ZRTP_B256, ZRTP_HFW4 };

/*
 * What may be used at all: nothing outside these lists is offered or accepted. An empty list takes
 * nothing and makes zrtp_new fail. RFC 6189's mandatory algorithms (S256, AES1, HS32 and HS80,
 * DH3k, B32) are not added behind the policy's back: a strict policy stays strict.
 */
struct zrtp_policy {
	enum zrtp_hash hash[ZRTP_CHOICES + 1];
	enum zrtp_cipher cipher[ZRTP_CHOICES + 1];
	enum zrtp_auth auth[ZRTP_CHOICES + 1];
	enum zrtp_agreement agreement[ZRTP_CHOICES + 1];
	enum zrtp_sas sas[ZRTP_CHOICES + 1];
};

/* S256; AES3, AES1; GCM, HS80, HS32; X255, DH3k, Mult; HFW4, B32, B256. */
extern const struct zrtp_policy zrtp_default_policy;

/* ---- Retained secrets (RFC 6189 4.3, 4.9): what two phones remember of each other. ---- */

/* A record of one peer, keyed by its ZID. */
struct zrtp_peer {
	bool have_rs1, have_rs2;
	bool verified;	     /* our user compared the SAS of a call in this chain of secrets */
	uint32_t lifetime_s; /* how long it may be kept, from the store; UINT32_MAX: for ever */
	uint8_t rs1[ZRTP_SECRET_SIZE];
	uint8_t rs2[ZRTP_SECRET_SIZE];
};

/*
 * A store of such records. It must be kept encrypted, and a record past its lifetime must not be
 * given out. Either function may fail (false): no record, or not stored; the call goes on, and the
 * users have to compare the SAS again.
 */
struct zrtp_cache {
	void *context;
	bool (*load)(void *context, const uint8_t zid[ZRTP_ZID_SIZE], struct zrtp_peer *peer);
	bool (*store)(void *context, const uint8_t zid[ZRTP_ZID_SIZE],
		      const struct zrtp_peer *peer);
};

/* ---- One agreement ---- */

struct zrtp;

struct zrtp_config {
	uint8_t zid[ZRTP_ZID_SIZE]; /* this phone's random name, made once and kept for ever */
	uint32_t ssrc;		    /* of the RTP stream that we send */
	const char *client;	    /* at most ZRTP_CLIENT_SIZE bytes of ASCII: "Holdfast 1" */
	const struct zrtp_policy *policy; /* copied; NULL: zrtp_default_policy */
	const struct zrtp_cache *cache;	  /* the struct is copied; NULL: nothing is remembered */

	/*
	 * For a second stream of the same call: a secure agreement with the same peer, from which
	 * this one's keys are derived (Mult, 4.4.3). NULL for a first stream. It is not kept.
	 */
	const struct zrtp *primary;

	/* Fills `length` bytes; false if it cannot. NULL: OpenSSL's RAND_bytes. */
	bool (*random)(void *context, uint8_t *bytes, size_t length);
	void *random_context;
};

/* NULL: no memory or randomness, an empty policy list, or a primary that is not secure. */
struct zrtp *zrtp_new(const struct zrtp_config *config);

/* Wipe and free; NULL is allowed. */
void zrtp_free(struct zrtp *z);

/* The value of our a=zrtp-hash attribute (RFC 6189 8): version and hash of our Hello. */
void zrtp_hello_hash(const struct zrtp *z, char text[ZRTP_HELLO_HASH_TEXT]);

/*
 * The peer's a=zrtp-hash. From then on a Hello that does not match is dropped, so that nobody can
 * inject one; if none that matches comes, the agreement ends with ZRTP_HELLO_HASH_MISMATCH, as it
 * does at once if another Hello was already accepted. False if `text` is no such value; one of
 * another version than 1.10 is of no use and is ignored (true).
 */
bool zrtp_set_peer_hello_hash(struct zrtp *z, const char *text);

/* Begin to send Hello; packets that came before are dropped. Once; later calls do nothing. */
void zrtp_start(struct zrtp *z, uint64_t now);

/* A datagram came. `packet` is not kept. */
void zrtp_receive(struct zrtp *z, uint64_t now, const uint8_t *packet, size_t length);

/* Time passed: retransmit or give up what is due. Calling early or late does no harm. */
void zrtp_tick(struct zrtp *z, uint64_t now);

/* When zrtp_tick is next needed, in the caller's milliseconds; ZRTP_NEVER: not before a packet. */
uint64_t zrtp_deadline(const struct zrtp *z);

/*
 * An SRTP packet was unprotected with result.receive: the initiator then knows that the peer has
 * the keys, even if Conf2ACK was lost (4.6). Cheap; may be called for every packet.
 */
void zrtp_srtp_received(struct zrtp *z, uint64_t now);

/* The next datagram to send, into `packet` (ZRTP_MAX_PACKET bytes); its length, or 0 if none. */
size_t zrtp_next_packet(struct zrtp *z, uint8_t *packet);

/* ---- What happened ---- */

enum zrtp_event_type {
	ZRTP_EVENT_PEER,   /* the peer speaks ZRTP and shares an algorithm of every kind with us */
	ZRTP_EVENT_SILENT, /* no Hello came while we sent ours; one may still come and be answered */
	ZRTP_EVENT_KEYS,   /* zrtp_result is there: receive SRTP, but do not send yet */
	ZRTP_EVENT_SECURE, /* both ends have proved that they hold the keys: send */
	/*
	 * With ZRTP_EVENT_KEYS, first: we remember this peer, but it shows none of the secrets that
	 * we share. It lost them, or somebody sits in between: the users must compare the SAS.
	 */
	ZRTP_EVENT_CACHE_MISMATCH,
	ZRTP_EVENT_GOCLEAR_REFUSED, /* the peer asked to go on in clear; it was told no */
	ZRTP_EVENT_FAILED	    /* no secure call; `error` says why, `by_peer` who said it */
};

/* Below 0x1000 the codes of RFC 6189 5.9, which may also come from the peer; above, our own. */
enum zrtp_error {
	ZRTP_NO_ERROR = 0,
	ZRTP_MALFORMED = 0x10, /* a packet with a right CRC and a wrong structure */
	ZRTP_CRITICAL = 0x20,  /* memory, randomness or the cryptographic library failed */
	ZRTP_UNSUPPORTED_VERSION = 0x30,
	ZRTP_HELLO_MISMATCH = 0x40, /* a Commit names what was not offered */
	ZRTP_NO_COMMON_HASH = 0x51,
	ZRTP_NO_COMMON_CIPHER = 0x52,
	ZRTP_NO_COMMON_AGREEMENT = 0x53,
	ZRTP_NO_COMMON_AUTH = 0x54,
	ZRTP_NO_COMMON_SAS = 0x55,
	ZRTP_NO_SHARED_SECRET = 0x56,
	ZRTP_BAD_PUBLIC_VALUE = 0x61,
	ZRTP_BAD_COMMITMENT = 0x62, /* DHPart2 is not what the Commit promised: an attack */
	ZRTP_RELAYED_SAS = 0x63,
	ZRTP_BAD_CONFIRM = 0x70, /* the key holders differ: an attack */
	ZRTP_NONCE_REUSE = 0x80,
	ZRTP_EQUAL_ZID = 0x90, /* our own ZID comes back: a reflection */
	ZRTP_SSRC_COLLISION = 0x91,
	ZRTP_UNAVAILABLE = 0xA0,
	ZRTP_TIMEOUT = 0xB0,		   /* the peer fell silent in the middle */
	ZRTP_GOCLEAR_REFUSED = 0x100,	   /* said by the peer */
	ZRTP_HELLO_HASH_MISMATCH = 0x1000, /* the Hello is not the one that the SDP announced */
	ZRTP_BAD_HASH_CHAIN = 0x1001,	   /* a message is not by who sent the one before */
	ZRTP_BAD_MESSAGE_MAC = 0x1002,	   /* a message was changed on the way */
	ZRTP_UNKNOWN_ERROR = 0x1003	   /* the peer said a code that RFC 6189 does not have */
};

struct zrtp_event {
	enum zrtp_event_type type;
	enum zrtp_error error; /* of ZRTP_EVENT_FAILED */
	bool by_peer;	       /* the peer sent an Error, which nothing authenticates */
};

bool zrtp_next_event(struct zrtp *z, struct zrtp_event *event);

/* A short lower-case sentence for logs. */
const char *zrtp_error_text(enum zrtp_error error);

/* ---- What was agreed; holds secrets: wipe it (OPENSSL_cleanse) after use ---- */

struct zrtp_result {
	struct srtp_key send, receive; /* suite, master key and master salt of each direction */
	uint32_t peer_ssrc;	       /* of the stream that `receive` is for */
	uint8_t peer_zid[ZRTP_ZID_SIZE];
	char peer_client[ZRTP_CLIENT_SIZE + 1]; /* printable ASCII; the peer's claim */
	bool initiator;				/* we committed */
	enum zrtp_hash hash;
	enum zrtp_cipher cipher;
	enum zrtp_auth auth;
	enum zrtp_agreement agreement;
	enum zrtp_sas sas_type;
	uint32_t sas_value;	 /* the 32 bits behind the string */
	char sas[ZRTP_SAS_TEXT]; /* "k1dm", "adroitness tobacco"; empty for Mult: the first's */
	bool peer_known;	 /* a retained secret matched */
	bool peer_discloses; /* the peer says that it hands out the keys (D flag, 11): tell the user */
	/*
	 * A retained secret matched, and its chain was compared by our user and, as it says, by
	 * the peer's: the SAS need not be compared again.
	 */
	bool verified;
};

/* False before ZRTP_EVENT_KEYS and after ZRTP_EVENT_FAILED. */
bool zrtp_result(const struct zrtp *z, struct zrtp_result *result);

/*
 * The user compared the SAS: it matched (true), or it did not, or is to be asked again (false).
 * Remembered with the retained secret, which after a cache mismatch is kept only now (4.6.1.1).
 * False before ZRTP_EVENT_SECURE, and if the cache is absent or did not store it.
 */
bool zrtp_set_verified(struct zrtp *z, bool verified);

#endif
