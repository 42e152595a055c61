/* SPDX-License-Identifier: Apache-2.0 */
/* The packet around a message; see packet.h. */
#include "lib/zrtp/packet.h"

#include <string.h>

static const uint8_t magic[4] = { 'Z', 'R', 'T', 'P' };
static const uint8_t preamble[2] = { 0x50, 0x5a };

/* A few short packets in a call: a table would not pay. */
uint32_t zrtp_crc(const uint8_t *bytes, size_t size)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < size; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? UINT32_C(0x82f63b78) : 0);
	}
	return ~crc;
}

size_t zrtp_packet_write(uint8_t *packet, uint16_t sequence, uint32_t ssrc,
			 const struct zrtp_message *message)
{
	size_t end = ZRTP_PACKET_HEADER + message->size;

	packet[0] = 0x10;
	packet[1] = 0;
	packet[2] = (uint8_t)(sequence >> 8);
	packet[3] = (uint8_t)sequence;
	memcpy(packet + 4, magic, sizeof(magic));
	for (int i = 0; i < 4; i++)
		packet[8 + i] = (uint8_t)(ssrc >> (24 - 8 * i));
	memcpy(packet + ZRTP_PACKET_HEADER, message->bytes, message->size);

	uint32_t crc = zrtp_crc(packet, end);
	for (int i = 0; i < ZRTP_PACKET_CRC; i++)
		packet[end + (size_t)i] = (uint8_t)(crc >> (8 * i));
	return end + ZRTP_PACKET_CRC;
}

bool zrtp_packet_read(const uint8_t *packet, size_t length, uint32_t *ssrc, const uint8_t **message,
		      size_t *size)
{
	if (length < ZRTP_PACKET_HEADER + ZRTP_MESSAGE_HEADER + ZRTP_PACKET_CRC ||
	    length > ZRTP_MAX_PACKET || packet[0] != 0x10 ||
	    memcmp(packet + 4, magic, sizeof(magic)) != 0)
		return false;

	const uint8_t *start = packet + ZRTP_PACKET_HEADER;
	const uint8_t *end = packet + length - ZRTP_PACKET_CRC;
	uint32_t crc = zrtp_crc(packet, length - ZRTP_PACKET_CRC);
	for (int i = 0; i < ZRTP_PACKET_CRC; i++)
		if (end[i] != (uint8_t)(crc >> (8 * i)))
			return false;

	size_t words = (size_t)(start[2] << 8 | start[3]);
	if (memcmp(start, preamble, sizeof(preamble)) != 0 || 4 * words != (size_t)(end - start))
		return false;

	*ssrc = (uint32_t)packet[8] << 24 | (uint32_t)packet[9] << 16 | (uint32_t)packet[10] << 8 |
		packet[11];
	*message = start;
	*size = 4 * words;
	return true;
}
