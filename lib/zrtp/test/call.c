/* SPDX-License-Identifier: Apache-2.0 */
/* Whole calls between two agreements: algorithms, bad networks, contention, timers, silence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "lib/zrtp/test/network.h"

enum { LONG = 60000 };

static struct network net;

static void set_policy(struct zrtp_policy *policy)
{
	net.phone[0].config.policy = net.phone[1].config.policy = policy;
}

static void plain_call(void **state)
{
	(void)state;
	network_open(&net, 1);
	network_call(&net);
	network_run(&net, LONG);
	assert_true(network_agrees(&net));
	const struct zrtp_result *r = &net.phone[0].result;
	assert_int_equal(r->agreement, ZRTP_X255);
	assert_int_equal(r->cipher, ZRTP_AES3);
	assert_int_equal(r->auth, ZRTP_GCM);
	assert_int_equal(r->sas_type, ZRTP_HFW4);
	assert_int_equal(r->send.suite, SRTP_AEAD_AES_256_GCM);
	assert_int_equal(r->peer_ssrc, net.phone[1].config.ssrc);
	assert_string_equal(r->peer_client, "Holdfast bob");
	assert_memory_equal(r->peer_zid, net.phone[1].config.zid, ZRTP_ZID_SIZE);
	assert_false(r->peer_known);
	assert_false(r->verified);
	assert_true(network_has(&net, 0, ZRTP_EVENT_PEER));
	assert_true(network_has(&net, 0, ZRTP_EVENT_KEYS));
	assert_false(network_has(&net, 0, ZRTP_EVENT_CACHE_MISMATCH));
	assert_int_equal(zrtp_deadline(net.phone[0].z), ZRTP_NEVER);
	assert_true(net.now < 20); /* nothing waited for a timer */
	network_hang_up(&net);
}

/* Every combination comes out as agreed, on both ends. */
static void every_algorithm(void **state)
{
	(void)state;
	for (unsigned n = 0; n < 2 * 2 * 3 * 2 * 3; n++) {
		struct zrtp_policy policy = {
			.hash = { ZRTP_S256 + n % 2 },
			.cipher = { ZRTP_AES1 + n / 2 % 2 },
			.auth = { ZRTP_HS32 + n / 4 % 3 },
			.agreement = { ZRTP_DH3K + n / 12 % 2 },
			.sas = { ZRTP_B32 + n / 24 % 3 },
		};
		network_open(&net, 100 + n);
		set_policy(&policy);
		network_call(&net);
		network_run(&net, LONG);
		assert_true(network_agrees(&net));
		const struct zrtp_result *r = &net.phone[n % 2].result;
		assert_int_equal(r->hash, policy.hash[0]);
		assert_int_equal(r->cipher, policy.cipher[0]);
		assert_int_equal(r->auth, policy.auth[0]);
		assert_int_equal(r->agreement, policy.agreement[0]);
		assert_int_equal(r->sas_type, policy.sas[0]);
		assert_int_equal(srtp_key_length(r->send.suite),
				 policy.cipher[0] == ZRTP_AES3 ? 32 : 16);
		network_hang_up(&net);
	}
}

/* Losses, copies and reordering delay a call, and change nothing else. */
static void bad_networks(void **state)
{
	(void)state;
	unsigned initiators = 0;

	for (uint64_t seed = 1; seed <= 400; seed++) {
		network_open(&net, seed);
		net.loss = 10 + (unsigned)(seed % 3) * 10;
		net.copies = 20;
		net.delay = 150;
		network_call(&net);
		network_run(&net, LONG);
		assert_true(network_agrees(&net));
		initiators += net.phone[0].result.initiator;
		network_hang_up(&net);
	}
	assert_in_range(initiators, 100, 300); /* neither side is always the initiator */
}

/* On a hopeless network a call may fail, but never end with two different keys. */
static void hopeless_networks(void **state)
{
	(void)state;
	unsigned secure = 0, failed = 0;

	for (uint64_t seed = 1; seed <= 300; seed++) {
		network_open(&net, 7000 + seed);
		net.loss = 70;
		net.copies = 10;
		net.delay = 400;
		network_call(&net);
		network_run(&net, LONG);
		if (network_has(&net, 0, ZRTP_EVENT_SECURE) &&
		    network_has(&net, 1, ZRTP_EVENT_SECURE)) {
			assert_true(network_agrees(&net));
			secure++;
		} else {
			failed++;
		}
		for (int side = 0; side < SIDES; side++) {
			assert_int_equal(zrtp_deadline(net.phone[side].z), ZRTP_NEVER);
			if (network_has(&net, side, ZRTP_EVENT_FAILED))
				assert_int_equal(net.phone[side].failure.error, ZRTP_TIMEOUT);
		}
		network_hang_up(&net);
	}
	assert_true(secure > 30 && failed > 30);
}

