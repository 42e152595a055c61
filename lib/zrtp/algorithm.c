/* SPDX-License-Identifier: Apache-2.0 */
/* Algorithms; see algorithm.h. */
#include "lib/zrtp/algorithm.h"

#include <string.h>

static const struct algorithm {
	uint8_t kind, id;
	bool mandatory;
	char name[ZRTP_NAME_SIZE + 1];
} algorithms[] = {
	{ ZRTP_KIND_HASH, ZRTP_S256, true, "S256" },
	{ ZRTP_KIND_HASH, ZRTP_S384, false, "S384" },
	{ ZRTP_KIND_CIPHER, ZRTP_AES1, true, "AES1" },
	{ ZRTP_KIND_CIPHER, ZRTP_AES3, false, "AES3" },
	{ ZRTP_KIND_AUTH, ZRTP_HS32, true, "HS32" },
	{ ZRTP_KIND_AUTH, ZRTP_HS80, true, "HS80" },
	{ ZRTP_KIND_AUTH, ZRTP_GCM, false, "GCM " },
	{ ZRTP_KIND_AGREEMENT, ZRTP_DH3K, true, "DH3k" },
	{ ZRTP_KIND_AGREEMENT, ZRTP_X255, false, "X255" },
	{ ZRTP_KIND_AGREEMENT, ZRTP_MULT, false, "Mult" },
	{ ZRTP_KIND_SAS, ZRTP_B32, true, "B32 " },
	{ ZRTP_KIND_SAS, ZRTP_B256, false, "B256" },
	{ ZRTP_KIND_SAS, ZRTP_HFW4, false, "HFW4" },
};

enum { ALGORITHMS = sizeof(algorithms) / sizeof(algorithms[0]) };

static const enum zrtp_error no_common[ZRTP_KINDS] = {
	[ZRTP_KIND_HASH] = ZRTP_NO_COMMON_HASH, [ZRTP_KIND_CIPHER] = ZRTP_NO_COMMON_CIPHER,
	[ZRTP_KIND_AUTH] = ZRTP_NO_COMMON_AUTH, [ZRTP_KIND_AGREEMENT] = ZRTP_NO_COMMON_AGREEMENT,
	[ZRTP_KIND_SAS] = ZRTP_NO_COMMON_SAS,
};

const struct zrtp_policy zrtp_default_policy = {
	.hash = { ZRTP_S256 },
	.cipher = { ZRTP_AES3, ZRTP_AES1 },
	.auth = { ZRTP_GCM, ZRTP_HS80, ZRTP_HS32 },
	.agreement = { ZRTP_X255, ZRTP_DH3K, ZRTP_MULT },
	.sas = { ZRTP_HFW4, ZRTP_B32, ZRTP_B256 },
};

static const struct algorithm *find(enum zrtp_kind kind, uint8_t id)
{
	for (size_t i = 0; i < ALGORITHMS; i++)
		if (algorithms[i].kind == kind && algorithms[i].id == id)
			return &algorithms[i];
	return NULL;
}

const char *zrtp_algorithm_name(enum zrtp_kind kind, uint8_t id)
{
	const struct algorithm *found = find(kind, id);

	return found ? found->name : NULL;
}

uint8_t zrtp_algorithm_id(enum zrtp_kind kind, const uint8_t name[ZRTP_NAME_SIZE])
{
	for (size_t i = 0; i < ALGORITHMS; i++)
		if (algorithms[i].kind == kind &&
		    memcmp(algorithms[i].name, name, ZRTP_NAME_SIZE) == 0)
			return algorithms[i].id;
	return 0;
}

/* The policy's enums are all of one width, checked below, so that one loop reads every list. */
static bool add_kind(struct zrtp_offer *offer, enum zrtp_kind kind, const unsigned *ids)
{
	uint8_t n = 0;

	while (n < ZRTP_CHOICES && ids[n] != 0) {
		if (ids[n] > UINT8_MAX || !find(kind, (uint8_t)ids[n]))
			return false;
		offer->id[kind][n] = (uint8_t)ids[n];
		n++;
	}
	offer->count[kind] = n;
	return n > 0;
}

bool zrtp_offer_from_policy(struct zrtp_offer *offer, const struct zrtp_policy *policy)
{
	_Static_assert(sizeof(enum zrtp_hash) == sizeof(unsigned) &&
			       sizeof(enum zrtp_cipher) == sizeof(unsigned) &&
			       sizeof(enum zrtp_auth) == sizeof(unsigned) &&
			       sizeof(enum zrtp_agreement) == sizeof(unsigned) &&
			       sizeof(enum zrtp_sas) == sizeof(unsigned),
		       "enums of one width");

	*offer = (struct zrtp_offer){ 0 };
	return add_kind(offer, ZRTP_KIND_HASH, (const unsigned *)policy->hash) &&
	       add_kind(offer, ZRTP_KIND_CIPHER, (const unsigned *)policy->cipher) &&
	       add_kind(offer, ZRTP_KIND_AUTH, (const unsigned *)policy->auth) &&
	       add_kind(offer, ZRTP_KIND_AGREEMENT, (const unsigned *)policy->agreement) &&
	       add_kind(offer, ZRTP_KIND_SAS, (const unsigned *)policy->sas);
}

bool zrtp_offers(const struct zrtp_offer *offer, enum zrtp_kind kind, uint8_t id)
{
	return id != 0 && memchr(offer->id[kind], id, offer->count[kind]) != NULL;
}

/* Mult is for a further stream, and only Mult is. */
static bool fits(enum zrtp_kind kind, uint8_t id, bool multistream)
{
	return kind != ZRTP_KIND_AGREEMENT || (id == ZRTP_MULT) == multistream;
}

enum zrtp_error zrtp_choose(const struct zrtp_offer *ours, const struct zrtp_offer *theirs,
			    bool multistream, struct zrtp_choice *choice)
{
	*choice = (struct zrtp_choice){ 0 };
	for (enum zrtp_kind kind = 0; kind < ZRTP_KINDS; kind++) {
		for (uint8_t i = 0; i < ours->count[kind] && choice->id[kind] == 0; i++) {
			uint8_t id = ours->id[kind][i];
			if (fits(kind, id, multistream) &&
			    (zrtp_offers(theirs, kind, id) || find(kind, id)->mandatory))
				choice->id[kind] = id;
		}
		if (choice->id[kind] == 0)
			return no_common[kind];
	}
	return ZRTP_NO_ERROR;
}

enum zrtp_error zrtp_check_choice(const struct zrtp_offer *ours, bool multistream,
				  const struct zrtp_choice *choice)
{
	for (enum zrtp_kind kind = 0; kind < ZRTP_KINDS; kind++)
		if (!zrtp_offers(ours, kind, choice->id[kind]) ||
		    !fits(kind, choice->id[kind], multistream))
			return no_common[kind];
	return ZRTP_NO_ERROR;
}

enum srtp_suite zrtp_srtp_suite(const struct zrtp_choice *choice)
{
	bool strong = choice->id[ZRTP_KIND_CIPHER] == ZRTP_AES3;

	switch (choice->id[ZRTP_KIND_AUTH]) {
	case ZRTP_GCM:
		return strong ? SRTP_AEAD_AES_256_GCM : SRTP_AEAD_AES_128_GCM;
	case ZRTP_HS80:
		return strong ? SRTP_AES_CM_256_HMAC_SHA1_80 : SRTP_AES_CM_128_HMAC_SHA1_80;
	default:
		return strong ? SRTP_AES_CM_256_HMAC_SHA1_32 : SRTP_AES_CM_128_HMAC_SHA1_32;
	}
}
