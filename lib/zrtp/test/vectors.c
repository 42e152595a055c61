/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Known answers. RFC 6189 prints none, so these were computed from its formulas with Python's hashlib
 * and hmac by vectors.py, which shares nothing with this library. Inputs are runs of counting bytes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "lib/zrtp/keys.h"
#include "lib/zrtp/retained.h"
#include "lib/zrtp/sas.h"
#include "lib/zrtp/test/counting.h"

/* What a key schedule must give: MAC key, Confirm key, SRTP key and salt of each role, and the rest. */
struct expected {
	const char *role[ZRTP_ROLES][4];
	uint32_t sas;
	const char *session, *retained;
};

/* S256, AES3, GCM; DHResult of 384 bytes; s1 = rs1 */
static const struct expected full = {
	.role = {
		{
			"1c2502d2fac1b9c568db45bb2e9cb2154c1ba4a0115db3c610dc361dfcafd07c",
			"c34141b23186d75a4f1f29b291f4ce7b290d779c8ab6e14c84cef26ea0dc3427",
			"9f6e59fddeef84dddfff76d18972c2c6b602b9224c2ad66b9c1ecead6c96b98e",
			"cde01503c92251c2cea62468",
		},
		{
			"8f9b554239eb630bcf9e48a40f8f0416aac702e2b94deb904150a0551b8d9ca4",
			"4d00b804af62f7114f9ee1188caa26dcf75df4a101ec3ca643492b61f28aee71",
			"3c1e5fc1ffb7f6011ea9ef9114fa37d6841f0ec2854a09bed602f8f70fc573d1",
			"4ed7fad2a0abcbad9502e83b",
		},
	},
	.sas = 0x6bcc6ba2,
	.session = "ed477e5cee86cdb91d1b6f0d980583974cadad0e22f51b67cf10c2150e75abd6",
	.retained = "f4bed7302b657724ae191c196f8b6e6ce332d8666beaed68ad19aacd283b5f9e",
};

/* S384, AES1, HS80; DHResult of 32 bytes; no retained secret */
static const struct expected with_s384 = {
	.role = {
		{
			"58cd93e0da45c1a775745e7d47aa4d7064a91964babfb76bf9b076d82bbe97ac684bb3e7fa6f8d48"
			"a4f137fc9f52208a",
			"9a7ac0fdc30da6049929f13e0de36e66",
			"0811d37bed795314f7de5b0f53e587a9",
			"76b59515552838404c7d2511a3be",
		},
		{
			"2a8f39c812cad81d9e5450c3079351c9ea2f87a87fc35580ddafaf1035eca2cd5e552b76bcfd09fb"
			"63ff23a113dee437",
			"7b947c6106e278bbc7b6a1a4ea7c895c",
			"52d1105463b395ea3e8bfac25726a0e7",
			"dc8a1a0be6d4ac5df52297d6a7c6",
		},
	},
	.sas = 0x14056e97,
	.session = "0da89a8bbb5aca99350509a95c91c6b446c3c36991a269fe16503d03597dd5fd1737a718cefb11aa"
		"b2ca2c72f705c85f",
	.retained = "053fb1890e5f887da3ebbe2301bd1ffeb08c5c5bdd789ec0b97eb3e782c1e28a",
};

/* Mult, S256, AES1, HS32 */
static const struct expected multistream = {
	.role = {
		{
			"3d0ec406b588836830722e2d999c741ffa4c260fae4003e719228fee979d0a9b",
			"3b7e2aa7c72b39ea3c818a1e7088b2d7",
			"c31ea1d25b947f9967aece18669a9139",
			"cd6a2a02bde128b7c40bb8a805a6",
		},
		{
			"5feccbfe59931a262c92a285ff90c9ff1f445cb1c957bcea045595a2fc57b047",
			"c3c7b1e263fc81af380f030f0110fe55",
			"09e76c29aa51850fbfc6be7e02c076fe",
			"95675e013b5549dea0d7d1045668",
		},
	},
};

static void assert_keys(const struct zrtp_keys *keys, const struct expected *expected,
			enum srtp_suite suite, size_t key_size, size_t hash_size)
{
	for (int role = 0; role < ZRTP_ROLES; role++) {
		const struct srtp_key *srtp = &keys->srtp[role];
		assert_int_equal(srtp->suite, suite);
		assert_hex(keys->mac[role], hash_size, expected->role[role][0]);
		assert_hex(keys->confirm[role], key_size, expected->role[role][1]);
		assert_hex(srtp->key, srtp_key_length(suite), expected->role[role][2]);
		assert_hex(srtp->salt, srtp_salt_length(suite), expected->role[role][3]);
	}
	if (!expected->session)
		return;
	assert_int_equal(keys->sas, expected->sas);
	assert_hex(keys->session, hash_size, expected->session);
	assert_hex(keys->retained, ZRTP_SECRET_SIZE, expected->retained);
}

