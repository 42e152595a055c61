/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SRTCP packets (RFC 3711 3.4, RFC 7714 9):
 *
 *	counter mode	8-byte header | body, encrypted | E and index | tag
 *	GCM		8-byte header | body, encrypted | tag | E and index
 *
 * The E bit (encrypted) is always sent and required: nothing goes in clear.
 */
#include <string.h>

#include "lib/srtp/session.h"

enum { RTCP_HEADER = 8, RTCP_FIRST_TYPE = 192, RTCP_LAST_TYPE = 223 };

#define ENCRYPTED UINT32_C(0x80000000)

static uint32_t read32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void write32(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < SRTP_WORD; i++)
		p[i] = (uint8_t)(v >> (24 - 8 * i));
}

static enum srtp_result check_header(const uint8_t *packet, size_t length, uint32_t ssrc)
{
	if (length < RTCP_HEADER || length > SRTP_MAX_PACKET || packet[0] >> 6 != 2 ||
	    packet[1] < RTCP_FIRST_TYPE || packet[1] > RTCP_LAST_TYPE)
		return SRTP_MALFORMED;
	return read32(packet + 4) == ssrc ? SRTP_OK : SRTP_WRONG_SSRC;
}

static struct srtp_parts make_parts(uint8_t *packet, size_t length, uint32_t ssrc, uint64_t index,
				    const uint8_t word[SRTP_WORD], uint8_t *tag)
{
	return (struct srtp_parts){
		.ssrc = ssrc,
		.index = index,
		.clear = packet,
		.clear_size = RTCP_HEADER,
		.body = packet + RTCP_HEADER,
		.body_size = length - RTCP_HEADER,
		.trailer = word,
		.trailer_size = SRTP_WORD,
		.tag = tag,
	};
}

enum srtp_result srtp_sender_protect_rtcp(struct srtp_sender *sender, uint8_t *packet,
					  size_t *length, size_t capacity)
{
	struct srtp_keys *keys = &sender->rtcp;
	enum srtp_result result = check_header(packet, *length, sender->ssrc);

	if (result != SRTP_OK)
		return result;
	if (capacity < *length || capacity - *length < keys->tag_size + SRTP_WORD)
		return SRTP_NO_SPACE;
	if (sender->next_rtcp > SRTCP_MAX_INDEX)
		return SRTP_EXHAUSTED;

	uint8_t word[SRTP_WORD];
	uint8_t *end = packet + *length;
	uint8_t *tag = keys->aead ? end : end + SRTP_WORD;
	write32(word, ENCRYPTED | (uint32_t)sender->next_rtcp);
	struct srtp_parts parts =
		make_parts(packet, *length, sender->ssrc, sender->next_rtcp, word, tag);
	if (!srtp_seal(keys, &parts))
		return SRTP_FAILED;
	memcpy(keys->aead ? end + keys->tag_size : end, word, SRTP_WORD);
	sender->next_rtcp++;
	*length += keys->tag_size + SRTP_WORD;
	return SRTP_OK;
}

enum srtp_result srtp_receiver_unprotect_rtcp(struct srtp_receiver *receiver, uint8_t *packet,
					      size_t *length)
{
	struct srtp_keys *keys = &receiver->rtcp;
	size_t added = keys->tag_size + SRTP_WORD;

	if (*length < RTCP_HEADER + added)
		return SRTP_MALFORMED;
	enum srtp_result result = check_header(packet, *length, receiver->ssrc);
	if (result != SRTP_OK)
		return result;

	uint8_t *end = packet + *length - added;
	uint8_t *tag = keys->aead ? end : end + SRTP_WORD;
	const uint8_t *word = keys->aead ? end + keys->tag_size : end;
	uint32_t value = read32(word);
	if (!(value & ENCRYPTED))
		return SRTP_MALFORMED;
	uint32_t index = value & ~ENCRYPTED;
	result = srtp_window_check(&receiver->rtcp_window, index);
	if (result != SRTP_OK)
		return result;

	struct srtp_parts parts =
		make_parts(packet, *length - added, receiver->ssrc, index, word, tag);
	result = srtp_open(keys, &parts);
	if (result != SRTP_OK)
		return result;
	srtp_window_record(&receiver->rtcp_window, index);
	*length -= added;
	return SRTP_OK;
}
