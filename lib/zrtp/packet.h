/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside lib/zrtp: the packet around a message (RFC 6189 5):
 *
 *	0x1000 | sequence | "ZRTP" | SSRC | message: 0x505a, length, type, ... | CRC-32C
 *
 * Only this file knows it; longer messages will be cut into fragments here.
 */
#ifndef LIB_ZRTP_PACKET_H
#define LIB_ZRTP_PACKET_H

#include "lib/zrtp/zrtp.h"

enum {
	ZRTP_PACKET_HEADER = 12,
	ZRTP_PACKET_CRC = 4,
	ZRTP_MAX_MESSAGE = ZRTP_MAX_PACKET - ZRTP_PACKET_HEADER - ZRTP_PACKET_CRC,
	ZRTP_MESSAGE_HEADER = 12
};

struct zrtp_message {
	size_t size;
	uint8_t bytes[ZRTP_MAX_MESSAGE];
};

/* CRC-32C (RFC 6189 5, RFC 4960 appendix B) as a number; packets carry its lowest byte first. */
uint32_t zrtp_crc(const uint8_t *bytes, size_t size);

/* Writes the packet of a message, at most ZRTP_MAX_PACKET bytes; its length. */
size_t zrtp_packet_write(uint8_t *packet, uint16_t sequence, uint32_t ssrc,
			 const struct zrtp_message *message);

/*
 * Finds the message in a packet: points into it. False unless header, CRC, preamble and length
 * are right to the byte.
 */
bool zrtp_packet_read(const uint8_t *packet, size_t length, uint32_t *ssrc, const uint8_t **message,
		      size_t *size);

#endif
