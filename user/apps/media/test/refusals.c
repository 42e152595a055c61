/* SPDX-License-Identifier: Apache-2.0 */
/* What is not taken, from peers, from the network and from the other programs. */
#include "user/apps/media/test/tests.h"
#include "user/apps/media/test/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lib/srtp/rtp.h"
#include "lib/zrtp/engine.h"

static void expect_end(const struct world *world, unsigned index, uint32_t call,
		       enum calling_end end)
{
	const struct world_phone *phone = &world->phones[index];
	const struct calling_message *failed = world_said(phone, MEDIA_SIP, CALLING_FAILED, call);
	const struct calling_message *refused =
		world_said(phone, MEDIA_PHONE, CALLING_SECURITY, call);

	assert_non_null(failed);
	assert_int_equal(failed->value, end);
	assert_non_null(refused);
	assert_int_equal(refused->value, CALLING_REFUSED);
	assert_false(phone->open[0]);
	assert_int_equal(phone->audio.flags, 0);
}

static bool is_over(const struct world *world, unsigned index)
{
	return world_count(&world->phones[index], MEDIA_SIP, CALLING_FAILED) > 0;
}

static bool drop_all(struct world *world, unsigned from, struct world_datagram *d)
{
	(void)world;
	(void)from;
	(void)d;
	return false;
}

static void allow_and_connect(struct world *world)
{
	world_tell(world, 0, MEDIA_PHONE, CALLING_ALLOW, 1, 0);
	world_tell(world, 1, MEDIA_PHONE, CALLING_ALLOW, 1, 0);
	world_open(world, 1);
	world_connect(world, 1);
}

void a_peer_without_zrtp_is_refused(void **state)
{
	struct world *world = world_new();

	(void)state;
	world->tap = drop_all;
	allow_and_connect(world);
	world_run(world, 9900);
	assert_false(is_over(world, 0));
	world_run(world, 200);
	expect_end(world, 0, 1, CALLING_NOT_SECURE);
	assert_int_equal(world->wire[0].rtp, 0);
	assert_int_equal(world->phones[0].audio.opened, 0);
	world_free(world);
}

static size_t plain_rtp(uint8_t packet[200], uint16_t sequence)
{
	struct rtp_header header = {
		.payload_type = 96, .sequence = sequence, .timestamp = sequence * 960u, .ssrc = 99
	};

	memset(packet, 0x55, 200);
	rtp_write(packet, &header);
	packet[RTP_FIXED_HEADER] = 0x78; /* 20 ms of Opus */
	return RTP_FIXED_HEADER + VOICE_BYTES;
}

void a_peer_with_plain_rtp_is_refused_sooner(void **state)
{
	struct world *world = world_new();
	struct media_address peer = world_address(1, 0);
	uint8_t packet[200];

	(void)state;
	world->tap = drop_all;
	allow_and_connect(world);
	for (uint16_t i = 0; i < 250 && !is_over(world, 0); i++) {
		world_inject(world, 0, 0, &peer, packet, plain_rtp(packet, i));
		world_run(world, 20);
	}
	expect_end(world, 0, 1, CALLING_NOT_SECURE);
	assert_int_equal(world->phones[0].audio.opened, 0);
	world_free(world);
}

void another_hash_ends_the_call(void **state)
{
	struct world *world = world_new();
	struct calling_message remote;

	(void)state;
	world_open(world, 1);
	remote = world_remote(world, 0, 1);
	remote.text[20] = remote.text[20] == '0' ? '1' : '0';
	media_message(&world->phones[0].media, MEDIA_SIP, &remote, sizeof(remote), world->now);
	remote = world_remote(world, 1, 1);
	media_message(&world->phones[1].media, MEDIA_SIP, &remote, sizeof(remote), world->now);
	world_run(world, 10500);
	expect_end(world, 0, 1, CALLING_KEYING_FAILED);
	assert_int_equal(world->wire[0].rtp + world->wire[1].rtp, 0);
	world_free(world);
}