static uint8_t seen_hvi[SIDES][ZRTP_HVI_SIZE];

static bool watch_commits(struct network *n, int from, uint8_t *bytes, size_t *size)
{
	(void)n;
	(void)size;
	if (memcmp(bytes + 16, "Commit  ", 8) == 0)
		memcpy(seen_hvi[from], bytes + 12 + 76, ZRTP_HVI_SIZE);
	return true;
}

/* Without delay both commit in the same moment: the larger hvi is the initiator's (4.2). */
static void contention(void **state)
{
	(void)state;
	static const uint8_t none[ZRTP_HVI_SIZE];
	unsigned first = 0;

	for (uint64_t seed = 1; seed <= 40; seed++) {
		network_open(&net, seed);
		net.tamper = watch_commits;
		memset(seen_hvi, 0, sizeof(seen_hvi));
		network_call(&net);
		network_run(&net, LONG);
		assert_true(network_agrees(&net));
		assert_memory_not_equal(seen_hvi[0], none, sizeof(none));
		assert_memory_not_equal(seen_hvi[1], none, sizeof(none));
		assert_int_equal(net.phone[0].result.initiator,
				 memcmp(seen_hvi[0], seen_hvi[1], ZRTP_HVI_SIZE) > 0);
		first += net.phone[0].result.initiator;
		network_hang_up(&net);
	}
	assert_in_range(first, 5, 35);
}

/* One phone starts late, after the other gave up asking: it is still answered. */
static void late_peer(void **state)
{
	(void)state;
	network_open(&net, 5);
	network_call(&net);
	network_start(&net, 0);
	for (int i = 0; i < 30; i++) {
		net.now = zrtp_deadline(net.phone[0].z);
		if (net.now == ZRTP_NEVER)
			break;
		zrtp_tick(net.phone[0].z, net.now);
		network_drain(&net, 0);
	}
	/* Section 6: 50 ms doubling to 200 ms, 20 times again. */
	assert_int_equal(net.phone[0].sent, 21);
	assert_true(network_has(&net, 0, ZRTP_EVENT_SILENT));
	assert_false(network_has(&net, 0, ZRTP_EVENT_FAILED));
	net.now = 10000;
	net.queued = 0;
	network_run(&net, 10000 + LONG);
	assert_true(network_agrees(&net));
	network_hang_up(&net);
}

static const char *mute_after; /* the type of the first message that is not let through */
static int mute_side;

static bool fall_silent(struct network *n, int from, uint8_t *bytes, size_t *size)
{
	(void)size;
	if (from == mute_side && memcmp(bytes + 16, mute_after, 8) == 0)
		n->tamper_context = n; /* from now on nothing comes from this side */
	return from != mute_side || !n->tamper_context;
}

/* Whoever is left alone in the middle says so, after it has tried as often as the RFC wants. */
static void peer_vanishes(void **state)
{
	(void)state;
	static const char *const types[] = { "Commit  ", "DHPart1 ", "DHPart2 ", "Confirm1",
					     "Confirm2" };

	for (unsigned i = 0; i < 5; i++) {
		for (uint64_t seed = 1; seed <= 6; seed++) {
			network_open(&net, seed);
			net.tamper = fall_silent;
			mute_after = types[i];
			mute_side = seed % 2;
			network_call(&net);
			network_run(&net, LONG);
			if (!net.tamper_context) {
				assert_true(network_agrees(&net)); /* it had the other role */
				network_hang_up(&net);
				continue;
			}
			assert_true(network_nobody_secure(&net) || i == 0);
			if (!network_agrees(&net)) {
				assert_true(network_has(&net, !mute_side, ZRTP_EVENT_FAILED));
				assert_int_equal(net.phone[!mute_side].failure.error, ZRTP_TIMEOUT);
			}
			network_hang_up(&net);
		}
	}
}

