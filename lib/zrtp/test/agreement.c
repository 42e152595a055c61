/* SPDX-License-Identifier: Apache-2.0 */
/* Each key agreement on its own: both ends meet, hostile values are refused, results have full width. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <openssl/bn.h>

#include "lib/srtp/test/hex.h"
#include "lib/zrtp/agreement.h"

static const struct zrtp_agreement_type *const types[] = { &zrtp_dh3k, &zrtp_x255 };

static const struct zrtp_random system_random;

static void both_ends_meet(void **state)
{
	(void)state;
	for (size_t n = 0; n < 2; n++) {
		const struct zrtp_agreement_type *type = types[n];
		uint8_t part1[384], part2[384], secret[2][384];
		struct zrtp_agreement_state *i = type->create(&system_random);
		struct zrtp_agreement_state *r = type->create(&system_random);

		assert_int_equal(type->commit_size, 0);
		assert_int_equal(type->offer(i, NULL, part2), ZRTP_NO_ERROR);
		assert_int_equal(type->answer(r, NULL, part1), ZRTP_NO_ERROR);
		assert_memory_not_equal(part1, part2, type->part1_size);
		assert_int_equal(type->finish_initiator(i, part1, secret[0]), ZRTP_NO_ERROR);
		assert_int_equal(type->finish_responder(r, part2, secret[1]), ZRTP_NO_ERROR);
		assert_memory_equal(secret[0], secret[1], type->secret_size);
		zrtp_agreement_free(i);
		zrtp_agreement_free(r);
	}
	zrtp_agreement_free(NULL);
	assert_ptr_equal(zrtp_agreement_type(ZRTP_DH3K), &zrtp_dh3k);
	assert_ptr_equal(zrtp_agreement_type(ZRTP_X255), &zrtp_x255);
	assert_null(zrtp_agreement_type(ZRTP_MULT));
}

static enum zrtp_error finish(const struct zrtp_agreement_type *type, const uint8_t *value)
{
	uint8_t secret[384];
	struct zrtp_agreement_state *state = type->create(&system_random);
	enum zrtp_error error = type->finish_initiator(state, value, secret);

	assert_int_equal(type->finish_responder(state, value, secret), error);
	zrtp_agreement_free(state);
	return error;
}

/* 0, 1, p-1 and what is no element of the group. */
static void dh3k_range(void **state)
{
	(void)state;
	BIGNUM *p = BN_get_rfc3526_prime_3072(NULL), *v = BN_new();
	uint8_t value[384];

	for (unsigned word = 0; word <= 2; word++) {
		BN_set_word(v, word);
		BN_bn2binpad(v, value, 384);
		assert_int_equal(finish(&zrtp_dh3k, value),
				 word < 2 ? ZRTP_BAD_PUBLIC_VALUE : ZRTP_NO_ERROR);
	}
	for (int distance = -2; distance <= 1; distance++) {
		BN_copy(v, p);
		if (distance < 0)
			BN_sub_word(v, (BN_ULONG)-distance);
		else
			BN_add_word(v, (BN_ULONG)distance);
		BN_bn2binpad(v, value, 384);
		assert_int_equal(finish(&zrtp_dh3k, value),
				 distance < -1 ? ZRTP_NO_ERROR : ZRTP_BAD_PUBLIC_VALUE);
	}
	memset(value, 0xff, sizeof(value));
	assert_int_equal(finish(&zrtp_dh3k, value), ZRTP_BAD_PUBLIC_VALUE);
	BN_free(p);
	BN_free(v);
}

/* The points of small order on Curve25519 that have a canonical form, and two that do not. */
static void x255_small_order(void **state)
{
	(void)state;
	static const char *const points[] = {
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
		"5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	};
	uint8_t value[32];

	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
		from_hex(value, sizeof(value), points[i]);
		assert_int_equal(finish(&zrtp_x255, value), ZRTP_BAD_PUBLIC_VALUE);
	}
	value[0] = 9;
	memset(value + 1, 0, 31);
	assert_int_equal(finish(&zrtp_x255, value), ZRTP_NO_ERROR);
}

static bool fixed_random(void *context, uint8_t *bytes, size_t length)
{
	memset(bytes, 0, length);
	bytes[length - 1] = *(uint8_t *)context;
	return true;
}

/*
 * 2^3 = 8 and (2^3)^5 = 32768: exponents 3 and 5 show that the result keeps its leading zeros, and
 * that the group's generator is 2.
 */
static void dh3k_width(void **state)
{
	(void)state;
	uint8_t three = 3, part[384], secret[384], expected[384] = { 0 };
	struct zrtp_random random = { fixed_random, &three };
	struct zrtp_agreement_state *dh = zrtp_dh3k.create(&random);

	zrtp_dh3k.offer(dh, NULL, part);
	expected[383] = 8;
	assert_memory_equal(part, expected, 384);
	expected[383] = 32; /* the peer's value, for its exponent of 5 */
	memset(secret, 0xee, sizeof(secret));
	assert_int_equal(zrtp_dh3k.finish_initiator(dh, expected, secret), ZRTP_NO_ERROR);
	expected[382] = 0x80, expected[383] = 0;
	assert_memory_equal(secret, expected, 384);
	zrtp_agreement_free(dh);
}

static bool hex_random(void *context, uint8_t *bytes, size_t length)
{
	from_hex(bytes, length, context);
	return true;
}

/* RFC 7748 6.1 */
static void x255_vector(void **state)
{
	(void)state;
	char bob[] = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb";
	uint8_t expected[32], part[32], peer[32], secret[32];
	struct zrtp_random random = { hex_random, bob };
	struct zrtp_agreement_state *dh = zrtp_x255.create(&random);

	zrtp_x255.offer(dh, NULL, part);
	from_hex(expected, 32, "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
	assert_memory_equal(part, expected, 32);
	from_hex(peer, 32, "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
	from_hex(expected, 32, "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
	assert_int_equal(zrtp_x255.finish_initiator(dh, peer, secret), ZRTP_NO_ERROR);
	assert_memory_equal(secret, expected, 32);
	zrtp_agreement_free(dh);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_ends_meet),   cmocka_unit_test(dh3k_range),
		cmocka_unit_test(x255_small_order), cmocka_unit_test(dh3k_width),
		cmocka_unit_test(x255_vector),
	};

	return cmocka_run_group_tests_name("zrtp agreements", tests, NULL, NULL);
}
