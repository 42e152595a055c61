/* SPDX-License-Identifier: Apache-2.0 */
/* The layouts of messages and packets against vectors.py, and their bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "lib/zrtp/message.h"
#include "lib/zrtp/test/counting.h"

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

static void assert_message(const struct zrtp_message *message, const char *text)
{
	assert_hex(message->bytes, message->size, text);
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
	assert_false(read.discloses);

	confirm.verified = false, confirm.discloses = true;
	assert_true(
		zrtp_write_confirm(&message, ZRTP_MSG_CONFIRM1, &confirm, &keys, count(11, 16)));
	assert_int_equal(zrtp_read_confirm(message.bytes, message.size, &keys, &read), 0);
	assert_true(read.discloses);
	assert_false(read.verified);

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hello),	  cmocka_unit_test(hello_names),
		cmocka_unit_test(dhpart_and_hvi), cmocka_unit_test(commit),
		cmocka_unit_test(confirm),	  cmocka_unit_test(goclear),
		cmocka_unit_test(packet),	  cmocka_unit_test(packet_lengths),
	};

	return cmocka_run_group_tests_name("zrtp messages", tests, NULL, NULL);
}
