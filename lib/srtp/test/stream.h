/* SPDX-License-Identifier: Apache-2.0 */
/* Test helper: a stream of numbered packets and the two contexts at its ends. */
#ifndef LIB_SRTP_TEST_STREAM_H
#define LIB_SRTP_TEST_STREAM_H

#include <string.h>

#include "lib/srtp/rtp.h"
#include "lib/srtp/session.h"

enum { STREAM_SSRC = 0x0badcafe, STREAM_PAYLOAD = 40 };

struct packet {
	uint8_t bytes[128];
	size_t length;
};

static inline struct srtp_key stream_key(enum srtp_suite suite)
{
	struct srtp_key key = { .suite = suite };

	for (unsigned i = 0; i < SRTP_MAX_KEY; i++)
		key.key[i] = (uint8_t)(17 * i + suite);
	for (unsigned i = 0; i < SRTP_MAX_SALT; i++)
		key.salt[i] = (uint8_t)(29 * i + suite);
	return key;
}

static inline struct packet rtp_packet(uint16_t sequence)
{
	struct packet p = { .length = RTP_FIXED_HEADER + STREAM_PAYLOAD };
	struct rtp_header header = { .payload_type = 96,
				     .sequence = sequence,
				     .timestamp = sequence * 960u,
				     .ssrc = STREAM_SSRC };

	rtp_write(p.bytes, &header);
	for (unsigned i = 0; i < STREAM_PAYLOAD; i++)
		p.bytes[RTP_FIXED_HEADER + i] = (uint8_t)(sequence + i);
	return p;
}

static inline struct packet rtcp_packet(uint8_t fill)
{
	struct packet p = { .length = 28 };

	memset(p.bytes, fill, p.length);
	memcpy(p.bytes, (uint8_t[]){ 0x80, 200, 0, 6, 0x0b, 0xad, 0xca, 0xfe }, 8);
	return p;
}

#endif
