/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside lib/zrtp: a type of key agreement, one file each (dh3k.c, x255.c).
 *
 * The exchange has room for both families. Diffie-Hellman: the initiator commits to its public value
 * (hvi) and shows it in DHPart2, after the responder has shown its own in DHPart1. A KEM: the Commit
 * carries the initiator's public key, DHPart1 the ciphertext, DHPart2 what the type wants (Linphone's
 * modes: a nonce).
 *
 *	initiator				responder
 *	offer ── Commit: commit_size ──────────> answer
 *	finish_initiator <── DHPart1: part1_size ──
 *	      ── DHPart2: part2_size ──────────> finish_responder
 *
 * Whoever loses the contention of two Commits has called offer() and then calls answer() on the same
 * object. Sizes are multiples of 4. A message is checked for its size before a value gets here; the
 * value itself is hostile.
 */
#ifndef LIB_ZRTP_AGREEMENT_H
#define LIB_ZRTP_AGREEMENT_H

#include <openssl/evp.h>

#include "lib/zrtp/crypto.h"

enum { ZRTP_MAX_AGREED = 384 }; /* the longest shared secret (DHResult) */

struct zrtp_agreement_type;

/* An object of a type; the types extend it. */
struct zrtp_agreement_state {
	const struct zrtp_agreement_type *type;
};

struct zrtp_agreement_type {
	enum zrtp_agreement id;
	size_t commit_size, part1_size, part2_size, secret_size;

	/* NULL if memory or randomness ran out. */
	struct zrtp_agreement_state *(*create)(const struct zrtp_random *random);
	void (*destroy)(struct zrtp_agreement_state *state); /* wipes */

	/* ZRTP_NO_ERROR, ZRTP_BAD_PUBLIC_VALUE or ZRTP_CRITICAL. */
	enum zrtp_error (*offer)(struct zrtp_agreement_state *state, uint8_t *commit,
				 uint8_t *part2);
	enum zrtp_error (*answer)(struct zrtp_agreement_state *state, const uint8_t *commit,
				  uint8_t *part1);
	enum zrtp_error (*finish_initiator)(struct zrtp_agreement_state *state,
					    const uint8_t *part1, uint8_t *secret);
	enum zrtp_error (*finish_responder)(struct zrtp_agreement_state *state,
					    const uint8_t *part2, uint8_t *secret);
};

extern const struct zrtp_agreement_type zrtp_dh3k, zrtp_x255;

/* NULL for Mult, which agrees on nothing new, and for what is not known. */
const struct zrtp_agreement_type *zrtp_agreement_type(enum zrtp_agreement id);

/* Free a state of any type; NULL is allowed. */
void zrtp_agreement_free(struct zrtp_agreement_state *state);

/*
 * What the Diffie-Hellman types share: one key pair, made with the state; the same public value in
 * either role; and a derivation that refuses bad peer values.
 */
struct zrtp_dh_state {
	struct zrtp_agreement_state base;
	EVP_PKEY *key;
	uint8_t public_value[ZRTP_MAX_AGREED];
};

struct zrtp_agreement_state *zrtp_dh_new(const struct zrtp_agreement_type *type, EVP_PKEY *key,
					 const uint8_t *public_value);
void zrtp_dh_destroy(struct zrtp_agreement_state *state);
enum zrtp_error zrtp_dh_offer(struct zrtp_agreement_state *state, uint8_t *commit, uint8_t *part2);
enum zrtp_error zrtp_dh_answer(struct zrtp_agreement_state *state, const uint8_t *commit,
			       uint8_t *part1);

/* EVP's derivation; fixed width, as section 4.4.1.4 wants DHResult. Frees `peer`. */
enum zrtp_error zrtp_dh_derive(struct zrtp_agreement_state *state, EVP_PKEY *peer, uint8_t *secret);

#endif
