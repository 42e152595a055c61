/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The generator against HMAC_DRBG written out from SP 800-90A over OpenSSL's HMAC, and its source tests
 * against sources that are broken in the ways that they are for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include "user/services/random/generator.h"

/* 10.1.2: the working state, and update, instantiate, reseed and generate over it. */
struct reference {
	uint8_t key[32], value[32];
};

static void hmac(const uint8_t key[32], const uint8_t *data, size_t size, uint8_t out[32])
{
	unsigned length = 32;

	assert_non_null(HMAC(EVP_sha256(), key, 32, data, size, out, &length));
}

static void update(struct reference *r, const uint8_t *data, size_t size)
{
	uint8_t message[32 + 1 + 512];

	for (uint8_t round = 0; round < (size > 0 ? 2 : 1); round++) {
		memcpy(message, r->value, 32);
		message[32] = round;
		if (size > 0)
			memcpy(message + 33, data, size);
		hmac(r->key, message, 33 + size, r->key);
		hmac(r->key, r->value, 32, r->value);
	}
}

static void instantiate(struct reference *r, const uint8_t *seed, size_t size)
{
	memset(r->key, 0, 32);
	memset(r->value, 1, 32);
	update(r, seed, size);
}

static void generate(struct reference *r, uint8_t *out, size_t size)
{
	for (size_t done = 0; done < size; done += 32) {
		hmac(r->key, r->value, 32, r->value);
		memcpy(out + done, r->value, size - done < 32 ? size - done : 32);
	}
	update(r, NULL, 0);
}

/* A good source, repeatable: SHA-256 in counter mode. */
static void raw_bytes(uint32_t from, uint8_t *to, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		uint32_t at = from + (uint32_t)i, block = at / 32;
		uint8_t digest[32];

		SHA256((const uint8_t *)&block, sizeof(block), digest);
		to[i] = digest[at % 32];
	}
}

static const uint8_t personal[32] = "a phone that is like no other...";

static void feed(struct generator *g, uint32_t from, size_t size)
{
	static uint8_t raw[1 << 16];

	raw_bytes(from, raw, size);
	assert_true(generator_feed(g, raw, size));
}

static void it_agrees_with_the_standard(void **state)
{
	struct generator g;
	struct reference r;
	uint8_t seed[512], got[56], expected[56];

	(void)state;
	generator_init(&g, personal);
	feed(&g, 0, GENERATOR_STARTUP + GENERATOR_SEED);
	raw_bytes(GENERATOR_STARTUP, seed, GENERATOR_SEED);
	memcpy(seed + GENERATOR_SEED, personal, 32);
	instantiate(&r, seed, GENERATOR_SEED + 32);
	for (unsigned i = 0; i < 100; i++) {
		assert_true(generator_read(&g, got, sizeof(got)));
		generate(&r, expected, sizeof(expected));
		assert_memory_equal(got, expected, sizeof(got));
	}
	for (uint32_t i = 0; i < 10; i++) {
		feed(&g, 5000 + i * GENERATOR_RESEED, GENERATOR_RESEED);
		raw_bytes(5000 + i * GENERATOR_RESEED, seed, GENERATOR_RESEED);
		update(&r, seed, GENERATOR_RESEED);
		for (unsigned k = 0; k < 3; k++) {
			assert_true(generator_read(&g, got, sizeof(got)));
			generate(&r, expected, sizeof(expected));
			assert_memory_equal(got, expected, sizeof(got));
		}
	}
}

static void there_is_nothing_before_the_seed(void **state)
{
	struct generator g;
	uint8_t got[56], zeros[56] = { 0 };

	(void)state;
	generator_init(&g, personal);
	for (uint32_t i = 0; i < GENERATOR_STARTUP + GENERATOR_SEED; i++) {
		memset(got, 0xff, sizeof(got));
		assert_true(generator_wants(&g));
		assert_false(generator_read(&g, got, sizeof(got)));
		assert_memory_equal(got, zeros, sizeof(got));
		feed(&g, i, 1);
	}
	assert_true(generator_read(&g, got, sizeof(got)));
}

