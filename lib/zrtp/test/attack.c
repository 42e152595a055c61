/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Somebody on the path: every byte of every message changed, messages cut, damaged and replayed. None
 * of it may end in a secure call that is not one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lib/zrtp/test/network.h"

enum { LONG = 60000, AT = ZRTP_PACKET_HEADER };

static struct network net;

/* What the attacker does: flips the lowest bit of one byte in every message of a type. */
struct change {
	const char *type;
	size_t offset; /* in the message */
	int side;      /* whose messages; -1: everybody's */
	unsigned changed;
};

static bool change_byte(struct network *n, int from, uint8_t *bytes, size_t *size)
{
	struct change *change = n->tamper_context;

	if ((change->side >= 0 && change->side != from) ||
	    memcmp(bytes + AT + 4, change->type, 8) != 0 ||
	    AT + change->offset >= *size - ZRTP_PACKET_CRC)
		return true;
	bytes[AT + change->offset] ^= 1;
	network_fix_crc(bytes, *size);
	change->changed++;
	return true;
}

static void call_with_change(struct change *change, uint64_t seed)
{
	network_open(&net, seed);
	net.tamper = change_byte;
	net.tamper_context = change;
	network_call(&net);
	network_run(&net, LONG);
}

static void check_every_byte(const char *type, size_t size, int side)
{
	for (size_t offset = 0; offset < size; offset++) {
		struct change change = { .type = type, .offset = offset, .side = side };
		call_with_change(&change, 1 + offset % 7);
		assert_true(change.changed > 0);
		assert_true(network_nobody_secure(&net));
		network_hang_up(&net);
	}
}

static void every_byte_of_hello(void **state)
{
	(void)state;
	size_t size;

	network_open(&net, 1);
	network_call(&net);
	size = net.phone[0].z->own.hello.size;
	network_hang_up(&net);
	check_every_byte("Hello   ", size, 0);
	check_every_byte("Hello   ", size, 1);
}

static void every_byte_of_the_exchange(void **state)
{
	(void)state;
	check_every_byte("Commit  ", 116, -1);
	check_every_byte("DHPart1 ", 84 + 32, -1);
	check_every_byte("DHPart2 ", 84 + 32, -1);
	check_every_byte("Confirm1", 76, -1);
	check_every_byte("Confirm2", 76, -1);
}

/* Both roles find the change in the other's Hello themselves, not by keys that differ. */
static void changed_hello_is_named(void **state)
{
	(void)state;
	unsigned initiators = 0;

	for (uint64_t seed = 1; seed <= 12; seed++) {
		struct change change = { .type = "Hello   ", .offset = 16, .side = 1 };
		call_with_change(&change, seed);
		assert_int_equal(net.phone[0].failure.error, ZRTP_BAD_MESSAGE_MAC);
		assert_false(net.phone[0].failure.by_peer);
		initiators += net.phone[1].z->role == ZRTP_RESPONDER;
		network_hang_up(&net);
	}
	assert_in_range(initiators, 1, 11);
}

static void check_error(const char *type, size_t offset, enum zrtp_error expected)
{
	struct change change = { .type = type, .offset = offset, .side = -1 };
	bool found = false;

	call_with_change(&change, 3);
	for (int side = 0; side < SIDES; side++)
		found |= net.phone[side].failure.error == expected &&
			 !net.phone[side].failure.by_peer;
	assert_true(found);
	network_hang_up(&net);
}

/* The reason given is the right one. */
static void reasons(void **state)
{
	(void)state;
	check_error("Hello   ", 16, ZRTP_BAD_MESSAGE_MAC); /* client identifier */
	check_error("Hello   ", 32, ZRTP_TIMEOUT);	  /* H3: what follows is not its sender's */
	check_error("Commit  ", 12, ZRTP_TIMEOUT);	  /* H2: not the Hello's sender */
	check_error("Commit  ", 50, ZRTP_HELLO_MISMATCH); /* ZID */
	check_error("Commit  ", 59, ZRTP_NO_COMMON_HASH);
	check_error("Commit  ", 63, ZRTP_NO_COMMON_CIPHER);
	check_error("Commit  ", 66, ZRTP_NO_COMMON_AUTH);
	check_error("Commit  ", 75, ZRTP_NO_COMMON_SAS);
	check_error("Commit  ", 100, ZRTP_BAD_MESSAGE_MAC); /* hvi */
	check_error("DHPart1 ", 12, ZRTP_TIMEOUT);	    /* H1 */
	check_error("DHPart1 ", 76, ZRTP_BAD_CONFIRM);	    /* public value */
	check_error("DHPart2 ", 12, ZRTP_TIMEOUT);
	check_error("DHPart2 ", 44, ZRTP_BAD_COMMITMENT); /* a secret's identifier */
	check_error("DHPart2 ", 76, ZRTP_BAD_COMMITMENT);
	check_error("Confirm1", 12, ZRTP_BAD_CONFIRM); /* MAC */
	check_error("Confirm2", 40, ZRTP_BAD_CONFIRM);
}

