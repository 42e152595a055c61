/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The contexts of a stream and the SRTP packet (RFC 3711 3.1):
 *
 *	header | payload, encrypted | tag
 *
 * Invariant: a context's counters move only after the cipher succeeded, so a forged packet leaves
 * no trace and a failed send uses up no index.
 */
#include "lib/srtp/srtp.h"

#include <stdlib.h>

#include "lib/srtp/rtp.h"
#include "lib/srtp/session.h"
#include "lib/srtp/suite.h"

static bool init_both(struct srtp_keys *rtp, struct srtp_keys *rtcp, const struct srtp_key *key)
{
	return srtp_keys_init(rtp, key, SRTP_FOR_RTP) && srtp_keys_init(rtcp, key, SRTP_FOR_RTCP);
}

struct srtp_sender *srtp_sender_new(const struct srtp_key *key, uint32_t ssrc)
{
	struct srtp_sender *sender;

	if (!srtp_suite_parameters(key->suite) || !(sender = calloc(1, sizeof(*sender))))
		return NULL;
	sender->ssrc = ssrc;
	if (init_both(&sender->rtp, &sender->rtcp, key))
		return sender;
	srtp_sender_free(sender);
	return NULL;
}

struct srtp_receiver *srtp_receiver_new(const struct srtp_key *key, uint32_t ssrc)
{
	struct srtp_receiver *receiver;

	if (!srtp_suite_parameters(key->suite) || !(receiver = calloc(1, sizeof(*receiver))))
		return NULL;
	receiver->ssrc = ssrc;
	if (init_both(&receiver->rtp, &receiver->rtcp, key))
		return receiver;
	srtp_receiver_free(receiver);
	return NULL;
}

void srtp_sender_free(struct srtp_sender *sender)
{
	if (!sender)
		return;
	srtp_keys_clear(&sender->rtp);
	srtp_keys_clear(&sender->rtcp);
	free(sender);
}

void srtp_receiver_free(struct srtp_receiver *receiver)
{
	if (!receiver)
		return;
	srtp_keys_clear(&receiver->rtp);
	srtp_keys_clear(&receiver->rtcp);
	free(receiver);
}

/* What both directions make of a packet, once its index is known. */
static struct srtp_parts make_parts(uint8_t *packet, size_t length, const struct rtp_header *header,
				    uint64_t index, uint8_t counter[SRTP_WORD], bool aead)
{
	for (size_t i = 0; i < SRTP_WORD; i++)
		counter[i] = (uint8_t)(index >> (40 - 8 * i));
	return (struct srtp_parts){
		.ssrc = header->ssrc,
		.index = index,
		.clear = packet,
		.clear_size = header->size,
		.body = packet + header->size,
		.body_size = length - header->size,
		.trailer = counter,
		.trailer_size = aead ? 0 : SRTP_WORD,
		.tag = packet + length,
	};
}

enum srtp_result srtp_sender_protect(struct srtp_sender *sender, uint8_t *packet, size_t *length,
				     size_t capacity)
{
	struct rtp_header header;
	uint64_t index;
	uint8_t counter[SRTP_WORD];

	if (*length > SRTP_MAX_PACKET || !rtp_parse(packet, *length, &header))
		return SRTP_MALFORMED;
	if (header.ssrc != sender->ssrc)
		return SRTP_WRONG_SSRC;
	if (capacity < *length || capacity - *length < sender->rtp.tag_size)
		return SRTP_NO_SPACE;
	if (!srtp_estimate(sender->started, sender->newest, header.sequence, &index))
		return sender->newest > SRTP_MAX_INDEX / 2 ? SRTP_EXHAUSTED : SRTP_REPLAYED;
	if (sender->started && index <= sender->newest)
		return SRTP_REPLAYED;

	struct srtp_parts parts =
		make_parts(packet, *length, &header, index, counter, sender->rtp.aead);
	if (!srtp_seal(&sender->rtp, &parts))
		return SRTP_FAILED;
	sender->started = true;
	sender->newest = index;
	*length += sender->rtp.tag_size;
	return SRTP_OK;
}

enum srtp_result srtp_receiver_unprotect(struct srtp_receiver *receiver, uint8_t *packet,
					 size_t *length)
{
	struct rtp_header header;
	struct srtp_window *window = &receiver->rtp_window;
	size_t tag = receiver->rtp.tag_size;
	uint64_t index;
	uint8_t counter[SRTP_WORD];

	if (*length > SRTP_MAX_PACKET || *length < tag ||
	    !rtp_parse(packet, *length - tag, &header))
		return SRTP_MALFORMED;
	if (header.ssrc != receiver->ssrc)
		return SRTP_WRONG_SSRC;
	if (!srtp_estimate(window->started, window->newest, header.sequence, &index))
		return window->newest > SRTP_MAX_INDEX / 2 ? SRTP_EXHAUSTED : SRTP_TOO_OLD;
	enum srtp_result result = srtp_window_check(window, index);
	if (result != SRTP_OK)
		return result;

	struct srtp_parts parts =
		make_parts(packet, *length - tag, &header, index, counter, receiver->rtp.aead);
	result = srtp_open(&receiver->rtp, &parts);
	if (result != SRTP_OK)
		return result;
	srtp_window_record(window, index);
	*length -= tag;
	return SRTP_OK;
}
