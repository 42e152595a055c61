/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The key schedule:
 *
 *	total_hash  = hash(Hello of responder || Commit || DHPart1 || DHPart2)
 *	KDF_Context = ZIDi || ZIDr || total_hash
 *	s0 = hash(1 || DHResult || "ZRTP-HMAC-KDF" || KDF_Context || len(s1) || s1 || 0 || 0)
 *	s0 = KDF(ZRTPSess, "ZRTP MSK", KDF_Context, hash length)	for a further stream
 *
 * and everything else is KDF(s0, a label, KDF_Context, a length).
 */
#include "lib/zrtp/keys.h"

#include <string.h>

#include <openssl/crypto.h>

enum { MAX_CONTEXT = 2 * ZRTP_ZID_SIZE + ZRTP_MAX_HASH, SAS_HASH = 32 };

struct schedule {
	enum zrtp_hash hash;
	uint8_t s0[ZRTP_MAX_HASH];
	uint8_t context[MAX_CONTEXT];
	size_t context_size;
};

size_t zrtp_key_size(const struct zrtp_choice *choice)
{
	return choice->id[ZRTP_KIND_CIPHER] == ZRTP_AES3 ? 32 : 16;
}

static bool make_context(struct schedule *s, const struct zrtp_transcript *transcript)
{
	memcpy(s->context, transcript->zid[ZRTP_INITIATOR], ZRTP_ZID_SIZE);
	memcpy(s->context + ZRTP_ZID_SIZE, transcript->zid[ZRTP_RESPONDER], ZRTP_ZID_SIZE);
	s->context_size = 2 * ZRTP_ZID_SIZE + zrtp_hash_size(s->hash);
	return zrtp_digest(s->hash, transcript->messages, transcript->count,
			   s->context + 2 * ZRTP_ZID_SIZE);
}

static bool derive(const struct schedule *s, const char *label, uint8_t *out, size_t size)
{
	return zrtp_kdf(s->hash, s->s0, label, (struct zrtp_bytes){ s->context, s->context_size },
			out, size);
}

static bool derive_role(const struct schedule *s, struct zrtp_keys *keys, enum zrtp_role role,
			const struct zrtp_choice *choice)
{
	static const char *const labels[ZRTP_ROLES][4] = {
		{ "Initiator HMAC key", "Initiator ZRTP key", "Initiator SRTP master key",
		  "Initiator SRTP master salt" },
		{ "Responder HMAC key", "Responder ZRTP key", "Responder SRTP master key",
		  "Responder SRTP master salt" },
	};
	const char *const *label = labels[role];
	struct srtp_key *srtp = &keys->srtp[role];

	srtp->suite = zrtp_srtp_suite(choice);
	return derive(s, label[0], keys->mac[role], zrtp_hash_size(s->hash)) &&
	       derive(s, label[1], keys->confirm[role], zrtp_key_size(choice)) &&
	       derive(s, label[2], srtp->key, srtp_key_length(srtp->suite)) &&
	       derive(s, label[3], srtp->salt, srtp_salt_length(srtp->suite));
}

static bool derive_roles(const struct schedule *s, struct zrtp_keys *keys,
			 const struct zrtp_choice *choice)
{
	return derive_role(s, keys, ZRTP_INITIATOR, choice) &&
	       derive_role(s, keys, ZRTP_RESPONDER, choice);
}

static bool derive_sas(const struct schedule *s, uint32_t *sas)
{
	uint8_t hash[SAS_HASH];
	bool ok = derive(s, "SAS", hash, sizeof(hash));

	*sas = (uint32_t)hash[0] << 24 | (uint32_t)hash[1] << 16 | (uint32_t)hash[2] << 8 | hash[3];
	return ok;
}

bool zrtp_derive_keys(struct zrtp_keys *keys, const struct zrtp_choice *choice,
		      const struct zrtp_transcript *transcript, struct zrtp_bytes agreed,
		      const uint8_t *s1)
{
	static const uint8_t one[4] = { 0, 0, 0, 1 }, absent[8];
	const uint8_t length[4] = { 0, 0, 0, s1 ? ZRTP_SECRET_SIZE : 0 };
	struct schedule s = { .hash = choice->id[ZRTP_KIND_HASH] };
	bool ok = make_context(&s, transcript);
	const struct zrtp_bytes parts[] = {
		{ one, sizeof(one) },	    agreed,
		{ "ZRTP-HMAC-KDF", 13 },    { s.context, s.context_size },
		{ length, sizeof(length) }, { s1, length[3] },
		{ absent, sizeof(absent) },
	};

	*keys = (struct zrtp_keys){ 0 };
	ok = ok && zrtp_digest(s.hash, parts, sizeof(parts) / sizeof(parts[0]), s.s0) &&
	     derive_roles(&s, keys, choice) && derive_sas(&s, &keys->sas) &&
	     derive(&s, "ZRTP Session Key", keys->session, zrtp_hash_size(s.hash)) &&
	     derive(&s, "retained secret", keys->retained, sizeof(keys->retained));
	OPENSSL_cleanse(&s, sizeof(s));
	return ok;
}

bool zrtp_derive_keys_multistream(struct zrtp_keys *keys, const struct zrtp_choice *choice,
				  const struct zrtp_transcript *transcript,
				  const uint8_t session[ZRTP_MAX_HASH])
{
	struct schedule s = { .hash = choice->id[ZRTP_KIND_HASH] };

	*keys = (struct zrtp_keys){ 0 };
	bool ok = make_context(&s, transcript) &&
		  zrtp_kdf(s.hash, session, "ZRTP MSK",
			   (struct zrtp_bytes){ s.context, s.context_size }, s.s0,
			   zrtp_hash_size(s.hash)) &&
		  derive_roles(&s, keys, choice);
	OPENSSL_cleanse(&s, sizeof(s));
	return ok;
}
