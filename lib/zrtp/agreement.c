/* SPDX-License-Identifier: Apache-2.0 */
/* The table of key agreements, and what the Diffie-Hellman ones share. */
#include "lib/zrtp/agreement.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/dh.h>

const struct zrtp_agreement_type *zrtp_agreement_type(enum zrtp_agreement id)
{
	static const struct zrtp_agreement_type *const types[] = { &zrtp_dh3k, &zrtp_x255 };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i]->id == id)
			return types[i];
	return NULL;
}

void zrtp_agreement_free(struct zrtp_agreement_state *state)
{
	if (state)
		state->type->destroy(state);
}

struct zrtp_agreement_state *zrtp_dh_new(const struct zrtp_agreement_type *type, EVP_PKEY *key,
					 const uint8_t *public_value)
{
	struct zrtp_dh_state *dh = calloc(1, sizeof(*dh));

	if (!dh)
		return NULL;
	dh->base.type = type;
	dh->key = key;
	memcpy(dh->public_value, public_value, type->part1_size);
	return &dh->base;
}

/* OpenSSL wipes the private key. */
void zrtp_dh_destroy(struct zrtp_agreement_state *state)
{
	struct zrtp_dh_state *dh = (struct zrtp_dh_state *)state;

	EVP_PKEY_free(dh->key);
	free(dh);
}

enum zrtp_error zrtp_dh_offer(struct zrtp_agreement_state *state, uint8_t *commit, uint8_t *part2)
{
	(void)commit;
	memcpy(part2, ((struct zrtp_dh_state *)state)->public_value, state->type->part2_size);
	return ZRTP_NO_ERROR;
}

enum zrtp_error zrtp_dh_answer(struct zrtp_agreement_state *state, const uint8_t *commit,
			       uint8_t *part1)
{
	(void)commit;
	memcpy(part1, ((struct zrtp_dh_state *)state)->public_value, state->type->part1_size);
	return ZRTP_NO_ERROR;
}

enum zrtp_error zrtp_dh_derive(struct zrtp_agreement_state *state, EVP_PKEY *peer, uint8_t *secret)
{
	struct zrtp_dh_state *dh = (struct zrtp_dh_state *)state;
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, dh->key, NULL);
	size_t wanted = state->type->secret_size, length = wanted;
	enum zrtp_error error = ZRTP_BAD_PUBLIC_VALUE;

	if (!context || EVP_PKEY_derive_init(context) != 1 ||
	    (EVP_PKEY_is_a(dh->key, "DH") && EVP_PKEY_CTX_set_dh_pad(context, 1) != 1))
		error = ZRTP_CRITICAL;
	/* The type has checked the value already: no second, slow check of its order here. */
	else if (EVP_PKEY_derive_set_peer_ex(context, peer, 0) == 1 &&
		 EVP_PKEY_derive(context, secret, &length) == 1 && length == wanted)
		error = ZRTP_NO_ERROR;
	EVP_PKEY_CTX_free(context);
	EVP_PKEY_free(peer);
	return error;
}