static void key_schedule(void **state)
{
	(void)state;
	const struct zrtp_bytes messages[] = {
		{ count(1, 100), 100 },
		{ count(2, 116), 116 },
		{ count(3, 468), 468 },
		{ count(4, 468), 468 },
	};
	struct zrtp_transcript transcript = { { count(0x10, 12), count(0x20, 12) }, messages, 4 };
	struct zrtp_choice choice;
	struct zrtp_keys keys;

	choice = choose(ZRTP_S256, ZRTP_AES3, ZRTP_GCM, ZRTP_DH3K, ZRTP_B32);
	assert_true(zrtp_derive_keys(&keys, &choice, &transcript,
				     (struct zrtp_bytes){ count(5, 384), 384 }, count(0x31, 32)));
	assert_keys(&keys, &full, SRTP_AEAD_AES_256_GCM, 32, 32);

	choice = choose(ZRTP_S384, ZRTP_AES1, ZRTP_HS80, ZRTP_X255, ZRTP_B32);
	assert_true(zrtp_derive_keys(&keys, &choice, &transcript,
				     (struct zrtp_bytes){ count(5, 32), 32 }, NULL));
	assert_keys(&keys, &with_s384, SRTP_AES_CM_128_HMAC_SHA1_80, 16, 48);

	choice = choose(ZRTP_S256, ZRTP_AES1, ZRTP_HS32, ZRTP_MULT, ZRTP_B32);
	transcript.count = 2;
	assert_true(zrtp_derive_keys_multistream(&keys, &choice, &transcript, count(6, 32)));
	assert_keys(&keys, &multistream, SRTP_AES_CM_128_HMAC_SHA1_32, 16, 32);
}

static void hash_chain(void **state)
{
	(void)state;
	uint8_t chain[4][ZRTP_IMAGE_SIZE];

	make_chain(chain);
	assert_hex(chain[1], 32,
		   "ce43f3395c4c07e8448c723936759a5613f1dc518912267543ccac6e945ae75b");
	assert_hex(chain[2], 32,
		   "d190a0bf5924b0d08fc9092498c6dae6cdc1cf01a3061d3b9a5b735ab43e0718");
	assert_hex(chain[3], 32,
		   "bccca98ff2b51b110439f1a2ce9152628192855e41b8cf4329fbfb7ccc68bb2a");
	assert_true(zrtp_chain_links(chain[0], 3, chain[3]));
	assert_true(zrtp_chain_links(chain[2], 1, chain[3]));
	assert_false(zrtp_chain_links(chain[1], 1, chain[3]));
	chain[0][31] ^= 1;
	assert_false(zrtp_chain_links(chain[0], 1, chain[1]));
}

static void retained_peer(struct zrtp_retained *retained)
{
	retained->peer = (struct zrtp_peer){ .have_rs1 = true, .have_rs2 = true };
	memcpy(retained->peer.rs1, count(0x31, 32), 32);
	memcpy(retained->peer.rs2, count(0x32, 32), 32);
}

static bool no_random(void *context, uint8_t *bytes, size_t length)
{
	(void)context;
	memset(bytes, 0xee, length);
	return true;
}

static void secret_identifiers(void **state)
{
	(void)state;
	struct zrtp_retained retained = { 0 };
	struct zrtp_random random = { .fill = no_random };
	uint8_t ids[ZRTP_SECRET_IDS][ZRTP_SECRET_ID_SIZE];

	retained_peer(&retained);
	assert_true(zrtp_retained_ids(&retained, ZRTP_S256, ZRTP_INITIATOR, &random, ids));
	assert_hex(ids[0], 16, "cf24e9ef77768b94f3b48d1322c5b48a");
	assert_hex(ids[2], 16, "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee");
	assert_true(zrtp_retained_ids(&retained, ZRTP_S256, ZRTP_RESPONDER, &random, ids));
	assert_hex(ids[0], 16, "d2d9563f331657feb024df80cc711dc7");
	retained.peer.have_rs1 = retained.peer.have_rs2 = false;
	assert_true(zrtp_retained_ids(&retained, ZRTP_S256, ZRTP_RESPONDER, &random, ids));
	assert_hex(ids[0], 16, "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee");
}

static void assert_sas(enum zrtp_sas type, uint32_t value, const char *expected)
{
	char text[ZRTP_SAS_TEXT];

	zrtp_sas_render(type, value, text);
	assert_string_equal(text, expected);
}

/*
 * Base 32 by hand: 0x6bcc6ba2 is 01101 01111 00110 00110..., digits 13, 15, 6, 6 of the alphabet
 * "ybndrfg8ejkmcpqxot1uwisza345h769". The words are those printed with the PGP word list for the
 * fingerprint E582 94F2 E9A2 2748.
 */
static void sas(void **state)
{
	(void)state;
	assert_sas(ZRTP_B32, 0x6bcc6ba2, "pxgg");
	assert_sas(ZRTP_B32, 0x00000fff, "yyyy");
	assert_sas(ZRTP_B32, 0xfffff000, "9999");
	assert_sas(ZRTP_B256, 0xe58294f2, "topmost Istanbul");
	assert_sas(ZRTP_HFW4, 0xe58294f2, "topmost Istanbul Pluto vagabond");
	assert_sas(ZRTP_HFW4, 0xe9a22748, "treadmill Pacific brackish dictator");
	assert_sas(ZRTP_B256, 0x00000000, "aardvark adroitness");
	assert_sas(ZRTP_HFW4, 0xffffffff, "Zulu Yucatan Zulu Yucatan");
	for (unsigned i = 0; i < 256; i++) /* the longest string fits */
		for (unsigned k = 0; k < 256; k++)
			assert_true(2 * (strlen(zrtp_words_even[i]) + strlen(zrtp_words_odd[k])) +
					    4 <=
				    ZRTP_SAS_TEXT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(key_schedule),
		cmocka_unit_test(hash_chain),
		cmocka_unit_test(secret_identifiers),
		cmocka_unit_test(sas),
	};

	return cmocka_run_group_tests_name("zrtp vectors", tests, NULL, NULL);
}
