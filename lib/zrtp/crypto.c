/* SPDX-License-Identifier: Apache-2.0 */
/* The primitives; see crypto.h. */
#include "lib/zrtp/crypto.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

enum { MAX_KDF_INPUT = 128 }; /* 4 + 26 (the longest label) + 1 + 72 (context with S384) + 4 */

static const EVP_MD *digest_of(enum zrtp_hash hash)
{
	return hash == ZRTP_S384 ? EVP_sha384() : EVP_sha256();
}

bool zrtp_random(const struct zrtp_random *random, uint8_t *bytes, size_t size)
{
	if (random->fill)
		return random->fill(random->context, bytes, size);
	return RAND_bytes(bytes, (int)size) == 1;
}

size_t zrtp_hash_size(enum zrtp_hash hash)
{
	return hash == ZRTP_S384 ? 48 : 32;
}

bool zrtp_digest(enum zrtp_hash hash, const struct zrtp_bytes *parts, size_t count, uint8_t *out)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool ok = context && EVP_DigestInit_ex(context, digest_of(hash), NULL);

	for (size_t i = 0; ok && i < count; i++)
		ok = EVP_DigestUpdate(context, parts[i].data, parts[i].size);
	ok = ok && EVP_DigestFinal_ex(context, out, NULL);
	EVP_MD_CTX_free(context);
	return ok;
}

bool zrtp_hmac(enum zrtp_hash hash, struct zrtp_bytes key, struct zrtp_bytes data, uint8_t *out,
	       size_t size)
{
	uint8_t mac[EVP_MAX_MD_SIZE];
	unsigned length = 0;
	bool ok = HMAC(digest_of(hash), key.data, (int)key.size, data.data, data.size, mac,
		       &length) &&
		  size <= length;

	if (ok)
		memcpy(out, mac, size);
	OPENSSL_cleanse(mac, sizeof(mac));
	return ok;
}

static void write32(uint8_t *p, size_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (24 - 8 * i));
}

bool zrtp_kdf(enum zrtp_hash hash, const uint8_t *key, const char *label, struct zrtp_bytes context,
	      uint8_t *out, size_t size)
{
	uint8_t input[MAX_KDF_INPUT];
	size_t label_size = strlen(label);
	size_t length = 4 + label_size + 1 + context.size + 4;

	if (length > sizeof(input))
		return false;
	write32(input, 1); /* the counter: one block is all that is ever asked for */
	memcpy(input + 4, label, label_size + 1); /* with its final 0, the separator */
	memcpy(input + 4 + label_size + 1, context.data, context.size);
	write32(input + length - 4, 8 * size);
	return zrtp_hmac(hash, (struct zrtp_bytes){ key, zrtp_hash_size(hash) },
			 (struct zrtp_bytes){ input, length }, out, size);
}

bool zrtp_cfb(const uint8_t *key, size_t key_size, const uint8_t iv[ZRTP_IV_SIZE], uint8_t *data,
	      size_t size, bool encrypt)
{
	const EVP_CIPHER *type = key_size == 32 ? EVP_aes_256_cfb128() : EVP_aes_128_cfb128();
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	int length = 0;
	bool ok = context && EVP_CipherInit_ex(context, type, NULL, key, iv, encrypt) &&
		  EVP_CipherUpdate(context, data, &length, data, (int)size) && length == (int)size;

	EVP_CIPHER_CTX_free(context);
	return ok;
}

bool zrtp_equal(const void *a, const void *b, size_t size)
{
	return CRYPTO_memcmp(a, b, size) == 0;
}

bool zrtp_chain(const uint8_t *secret, unsigned steps, uint8_t *image)
{
	struct zrtp_bytes part = { image, ZRTP_IMAGE_SIZE };

	memmove(image, secret, ZRTP_IMAGE_SIZE);
	while (steps-- > 0)
		if (!zrtp_digest(ZRTP_S256, &part, 1, image))
			return false;
	return true;
}

bool zrtp_chain_links(const uint8_t *secret, unsigned steps, const uint8_t *image)
{
	uint8_t reached[ZRTP_IMAGE_SIZE];

	return zrtp_chain(secret, steps, reached) && zrtp_equal(reached, image, sizeof(reached));
}
