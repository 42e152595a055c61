/* SPDX-License-Identifier: Apache-2.0 */
/* Key agreement "X255": X25519 (RFC 7748), as Linphone names it. Values of 32 bytes. */
#include <openssl/crypto.h>

#include "lib/zrtp/agreement.h"

enum { VALUE = 32 };

static struct zrtp_agreement_state *create(const struct zrtp_random *random)
{
	uint8_t secret[VALUE], value[VALUE];
	size_t length = VALUE;
	EVP_PKEY *key = NULL;
	struct zrtp_agreement_state *state = NULL;

	if (zrtp_random(random, secret, sizeof(secret)))
		key = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, secret, sizeof(secret));
	OPENSSL_cleanse(secret, sizeof(secret));
	if (key && EVP_PKEY_get_raw_public_key(key, value, &length) == 1 && length == VALUE)
		state = zrtp_dh_new(&zrtp_x255, key, value);
	if (!state)
		EVP_PKEY_free(key);
	return state;
}

/* A point of small order makes a secret of zeros, which OpenSSL's derivation refuses. */
static enum zrtp_error finish(struct zrtp_agreement_state *state, const uint8_t *value,
			      uint8_t *secret)
{
	EVP_PKEY *peer = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, value, VALUE);

	return peer ? zrtp_dh_derive(state, peer, secret) : ZRTP_CRITICAL;
}

const struct zrtp_agreement_type zrtp_x255 = {
	.id = ZRTP_X255,
	.part1_size = VALUE,
	.part2_size = VALUE,
	.secret_size = VALUE,
	.create = create,
	.destroy = zrtp_dh_destroy,
	.offer = zrtp_dh_offer,
	.answer = zrtp_dh_answer,
	.finish_initiator = finish,
	.finish_responder = finish,
};
