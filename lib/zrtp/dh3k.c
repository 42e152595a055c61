/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Key agreement "DH3k": Diffie-Hellman in the 3072-bit MODP group of RFC 3526 (RFC 6189 5.1.5), with
 * secret exponents of 512 bits: twice the length of the longest AES key.
 *
 * p is a safe prime: its only small subgroup is {1, p-1}, so that checking 1 < value < p-1 keeps a
 * peer's value from confining the result. The check is ours and precedes OpenSSL's.
 */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/param_build.h>

#include "lib/zrtp/agreement.h"

enum { VALUE = 384, EXPONENT = 64 };

/* A DH key of the group; `secret` may be NULL. */
static EVP_PKEY *make_key(const BIGNUM *value, const BIGNUM *secret)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "DH", NULL);
	OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
	OSSL_PARAM *parameters = NULL;
	EVP_PKEY *key = NULL;

	if (context && builder &&
	    OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "modp_3072", 0) &&
	    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PUB_KEY, value) &&
	    (!secret || OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, secret)))
		parameters = OSSL_PARAM_BLD_to_param(builder);
	if (!parameters || EVP_PKEY_fromdata_init(context) != 1 ||
	    EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, parameters) != 1)
		key = NULL;
	OSSL_PARAM_free(parameters);
	OSSL_PARAM_BLD_free(builder);
	EVP_PKEY_CTX_free(context);
	return key;
}

/* value = 2^secret mod p, and the key of both. */
static EVP_PKEY *make_pair(const uint8_t exponent[EXPONENT], uint8_t value_bytes[VALUE])
{
	BN_CTX *context = BN_CTX_new();
	BIGNUM *p = BN_get_rfc3526_prime_3072(NULL), *g = BN_new(), *value = BN_new();
	BIGNUM *secret = BN_secure_new();
	EVP_PKEY *key = NULL;

	if (context && p && g && value && secret && BN_set_word(g, 2) &&
	    BN_bin2bn(exponent, EXPONENT, secret) &&
	    BN_mod_exp_mont_consttime(value, g, secret, p, context, NULL) &&
	    BN_bn2binpad(value, value_bytes, VALUE) == VALUE)
		key = make_key(value, secret);
	BN_clear_free(secret);
	BN_free(value);
	BN_free(g);
	BN_free(p);
	BN_CTX_free(context);
	return key;
}

static struct zrtp_agreement_state *create(const struct zrtp_random *random)
{
	uint8_t exponent[EXPONENT], value[VALUE];
	EVP_PKEY *key = NULL;
	struct zrtp_agreement_state *state = NULL;

	if (zrtp_random(random, exponent, sizeof(exponent)))
		key = make_pair(exponent, value);
	OPENSSL_cleanse(exponent, sizeof(exponent));
	if (key)
		state = zrtp_dh_new(&zrtp_dh3k, key, value);
	if (!state)
		EVP_PKEY_free(key);
	return state;
}

static bool in_range(const BIGNUM *value)
{
	BIGNUM *limit = BN_get_rfc3526_prime_3072(NULL);
	bool ok = limit && BN_sub_word(limit, 1) && !BN_is_zero(value) && !BN_is_one(value) &&
		  BN_cmp(value, limit) < 0;

	BN_free(limit);
	return ok;
}

static enum zrtp_error finish(struct zrtp_agreement_state *state, const uint8_t *value_bytes,
			      uint8_t *secret)
{
	BIGNUM *value = BN_bin2bn(value_bytes, VALUE, NULL);
	enum zrtp_error error = ZRTP_CRITICAL;

	if (value && !in_range(value)) {
		error = ZRTP_BAD_PUBLIC_VALUE;
	} else if (value) {
		EVP_PKEY *peer = make_key(value, NULL);
		if (peer)
			error = zrtp_dh_derive(state, peer, secret);
	}
	BN_free(value);
	return error;
}

const struct zrtp_agreement_type zrtp_dh3k = {
	.id = ZRTP_DH3K,
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
