/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Known answers: RFC 3711 appendix B, RFC 6188 7, RFC 7714 16 and 17. Where the RFCs give only parts
 * (no whole packet through the key derivation), the value was computed with Python's `cryptography`
 * and `hmac` from the formulas quoted at each test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "lib/srtp/session.h"
#include "lib/srtp/suite.h"
#include "lib/srtp/test/hex.h"

#define KEY_3711  "e1f97a0d3e018be0d64fa32c06de4139"
#define SALT_3711 "0ec675ad498afeebb6960b3aabe6"
#define KEY_6188  "f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6"
#define SALT_6188 "3b04803de51ee7c96423ab5b78d2"
#define KEY_7714  "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define SALT_7714 "517569642070726f2071756f" /* "Quid pro quo" */

static struct srtp_key make_key(enum srtp_suite suite, const char *key, const char *salt)
{
	struct srtp_key master = { .suite = suite };

	from_hex(master.key, sizeof(master.key), key);
	from_hex(master.salt, sizeof(master.salt), salt);
	return master;
}

static void assert_hex(const uint8_t *bytes, size_t size, const char *text)
{
	uint8_t expected[512];

	assert_int_equal(from_hex(expected, sizeof(expected), text), size);
	assert_memory_equal(bytes, expected, size);
}

static void check_derivation(enum srtp_suite suite, const char *key, const char *salt,
			     uint8_t label, size_t size, const char *expected)
{
	struct srtp_key master = make_key(suite, key, salt);
	uint8_t out[94];

	assert_true(srtp_derive(&master, label, out, size));
	assert_hex(out, size, expected);
}

/* RFC 3711 B.3 */
static void derivation_128(void **state)
{
	(void)state;
	enum srtp_suite s = SRTP_AES_CM_128_HMAC_SHA1_80;

	check_derivation(s, KEY_3711, SALT_3711, 0, 16, "c61e7a93744f39ee10734afe3ff7a087");
	check_derivation(s, KEY_3711, SALT_3711, 2, 14, "30cbbc08863d8c85d49db34a9ae1");
	check_derivation(s, KEY_3711, SALT_3711, 1, 94,
			 "cebe321f6ff7716b6fd4ab49af256a156d38baa48f0a0acf3c34e2359e6cdbce"
			 "e049646c43d9327ad175578ef72270986371c10c9a369ac2f94a8c5fbcdddc25"
			 "6d6e919a48b610ef17c2041e474035766b68642c59bbfc2f34db60dbdfb2");
}

/* RFC 6188 7.2 */
static void derivation_256(void **state)
{
	(void)state;
	enum srtp_suite s = SRTP_AES_CM_256_HMAC_SHA1_80;

	check_derivation(s, KEY_6188, SALT_6188, 0, 32,
			 "5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4");
	check_derivation(s, KEY_6188, SALT_6188, 2, 14, "fa31791685ca444a9e07c6c64e93");
	check_derivation(s, KEY_6188, SALT_6188, 1, 20, "fd9c32d39ed5fbb5a9dc96b30818454d1313dc05");
}

/* RFC 3711 B.2: the counter block of SSRC 0 and index 0 is the salt followed by 0000. */
static void counter_iv(void **state)
{
	(void)state;
	uint8_t salt[14], iv[16];

	from_hex(salt, sizeof(salt), "f0f1f2f3f4f5f6f7f8f9fafbfcfd");
	srtp_counter_iv(iv, salt, 0, 0);
	assert_hex(iv, 16, "f0f1f2f3f4f5f6f7f8f9fafbfcfd0000");
	/* RFC 3711 4.1.1: salt * 2^16 XOR SSRC * 2^64 XOR index * 2^16 */
	srtp_counter_iv(iv, salt, 0xdeadbeef, 0x010203040506);
	assert_hex(iv, 16, "f0f1f2f32a584818f9fbf9fff9fb0000");
}

/* RFC 7714 16.1.1 and 17.1 */
static void gcm_iv(void **state)
{
	(void)state;
	uint8_t salt[12], iv[12];

	from_hex(salt, sizeof(salt), SALT_7714);
	srtp_gcm_iv(iv, salt, 0x5501a0b2, 0xf17b);
	assert_hex(iv, 12, "51753c6580c2726f20718414");
	srtp_gcm_iv(iv, salt, 0x4d617273, 0x5d4);
	assert_hex(iv, 12, "517524055203726f207170bb");
}

/* Session keys of RFC 7714's vectors: the key and salt are used as they are. */
static void load_session(struct srtp_keys *keys, enum srtp_suite suite, const char *salt)
{
	uint8_t key[32];

	*keys = (struct srtp_keys){ .aead = true, .tag_size = 16 };
	from_hex(key, sizeof(key), KEY_7714);
	from_hex(keys->salt, sizeof(keys->salt), salt);
	keys->cipher = EVP_CIPHER_CTX_new();
	assert_true(EVP_CipherInit_ex(keys->cipher, srtp_suite_parameters(suite)->cipher(), NULL,
				      key, NULL, 1));
}

static void check_gcm(enum srtp_suite suite, const char *expected)
{
	static const char plain[] = "8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e697320"
				    "64697669736120696e207061727465732074726573";
	struct srtp_keys keys;
	uint8_t packet[12 + 38 + 16];

	from_hex(packet, sizeof(packet), plain);
	load_session(&keys, suite, SALT_7714);
	struct srtp_parts parts = {
		.ssrc = 0x5501a0b2,
		.index = 0xf17b,
		.clear = packet,
		.clear_size = 12,
		.body = packet + 12,
		.body_size = 38,
		.tag = packet + 50,
	};
	assert_true(srtp_seal(&keys, &parts));
	assert_hex(packet, sizeof(packet), expected);
	assert_int_equal(srtp_open(&keys, &parts), SRTP_OK);
	assert_hex(packet, 50, plain);
	srtp_keys_clear(&keys);
}

