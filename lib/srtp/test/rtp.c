/* SPDX-License-Identifier: Apache-2.0 */
/* The RTP header parser: right packets, every bound, every truncation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lib/srtp/rtp.h"
#include "lib/srtp/test/hex.h"

/* Two CSRCs, an extension of two words, four payload bytes of which the last two are padding. */
#define RICH                                                                                       \
	"b2e0123489abcdefcafebabe"                                                                 \
	"1111111122222222"                                                                         \
	"bede00020000000000000000"                                                                 \
	"aabb0002"

/* Parse a copy that ends exactly where the packet does, so that the sanitizer sees any overrun. */
static bool parse_exact(const uint8_t *packet, size_t length, struct rtp_header *header)
{
	uint8_t *copy = malloc(length ? length : 1);
	const uint8_t *payload;
	size_t size;

	memcpy(copy, packet, length);
	bool ok = rtp_parse(copy, length, header);
	rtp_payload(copy, length, &(struct rtp_header){ 0 }, &payload, &size);
	rtp_kind(copy, length);
	free(copy);
	return ok;
}

static void plain_header(void **state)
{
	(void)state;
	struct rtp_header in = { .payload_type = 96,
				 .marker = true,
				 .sequence = 0xfedc,
				 .timestamp = 0x01020304,
				 .ssrc = 0xa0b0c0d0 };
	struct rtp_header out;
	uint8_t packet[RTP_FIXED_HEADER];

	rtp_write(packet, &in);
	assert_true(parse_exact(packet, sizeof(packet), &out));
	assert_int_equal(out.payload_type, 96);
	assert_true(out.marker);
	assert_false(out.padding);
	assert_int_equal(out.sequence, 0xfedc);
	assert_int_equal(out.timestamp, 0x01020304);
	assert_int_equal(out.ssrc, 0xa0b0c0d0);
	assert_int_equal(out.size, RTP_FIXED_HEADER);
	assert_int_equal(rtp_kind(packet, sizeof(packet)), RTP_KIND_RTP);
}

static void rich_header(void **state)
{
	(void)state;
	uint8_t packet[64];
	size_t length = from_hex(packet, sizeof(packet), RICH);
	struct rtp_header header;
	const uint8_t *payload;
	size_t size;

	assert_true(rtp_payload(packet, length, &header, &payload, &size));
	assert_int_equal(header.size, 32);
	assert_true(header.padding);
	assert_true(header.marker);
	assert_int_equal(header.payload_type, 96);
	assert_ptr_equal(payload, packet + 32);
	assert_int_equal(size, 2);
}

static void every_truncation(void **state)
{
	(void)state;
	uint8_t packet[64];
	size_t length = from_hex(packet, sizeof(packet), RICH);
	struct rtp_header header;

	for (size_t n = 0; n <= length; n++)
		assert_int_equal(parse_exact(packet, n, &header), n >= 32);
}

static void bounds(void **state)
{
	(void)state;
	uint8_t packet[64];
	size_t length = from_hex(packet, sizeof(packet), RICH);
	struct rtp_header header;

	packet[0] |= 0x0f; /* 15 CSRCs: beyond the end */
	assert_false(parse_exact(packet, length, &header));
	from_hex(packet, sizeof(packet), RICH);
	packet[22] = 0xff; /* an extension of 65282 words */
	assert_false(parse_exact(packet, length, &header));
	packet[22] = 0, packet[23] = 4; /* one word past the end */
	assert_false(parse_exact(packet, length, &header));
	packet[23] = 3; /* exactly to the end: no payload is left to hold the padding count */
	assert_true(parse_exact(packet, length, &header));
	assert_int_equal(header.size, length);
	assert_false(
		rtp_payload(packet, length, &header, &(const uint8_t *){ NULL }, &(size_t){ 0 }));
}

static void padding(void **state)
{
	(void)state;
	uint8_t packet[64];
	size_t length = from_hex(packet, sizeof(packet), RICH), size;
	struct rtp_header header;
	const uint8_t *payload;

	packet[length - 1] = 4;
	assert_true(rtp_payload(packet, length, &header, &payload, &size));
	assert_int_equal(size, 0);
	packet[length - 1] = 5;
	assert_false(rtp_payload(packet, length, &header, &payload, &size));
	packet[length - 1] = 0;
	assert_false(rtp_payload(packet, length, &header, &payload, &size));
}

static void versions(void **state)
{
	(void)state;
	uint8_t packet[RTP_FIXED_HEADER] = { 0 };
	struct rtp_header header;

	for (unsigned version = 0; version < 4; version++) {
		packet[0] = (uint8_t)(version << 6);
		assert_int_equal(parse_exact(packet, sizeof(packet), &header), version == 2);
	}
}

static void kinds(void **state)
{
	(void)state;
	uint8_t packet[12] = { 0x10, 0, 0, 1, 'Z', 'R', 'T', 'P' };

	assert_int_equal(rtp_kind(packet, sizeof(packet)), RTP_KIND_ZRTP);
	assert_int_equal(rtp_kind(packet, 7), RTP_KIND_OTHER);
	packet[4] = 'z';
	assert_int_equal(rtp_kind(packet, sizeof(packet)), RTP_KIND_OTHER);
	packet[0] = 0x80, packet[1] = 200; /* sender report */
	assert_int_equal(rtp_kind(packet, 8), RTP_KIND_RTCP);
	packet[1] = 0xe0; /* marker and payload type 96 */
	assert_int_equal(rtp_kind(packet, sizeof(packet)), RTP_KIND_RTP);
	assert_int_equal(rtp_kind(packet, 11), RTP_KIND_OTHER);
	packet[0] = 0; /* STUN */
	assert_int_equal(rtp_kind(packet, sizeof(packet)), RTP_KIND_OTHER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_header),
		cmocka_unit_test(rich_header),
		cmocka_unit_test(every_truncation),
		cmocka_unit_test(bounds),
		cmocka_unit_test(padding),
		cmocka_unit_test(versions),
		cmocka_unit_test(kinds),
	};

	return cmocka_run_group_tests_name("rtp", tests, NULL, NULL);
}
