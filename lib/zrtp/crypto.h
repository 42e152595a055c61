/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside lib/zrtp: the few primitives of RFC 6189, over OpenSSL's EVP. All return false only if the
 * library fails (no memory).
 */
#ifndef LIB_ZRTP_CRYPTO_H
#define LIB_ZRTP_CRYPTO_H

#include "lib/zrtp/zrtp.h"

enum {
	ZRTP_IMAGE_SIZE = 32, /* an element of the hash chain, SHA-256 (section 9) */
	ZRTP_MAX_HASH = 48,
	ZRTP_MAX_KEY = 32,
	ZRTP_MAC_SIZE = 8, /* HMACs in messages are truncated to 64 bits */
	ZRTP_IV_SIZE = 16
};

struct zrtp_bytes {
	const void *data;
	size_t size;
};

struct zrtp_random {
	bool (*fill)(void *context, uint8_t *bytes, size_t length); /* NULL: RAND_bytes */
	void *context;
};

bool zrtp_random(const struct zrtp_random *random, uint8_t *bytes, size_t size);

/* Bytes that a negotiated hash has. */
size_t zrtp_hash_size(enum zrtp_hash hash);

/* The hash of several strings, one after the other; zrtp_hash_size bytes. */
bool zrtp_digest(enum zrtp_hash hash, const struct zrtp_bytes *parts, size_t count, uint8_t *out);

/* HMAC with that hash, truncated to `size`. */
bool zrtp_hmac(enum zrtp_hash hash, struct zrtp_bytes key, struct zrtp_bytes data, uint8_t *out,
	       size_t size);

/* KDF(key, label, context, 8 * size) of section 4.5.1; at most zrtp_hash_size bytes. */
bool zrtp_kdf(enum zrtp_hash hash, const uint8_t *key, const char *label, struct zrtp_bytes context,
	      uint8_t *out, size_t size);

/* AES in CFB-128 mode, in place, with a key of 16 or 32 bytes (section 5.7). */
bool zrtp_cfb(const uint8_t *key, size_t key_size, const uint8_t iv[ZRTP_IV_SIZE], uint8_t *data,
	      size_t size, bool encrypt);

/* Equality in constant time. */
bool zrtp_equal(const void *a, const void *b, size_t size);

/* Is `image` the SHA-256 of `secret`, hashed `steps` times? (section 9) */
bool zrtp_chain_links(const uint8_t *secret, unsigned steps, const uint8_t *image);

/* The element `steps` further along the chain. */
bool zrtp_chain(const uint8_t *secret, unsigned steps, uint8_t *image);

#endif
