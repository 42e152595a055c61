/* SPDX-License-Identifier: Apache-2.0 */
/* The suites and the texts of results. */
#include "lib/srtp/suite.h"

#define COUNTER(bits, tag)                                                                         \
	{                                                                                          \
		.name = "AES_CM_" #bits "_HMAC_SHA1_" #tag, .key_size = bits / 8, .salt_size = 14, \
		.rtp_tag = tag / 8, .rtcp_tag = 10, .cipher = EVP_aes_##bits##_ctr,                \
		.derivation = EVP_aes_##bits##_ctr,                                                \
	}

#define GCM(bits)                                                                                  \
	{                                                                                          \
		.name = "AEAD_AES_" #bits "_GCM", .key_size = bits / 8, .salt_size = 12,           \
		.rtp_tag = 16, .rtcp_tag = 16, .aead = true, .cipher = EVP_aes_##bits##_gcm,       \
		.derivation = EVP_aes_##bits##_ctr,                                                \
	}

static const struct srtp_suite_parameters suites[SRTP_SUITES] = {
	[SRTP_AES_CM_128_HMAC_SHA1_80] = COUNTER(128, 80),
	[SRTP_AES_CM_128_HMAC_SHA1_32] = COUNTER(128, 32),
	[SRTP_AES_CM_256_HMAC_SHA1_80] = COUNTER(256, 80),
	[SRTP_AES_CM_256_HMAC_SHA1_32] = COUNTER(256, 32),
	[SRTP_AEAD_AES_128_GCM] = GCM(128),
	[SRTP_AEAD_AES_256_GCM] = GCM(256),
};

const struct srtp_suite_parameters *srtp_suite_parameters(enum srtp_suite suite)
{
	return (unsigned)suite < SRTP_SUITES ? &suites[suite] : NULL;
}

size_t srtp_key_length(enum srtp_suite suite)
{
	const struct srtp_suite_parameters *p = srtp_suite_parameters(suite);

	return p ? p->key_size : 0;
}

size_t srtp_salt_length(enum srtp_suite suite)
{
	const struct srtp_suite_parameters *p = srtp_suite_parameters(suite);

	return p ? p->salt_size : 0;
}

const char *srtp_suite_name(enum srtp_suite suite)
{
	const struct srtp_suite_parameters *p = srtp_suite_parameters(suite);

	return p ? p->name : NULL;
}

const char *srtp_result_text(enum srtp_result result)
{
	switch (result) {
	case SRTP_OK:
		return "ok";
	case SRTP_MALFORMED:
		return "not an RTP or RTCP packet";
	case SRTP_WRONG_SSRC:
		return "packet of another stream";
	case SRTP_REPLAYED:
		return "sequence number used before";
	case SRTP_TOO_OLD:
		return "packet behind the replay window";
	case SRTP_UNAUTHENTIC:
		return "packet is not authentic";
	case SRTP_EXHAUSTED:
		return "the key has reached the end of its life";
	case SRTP_NO_SPACE:
		return "no room for the protected packet";
	case SRTP_FAILED:
		return "the cryptographic library failed";
	}
	return "unknown result";
}