/* What phone 1 would send if its owner could ask for it: a GoClear with the right MAC. */
static size_t go_clear(const struct zrtp *z, uint8_t *packet)
{
	static const char type[] = "GoClear ";
	struct zrtp_message message = { .size = 20, .bytes = { 0x50, 0x5a, 0, 5 } };
	enum zrtp_hash hash = z->choice.id[ZRTP_KIND_HASH];

	memcpy(message.bytes + 4, type, 8);
	assert_true(
		zrtp_hmac(hash, (struct zrtp_bytes){ z->keys.mac[z->role], zrtp_hash_size(hash) },
			  (struct zrtp_bytes){ (const uint8_t *)type, 8 }, message.bytes + 12, 8));
	return zrtp_packet_write(packet, 7000, z->ssrc, &message);
}

void a_request_for_clear_ends_the_call(void **state)
{
	struct world *world = world_new();
	struct media_address peer = world_address(1, 0);
	uint8_t packet[ZRTP_MAX_PACKET];
	size_t length;
	unsigned sent;

	(void)state;
	world_call(world, 1);
	length = go_clear(world->phones[1].media.calls[0].zrtp, packet);
	packet[length - 8] ^= 1; /* not its MAC any more, nor its checksum: nothing happens */
	world_inject(world, 0, 0, &peer, packet, length);
	assert_false(is_over(world, 0));
	packet[length - 8] ^= 1;
	world_inject(world, 0, 0, &peer, packet, length);
	expect_end(world, 0, 1, CALLING_DOWNGRADE);
	sent = world->wire[0].rtp;
	world_run(world, 500);
	assert_int_equal(world->wire[0].rtp, sent);
	world_free(world);
}

void silence_of_the_network_ends_the_call(void **state)
{
	struct world *world = world_new();

	(void)state;
	world_call(world, 1);
	world->cut = true;
	world_run(world, 9900);
	assert_false(is_over(world, 0));
	world_run(world, 200);
	expect_end(world, 0, 1, CALLING_MEDIA_LOST);
	expect_end(world, 1, 1, CALLING_MEDIA_LOST);
	world_free(world);
}

void forged_packets_change_nothing(void **state)
{
	struct world *world = world_new();
	struct call *call = &world->phones[0].media.calls[0];
	struct media_address attacker = world_address(7, 0), peer;
	uint8_t packet[MEDIA_DATAGRAM];

	(void)state;
	world_call(world, 1);
	peer = call->peer;
	srand(3);
	for (unsigned i = 0; i < 5000; i++) {
		size_t length = (size_t)rand() % 200;

		for (size_t k = 0; k < length; k++)
			packet[k] = (uint8_t)rand();
		if (i % 2 == 0 && length > 0)
			packet[0] = i % 4 == 0 ? 0x80 : 0x10;
		world_inject(world, 0, 0, i % 3 == 0 ? &peer : &attacker, packet, length);
		if (i % 50 == 0)
			world_run(world, 20);
	}
	assert_memory_equal(&call->peer, &peer, sizeof(peer));
	assert_true(call->statistics.rejected > 1000);
	world_run(world, 2000);
	assert_true(world_heard(world, 0, 3) > 0.95);
	world_free(world);
}

/* Before there are keys, a stranger's Hello must not even be answered. */
void strange_zrtp_is_not_heard(void **state)
{
	struct world *world = world_new();
	struct media_address attacker = world_address(7, 0);
	uint8_t packet[ZRTP_MAX_PACKET];
	struct zrtp_config config = { .ssrc = 5, .zid = { 9 }, .client = "x" };
	struct zrtp *z = zrtp_new(&config);
	size_t length;
	unsigned sent;

	(void)state;
	assert_non_null(z);
	zrtp_start(z, 0);
	length = zrtp_next_packet(z, packet);
	assert_true(length > 0);
	world->tap = drop_all;
	world_open(world, 1);
	world_connect(world, 1);
	sent = world->wire[0].zrtp;
	world_inject(world, 0, 0, &attacker, packet, length);
	assert_int_equal(world->wire[0].zrtp, sent);
	zrtp_free(z);
	world_free(world);
}

