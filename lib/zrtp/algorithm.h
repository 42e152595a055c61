/* SPDX-License-Identifier: Apache-2.0 */
/* Inside lib/zrtp: algorithms by kind, their four-letter names, and agreeing on them. */
#ifndef LIB_ZRTP_ALGORITHM_H
#define LIB_ZRTP_ALGORITHM_H

#include "lib/zrtp/zrtp.h"

/* In the order of the lists in a Hello and of the choices in a Commit. */
enum zrtp_kind {
	ZRTP_KIND_HASH,
	ZRTP_KIND_CIPHER,
	ZRTP_KIND_AUTH,
	ZRTP_KIND_AGREEMENT,
	ZRTP_KIND_SAS,
	ZRTP_KINDS
};

enum { ZRTP_NAME_SIZE = 4 };

/* What one side takes, in its order of preference; an entry is a value of the kind's enum. */
struct zrtp_offer {
	uint8_t count[ZRTP_KINDS];
	uint8_t id[ZRTP_KINDS][ZRTP_CHOICES];
};

/* One of each kind. */
struct zrtp_choice {
	uint8_t id[ZRTP_KINDS];
};

/* False if a list of the policy is empty or holds a value that is no algorithm. */
bool zrtp_offer_from_policy(struct zrtp_offer *offer, const struct zrtp_policy *policy);

/* The name on the wire; 0 for one that is not known. */
const char *zrtp_algorithm_name(enum zrtp_kind kind, uint8_t id);
uint8_t zrtp_algorithm_id(enum zrtp_kind kind, const uint8_t name[ZRTP_NAME_SIZE]);

bool zrtp_offers(const struct zrtp_offer *offer, enum zrtp_kind kind, uint8_t id);

/*
 * The first of ours that the peer takes too, of every kind. What RFC 6189 makes mandatory the peer
 * takes even unsaid (section 5.2). `multistream` says whether the agreement is to be Mult, or any
 * but Mult. ZRTP_NO_ERROR, or which kind has none.
 */
enum zrtp_error zrtp_choose(const struct zrtp_offer *ours, const struct zrtp_offer *theirs,
			    bool multistream, struct zrtp_choice *choice);

/* Does our policy allow the choice that the peer made? ZRTP_NO_ERROR, or which kind it does not. */
enum zrtp_error zrtp_check_choice(const struct zrtp_offer *ours, bool multistream,
				  const struct zrtp_choice *choice);

/* The SRTP suite of a choice. */
enum srtp_suite zrtp_srtp_suite(const struct zrtp_choice *choice);

#endif