/* Retransmission of a Commit: 150 ms doubling to 1200 ms, ten times again, then Error (section 6). */
static void timer_t2(void **state)
{
	(void)state;
	static const unsigned expected[] = { 150,  300,	 600,  1200, 1200, 1200,
					     1200, 1200, 1200, 1200, 1200 };

	network_open(&net, 9);
	net.tamper = fall_silent;
	mute_after = "Commit  ";
	mute_side = 1;
	network_call(&net);
	network_start(&net, 0);
	network_start(&net, 1);
	struct zrtp *z = net.phone[0].z;
	while (z->state != ZRTP_COMMITTED)
		network_run(&net, ++net.now);
	net.phone[0].sent = 0;
	uint64_t before = z->timer.deadline - z->timer.interval;
	for (unsigned i = 0; i < 11; i++) {
		assert_int_equal(zrtp_deadline(z) - before, expected[i]);
		before = zrtp_deadline(z);
		zrtp_tick(z, before - 1); /* early: nothing */
		assert_int_equal(zrtp_deadline(z), before);
		zrtp_tick(z, before);
		network_drain(&net, 0);
	}
	assert_true(network_has(&net, 0, ZRTP_EVENT_FAILED));
	assert_int_equal(net.phone[0].failure.error, ZRTP_TIMEOUT);
	assert_int_equal(net.phone[0].sent, 10 + 1); /* and the Error */
	network_hang_up(&net);
}

static bool drop_conf2ack(struct network *n, int from, uint8_t *bytes, size_t *size)
{
	(void)n;
	(void)from;
	(void)size;
	return memcmp(bytes + 16, "Conf2ACK", 8) != 0;
}

/* An SRTP packet that fits does for Conf2ACK (4.6). */
static void media_confirms(void **state)
{
	(void)state;
	network_open(&net, 11);
	net.tamper = drop_conf2ack;
	network_call(&net);
	network_run(&net, 500);
	int initiator = net.phone[0].result.initiator ? 0 : 1;
	assert_true(network_has(&net, !initiator, ZRTP_EVENT_SECURE));
	assert_true(network_has(&net, initiator, ZRTP_EVENT_KEYS));
	assert_false(network_has(&net, initiator, ZRTP_EVENT_SECURE));
	zrtp_srtp_received(net.phone[initiator].z, net.now);
	network_drain(&net, initiator);
	assert_true(network_agrees(&net));
	assert_int_equal(zrtp_deadline(net.phone[initiator].z), ZRTP_NEVER);
	network_hang_up(&net);
}

/* Nothing happens before start, and starting twice is starting once. */
static void start(void **state)
{
	(void)state;
	struct zrtp_result result;
	uint8_t packet[ZRTP_MAX_PACKET];

	network_open(&net, 12);
	network_call(&net);
	struct zrtp *z = net.phone[0].z;
	assert_int_equal(zrtp_deadline(z), ZRTP_NEVER);
	assert_int_equal(zrtp_next_packet(z, packet), 0);
	assert_false(zrtp_result(z, &result));
	assert_false(zrtp_set_verified(z, true));
	zrtp_srtp_received(z, 0);
	network_start(&net, 1);
	zrtp_receive(z, 0, net.queue[0].bytes, net.queue[0].size);
	assert_int_equal(zrtp_next_packet(z, packet), 0);
	zrtp_start(z, 0);
	zrtp_start(z, 0);
	assert_true(zrtp_next_packet(z, packet) > 0);
	assert_int_equal(zrtp_next_packet(z, packet), 0);
	network_run(&net, LONG);
	assert_true(network_agrees(&net));
	network_hang_up(&net);
}

static bool broken_random(void *context, uint8_t *bytes, size_t length)
{
	(void)bytes;
	(void)length;
	return (*(int *)context)-- > 0;
}

/* Without randomness there is no agreement, whenever it fails. */
static void no_randomness(void **state)
{
	(void)state;
	for (int calls = 0; calls < 12; calls++) {
		int left = calls;
		network_open(&net, 13);
		net.phone[0].config.random = broken_random;
		net.phone[0].config.random_context = &left;
		network_call(&net);
		if (net.phone[0].z) {
			network_run(&net, LONG);
			if (left < 0) {
				assert_true(network_nobody_secure(&net));
				assert_int_equal(net.phone[0].failure.error, ZRTP_CRITICAL);
			}
		}
		network_hang_up(&net);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_call),	  cmocka_unit_test(every_algorithm),
		cmocka_unit_test(bad_networks),	  cmocka_unit_test(hopeless_networks),
		cmocka_unit_test(contention),	  cmocka_unit_test(late_peer),
		cmocka_unit_test(peer_vanishes),  cmocka_unit_test(timer_t2),
		cmocka_unit_test(media_confirms), cmocka_unit_test(start),
		cmocka_unit_test(no_randomness),
	};

	return cmocka_run_group_tests_name("zrtp calls", tests, NULL, NULL);
}