static uint8_t kept[MEDIA_DATAGRAM];
static size_t kept_length;

static bool keep_rtp(struct world *world, unsigned from, struct world_datagram *d)
{
	(void)world;
	if (from == 1 && d->bytes[0] >> 6 == 2) {
		memcpy(kept, d->bytes, d->length);
		kept_length = d->length;
	}
	return true;
}

void replays_are_counted(void **state)
{
	struct world *world = world_new();
	struct call *call = &world->phones[0].media.calls[0];
	struct media_address attacker = world_address(7, 0), peer = world_address(1, 0);

	(void)state;
	world->tap = keep_rtp;
	world_call(world, 1);
	world_run(world, 1000);
	world->tap = NULL;
	world_run(world, 100);
	assert_int_equal(call->statistics.rejected, 0);
	world_inject(world, 0, 0, &attacker, kept, kept_length);
	assert_int_equal(call->statistics.rejected, 1);
	assert_memory_equal(&call->peer, &peer, sizeof(peer));
	world_free(world);
}

static bool change_a_bit(struct world *world, unsigned from, struct world_datagram *d)
{
	if (from == 1 && d->bytes[0] >> 6 == 2)
		d->bytes[world->wire[1].rtp % d->length] ^= 4;
	return true;
}

void a_changed_packet_is_not_played(void **state)
{
	struct world *world = world_new();
	struct call *call = &world->phones[0].media.calls[0];
	uint32_t received;

	(void)state;
	world_call(world, 1);
	world_run(world, 100);
	received = call->statistics.received;
	world->tap = change_a_bit;
	world_run(world, 5);
	received = call->statistics.received;
	world_run(world, 3000);
	assert_in_range(call->statistics.received, received, received + 2);
	assert_true(call->statistics.rejected > 140);
	world_free(world);
}

static uint64_t dropped(struct world *world, enum media_peer peer, const void *message,
			size_t length)
{
	struct media *media = &world->phones[0].media;
	uint64_t before = media->dropped[peer];

	media_message(media, peer, message, length, world->now);
	return media->dropped[peer] - before;
}

void wrong_messages_are_dropped(void **state)
{
	static const uint8_t bytes[2032];
	struct world *world = world_new();
	struct calling_message m = { .type = CALLING_OPEN, .call = 1 };

	(void)state;
	for (size_t length = 1; length <= sizeof(bytes); length++) {
		for (int peer = 0; peer < MEDIA_PEERS; peer++)
			assert_int_equal(dropped(world, (enum media_peer)peer, bytes, length), 1);
	}
	assert_int_equal(dropped(world, MEDIA_SIP, &m, sizeof(m) - 1), 1);
	assert_int_equal(dropped(world, MEDIA_PHONE, &m, sizeof(m)), 1);
	m.call = 0;
	assert_int_equal(dropped(world, MEDIA_SIP, &m, sizeof(m)), 1);
	m.call = 1;
	m.value = 2;
	assert_int_equal(dropped(world, MEDIA_SIP, &m, sizeof(m)), 1);
	m.value = 1;
	memset(m.name, 'x', sizeof(m.name));
	assert_int_equal(dropped(world, MEDIA_SIP, &m, sizeof(m)), 1);
	memset(m.name, 0, sizeof(m.name));
	memset(m.text, 'x', sizeof(m.text));
	assert_int_equal(dropped(world, MEDIA_SIP, &m, sizeof(m)), 1);
	memset(m.text, 0, sizeof(m.text));
	assert_null(world_said(&world->phones[0], MEDIA_SIP, CALLING_OPENED, 1));
	assert_int_equal(dropped(world, MEDIA_SIP, &m, sizeof(m)), 0);
	assert_int_equal(dropped(world, MEDIA_SIP, &m, sizeof(m)), 1); /* it is open */
	m.type = CALLING_ALLOW;
	assert_int_equal(dropped(world, MEDIA_SIP, &m, sizeof(m)), 1);
	m.type = CALLING_OPENED;
	assert_int_equal(dropped(world, MEDIA_SIP, &m, sizeof(m)), 1);
	m.type = CALLING_MUTE;
	m.value = 2;
	assert_int_equal(dropped(world, MEDIA_PHONE, &m, sizeof(m)), 1);
	m.type = CALLING_VERIFY;
	m.value = 0;
	assert_int_equal(dropped(world, MEDIA_PHONE, &m, sizeof(m)), 1);
	world_free(world);
}

