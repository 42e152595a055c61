/* SPDX-License-Identifier: Apache-2.0 */
/* Retained secrets; see retained.h. */
#include "lib/zrtp/retained.h"

#include <string.h>

enum { RS1, RS2 };

void zrtp_retained_load(struct zrtp_retained *retained, const uint8_t zid[ZRTP_ZID_SIZE])
{
	const struct zrtp_cache *cache = &retained->cache;

	if (!cache->load || !cache->load(cache->context, zid, &retained->peer))
		retained->peer = (struct zrtp_peer){ 0 };
}

static bool store(const struct zrtp_retained *retained, const uint8_t zid[ZRTP_ZID_SIZE])
{
	const struct zrtp_cache *cache = &retained->cache;

	return cache->store && cache->store(cache->context, zid, &retained->peer);
}

static bool secret_id(const uint8_t *secret, enum zrtp_hash hash, enum zrtp_role role,
		      uint8_t id[ZRTP_SECRET_ID_SIZE])
{
	return zrtp_hmac(
		hash, (struct zrtp_bytes){ secret, ZRTP_SECRET_SIZE },
		(struct zrtp_bytes){ role == ZRTP_INITIATOR ? "Initiator" : "Responder", 9 }, id,
		ZRTP_SECRET_ID_SIZE);
}

bool zrtp_retained_ids(const struct zrtp_retained *retained, enum zrtp_hash hash,
		       enum zrtp_role role, const struct zrtp_random *random,
		       uint8_t ids[ZRTP_SECRET_IDS][ZRTP_SECRET_ID_SIZE])
{
	const struct zrtp_peer *peer = &retained->peer;

	return zrtp_random(random, ids[0], ZRTP_SECRET_IDS * ZRTP_SECRET_ID_SIZE) &&
	       (!peer->have_rs1 || secret_id(peer->rs1, hash, role, ids[RS1])) &&
	       (!peer->have_rs2 || secret_id(peer->rs2, hash, role, ids[RS2]));
}

bool zrtp_retained_match(struct zrtp_retained *retained, enum zrtp_hash hash,
			 enum zrtp_role peer_role,
			 const uint8_t ids[ZRTP_SECRET_IDS][ZRTP_SECRET_ID_SIZE])
{
	const struct zrtp_peer *peer = &retained->peer;
	const bool have[2] = { peer->have_rs1, peer->have_rs2 };
	const uint8_t *const secrets[2] = { peer->rs1, peer->rs2 };
	uint8_t expected[2][ZRTP_SECRET_ID_SIZE];

	for (int i = RS1; i <= RS2; i++)
		if (have[i] && !secret_id(secrets[i], hash, peer_role, expected[i]))
			return false;

	/* The initiator's rs1 is looked for first, then its rs2 (4.3): both ends find the same. */
	retained->s1 = NULL;
	for (int pair = 0; pair < 4 && !retained->s1; pair++) {
		int of_initiator = pair / 2, of_responder = pair % 2;
		int ours = peer_role == ZRTP_RESPONDER ? of_initiator : of_responder;
		int theirs = peer_role == ZRTP_RESPONDER ? of_responder : of_initiator;
		if (have[ours] && zrtp_equal(expected[ours], ids[theirs], ZRTP_SECRET_ID_SIZE))
			retained->s1 = secrets[ours];
	}
	retained->mismatch = (have[RS1] || have[RS2]) && !retained->s1;
	return true;
}

/* rs2 becomes the secret that both are known to have: the peer may fail to store the new one. */
static void advance(struct zrtp_peer *peer, const uint8_t *s1,
		    const uint8_t new_secret[ZRTP_SECRET_SIZE], uint32_t lifetime_s)
{
	peer->have_rs2 = s1 != NULL;
	if (s1)
		memmove(peer->rs2, s1, ZRTP_SECRET_SIZE);
	else
		memset(peer->rs2, 0, ZRTP_SECRET_SIZE);
	peer->have_rs1 = true;
	memcpy(peer->rs1, new_secret, ZRTP_SECRET_SIZE);
	peer->lifetime_s = lifetime_s;
}

void zrtp_retained_update(struct zrtp_retained *retained, const uint8_t zid[ZRTP_ZID_SIZE],
			  const uint8_t new_secret[ZRTP_SECRET_SIZE], uint32_t lifetime_s)
{
	if (lifetime_s == 0 && !retained->mismatch)
		return;
	if (retained->mismatch || !retained->s1)
		retained->peer.verified = false;
	if (!retained->mismatch)
		advance(&retained->peer, retained->s1, new_secret, lifetime_s);
	store(retained, zid);
}

bool zrtp_retained_verify(struct zrtp_retained *retained, const uint8_t zid[ZRTP_ZID_SIZE],
			  const uint8_t new_secret[ZRTP_SECRET_SIZE], uint32_t lifetime_s,
			  bool verified)
{
	if (lifetime_s == 0)
		return false;
	if (verified && retained->mismatch) {
		advance(&retained->peer, NULL, new_secret, lifetime_s);
		retained->mismatch = false;
	}
	retained->peer.verified = verified;
	return store(retained, zid);
}
