/* SPDX-License-Identifier: Apache-2.0 */
/* The RTP header; see rtp.h. */
#include "lib/srtp/rtp.h"

#include <string.h>

enum { VERSION_2 = 2, EXTENSION_HEADER = 4, WORD = 4 };

static uint16_t read16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static uint32_t read32(const uint8_t *p)
{
	return (uint32_t)read16(p) << 16 | read16(p + 2);
}

static void write32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

enum rtp_kind rtp_kind(const uint8_t *packet, size_t length)
{
	static const uint8_t zrtp_magic[4] = { 'Z', 'R', 'T', 'P' };

	if (length < 8)
		return RTP_KIND_OTHER;
	/* ZRTP has version 0 and the extension bit where RTP has version 2. */
	if (packet[0] >> 4 == 1 && memcmp(packet + 4, zrtp_magic, sizeof(zrtp_magic)) == 0)
		return RTP_KIND_ZRTP;
	if (packet[0] >> 6 != VERSION_2)
		return RTP_KIND_OTHER;
	/* RFC 5761 4: RTCP packet types are those that RTP payload types must leave free. */
	if (packet[1] >= 192 && packet[1] <= 223)
		return RTP_KIND_RTCP;
	return length >= RTP_FIXED_HEADER ? RTP_KIND_RTP : RTP_KIND_OTHER;
}

bool rtp_parse(const uint8_t *packet, size_t length, struct rtp_header *header)
{
	if (length < RTP_FIXED_HEADER || packet[0] >> 6 != VERSION_2)
		return false;

	bool extension = packet[0] & 0x10;
	size_t size = RTP_FIXED_HEADER + (size_t)(packet[0] & 0x0f) * WORD;
	if (size > length)
		return false;
	if (extension) {
		if (length - size < EXTENSION_HEADER)
			return false;
		size += EXTENSION_HEADER + (size_t)read16(packet + size + 2) * WORD;
		if (size > length)
			return false;
	}

	*header = (struct rtp_header){
		.payload_type = packet[1] & 0x7f,
		.marker = packet[1] & 0x80,
		.padding = packet[0] & 0x20,
		.sequence = read16(packet + 2),
		.timestamp = read32(packet + 4),
		.ssrc = read32(packet + 8),
		.size = size,
	};
	return true;
}

bool rtp_payload(const uint8_t *packet, size_t length, struct rtp_header *header,
		 const uint8_t **payload, size_t *payload_length)
{
	if (!rtp_parse(packet, length, header))
		return false;

	size_t size = length - header->size;
	if (header->padding) {
		if (size == 0 || packet[length - 1] == 0 || packet[length - 1] > size)
			return false;
		size -= packet[length - 1];
	}
	*payload = packet + header->size;
	*payload_length = size;
	return true;
}

void rtp_write(uint8_t *packet, const struct rtp_header *header)
{
	packet[0] = VERSION_2 << 6;
	packet[1] = (uint8_t)((header->marker ? 0x80 : 0) | (header->payload_type & 0x7f));
	packet[2] = (uint8_t)(header->sequence >> 8);
	packet[3] = (uint8_t)header->sequence;
	write32(packet + 4, header->timestamp);
	write32(packet + 8, header->ssrc);
}