/* RFC 7714 16.1.1 and 16.2.1 */
static void gcm_packets(void **state)
{
	(void)state;
	check_gcm(SRTP_AEAD_AES_128_GCM,
		  "8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a"
		  "51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce");
	check_gcm(SRTP_AEAD_AES_256_GCM,
		  "8040f17b8041f8d35501a0b232b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a02"
		  "76ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13");
}

/* RFC 7714 17.1: the associated data is the header and the word of E flag and index. */
static void gcm_rtcp(void **state)
{
	(void)state;
	struct srtp_keys keys;
	uint8_t packet[52 + 16], word[4];

	from_hex(packet, sizeof(packet),
		 "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61"
		 "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef");
	from_hex(word, sizeof(word), "800005d4");
	load_session(&keys, SRTP_AEAD_AES_128_GCM, SALT_7714);
	struct srtp_parts parts = {
		.ssrc = 0x4d617273,
		.index = 0x5d4,
		.clear = packet,
		.clear_size = 8,
		.body = packet + 8,
		.body_size = 44,
		.trailer = word,
		.trailer_size = 4,
		.tag = packet + 52,
	};
	assert_true(srtp_seal(&keys, &parts));
	assert_hex(
		packet, sizeof(packet),
		"81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda"
		"4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade");
	srtp_keys_clear(&keys);
}

static void check_packet(enum srtp_suite suite, const char *key, const char *salt,
			 const char *expected)
{
	static const char plain[] = "800f1234decafbadcafebabeabababababababababababababababab";
	struct srtp_key master = make_key(suite, key, salt);
	struct srtp_sender *sender = srtp_sender_new(&master, 0xcafebabe);
	struct srtp_receiver *receiver = srtp_receiver_new(&master, 0xcafebabe);
	uint8_t packet[64];
	size_t length = from_hex(packet, sizeof(packet), plain);

	assert_int_equal(srtp_sender_protect(sender, packet, &length, sizeof(packet)), SRTP_OK);
	assert_hex(packet, length, expected);
	assert_int_equal(srtp_receiver_unprotect(receiver, packet, &length), SRTP_OK);
	assert_hex(packet, length, plain);
	srtp_sender_free(sender);
	srtp_receiver_free(receiver);
}

/*
 * Whole packets, key derivation included. Counter mode: AES-CTR(k_e, IV) of the payload, then
 * HMAC-SHA1(k_a, packet || ROC). GCM: AES-GCM(k_e, nonce, payload, header).
 */
static void whole_packets(void **state)
{
	(void)state;
	check_packet(
		SRTP_AES_CM_128_HMAC_SHA1_80, KEY_3711, SALT_3711,
		"800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb");
	check_packet(SRTP_AES_CM_128_HMAC_SHA1_32, KEY_3711, SALT_3711,
		     "800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc");
	check_packet(
		SRTP_AES_CM_256_HMAC_SHA1_80, KEY_6188, SALT_6188,
		"800f1234decafbadcafebabef1d9de17ff251ff1aa007774b0b4b40da08d9d9a5b3a55d8873b");
	check_packet(SRTP_AEAD_AES_128_GCM, KEY_7714, SALT_7714,
		     "800f1234decafbadcafebabe4bd0d99312daadca62ab05f6874572656eb0aa36abf76566"
		     "8330f7a5527db472");
	check_packet(SRTP_AEAD_AES_256_GCM, KEY_7714, SALT_7714,
		     "800f1234decafbadcafebabeaa4ca2e374c8e970c7ce78a0056924845e1e25ba301478fb"
		     "72268eeb0382b6b4");
}

/* HMAC-SHA1(k_a, header || AES-CTR(k_e, IV) of the body || E and index), labels 3 to 5, 80 bits. */
static void whole_rtcp(void **state)
{
	(void)state;
	struct srtp_key master = make_key(SRTP_AES_CM_128_HMAC_SHA1_32, KEY_3711, SALT_3711);
	struct srtp_sender *sender = srtp_sender_new(&master, 0xcafebabe);
	uint8_t packet[64];

	size_t length = from_hex(packet, sizeof(packet),
				 "81c8000bcafebabeabababababababababababababababab");
	assert_int_equal(srtp_sender_protect_rtcp(sender, packet, &length, sizeof(packet)),
			 SRTP_OK);
	assert_hex(packet, length,
		   "81c8000bcafebabeb19c219a086b6c7ae61d8e0bfeb4be3f800000005631d6cfc906cdb30f41");
	length = from_hex(packet, sizeof(packet),
			  "81c8000bcafebabeabababababababababababababababab");
	assert_int_equal(srtp_sender_protect_rtcp(sender, packet, &length, sizeof(packet)),
			 SRTP_OK);
	assert_hex(packet, length,
		   "81c8000bcafebabe7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798");
	srtp_sender_free(sender);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(derivation_128), cmocka_unit_test(derivation_256),
		cmocka_unit_test(counter_iv),	  cmocka_unit_test(gcm_iv),
		cmocka_unit_test(gcm_packets),	  cmocka_unit_test(gcm_rtcp),
		cmocka_unit_test(whole_packets),  cmocka_unit_test(whole_rtcp),
	};

	return cmocka_run_group_tests_name("srtp vectors", tests, NULL, NULL);
}
