/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SRTP and SRTCP (RFC 3711) for one RTP stream, in place, over OpenSSL's EVP.
 *
 * A context is one direction of one SSRC, and the two directions are two types, so that a key is
 * never used for both. Keys come from a key exchange (lib/zrtp); contexts copy what they need and
 * wipe it when freed. Not thread-safe: a context belongs to one thread.
 *
 * Protected packets grow by at most SRTP_OVERHEAD (SRTP) or SRTCP_OVERHEAD (SRTCP) bytes.
 *
 * Every function that takes a packet changes it in place and sets *length to the new length on
 * SRTP_OK. On any other result the context is unchanged and the packet must be dropped: its bytes
 * are unspecified after SRTP_UNAUTHENTIC and SRTP_FAILED.
 */
#ifndef LIB_SRTP_SRTP_H
#define LIB_SRTP_SRTP_H

#include <stddef.h>
#include <stdint.h>

enum srtp_suite {
	SRTP_AES_CM_128_HMAC_SHA1_80, /* RFC 3711, RFC 4568: 16-byte key, 14-byte salt */
	SRTP_AES_CM_128_HMAC_SHA1_32, /* SRTP tags of 32 bits; SRTCP tags stay at 80 */
	SRTP_AES_CM_256_HMAC_SHA1_80, /* RFC 6188: 32-byte key, 14-byte salt */
	SRTP_AES_CM_256_HMAC_SHA1_32,
	SRTP_AEAD_AES_128_GCM, /* RFC 7714: 16-byte key, 12-byte salt, 128-bit tags */
	SRTP_AEAD_AES_256_GCM, /* RFC 7714: 32-byte key, 12-byte salt, 128-bit tags */
	SRTP_SUITES
};

enum {
	SRTP_MAX_KEY = 32,
	SRTP_MAX_SALT = 14,
	SRTP_OVERHEAD = 16,  /* the GCM tag */
	SRTCP_OVERHEAD = 20, /* the GCM tag and the word of E flag and index */
	SRTP_MAX_PACKET = 65535,
	SRTP_REPLAY_WINDOW = 128 /* packets behind the newest that are still taken */
};

/* A master key with its salt, for one direction. Bytes past a suite's lengths are ignored. */
struct srtp_key {
	enum srtp_suite suite;
	uint8_t key[SRTP_MAX_KEY];
	uint8_t salt[SRTP_MAX_SALT];
};

enum srtp_result {
	SRTP_OK,
	SRTP_MALFORMED,	  /* not RTP or RTCP version 2, or truncated */
	SRTP_WRONG_SSRC,  /* of another stream than the context's */
	SRTP_REPLAYED,	  /* received before; sender: not newer than the last packet sent */
	SRTP_TOO_OLD,	  /* behind the replay window */
	SRTP_UNAUTHENTIC, /* the tag does not match: forged, damaged, or of another key */
	SRTP_EXHAUSTED, /* the key has protected all the packets it may (2^48, RTCP 2^31): rekey */
	SRTP_NO_SPACE,	/* the packet would outgrow the capacity */
	SRTP_FAILED	/* the cryptographic library failed (no memory) */
};

struct srtp_sender;
struct srtp_receiver;

/* Key and salt lengths of a suite, in bytes; 0 for a value that is no suite. */
size_t srtp_key_length(enum srtp_suite suite);
size_t srtp_salt_length(enum srtp_suite suite);

/* The IANA name, "AEAD_AES_128_GCM"; NULL for a value that is no suite. */
const char *srtp_suite_name(enum srtp_suite suite);

/* A short lower-case sentence for logs. */
const char *srtp_result_text(enum srtp_result result);

/*
 * NULL if the suite is unknown or memory ran out. The roll-over counter starts at 0 at both ends:
 * begin with a sequence number below 2^15, so that losing the first packets cannot hide a wrap.
 */
struct srtp_sender *srtp_sender_new(const struct srtp_key *key, uint32_t ssrc);
struct srtp_receiver *srtp_receiver_new(const struct srtp_key *key, uint32_t ssrc);

/* Wipe and free; NULL is allowed. */
void srtp_sender_free(struct srtp_sender *sender);
void srtp_receiver_free(struct srtp_receiver *receiver);

/*
 * Encrypt and authenticate an RTP packet of *length bytes in a buffer of `capacity` bytes.
 * Sequence numbers must go up, by less than 2^15 each time, and wrap at 2^16: sending one number
 * twice would repeat a key stream and is refused (SRTP_REPLAYED).
 */
enum srtp_result srtp_sender_protect(struct srtp_sender *sender, uint8_t *packet, size_t *length,
				     size_t capacity);

/* Check, decrypt and strip an SRTP packet. Nothing is learned from a packet before its tag fits. */
enum srtp_result srtp_receiver_unprotect(struct srtp_receiver *receiver, uint8_t *packet,
					 size_t *length);

/* The same for a compound RTCP packet; its first SSRC must be the context's. Always encrypted. */
enum srtp_result srtp_sender_protect_rtcp(struct srtp_sender *sender, uint8_t *packet,
					  size_t *length, size_t capacity);
enum srtp_result srtp_receiver_unprotect_rtcp(struct srtp_receiver *receiver, uint8_t *packet,
					      size_t *length);

#endif
