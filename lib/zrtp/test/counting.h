/* SPDX-License-Identifier: Apache-2.0 */
/* Test helper: the inputs of vectors.py. */
#ifndef LIB_ZRTP_TEST_COUNTING_H
#define LIB_ZRTP_TEST_COUNTING_H

#include "lib/srtp/test/hex.h"
#include "lib/zrtp/algorithm.h"
#include "lib/zrtp/crypto.h"

/* Counting bytes from `first`; valid until the 16th call after. */
static inline const uint8_t *count(uint8_t first, size_t size)
{
	static uint8_t buffers[16][512];
	static unsigned next;
	uint8_t *bytes = buffers[next++ % 16];

	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)(first + i);
	return bytes;
}

static inline void assert_hex(const uint8_t *bytes, size_t size, const char *text)
{
	uint8_t expected[512];

	assert_int_equal(from_hex(expected, sizeof(expected), text), size);
	assert_memory_equal(bytes, expected, size);
}

static inline void make_chain(uint8_t chain[4][ZRTP_IMAGE_SIZE])
{
	for (unsigned i = 0; i < 4; i++)
		assert_true(zrtp_chain(count(7, 32), i, chain[i]));
}

static inline struct zrtp_choice choose(enum zrtp_hash hash, enum zrtp_cipher cipher,
					enum zrtp_auth auth, enum zrtp_agreement agreement,
					enum zrtp_sas sas)
{
	return (struct zrtp_choice){ .id = { (uint8_t)hash, (uint8_t)cipher, (uint8_t)auth,
					     (uint8_t)agreement, (uint8_t)sas } };
}

#endif
