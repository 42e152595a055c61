/* SPDX-License-Identifier: Apache-2.0 */
/* Inside lib/zrtp: from the agreed secret to every key of a session (RFC 6189 4.4 and 4.5). */
#ifndef LIB_ZRTP_KEYS_H
#define LIB_ZRTP_KEYS_H

#include "lib/zrtp/algorithm.h"
#include "lib/zrtp/crypto.h"

enum zrtp_role { ZRTP_INITIATOR, ZRTP_RESPONDER, ZRTP_ROLES };

struct zrtp_keys {
	uint8_t mac[ZRTP_ROLES][ZRTP_MAX_HASH];	   /* mackeyi, mackeyr */
	uint8_t confirm[ZRTP_ROLES][ZRTP_MAX_KEY]; /* zrtpkeyi, zrtpkeyr */
	struct srtp_key srtp[ZRTP_ROLES];	   /* what each sends with */
	uint8_t session[ZRTP_MAX_HASH];		   /* ZRTPSess, for further streams */
	uint8_t retained[ZRTP_SECRET_SIZE];	   /* the new rs1 */
	uint32_t sas;
};

/* What all keys are bound to: who, and every message so far. */
struct zrtp_transcript {
	const uint8_t *zid[ZRTP_ROLES];
	const struct zrtp_bytes
		*messages; /* responder's Hello, Commit and, not in Mult, both DHParts */
	size_t count;
};

/* The length of the AES key of a choice. */
size_t zrtp_key_size(const struct zrtp_choice *choice);

/*
 * After DH (4.4.1.4). `s1` is the retained secret that both have, or NULL. Auxiliary and PBX secrets
 * (s2, s3) do not exist here. False if the library fails.
 */
bool zrtp_derive_keys(struct zrtp_keys *keys, const struct zrtp_choice *choice,
		      const struct zrtp_transcript *transcript, struct zrtp_bytes agreed,
		      const uint8_t *s1);

/* For a further stream (4.4.3.2); `session` is the first stream's ZRTPSess. */
bool zrtp_derive_keys_multistream(struct zrtp_keys *keys, const struct zrtp_choice *choice,
				  const struct zrtp_transcript *transcript,
				  const uint8_t session[ZRTP_MAX_HASH]);

#endif
