/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that work: secure, heard, of one packet size, and robust against what networks do. */
#include "user/apps/media/test/tests.h"
#include "user/apps/media/test/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

static const struct calling_message *security(const struct world *world, unsigned index,
					      uint32_t call)
{
	const struct calling_message *m =
		world_said(&world->phones[index], MEDIA_PHONE, CALLING_SECURITY, call);

	assert_non_null(m);
	return m;
}

static const struct calling_statistics *statistics(const struct world *world, unsigned index)
{
	const struct calling_message *m =
		world_said(&world->phones[index], MEDIA_PHONE, CALLING_STATISTICS, 1);

	assert_non_null(m);
	return &m->statistics;
}

void both_are_secure_and_heard(void **state)
{
	struct world *world = world_new();

	(void)state;
	world_call(world, 1);
	assert_true(security(world, 0, 1)->text[0] != '\0');
	assert_string_equal(security(world, 0, 1)->text, security(world, 1, 1)->text);
	assert_string_equal(security(world, 0, 1)->name, security(world, 1, 1)->name);
	assert_int_equal(security(world, 0, 1)->flag, CALLING_UNVERIFIED);
	world_run(world, 9000);
	for (unsigned i = 0; i < 2; i++) {
		assert_true(world_heard(world, i, 7) > 0.95);
		assert_true(statistics(world, i)->secure_ms < 150);
		assert_int_equal(statistics(world, i)->lost, 0);
		assert_int_equal(statistics(world, i)->rejected, 0);
		assert_int_equal(world->phones[i].audio.underruns, 0);
	}
	world_tell(world, 0, MEDIA_SIP, CALLING_CLOSE, 1, 0);
	assert_int_equal(world->phones[0].audio.flags, 0);
	world_free(world);
}

void every_packet_has_one_size(void **state)
{
	struct world *world = world_new();

	(void)state;
	memset(world->phones[1].audio.said, 0, sizeof(world->phones[1].audio.said));
	world_call(world, 1);
	world_run(world, 5000);
	for (unsigned i = 0; i < 2; i++) {
		assert_true(world->wire[i].rtp > 240);
		assert_int_equal(world->wire[i].rtp_lengths, 1);
		assert_int_equal(statistics(world, i)->packet_bytes, world->wire[i].rtp_length);
		assert_int_equal(world->wire[i].other, 0);
	}
	assert_int_equal(world->wire[0].rtp_length, world->wire[1].rtp_length);
	world_free(world);
}

/* Neither phone sends or plays a thing while the last ZRTP messages are kept back. */
static bool hold_back_confirmations(struct world *world, unsigned from, struct world_datagram *d)
{
	(void)world;
	(void)from;
	return memcmp(d->bytes + 16, "Conf", 4) != 0;
}

void nothing_is_sent_or_played_before(void **state)
{
	struct world *world = world_new();

	(void)state;
	world->tap = hold_back_confirmations;
	world_tell(world, 0, MEDIA_PHONE, CALLING_ALLOW, 1, 0);
	world_tell(world, 1, MEDIA_PHONE, CALLING_ALLOW, 1, 0);
	world_open(world, 1);
	world_run(world, 300);
	assert_int_equal(world->wire[0].zrtp, 0); /* nobody to talk to */
	world_connect(world, 1);
	world_run(world, 2000);
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(security(world, i, 1)->value, CALLING_KEYING);
		assert_string_equal(security(world, i, 1)->text, "");
		assert_true(world->wire[i].zrtp > 0);
		assert_int_equal(world->wire[i].rtp, 0);
		assert_int_equal(world->phones[i].audio.opened, 0);
		assert_null(world_said(&world->phones[i], MEDIA_PHONE, CALLING_STATISTICS, 1));
	}
	world->tap = NULL;
	world_run(world, 3000);
	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(security(world, i, 1)->value, CALLING_SECURE);
	world_free(world);
}

void losses_and_jitter_are_covered(void **state)
{
	struct world *world = world_new();

	(void)state;
	world->jitter_us = 60000;
	world->lost_percent = 5;
	world_tell(world, 0, MEDIA_PHONE, CALLING_ALLOW, 1, 0);
	world_tell(world, 1, MEDIA_PHONE, CALLING_ALLOW, 1, 0);
	world_open(world, 1);
	world_connect(world, 1);
	world_run(world, 16000);
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(security(world, i, 1)->value, CALLING_SECURE);
		assert_in_range(statistics(world, i)->lost, 10, 80);
		assert_true(statistics(world, i)->concealed > 10);
		assert_in_range(statistics(world, i)->delay_ms, 50, 160);
		assert_true(statistics(world, i)->jitter_us > 5000);
		assert_true(world_heard(world, i, 12) > 0.9);
	}
	world_free(world);
}

