/* SPDX-License-Identifier: Apache-2.0 */
/* A call's life; see call.h. What is said of its security is in security.c, packets are in stream.c. */
#include "user/apps/media/call.h"
#include "user/apps/media/stream.h"

#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>

static bool choose_numbers(struct call *call)
{
	uint8_t bytes[10];

	if (RAND_bytes(bytes, sizeof(bytes)) != 1)
		return false;
	memcpy(&call->ssrc, bytes, 4);
	memcpy(&call->timestamp, bytes + 4, 4);
	memcpy(&call->sequence, bytes + 8, 2);
	call->sequence &= 0x7fff; /* RFC 3711 3.3.1: no wrap soon, it might be lost */
	return true;
}

static bool make(struct call *call, const struct call_setup *setup)
{
	struct zrtp_config config = { .client = "Holdfast", .cache = &setup->cache };

	if (!choose_numbers(call))
		return false;
	config.ssrc = call->ssrc;
	memcpy(config.zid, setup->zid, sizeof(config.zid));
	call->zrtp = zrtp_new(&config);
	call->voice = voice_new();
	return call->zrtp != NULL && call->voice != NULL;
}

bool call_open(struct call *call, uint32_t number, const struct call_setup *setup)
{
	struct calling_message opened = { .type = CALLING_OPENED, .call = number };
	unsigned slot = call->slot;

	_Static_assert(ZRTP_HELLO_HASH_TEXT <= CALLING_TEXT, "fits in a message");
	*call = (struct call){ .slot = slot, .number = number, .ports = setup->ports };
	if (!call->ports->open(call->ports->context, slot, &call->port))
		return false;
	call->state = CALL_OPEN;
	if (!make(call, setup)) {
		call_close(call);
		return false;
	}
	opened.port = call->port;
	zrtp_hello_hash(call->zrtp, opened.text);
	call->ports->tell(call->ports->context, MEDIA_SIP, &opened, sizeof(opened));
	return true;
}

static bool is_usable(const struct calling_message *remote)
{
	static const uint8_t unspecified[16];
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	const uint8_t *a = remote->address;

	if (remote->port == 0 || remote->payload_type < 96 || remote->payload_type > 127)
		return false;
	if (memcmp(a, mapped, sizeof(mapped)) == 0)
		return a[12] != 0 && a[12] < 224;
	return memcmp(a, unspecified, sizeof(unspecified)) != 0 && a[0] != 0xff;
}

bool call_connect(struct call *call, const struct calling_message *remote, uint64_t now)
{
	if (!is_usable(remote))
		return false;
	if (call->state != CALL_OPEN && remote->payload_type != call->payload_type)
		return false;
	if (remote->text[0] != '\0' && call->state != CALL_SECURE &&
	    !zrtp_set_peer_hello_hash(call->zrtp, remote->text))
		return false;
	memcpy(call->peer.bytes, remote->address, sizeof(call->peer.bytes));
	call->peer.port = remote->port;
	call->payload_type = remote->payload_type;
	if (call->state == CALL_OPEN) {
		call->state = CALL_KEYING;
		call->remote_at = now;
		call_tell_security(call);
		zrtp_start(call->zrtp, now / 1000);
	}
	stream_exchange(call, now);
	return true;
}

static void tell_statistics(const struct call *call)
{
	const struct jitter_statistics *jitter = voice_statistics(call->voice);
	struct calling_message message = { .type = CALLING_STATISTICS, .call = call->number };

	message.statistics = call->statistics;
	message.statistics.lost = jitter->lost;
	message.statistics.concealed = jitter->concealed;
	message.statistics.jitter_us = jitter->jitter_us;
	message.statistics.delay_ms = jitter->delay_us / 1000;
	call->ports->tell(call->ports->context, MEDIA_PHONE, &message, sizeof(message));
}

/* When the call ends if nothing happens until then. */
static uint64_t patience(const struct call *call)
{
	if (call->state == CALL_KEYING)
		return call->remote_at + CALL_KEYING_MAX;
	return call->state == CALL_SECURE ? call->heard_at + CALL_LOST_MAX : CALL_NEVER;
}

static void lose_patience(struct call *call)
{
	if (call->state == CALL_SECURE)
		call_fail(call, CALLING_MEDIA_LOST, "nothing authentic was received for too long");
	else if (call->silent)
		call_fail(call, CALLING_NOT_SECURE, "the peer does not speak ZRTP");
	else
		call_fail(call, CALLING_KEYING_FAILED, "no keys were agreed in time");
}

void call_tick(struct call *call, uint64_t now)
{
	if (call->state == CALL_FREE)
		return;
	if (call->zrtp != NULL && zrtp_deadline(call->zrtp) <= now / 1000) {
		zrtp_tick(call->zrtp, now / 1000);
		stream_exchange(call, now);
	}
	if (call->state == CALL_SECURE && now >= call->statistics_at) {
		call->statistics_at = now + CALL_STATISTICS;
		tell_statistics(call);
	}
	if (now >= patience(call))
		lose_patience(call);
}

uint64_t call_deadline(const struct call *call)
{
	uint64_t deadline = patience(call), zrtp;

	if (call->state == CALL_FREE)
		return CALL_NEVER;
	zrtp = zrtp_deadline(call->zrtp);
	if (zrtp != ZRTP_NEVER && zrtp * 1000 < deadline)
		deadline = zrtp * 1000;
	if (call->state == CALL_SECURE && call->statistics_at < deadline)
		deadline = call->statistics_at;
	return deadline;
}

void call_fail(struct call *call, enum calling_end end, const char *why)
{
	struct calling_message failed = { .type = CALLING_FAILED,
					  .call = call->number,
					  .value = end };
	struct calling_message refused = { .type = CALLING_SECURITY,
					   .call = call->number,
					   .value = CALLING_REFUSED };

	fprintf(stderr, "media: call %u ends: %s\n", call->number, why);
	call->ports->tell(call->ports->context, MEDIA_PHONE, &refused, sizeof(refused));
	call->ports->tell(call->ports->context, MEDIA_SIP, &failed, sizeof(failed));
	call_close(call);
}

void call_close(struct call *call)
{
	if (call->state == CALL_FREE)
		return;
	srtp_sender_free(call->sender);
	srtp_receiver_free(call->receiver);
	zrtp_free(call->zrtp);
	voice_free(call->voice);
	call->ports->close(call->ports->context, call->slot);
	*call = (struct call){ .slot = call->slot };
}
