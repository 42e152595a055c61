/* SPDX-License-Identifier: Apache-2.0 */
/* Packets in and out of a call, and the key agreement's events; see call.h and stream.h. */
#include "user/apps/media/stream.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

#include "lib/srtp/rtp.h"

#define PACKET_MAX (RTP_FIXED_HEADER + VOICE_BYTES + SRTP_OVERHEAD)

/* ---- The key agreement ---- */

static void take_keys(struct call *call)
{
	struct zrtp_result result;

	if (zrtp_result(call->zrtp, &result)) {
		srtp_receiver_free(call->receiver);
		call->receiver = srtp_receiver_new(&result.receive, result.peer_ssrc);
	}
	OPENSSL_cleanse(&result, sizeof(result));
	if (call->receiver == NULL)
		call_fail(call, CALLING_INTERNAL, "no receiver could be made from the keys");
}

static void become_secure(struct call *call, uint64_t now)
{
	struct zrtp_result result;

	if (zrtp_result(call->zrtp, &result) && call->sender == NULL)
		call->sender = srtp_sender_new(&result.send, call->ssrc);
	OPENSSL_cleanse(&result, sizeof(result));
	if (call->sender == NULL || call->receiver == NULL) {
		call_fail(call, CALLING_INTERNAL, "no sender could be made from the keys");
		return;
	}
	call->state = CALL_SECURE;
	call->secure_at = call->heard_at = now;
	call->statistics_at = now + CALL_STATISTICS;
	call->statistics.secure_ms = (uint32_t)((now - call->remote_at) / 1000);
	if (call->statistics.secure_ms == 0)
		call->statistics.secure_ms = 1; /* 0 says: not yet */
	call_tell_security(call);
}

static void fall_silent(struct call *call)
{
	call->silent = true;
	if (call->sent_rtp)
		call_fail(call, CALLING_NOT_SECURE, "the peer speaks RTP without ZRTP");
}

static void act(struct call *call, const struct zrtp_event *event, uint64_t now)
{
	switch (event->type) {
	case ZRTP_EVENT_PEER:
		call->silent = false;
		break;
	case ZRTP_EVENT_SILENT:
		fall_silent(call);
		break;
	case ZRTP_EVENT_CACHE_MISMATCH:
		call->changed = true;
		break;
	case ZRTP_EVENT_KEYS:
		take_keys(call);
		break;
	case ZRTP_EVENT_SECURE:
		become_secure(call, now);
		break;
	case ZRTP_EVENT_GOCLEAR_REFUSED:
		call_fail(call, CALLING_DOWNGRADE, "the peer asked to go on in clear");
		break;
	case ZRTP_EVENT_FAILED:
		call_fail(call, CALLING_KEYING_FAILED, zrtp_error_text(event->error));
		break;
	}
}

static void send(const struct call *call, const uint8_t *packet, size_t length)
{
	call->ports->send(call->ports->context, call->slot, &call->peer, packet, length);
}

void stream_exchange(struct call *call, uint64_t now)
{
	uint8_t packet[ZRTP_MAX_PACKET];
	struct zrtp_event event;
	size_t length;

	while ((length = zrtp_next_packet(call->zrtp, packet)) > 0)
		send(call, packet, length);
	while (call->state != CALL_FREE && zrtp_next_event(call->zrtp, &event))
		act(call, &event, now);
}

/* ---- Received ---- */

/* ZRTP before its keys can be forged by whoever can send to us: not by everybody, then. */
static bool is_from_peer(struct call *call, const struct media_address *from)
{
	if (memcmp(from->bytes, call->peer.bytes, sizeof(from->bytes)) == 0)
		return true;
	if (!call->stranger)
		fprintf(stderr, "media: call %u: ZRTP from an address that is not the peer's\n",
			call->number);
	call->stranger = true;
	return false;
}

static void receive_zrtp(struct call *call, const struct media_address *from, const uint8_t *packet,
			 size_t length, uint64_t now)
{
	if (!is_from_peer(call, from))
		return;
	zrtp_receive(call->zrtp, now / 1000, packet, length);
	stream_exchange(call, now);
}

/* The packet was authentic: its frame is for the voice, if it has the shape that was agreed. */
static void take_frame(struct call *call, const uint8_t *packet, size_t length, uint64_t now)
{
	struct rtp_header header;
	struct jitter_packet frame;

	if (!rtp_payload(packet, length, &header, &frame.payload, &frame.size)) {
		call->statistics.rejected++;
		return;
	}
	call->statistics.received++;
	frame.ssrc = header.ssrc;
	frame.sequence = header.sequence;
	frame.timestamp = header.timestamp;
	if (header.payload_type != call->payload_type || !voice_take(call->voice, &frame, now))
		call->statistics.rejected++;
}

static void receive_srtp(struct call *call, const struct media_address *from, uint8_t *packet,
			 size_t length, uint64_t now)
{
	if (call->receiver == NULL) {
		call->sent_rtp = true;
		return;
	}
	if (srtp_receiver_unprotect(call->receiver, packet, &length) != SRTP_OK) {
		call->statistics.rejected++;
		return;
	}
	call->peer = *from;
	call->heard_at = now;
	zrtp_srtp_received(call->zrtp, now / 1000);
	stream_exchange(call, now);
	if (call->state == CALL_SECURE)
		take_frame(call, packet, length, now);
}

void call_receive(struct call *call, const struct media_address *from, uint8_t *packet,
		  size_t length, uint64_t now)
{
	if (call->state != CALL_KEYING && call->state != CALL_SECURE)
		return;
	switch (rtp_kind(packet, length)) {
	case RTP_KIND_ZRTP:
		receive_zrtp(call, from, packet, length, now);
		break;
	case RTP_KIND_RTP:
		receive_srtp(call, from, packet, length, now);
		break;
	case RTP_KIND_RTCP: /* allowed to come, but nothing that we need is in it */
		break;
	case RTP_KIND_OTHER:
		call->statistics.rejected++;
		break;
	}
}

/* ---- Sent ---- */

static bool protect(struct call *call, const int16_t sound[VOICE_FRAME], uint8_t packet[PACKET_MAX],
		    size_t *length)
{
	struct rtp_header header = { .payload_type = call->payload_type,
				     .marker = call->statistics.sent == 0,
				     .sequence = call->sequence,
				     .timestamp = call->timestamp,
				     .ssrc = call->ssrc };

	rtp_write(packet, &header);
	*length = RTP_FIXED_HEADER + VOICE_BYTES;
	return voice_encode(call->voice, sound, packet + RTP_FIXED_HEADER) &&
	       srtp_sender_protect(call->sender, packet, length, PACKET_MAX) == SRTP_OK;
}

void call_send(struct call *call, const int16_t sound[VOICE_FRAME], uint32_t frames)
{
	uint8_t packet[PACKET_MAX];
	size_t length;

	if (call->state != CALL_SECURE)
		return;
	call->sequence++;
	call->timestamp += frames * VOICE_FRAME;
	if (!protect(call, sound, packet, &length) ||
	    (call->statistics.sent > 0 && length != call->statistics.packet_bytes)) {
		call_fail(call, CALLING_INTERNAL, "a packet could not be made, or not of its size");
		return;
	}
	call->statistics.packet_bytes = (uint32_t)length;
	call->statistics.sent++;
	send(call, packet, length);
}
