/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside lib/srtp: what protecting and unprotecting share.
 *
 * A `struct srtp_keys` holds the session keys of one direction for SRTP or for SRTCP, loaded into
 * OpenSSL's contexts. It knows packets as four parts only: the bytes that are authenticated but
 * sent in clear, the bytes that are encrypted, a trailer (SRTCP's index word, or SRTP's roll-over
 * counter, which is authenticated but not sent) and a tag.
 */
#ifndef LIB_SRTP_SESSION_H
#define LIB_SRTP_SESSION_H

#include <stdbool.h>

#include <openssl/evp.h>

#include "lib/srtp/srtp.h"

enum { SRTP_MAX_TAG = 16, SRTP_WORD = 4 };

#define SRTP_MAX_INDEX	((UINT64_C(1) << 48) - 1) /* RFC 3711 3.3.1: 32-bit ROC, 16-bit sequence */
#define SRTCP_MAX_INDEX ((UINT64_C(1) << 31) - 1)

enum srtp_protocol { SRTP_FOR_RTP, SRTP_FOR_RTCP };

struct srtp_keys {
	bool aead;
	size_t tag_size;
	uint8_t salt[SRTP_MAX_SALT]; /* session salt, k_s */
	EVP_CIPHER_CTX *cipher;
	EVP_MAC_CTX *mac; /* NULL for AEAD */
};

/* One packet on its way through a cipher. `tag` is read or written by the function called. */
struct srtp_parts {
	uint32_t ssrc;
	uint64_t index;
	const uint8_t *clear;
	size_t clear_size;
	uint8_t *body; /* follows `clear` in memory */
	size_t body_size;
	const uint8_t *trailer;
	size_t trailer_size; /* at most SRTP_WORD */
	uint8_t *tag;
};

bool srtp_keys_init(struct srtp_keys *keys, const struct srtp_key *master,
		    enum srtp_protocol protocol);
void srtp_keys_clear(struct srtp_keys *keys);

bool srtp_seal(struct srtp_keys *keys, const struct srtp_parts *parts);

/* SRTP_OK, SRTP_UNAUTHENTIC (the body is wiped if it was touched) or SRTP_FAILED. */
enum srtp_result srtp_open(struct srtp_keys *keys, const struct srtp_parts *parts);

/*
 * RFC 3711 4.3.1 with key derivation rate 0: `size` bytes for `label`, from AES in counter mode
 * under the master key. The master salt is right-padded with 0 to 14 bytes (RFC 7714 11).
 */
bool srtp_derive(const struct srtp_key *master, uint8_t label, uint8_t *out, size_t size);

/* The initial counter of AES-CM (RFC 3711 4.1.1) and the nonce of GCM (RFC 7714 8.1, 9.1). */
void srtp_counter_iv(uint8_t iv[16], const uint8_t salt[14], uint32_t ssrc, uint64_t index);
void srtp_gcm_iv(uint8_t iv[12], const uint8_t salt[12], uint32_t ssrc, uint64_t index);

/*
 * Which packets came already (RFC 3711 3.3.2): bit n is index `newest - n`. The sender of the
 * stream is the only one who can move it, since it changes only after authentication.
 */
struct srtp_window {
	bool started;
	uint64_t newest;
	uint64_t seen[SRTP_REPLAY_WINDOW / 64];
};

/* SRTP_OK if `index` is new and not too old. */
enum srtp_result srtp_window_check(const struct srtp_window *window, uint64_t index);

/* Record an index that srtp_window_check passed. */
void srtp_window_record(struct srtp_window *window, uint64_t index);

/*
 * The index that a sequence number most likely stands for (RFC 3711 3.3.1, appendix A), given the
 * newest so far. False if it lies before index 0 or behind SRTP_MAX_INDEX.
 */
bool srtp_estimate(bool started, uint64_t newest, uint16_t sequence, uint64_t *index);

struct srtp_sender {
	uint32_t ssrc;
	bool started; /* an RTP packet was sent, `newest` is its index */
	uint64_t newest;
	uint64_t next_rtcp; /* index of the next SRTCP packet */
	struct srtp_keys rtp, rtcp;
};

struct srtp_receiver {
	uint32_t ssrc;
	struct srtp_window rtp_window, rtcp_window;
	struct srtp_keys rtp, rtcp;
};

#endif
