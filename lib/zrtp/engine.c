/* SPDX-License-Identifier: Apache-2.0 */
/* The machinery under the state machine: packets out, events, the one timer, failure. */
#include "lib/zrtp/engine.h"

#include <string.h>

#include <openssl/crypto.h>

/* Section 6: T1 for Hello, T2 for everything else. */
const struct zrtp_schedule zrtp_t1 = { .first = 50, .cap = 200, .count = 20 };
const struct zrtp_schedule zrtp_t2 = { .first = 150, .cap = 1200, .count = 10 };

/* A full outbox drops the packet, as the network might: what matters is sent again. */
void zrtp_send(struct zrtp *z, const struct zrtp_message *message)
{
	if (z->outbox_count == ZRTP_OUTBOX)
		return;

	unsigned slot = (z->outbox_first + z->outbox_count) % ZRTP_OUTBOX;
	z->outbox_size[slot] = zrtp_packet_write(z->outbox[slot], z->sequence++, z->ssrc, message);
	z->outbox_count++;
}

void zrtp_send_plain(struct zrtp *z, enum zrtp_message_type type)
{
	struct zrtp_message message;

	zrtp_write_plain(&message, type);
	zrtp_send(z, &message);
}

size_t zrtp_next_packet(struct zrtp *z, uint8_t *packet)
{
	if (z->outbox_count == 0)
		return 0;

	size_t size = z->outbox_size[z->outbox_first];
	memcpy(packet, z->outbox[z->outbox_first], size);
	z->outbox_first = (z->outbox_first + 1) % ZRTP_OUTBOX;
	z->outbox_count--;
	return size;
}

void zrtp_raise(struct zrtp *z, struct zrtp_event event)
{
	if (z->events_raised >> event.type & 1)
		return;
	z->events_raised |= 1u << event.type;
	z->events[z->events_count++] = event;
}

bool zrtp_next_event(struct zrtp *z, struct zrtp_event *event)
{
	if (z->events_first == z->events_count)
		return false;
	*event = z->events[z->events_first++];
	return true;
}

void zrtp_repeat(struct zrtp *z, uint64_t now, const struct zrtp_schedule *schedule,
		 const struct zrtp_message *message)
{
	zrtp_send(z, message);
	z->timer = (struct zrtp_timer){
		.deadline = now + schedule->first,
		.interval = schedule->first,
		.cap = schedule->cap,
		.left = schedule->count,
		.message = message,
	};
}

void zrtp_wait(struct zrtp *z, uint64_t now)
{
	z->timer = (struct zrtp_timer){ .deadline = now + ZRTP_RESPONDER_PATIENCE_MS };
}

void zrtp_stop_timer(struct zrtp *z)
{
	z->timer = (struct zrtp_timer){ .deadline = ZRTP_NEVER };
}

uint64_t zrtp_deadline(const struct zrtp *z)
{
	return z->timer.deadline;
}

/* Nobody answered for as long as we try. */
static void give_up(struct zrtp *z, uint64_t now)
{
	zrtp_stop_timer(z);
	if (z->state == ZRTP_DISCOVERY && !z->have_hello && z->wrong_hello_seen)
		zrtp_abort(z, ZRTP_HELLO_HASH_MISMATCH, false);
	else if (z->state == ZRTP_DISCOVERY && !z->have_hello)
		zrtp_raise(z, (struct zrtp_event){ .type = ZRTP_EVENT_SILENT });
	else if (z->state != ZRTP_SECURE && z->state != ZRTP_FAILED)
		zrtp_fail(z, now, ZRTP_TIMEOUT);
}

void zrtp_tick(struct zrtp *z, uint64_t now)
{
	struct zrtp_timer *timer = &z->timer;

	if (now < timer->deadline)
		return;
	if (timer->left == 0) {
		give_up(z, now);
		return;
	}
	timer->left--;
	timer->interval = 2 * timer->interval < timer->cap ? 2 * timer->interval : timer->cap;
	timer->deadline = now + timer->interval;
	zrtp_send(z, timer->message);
}

void zrtp_wipe_secrets(struct zrtp *z)
{
	zrtp_agreement_free(z->agreement);
	z->agreement = NULL;
	OPENSSL_cleanse(&z->keys, sizeof(z->keys));
	OPENSSL_cleanse(&z->retained.peer, sizeof(z->retained.peer));
	z->retained.s1 = NULL;
	OPENSSL_cleanse(z->primary_session, sizeof(z->primary_session));
	OPENSSL_cleanse(z->chain, sizeof(z->chain));
}

void zrtp_abort(struct zrtp *z, enum zrtp_error error, bool by_peer)
{
	zrtp_wipe_secrets(z);
	zrtp_stop_timer(z);
	z->state = ZRTP_FAILED;
	zrtp_raise(z, (struct zrtp_event){
			      .type = ZRTP_EVENT_FAILED, .error = error, .by_peer = by_peer });
}

/* Our own codes mean nothing to others: they are told of a malformed packet. */
void zrtp_fail(struct zrtp *z, uint64_t now, enum zrtp_error error)
{
	zrtp_abort(z, error, false);
	zrtp_write_error(&z->refusal, error < ZRTP_HELLO_HASH_MISMATCH ? error : ZRTP_MALFORMED);
	zrtp_repeat(z, now, &zrtp_t2, &z->refusal);
}

bool zrtp_is_repeated(const struct zrtp_incoming *in, const struct zrtp_message *before)
{
	return in->size == before->size && memcmp(in->bytes, before->bytes, in->size) == 0;
}

void zrtp_keep(struct zrtp_message *kept, const struct zrtp_incoming *in)
{
	kept->size = in->size;
	memcpy(kept->bytes, in->bytes, in->size);
}
