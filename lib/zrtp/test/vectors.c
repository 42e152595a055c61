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

#include "lib/srtp/test/hex.h"
#include "lib/zrtp/keys.h"
#include "lib/zrtp/message.h"
#include "lib/zrtp/retained.h"
#include "lib/zrtp/sas.h"

#define HELLO                                                                                      \
	"505a002348656c6c6f202020312e3130486f6c64666173742074657374202020bccca98ff2b5"             \
	"1b110439f1a2ce9152628192855e41b8cf4329fbfb7ccc68bb2a101112131415161718191a1b"             \
	"000223335332353653333834414553334145533147434d204853383048533332583235354448"             \
	"336b4d756c74484657344233322042323536ef90315c68cf5bac"
#define HELLO_HASH "81eeb2bdb0f2e43e22f35d1fde77e6dcf62f8a9ec95310854493f2bacc5c74ae"
#define DHPART2                                                                                    \
	"505a001d4448506172743220ce43f3395c4c07e8448c723936759a5613f1dc518912267543cc"             \
	"ac6e945ae75bcf24e9ef77768b94f3b48d1322c5b48a08090a0b0c0d0e0f1011121314151617"             \
	"090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728e0844b3598bd"             \
	"4f2d"
#define HVI "e18c2484c43a43b603a578e00c967a53fc39b5a3f7d952025defd6c87d6c24bd"
#define COMMIT                                                                                     \
	"505a001d436f6d6d69742020d190a0bf5924b0d08fc9092498c6dae6cdc1cf01a3061d3b9a5b"             \
	"735ab43e0718101112131415161718191a1b533235364145533347434d205832353548465734"             \
	"e18c2484c43a43b603a578e00c967a53fc39b5a3f7d952025defd6c87d6c24bdf62c8113637a"             \
	"88f6"
#define COMMIT_MULT                                                                                \
	"505a0019436f6d6d69742020d190a0bf5924b0d08fc9092498c6dae6cdc1cf01a3061d3b9a5b"             \
	"735ab43e0718101112131415161718191a1b5332353641455331485333324d756c7442333220"             \
	"0a0b0c0d0e0f1011121314151617181932ee822aa87fc6d2"
#define CONFIRM1                                                                                   \
	"505a0013436f6e6669726d31420bc5bd6b393ec80b0c0d0e0f101112131415161718191a214d"             \
	"1e2d94300c627a607ec970c8b88574097ddd5a853d748f80f49fe6a999c092f717c6a196988c"

/* What a key schedule must give: MAC key, Confirm key, SRTP key and salt of each role, and the rest. */
struct expected {
	const char *role[ZRTP_ROLES][4];
	uint32_t sas;
	const char *session, *retained;
};

/* S256, AES3, GCM; DHResult of 384 bytes; s1 = rs1 */
static const struct expected full = {
	.role = {
		{ "1c2502d2fac1b9c568db45bb2e9cb2154c1ba4a0115db3c610dc361dfcafd07c", "c34141b23186d75a4f1f29b291f4ce7b290d779c8ab6e14c84cef26ea0dc3427", "9f6e59fddeef84dddfff76d18972c2c6b602b9224c2ad66b9c1ecead6c96b98e", "cde01503c92251c2cea62468" },
		{ "8f9b554239eb630bcf9e48a40f8f0416aac702e2b94deb904150a0551b8d9ca4", "4d00b804af62f7114f9ee1188caa26dcf75df4a101ec3ca643492b61f28aee71", "3c1e5fc1ffb7f6011ea9ef9114fa37d6841f0ec2854a09bed602f8f70fc573d1", "4ed7fad2a0abcbad9502e83b" },
	},
	.sas = 0x6bcc6ba2,
	.session = "ed477e5cee86cdb91d1b6f0d980583974cadad0e22f51b67cf10c2150e75abd6",
	.retained = "f4bed7302b657724ae191c196f8b6e6ce332d8666beaed68ad19aacd283b5f9e",
};

/* S384, AES1, HS80; DHResult of 32 bytes; no retained secret */
static const struct expected with_s384 = {
	.role = {
		{ "58cd93e0da45c1a775745e7d47aa4d7064a91964babfb76bf9b076d82bbe97ac684bb3e7fa6f8d48"
			"a4f137fc9f52208a", "9a7ac0fdc30da6049929f13e0de36e66", "0811d37bed795314f7de5b0f53e587a9", "76b59515552838404c7d2511a3be" },
		{ "2a8f39c812cad81d9e5450c3079351c9ea2f87a87fc35580ddafaf1035eca2cd5e552b76bcfd09fb"
			"63ff23a113dee437", "7b947c6106e278bbc7b6a1a4ea7c895c", "52d1105463b395ea3e8bfac25726a0e7", "dc8a1a0be6d4ac5df52297d6a7c6" },
	},
	.sas = 0x14056e97,
	.session = "0da89a8bbb5aca99350509a95c91c6b446c3c36991a269fe16503d03597dd5fd1737a718cefb11aa"
		"b2ca2c72f705c85f",
	.retained = "053fb1890e5f887da3ebbe2301bd1ffeb08c5c5bdd789ec0b97eb3e782c1e28a",
};

