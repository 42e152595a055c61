/* SPDX-License-Identifier: Apache-2.0 */
/* Key derivation (RFC 3711 4.3) and the initial values of both cipher modes. */
#include <string.h>

#include <openssl/crypto.h>

#include "lib/srtp/session.h"
#include "lib/srtp/suite.h"

static void xor_bytes(uint8_t *p, uint64_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		p[i] ^= (uint8_t)(value >> (8 * (size - 1 - i)));
}

void srtp_counter_iv(uint8_t iv[16], const uint8_t salt[14], uint32_t ssrc, uint64_t index)
{
	memcpy(iv, salt, 14);
	iv[14] = iv[15] = 0;
	xor_bytes(iv + 4, ssrc, 4);
	xor_bytes(iv + 8, index, 6);
}

void srtp_gcm_iv(uint8_t iv[12], const uint8_t salt[12], uint32_t ssrc, uint64_t index)
{
	memcpy(iv, salt, 12);
	xor_bytes(iv + 2, ssrc, 4);
	xor_bytes(iv + 6, index, 6);
}

bool srtp_derive(const struct srtp_key *master, uint8_t label, uint8_t *out, size_t size)
{
	const struct srtp_suite_parameters *p = srtp_suite_parameters(master->suite);
	EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
	uint8_t x[16] = { 0 };
	int length = 0;

	memcpy(x, master->salt, p->salt_size);
	x[7] ^= label;
	memset(out, 0, size);
	bool ok = cipher && EVP_EncryptInit_ex(cipher, p->derivation(), NULL, master->key, x) &&
		  EVP_EncryptUpdate(cipher, out, &length, out, (int)size) && length == (int)size;
	EVP_CIPHER_CTX_free(cipher);
	OPENSSL_cleanse(x, sizeof(x));
	return ok;
}
