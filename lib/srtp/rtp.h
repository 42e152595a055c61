/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The RTP header (RFC 3550, 5.1): parse with every bound checked, and write the 12 bytes that a
 * phone sends (no CSRC, no extension, no padding).
 */
#ifndef LIB_SRTP_RTP_H
#define LIB_SRTP_RTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RTP_FIXED_HEADER = 12 };

struct rtp_header {
	uint8_t payload_type; /* 0 to 127 */
	bool marker;
	bool padding; /* the last payload byte counts padding bytes, itself included */
	uint16_t sequence;
	uint32_t timestamp; /* in units of the payload's clock */
	uint32_t ssrc;
	size_t size; /* of the header with CSRC list and extension: where the payload starts */
};

/* What a datagram on a media port is, by its first bytes (RFC 5764, RFC 5761, RFC 6189 5). */
enum rtp_kind { RTP_KIND_RTP, RTP_KIND_RTCP, RTP_KIND_ZRTP, RTP_KIND_OTHER };

enum rtp_kind rtp_kind(const uint8_t *packet, size_t length);

/* False if it is not version 2, or the CSRC list or extension runs past the end. */
bool rtp_parse(const uint8_t *packet, size_t length, struct rtp_header *header);

/*
 * The payload of a packet in clear (after srtp_receiver_unprotect), without padding. False as rtp_parse,
 * or if the padding count is 0 or larger than the payload.
 */
bool rtp_payload(const uint8_t *packet, size_t length, struct rtp_header *header,
		 const uint8_t **payload, size_t *payload_length);

/* Writes RTP_FIXED_HEADER bytes; `padding` and `size` are ignored. */
void rtp_write(uint8_t *packet, const struct rtp_header *header);

#endif