/* Mult, S256, AES1, HS32 */
static const struct expected multistream = {
	.role = {
		{ "3d0ec406b588836830722e2d999c741ffa4c260fae4003e719228fee979d0a9b", "3b7e2aa7c72b39ea3c818a1e7088b2d7", "c31ea1d25b947f9967aece18669a9139", "cd6a2a02bde128b7c40bb8a805a6" },
		{ "5feccbfe59931a262c92a285ff90c9ff1f445cb1c957bcea045595a2fc57b047", "c3c7b1e263fc81af380f030f0110fe55", "09e76c29aa51850fbfc6be7e02c076fe", "95675e013b5549dea0d7d1045668" },
	},
};

static const uint8_t *count(uint8_t first, size_t size)
{
	static uint8_t buffers[16][512];
	static unsigned next;
	uint8_t *bytes = buffers[next++ % 16];

	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)(first + i);
	return bytes;
}

static void assert_hex(const uint8_t *bytes, size_t size, const char *text)
{
	uint8_t expected[512];

	assert_int_equal(from_hex(expected, sizeof(expected), text), size);
	assert_memory_equal(bytes, expected, size);
}

static void assert_message(const struct zrtp_message *message, const char *text)
{
	assert_hex(message->bytes, message->size, text);
}

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

static struct zrtp_choice choose(enum zrtp_hash hash, enum zrtp_cipher cipher, enum zrtp_auth auth,
				 enum zrtp_agreement agreement, enum zrtp_sas sas)
{
	return (struct zrtp_choice){ .id = { (uint8_t)hash, (uint8_t)cipher, (uint8_t)auth,
					     (uint8_t)agreement, (uint8_t)sas } };
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

static void make_chain(uint8_t chain[4][ZRTP_IMAGE_SIZE])
{
	for (unsigned i = 0; i < 4; i++)
		assert_true(zrtp_chain(count(7, 32), i, chain[i]));
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

static void write_hello(struct zrtp_message *message, uint8_t chain[4][ZRTP_IMAGE_SIZE])
{
	static const struct zrtp_policy policy = {
		.hash = { ZRTP_S256, ZRTP_S384 },
		.cipher = { ZRTP_AES3, ZRTP_AES1 },
		.auth = { ZRTP_GCM, ZRTP_HS80, ZRTP_HS32 },
		.agreement = { ZRTP_X255, ZRTP_DH3K, ZRTP_MULT },
		.sas = { ZRTP_HFW4, ZRTP_B32, ZRTP_B256 },
	};
	struct zrtp_hello hello = { .version = { '1', '.', '1', '0' } };

	assert_true(zrtp_offer_from_policy(&hello.offer, &policy));
	memcpy(hello.client, "Holdfast test   ", ZRTP_CLIENT_SIZE);
	memcpy(hello.h3, chain[3], ZRTP_IMAGE_SIZE);
	memcpy(hello.zid, count(0x10, 12), ZRTP_ZID_SIZE);
	assert_true(zrtp_write_hello(message, &hello, chain[2]));
}

static void hello(void **state)
{
	(void)state;
	uint8_t chain[4][ZRTP_IMAGE_SIZE], hash[32];
	struct zrtp_message message;
	struct zrtp_hello read;

	make_chain(chain);
	write_hello(&message, chain);
	assert_message(&message, HELLO);
	assert_true(zrtp_digest(ZRTP_S256, &(struct zrtp_bytes){ message.bytes, message.size }, 1,
				hash));
	assert_hex(hash, 32, HELLO_HASH);

	assert_true(zrtp_read_hello(message.bytes, message.size, &read));
	assert_memory_equal(read.h3, chain[3], ZRTP_IMAGE_SIZE);
	assert_memory_equal(read.client, "Holdfast test   ", ZRTP_CLIENT_SIZE);
	assert_int_equal(read.offer.count[ZRTP_KIND_AUTH], 3);
	assert_int_equal(read.offer.id[ZRTP_KIND_AUTH][0], ZRTP_GCM);
	assert_int_equal(read.offer.id[ZRTP_KIND_AGREEMENT][1], ZRTP_DH3K);
	assert_int_equal(read.offer.id[ZRTP_KIND_SAS][2], ZRTP_B256);
	assert_true(zrtp_mac_fits(&message, chain[2]));
	assert_false(zrtp_mac_fits(&message, chain[1]));
}

/* A name that we do not know is skipped; more names than seven are no Hello. */
static void hello_names(void **state)
{
	(void)state;
	uint8_t chain[4][ZRTP_IMAGE_SIZE];
	struct zrtp_message message;
	struct zrtp_hello read;

	make_chain(chain);
	write_hello(&message, chain);
	memcpy(message.bytes + 80 + 4 * 2, "2FS3", 4); /* in place of AES3 */
	assert_true(zrtp_read_hello(message.bytes, message.size, &read));
	assert_int_equal(read.offer.count[ZRTP_KIND_CIPHER], 1);
	assert_int_equal(read.offer.id[ZRTP_KIND_CIPHER][0], ZRTP_AES1);

	for (size_t size = 0; size < message.size; size++)
		assert_false(zrtp_read_hello(message.bytes, size, &read));
	message.bytes[77] = 10, message.bytes[78] = 0, message.bytes[79] = 0x30;
	assert_false(zrtp_read_hello(message.bytes, message.size, &read));
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

static void dhpart_and_hvi(void **state)
{
	(void)state;
	uint8_t chain[4][ZRTP_IMAGE_SIZE], hvi[32];
	struct zrtp_message message, hello_message;
	struct zrtp_dhpart part = { .value = count(9, 32) }, read;

	make_chain(chain);
	write_hello(&hello_message, chain);
	memcpy(part.h1, chain[1], ZRTP_IMAGE_SIZE);
	from_hex(part.ids[0], 16, "cf24e9ef77768b94f3b48d1322c5b48a");
	memcpy(part.ids[2], count(8, 16), 16);
	assert_true(zrtp_write_dhpart(&message, ZRTP_MSG_DHPART2, &part, 32, chain[0]));
	assert_message(&message, DHPART2);

	const struct zrtp_bytes parts[] = { { message.bytes, message.size },
					    { hello_message.bytes, hello_message.size } };
	assert_true(zrtp_digest(ZRTP_S256, parts, 2, hvi));
	assert_hex(hvi, 32, HVI);

	assert_true(zrtp_read_dhpart(message.bytes, message.size, 32, &read));
	assert_memory_equal(read.ids, part.ids, sizeof(part.ids));
	assert_memory_equal(read.value, part.value, 32);
	assert_false(zrtp_read_dhpart(message.bytes, message.size, 384, &read));
	assert_false(zrtp_read_dhpart(message.bytes, message.size - 4, 32, &read));
}

static void commit(void **state)
{
	(void)state;
	uint8_t chain[4][ZRTP_IMAGE_SIZE];
	struct zrtp_message message;
	struct zrtp_commit commit = {
		.choice = choose(ZRTP_S256, ZRTP_AES3, ZRTP_GCM, ZRTP_X255, ZRTP_HFW4),
	}, read;

	make_chain(chain);
	memcpy(commit.h2, chain[2], ZRTP_IMAGE_SIZE);
	memcpy(commit.zid, count(0x10, 12), ZRTP_ZID_SIZE);
	from_hex(commit.commitment, sizeof(commit.commitment), HVI);
	assert_true(zrtp_write_commit(&message, &commit, chain[1]));
	assert_message(&message, COMMIT);
	assert_true(zrtp_read_commit(message.bytes, message.size, &read));
	assert_memory_equal(&read.choice, &commit.choice, sizeof(read.choice));
	assert_memory_equal(read.commitment, commit.commitment, ZRTP_HVI_SIZE);
	for (size_t size = 0; size < message.size; size++)
		assert_false(zrtp_read_commit(message.bytes, size, &read));

	commit.choice = choose(ZRTP_S256, ZRTP_AES1, ZRTP_HS32, ZRTP_MULT, ZRTP_B32);
	memcpy(commit.commitment, count(10, 16), ZRTP_NONCE_SIZE);
	assert_true(zrtp_write_commit(&message, &commit, chain[1]));
	assert_message(&message, COMMIT_MULT);
	assert_true(zrtp_read_commit(message.bytes, message.size, &read));
	assert_memory_equal(read.commitment, commit.commitment, ZRTP_NONCE_SIZE);
}

static void confirm(void **state)
{
	(void)state;
	struct zrtp_confirm_keys keys = { ZRTP_S256, count(13, 32), count(12, 32), 32 };
	struct zrtp_confirm confirm = { .verified = true, .lifetime_s = 3600 }, read;
	struct zrtp_message message;

	memcpy(confirm.h0, count(7, 32), ZRTP_IMAGE_SIZE);
	assert_true(
		zrtp_write_confirm(&message, ZRTP_MSG_CONFIRM1, &confirm, &keys, count(11, 16)));
	assert_message(&message, CONFIRM1);
	assert_int_equal(zrtp_read_confirm(message.bytes, message.size, &keys, &read), 0);
	assert_memory_equal(read.h0, confirm.h0, ZRTP_IMAGE_SIZE);
	assert_true(read.verified);
	assert_int_equal(read.lifetime_s, 3600);

	for (size_t size = 0; size < message.size; size += 4)
		assert_int_equal(zrtp_read_confirm(message.bytes, size, &keys, &read),
				 ZRTP_MALFORMED);
	message.size += 4; /* a word more than the signature length says */
	assert_int_equal(zrtp_read_confirm(message.bytes, message.size, &keys, &read),
			 ZRTP_BAD_CONFIRM);
}

static void goclear(void **state)
{
	(void)state;
	struct zrtp_message message;

	zrtp_begin_message(&message, ZRTP_MSG_GOCLEAR, 20);
	from_hex(message.bytes + 12, 8, "e6cc2157b70473d4");
	assert_true(zrtp_goclear_fits(message.bytes, message.size, ZRTP_S256, count(13, 32)));
	assert_false(zrtp_goclear_fits(message.bytes, message.size, ZRTP_S256, count(14, 32)));
	assert_false(zrtp_goclear_fits(message.bytes, 16, ZRTP_S256, count(13, 32)));
}

static void packet(void **state)
{
	(void)state;
	struct zrtp_message message;
	uint8_t bytes[ZRTP_MAX_PACKET];
	const uint8_t *found;
	size_t size;
	uint32_t ssrc;

	assert_int_equal(zrtp_crc((const uint8_t *)"123456789", 9), 0xe3069283);
	zrtp_write_plain(&message, ZRTP_MSG_HELLOACK);
	size_t length = zrtp_packet_write(bytes, 0x1234, 0xdecafbad, &message);
	assert_hex(bytes, length, "100012345a525450decafbad505a000348656c6c6f41434bc871c280");
	assert_true(zrtp_packet_read(bytes, length, &ssrc, &found, &size));
	assert_int_equal(ssrc, 0xdecafbad);
	assert_int_equal(size, 12);
	assert_int_equal(zrtp_message_type(found, size), ZRTP_MSG_HELLOACK);
	for (size_t bit = 0; bit < 8 * length; bit++) {
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_false(zrtp_packet_read(bytes, length, &ssrc, &found, &size));
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	for (size_t cut = 0; cut < length; cut++)
		assert_false(zrtp_packet_read(bytes, cut, &ssrc, &found, &size));
}

/* A right CRC does not make up for a wrong length. */
static void packet_lengths(void **state)
{
	(void)state;
	struct zrtp_message message;
	uint8_t bytes[ZRTP_MAX_PACKET + 4];
	const uint8_t *found;
	size_t size, length;
	uint32_t ssrc;

	for (uint8_t words = 2; words <= 4; words++) {
		zrtp_write_plain(&message, ZRTP_MSG_HELLOACK);
		message.bytes[3] = words;
		length = zrtp_packet_write(bytes, 1, 2, &message);
		assert_int_equal(zrtp_packet_read(bytes, length, &ssrc, &found, &size), words == 3);
	}
	zrtp_begin_message(&message, ZRTP_MSG_PING, ZRTP_MAX_MESSAGE);
	length = zrtp_packet_write(bytes, 1, 2, &message);
	assert_int_equal(length, ZRTP_MAX_PACKET);
	assert_true(zrtp_packet_read(bytes, length, &ssrc, &found, &size));

	/* A word longer, by hand: no message has room for it. */
	bytes[ZRTP_PACKET_HEADER + 2] = (ZRTP_MAX_MESSAGE + 4) / 4 >> 8;
	bytes[ZRTP_PACKET_HEADER + 3] = (uint8_t)((ZRTP_MAX_MESSAGE + 4) / 4);
	uint32_t crc = zrtp_crc(bytes, ZRTP_MAX_PACKET);
	for (int i = 0; i < 4; i++)
		bytes[ZRTP_MAX_PACKET + i] = (uint8_t)(crc >> (8 * i));
	assert_false(zrtp_packet_read(bytes, sizeof(bytes), &ssrc, &found, &size));
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
		cmocka_unit_test(hello),
		cmocka_unit_test(hello_names),
		cmocka_unit_test(secret_identifiers),
		cmocka_unit_test(dhpart_and_hvi),
		cmocka_unit_test(commit),
		cmocka_unit_test(confirm),
		cmocka_unit_test(goclear),
		cmocka_unit_test(packet),
		cmocka_unit_test(packet_lengths),
		cmocka_unit_test(sas),
	};

	return cmocka_run_group_tests_name("zrtp vectors", tests, NULL, NULL);
}