/* Bytes beyond what the pool holds are tested and left out. */
static void the_pool_fills_once(void **state)
{
	struct generator g;
	uint8_t got[56];

	(void)state;
	generator_init(&g, personal);
	feed(&g, 0, 10000);
	assert_int_equal(g.pooled, GENERATOR_RESEED);
	assert_false(generator_wants(&g));
	assert_true(generator_read(&g, got, sizeof(got)));
	assert_int_equal(g.pooled, 0);
	assert_true(generator_wants(&g));
}

static void a_stopped_source_is_borne_for_a_while(void **state)
{
	struct generator g;
	uint8_t got[1];

	(void)state;
	generator_init(&g, personal);
	feed(&g, 0, GENERATOR_STARTUP + GENERATOR_SEED);
	mbedtls_hmac_drbg_set_reseed_interval(&g.drbg, 1000);
	for (unsigned i = 0; i < 1000; i++)
		assert_true(generator_read(&g, got, sizeof(got)));
	assert_false(generator_read(&g, got, sizeof(got)));
	feed(&g, 20000, GENERATOR_RESEED);
	assert_true(generator_read(&g, got, sizeof(got)));
}

static void expect_failure(struct generator *g, const uint8_t *raw, size_t size)
{
	uint8_t got[56];

	assert_false(generator_feed(g, raw, size));
	assert_false(generator_feed(g, raw, 0)); /* and stays failed */
	assert_false(generator_wants(g));
	assert_false(generator_read(g, got, sizeof(got)));
}

static void a_source_that_is_stuck_fails(void **state)
{
	struct generator g;
	uint8_t raw[9];

	(void)state;
	for (unsigned before = 0; before < 3000; before += 700) {
		generator_init(&g, personal);
		feed(&g, 0, before);
		memset(raw, 0x55, sizeof(raw));
		assert_true(generator_feed(&g, raw, 8));
		assert_false(generator_feed(&g, raw, 1));
		expect_failure(&g, raw, 1);
	}
}

/* One value far too often, but never many times in a row. */
static void a_biased_source_fails(void **state)
{
	struct generator g;
	uint8_t raw[1024];

	(void)state;
	generator_init(&g, personal);
	raw_bytes(0, raw, sizeof(raw));
	for (size_t i = 0; i < sizeof(raw); i += 4)
		raw[i] = 7;
	expect_failure(&g, raw, sizeof(raw));
}

static void a_counter_that_is_short_fails(void **state)
{
	struct generator g;
	uint8_t raw[1024];

	(void)state;
	generator_init(&g, personal);
	for (size_t i = 0; i < sizeof(raw); i++)
		raw[i] = (uint8_t)(i % 6);
	expect_failure(&g, raw, sizeof(raw));
}

static void a_good_source_does_not_fail(void **state)
{
	struct generator g;

	(void)state;
	generator_init(&g, personal);
	for (uint32_t i = 0; i < 64; i++)
		feed(&g, i * 32768, 32768);
}

static void two_phones_differ(void **state)
{
	const uint8_t other[32] = "another...";
	uint8_t a[56], b[56];
	struct generator g;

	(void)state;
	generator_init(&g, personal);
	feed(&g, 0, 2000);
	assert_true(generator_read(&g, a, sizeof(a)));
	generator_init(&g, other);
	feed(&g, 0, 2000);
	assert_true(generator_read(&g, b, sizeof(b)));
	assert_memory_not_equal(a, b, sizeof(a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_agrees_with_the_standard),
		cmocka_unit_test(there_is_nothing_before_the_seed),
		cmocka_unit_test(the_pool_fills_once),
		cmocka_unit_test(a_stopped_source_is_borne_for_a_while),
		cmocka_unit_test(a_source_that_is_stuck_fails),
		cmocka_unit_test(a_biased_source_fails),
		cmocka_unit_test(a_counter_that_is_short_fails),
		cmocka_unit_test(a_good_source_does_not_fail),
		cmocka_unit_test(two_phones_differ),
	};

	return cmocka_run_group_tests_name("random-generator", tests, NULL, NULL);
}