void statistics_come_each_second(void **state)
{
	struct world *world = world_new();

	(void)state;
	world_call(world, 1);
	world_run(world, 10000);
	assert_in_range(world_count(&world->phones[0], MEDIA_PHONE, CALLING_STATISTICS), 10, 11);
	assert_in_range(statistics(world, 0)->sent, 490, 525);
	assert_in_range(statistics(world, 0)->received, 490, 525);
	assert_in_range(statistics(world, 0)->delay_ms, 20, 60);
	world_free(world);
}

void a_verified_peer_is_known_again(void **state)
{
	struct world *world = world_new();

	(void)state;
	world_call(world, 1);
	for (unsigned i = 0; i < 2; i++) {
		world_tell(world, i, MEDIA_PHONE, CALLING_VERIFY, 1, 1);
		assert_int_equal(security(world, i, 1)->flag, CALLING_VERIFIED);
		world_tell(world, i, MEDIA_SIP, CALLING_CLOSE, 1, 0);
	}
	/* The second call carries each side's word that it has verified; the third counts on it. */
	for (uint32_t call = 3; call <= 5; call += 2) {
		world_call(world, call);
		for (unsigned i = 0; i < 2; i++) {
			assert_int_equal(security(world, i, call)->flag, CALLING_VERIFIED);
			world_tell(world, i, MEDIA_SIP, CALLING_CLOSE, call, 0);
		}
	}
	world_free(world);
}

/* Both end, and start anew with what they kept: each still has its name and its secrets. */
void a_verified_peer_is_known_after_a_restart(void **state)
{
	struct world *world = world_new();

	(void)state;
	world_call(world, 1);
	for (unsigned i = 0; i < 2; i++) {
		world_tell(world, i, MEDIA_PHONE, CALLING_VERIFY, 1, 1);
		world_tell(world, i, MEDIA_SIP, CALLING_CLOSE, 1, 0);
	}
	for (uint32_t call = 3; call <= 7; call += 2) {
		world_restart(world, call / 2 % 2);
		world_call(world, call);
		for (unsigned i = 0; i < 2; i++) {
			assert_int_equal(security(world, i, call)->flag, CALLING_VERIFIED);
			world_tell(world, i, MEDIA_SIP, CALLING_CLOSE, call, 0);
		}
	}
	world_free(world);
}

void a_peer_that_lost_its_secrets_is_told(void **state)
{
	struct world *world = world_new();
	struct peers *peers = &world->phones[1].media.peers;

	(void)state;
	world_call(world, 1);
	for (unsigned i = 0; i < 2; i++) {
		world_tell(world, i, MEDIA_PHONE, CALLING_VERIFY, 1, 1);
		world_tell(world, i, MEDIA_SIP, CALLING_CLOSE, 1, 0);
	}
	memset(peers->entries, 0, sizeof(peers->entries));
	world_call(world, 3);
	assert_int_equal(security(world, 0, 3)->flag, CALLING_CHANGED);
	assert_int_equal(security(world, 1, 3)->flag, CALLING_UNVERIFIED);
	world_free(world);
}

/* Phone 1 gets another address (another network) while they talk: phone 0 follows its packets. */
void a_peer_that_moves_is_followed(void **state)
{
	struct world *world = world_new();
	uint32_t received;

	(void)state;
	world_call(world, 1);
	world_run(world, 2000);
	received = statistics(world, 1)->received;
	world->moved = 40;
	world_run(world, 3000);
	assert_int_equal(world->phones[0].media.calls[0].peer.bytes[15], 42);
	assert_true(statistics(world, 1)->received > received + 130);
	world_free(world);
}

void a_new_remote_is_followed(void **state)
{
	struct world *world = world_new();
	struct calling_message remote;

	(void)state;
	world_call(world, 1);
	remote = world_remote(world, 0, 1);
	world->moved = 40;
	world->lost_percent = 100;
	world_run(world, 200);
	remote.address[15] = 42;
	media_message(&world->phones[0].media, MEDIA_SIP, &remote, sizeof(remote), world->now);
	assert_int_equal(world->phones[0].media.calls[0].peer.bytes[15], 42);
	assert_int_equal(security(world, 0, 1)->value, CALLING_SECURE);
	world_free(world);
}

void without_a_hash_it_works_too(void **state)
{
	struct world *world = world_new();

	(void)state;
	world_open(world, 1);
	for (unsigned i = 0; i < 2; i++) {
		struct calling_message remote = world_remote(world, i, 1);

		memset(remote.text, 0, sizeof(remote.text));
		media_message(&world->phones[i].media, MEDIA_SIP, &remote, sizeof(remote),
			      world->now);
	}
	world_run(world, 500);
	assert_int_equal(security(world, 0, 1)->value, CALLING_SECURE);
	assert_string_equal(security(world, 0, 1)->text, security(world, 1, 1)->text);
	world_free(world);
}
