/* SPDX-License-Identifier: Apache-2.0 */
/* Inside lib/zrtp: retained secrets, how two phones recognise each other (RFC 6189 4.3, 4.6.1). */
#ifndef LIB_ZRTP_RETAINED_H
#define LIB_ZRTP_RETAINED_H

#include "lib/zrtp/keys.h"
#include "lib/zrtp/message.h"

struct zrtp_retained {
	struct zrtp_cache cache; /* load and store may be NULL: nothing is remembered */
	struct zrtp_peer peer;	 /* what we remember of the peer */
	const uint8_t *s1;	 /* into peer: the secret that both have, or NULL */
	bool mismatch;		 /* we remember the peer, it showed none of the secrets */
};

void zrtp_retained_load(struct zrtp_retained *retained, const uint8_t zid[ZRTP_ZID_SIZE]);

/*
 * The identifiers that whoever has `role` shows of our secrets (4.3.1): MACs, and random bytes in
 * place of the secrets that we do not have.
 */
bool zrtp_retained_ids(const struct zrtp_retained *retained, enum zrtp_hash hash,
		       enum zrtp_role role, const struct zrtp_random *random,
		       uint8_t ids[ZRTP_SECRET_IDS][ZRTP_SECRET_ID_SIZE]);

/* Find s1 from the identifiers that the peer, in its role, showed. */
bool zrtp_retained_match(struct zrtp_retained *retained, enum zrtp_hash hash,
			 enum zrtp_role peer_role,
			 const uint8_t ids[ZRTP_SECRET_IDS][ZRTP_SECRET_ID_SIZE]);

/*
 * The keys are confirmed: keep the new rs1 (4.6.1), for as long as both sides wish. After a mismatch
 * the old record stays, unverified, until the user has compared the SAS.
 */
void zrtp_retained_update(struct zrtp_retained *retained, const uint8_t zid[ZRTP_ZID_SIZE],
			  const uint8_t new_secret[ZRTP_SECRET_SIZE], uint32_t lifetime_s);

/* The user compared the SAS. False if it could not be stored. */
bool zrtp_retained_verify(struct zrtp_retained *retained, const uint8_t zid[ZRTP_ZID_SIZE],
			  const uint8_t new_secret[ZRTP_SECRET_SIZE], uint32_t lifetime_s,
			  bool verified);

#endif
