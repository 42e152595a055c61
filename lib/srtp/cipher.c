/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sealing and opening one packet with the session keys: AES-CM then HMAC-SHA1 (RFC 3711 3.3), or
 * AES-GCM (RFC 7714). What is authenticated and in which order:
 *
 *	counter mode	clear, body (encrypted), trailer
 *	GCM		clear, trailer (SRTCP only: SRTP has the counter in its nonce), body
 */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>

#include "lib/srtp/session.h"
#include "lib/srtp/suite.h"

enum { HMAC_KEY = 20, HMAC_SIZE = 20 };

/* Labels of RFC 3711 4.3.2, in threes: cipher key, authentication key, salt. */
enum { LABEL_CIPHER, LABEL_AUTH, LABEL_SALT, LABELS_OF_RTCP };

static EVP_MAC_CTX *new_hmac(const uint8_t key[HMAC_KEY])
{
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX *context = mac ? EVP_MAC_CTX_new(mac) : NULL;
	char digest[] = "SHA1";
	OSSL_PARAM parameters[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_end(),
	};

	EVP_MAC_free(mac);
	if (context && EVP_MAC_init(context, key, HMAC_KEY, parameters))
		return context;
	EVP_MAC_CTX_free(context);
	return NULL;
}

static bool load_keys(struct srtp_keys *keys, const struct srtp_suite_parameters *p,
		      const uint8_t *cipher_key, const uint8_t *auth_key)
{
	keys->cipher = EVP_CIPHER_CTX_new();
	if (!keys->cipher ||
	    !EVP_CipherInit_ex(keys->cipher, p->cipher(), NULL, cipher_key, NULL, 1))
		return false;
	if (p->aead)
		return true;
	keys->mac = new_hmac(auth_key);
	return keys->mac != NULL;
}

bool srtp_keys_init(struct srtp_keys *keys, const struct srtp_key *master,
		    enum srtp_protocol protocol)
{
	const struct srtp_suite_parameters *p = srtp_suite_parameters(master->suite);
	uint8_t base = protocol == SRTP_FOR_RTCP ? LABELS_OF_RTCP : 0;
	uint8_t cipher_key[SRTP_MAX_KEY], auth_key[HMAC_KEY];

	*keys = (struct srtp_keys){
		.aead = p->aead,
		.tag_size = protocol == SRTP_FOR_RTCP ? p->rtcp_tag : p->rtp_tag,
	};
	bool ok = srtp_derive(master, base + LABEL_CIPHER, cipher_key, p->key_size) &&
		  srtp_derive(master, base + LABEL_AUTH, auth_key, sizeof(auth_key)) &&
		  srtp_derive(master, base + LABEL_SALT, keys->salt, p->salt_size) &&
		  load_keys(keys, p, cipher_key, auth_key);
	OPENSSL_cleanse(cipher_key, sizeof(cipher_key));
	OPENSSL_cleanse(auth_key, sizeof(auth_key));
	return ok;
}

/* OpenSSL wipes the keys inside its contexts when it frees them. */
void srtp_keys_clear(struct srtp_keys *keys)
{
	EVP_CIPHER_CTX_free(keys->cipher);
	EVP_MAC_CTX_free(keys->mac);
	OPENSSL_cleanse(keys, sizeof(*keys));
}

static bool run_counter(struct srtp_keys *keys, const struct srtp_parts *parts)
{
	uint8_t iv[16];
	int length = 0;

	srtp_counter_iv(iv, keys->salt, parts->ssrc, parts->index);
	return EVP_CipherInit_ex(keys->cipher, NULL, NULL, NULL, iv, 1) &&
	       EVP_CipherUpdate(keys->cipher, parts->body, &length, parts->body,
				(int)parts->body_size);
}

static bool run_hmac(struct srtp_keys *keys, const struct srtp_parts *parts, uint8_t mac[HMAC_SIZE])
{
	size_t length = 0;

	return EVP_MAC_init(keys->mac, NULL, 0, NULL) &&
	       EVP_MAC_update(keys->mac, parts->clear, parts->clear_size) &&
	       EVP_MAC_update(keys->mac, parts->body, parts->body_size) &&
	       EVP_MAC_update(keys->mac, parts->trailer, parts->trailer_size) &&
	       EVP_MAC_final(keys->mac, mac, &length, HMAC_SIZE) && length == HMAC_SIZE;
}

/* Nonce, associated data and body; the tag is the caller's part. */
static bool run_gcm(struct srtp_keys *keys, const struct srtp_parts *parts, int encrypt)
{
	uint8_t iv[12];
	int length = 0;

	srtp_gcm_iv(iv, keys->salt, parts->ssrc, parts->index);
	return EVP_CipherInit_ex(keys->cipher, NULL, NULL, NULL, iv, encrypt) &&
	       EVP_CipherUpdate(keys->cipher, NULL, &length, parts->clear,
				(int)parts->clear_size) &&
	       (parts->trailer_size == 0 ||
		EVP_CipherUpdate(keys->cipher, NULL, &length, parts->trailer,
				 (int)parts->trailer_size)) &&
	       (parts->body_size == 0 || EVP_CipherUpdate(keys->cipher, parts->body, &length,
							  parts->body, (int)parts->body_size));
}

bool srtp_seal(struct srtp_keys *keys, const struct srtp_parts *parts)
{
	uint8_t end[SRTP_MAX_TAG], mac[HMAC_SIZE];
	int length = 0;

	if (keys->aead)
		return run_gcm(keys, parts, 1) && EVP_CipherFinal_ex(keys->cipher, end, &length) &&
		       EVP_CIPHER_CTX_ctrl(keys->cipher, EVP_CTRL_AEAD_GET_TAG, (int)keys->tag_size,
					   parts->tag);
	if (!run_counter(keys, parts) || !run_hmac(keys, parts, mac))
		return false;
	memcpy(parts->tag, mac, keys->tag_size);
	return true;
}

static enum srtp_result open_gcm(struct srtp_keys *keys, const struct srtp_parts *parts)
{
	uint8_t end[SRTP_MAX_TAG];
	int length = 0;

	if (!run_gcm(keys, parts, 0) || !EVP_CIPHER_CTX_ctrl(keys->cipher, EVP_CTRL_AEAD_SET_TAG,
							     (int)keys->tag_size, parts->tag))
		return SRTP_FAILED;
	if (EVP_CipherFinal_ex(keys->cipher, end, &length))
		return SRTP_OK;
	/* Nobody may act on bytes that were decrypted but are not authentic. */
	OPENSSL_cleanse(parts->body, parts->body_size);
	return SRTP_UNAUTHENTIC;
}

enum srtp_result srtp_open(struct srtp_keys *keys, const struct srtp_parts *parts)
{
	uint8_t mac[HMAC_SIZE];

	if (keys->aead)
		return open_gcm(keys, parts);
	if (!run_hmac(keys, parts, mac))
		return SRTP_FAILED;
	if (CRYPTO_memcmp(mac, parts->tag, keys->tag_size) != 0)
		return SRTP_UNAUTHENTIC;
	return run_counter(keys, parts) ? SRTP_OK : SRTP_FAILED;
}