/* Without a right CRC a changed packet is a lost one: sent again, it gets through. */
static bool break_some(struct network *n, int from, uint8_t *bytes, size_t *size)
{
	(void)from;
	if (network_random(n) % 3 == 0)
		bytes[network_random(n) % *size] ^= 0x40;
	return true;
}

static void damage(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 50; seed++) {
		network_open(&net, seed);
		net.tamper = break_some;
		net.delay = 3;
		network_call(&net);
		network_run(&net, LONG);
		assert_true(network_agrees(&net));
		network_hang_up(&net);
	}
}

/* Before each real datagram, every shorter form of it, with a right CRC where one fits. */
static bool send_cut(struct network *n, int from, uint8_t *bytes, size_t *size)
{
	struct zrtp *to = n->phone[!from].z;

	for (size_t cut = 0; cut < *size; cut++) {
		uint8_t *copy = malloc(cut ? cut : 1); /* the sanitizer guards its end */
		memcpy(copy, bytes, cut);
		if (cut >= AT + ZRTP_MESSAGE_HEADER + ZRTP_PACKET_CRC) {
			size_t words = (cut - AT - ZRTP_PACKET_CRC) / 4;
			copy[AT + 2] = (uint8_t)(words >> 8);
			copy[AT + 3] = (uint8_t)words;
			network_fix_crc(copy, cut);
		}
		zrtp_receive(to, n->now, copy, cut);
		free(copy);
	}
	return true;
}

/* Only a cut Confirm, which only somebody on the path can send, may end a call. */
static void cut_messages(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 10; seed++) {
		network_open(&net, seed);
		net.tamper = send_cut;
		network_call(&net);
		network_run(&net, LONG);
		assert_true(network_nobody_secure(&net));
		for (int side = 0; side < SIDES; side++) {
			enum zrtp_error error = net.phone[side].failure.error;
			assert_true(error == ZRTP_MALFORMED || error == ZRTP_BAD_CONFIRM);
		}
		network_hang_up(&net);
	}
}

static struct datagram recorded[64];
static unsigned recordings;

static bool record(struct network *n, int from, uint8_t *bytes, size_t *size)
{
	(void)n;
	if (recordings < 64) {
		recorded[recordings].to = !from;
		recorded[recordings].size = *size;
		memcpy(recorded[recordings++].bytes, bytes, *size);
	}
	return true;
}

/* A recorded call, played to both ends of a new one, at any point of it. */
static void replay(void **state)
{
	(void)state;
	recordings = 0;
	network_open(&net, 21);
	net.tamper = record;
	network_call(&net);
	network_run(&net, LONG);
	assert_true(network_agrees(&net));
	network_hang_up(&net);
	net.tamper = NULL;

	for (unsigned only = 0; only < SIDES; only++) {
		network_call(&net);
		zrtp_start(net.phone[only].z, net.now);
		for (unsigned i = 0; i < recordings; i++)
			if (recorded[i].to == (int)only)
				zrtp_receive(net.phone[only].z, net.now, recorded[i].bytes,
					     recorded[i].size);
		network_drain(&net, (int)only);
		assert_false(network_has(&net, (int)only, ZRTP_EVENT_KEYS));
		network_hang_up(&net);
	}

	network_call(&net);
	network_run(&net, net.now + LONG);
	assert_true(network_agrees(&net));
	for (unsigned i = 0; i < recordings; i++)
		zrtp_receive(net.phone[recorded[i].to].z, net.now, recorded[i].bytes,
			     recorded[i].size);
	network_drain(&net, 0);
	network_drain(&net, 1);
	assert_true(network_agrees(&net));
	assert_false(network_has(&net, 0, ZRTP_EVENT_FAILED));
	assert_false(network_has(&net, 1, ZRTP_EVENT_FAILED));
	network_hang_up(&net);
}

/* Nothing secret is left in an agreement that failed. */
static void failure_wipes(void **state)
{
	(void)state;
	static const struct zrtp_keys no_keys;
	static const uint8_t no_chain[4][ZRTP_IMAGE_SIZE];
	struct change change = { .type = "Confirm2", .offset = 12, .side = -1 };
	struct zrtp_result result;

	call_with_change(&change, 25);
	for (int side = 0; side < SIDES; side++) {
		const struct zrtp *z = net.phone[side].z;
		assert_int_equal(z->state, ZRTP_FAILED);
		assert_memory_equal(&z->keys, &no_keys, sizeof(no_keys));
		assert_memory_equal(z->chain, no_chain, sizeof(no_chain));
		assert_null(z->agreement);
		assert_false(zrtp_result(z, &result));
	}
	network_hang_up(&net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_of_hello),
		cmocka_unit_test(every_byte_of_the_exchange),
		cmocka_unit_test(reasons),
		cmocka_unit_test(changed_hello_is_named),
		cmocka_unit_test(damage),
		cmocka_unit_test(cut_messages),
		cmocka_unit_test(replay),
		cmocka_unit_test(failure_wipes),
	};

	return cmocka_run_group_tests_name("zrtp attacks", tests, NULL, NULL);
}