static uint64_t remote_dropped(struct world *world, struct calling_message m)
{
	return dropped(world, MEDIA_SIP, &m, sizeof(m));
}

void wrong_remotes_are_dropped(void **state)
{
	struct world *world = world_new();
	struct calling_message right, m;

	(void)state;
	world_open(world, 1);
	right = world_remote(world, 0, 1);
	m = right, m.port = 0;
	assert_int_equal(remote_dropped(world, m), 1);
	m = right, m.payload_type = 95;
	assert_int_equal(remote_dropped(world, m), 1);
	m = right, m.payload_type = 128;
	assert_int_equal(remote_dropped(world, m), 1);
	m = right, m.address[12] = 0;
	assert_int_equal(remote_dropped(world, m), 1);
	m = right, m.address[12] = 239;
	assert_int_equal(remote_dropped(world, m), 1);
	m = right, memset(m.address, 0, 16);
	assert_int_equal(remote_dropped(world, m), 1);
	m = right, m.address[0] = 0xff;
	assert_int_equal(remote_dropped(world, m), 1);
	m = right, strcpy(m.text, "1.10 abc");
	assert_int_equal(remote_dropped(world, m), 1);
	assert_int_equal(world->phones[0].media.calls[0].state, CALL_OPEN);
	assert_int_equal(remote_dropped(world, right), 0);
	m = right, m.payload_type = 97;
	assert_int_equal(remote_dropped(world, m), 1);
	m = right, m.call = 9; /* gone, for all that sip knows: no fault */
	assert_int_equal(remote_dropped(world, m), 0);
	world_free(world);
}

void there_is_an_end_to_calls(void **state)
{
	struct world *world = world_new();
	const struct calling_message *failed;

	(void)state;
	for (uint32_t call = 1; call <= MEDIA_CALLS; call++) {
		world_tell(world, 0, MEDIA_SIP, CALLING_OPEN, call, 1);
		assert_non_null(world_said(&world->phones[0], MEDIA_SIP, CALLING_OPENED, call));
	}
	world_tell(world, 0, MEDIA_SIP, CALLING_OPEN, 9, 1);
	failed = world_said(&world->phones[0], MEDIA_SIP, CALLING_FAILED, 9);
	assert_non_null(failed);
	assert_int_equal(failed->value, CALLING_INTERNAL);
	world_tell(world, 0, MEDIA_SIP, CALLING_CLOSE, 2, 0);
	world_tell(world, 0, MEDIA_SIP, CALLING_OPEN, 9, 1);
	assert_non_null(world_said(&world->phones[0], MEDIA_SIP, CALLING_OPENED, 9));
	world_tell(world, 0, MEDIA_SIP, CALLING_CLOSE, 9, 0);
	world->phones[0].no_ports = true;
	world_tell(world, 0, MEDIA_SIP, CALLING_OPEN, 10, 1);
	assert_non_null(world_said(&world->phones[0], MEDIA_SIP, CALLING_FAILED, 10));
	world_free(world);
}
