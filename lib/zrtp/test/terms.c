/* SPDX-License-Identifier: Apache-2.0 */
/* On what terms a call comes about: a=zrtp-hash, policies, further streams, GoClear, Ping. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "lib/zrtp/test/network.h"

enum { LONG = 60000 };

static struct network net;

static void call_again(void)
{
	network_hang_up(&net);
	network_call(&net);
	network_run(&net, net.now + LONG);
	assert_true(network_agrees(&net));
}

static void first_call(uint64_t seed)
{
	network_open(&net, seed);
	network_call(&net);
	network_run(&net, LONG);
	assert_true(network_agrees(&net));
}

static void announced_hello(void **state)
{
	(void)state;
	char text[SIDES][ZRTP_HELLO_HASH_TEXT];

	network_open(&net, 8);
	network_call(&net);
	for (int side = 0; side < SIDES; side++) {
		zrtp_hello_hash(net.phone[side].z, text[side]);
		assert_int_equal(strlen(text[side]), ZRTP_HELLO_HASH_TEXT - 1);
		assert_memory_equal(text[side], "1.10 ", 5);
	}
	assert_true(zrtp_set_peer_hello_hash(net.phone[0].z, text[1]));
	assert_true(zrtp_set_peer_hello_hash(net.phone[1].z, text[0]));
	network_run(&net, LONG);
	assert_true(network_agrees(&net));
	network_hang_up(&net);

	network_call(&net); /* the hashes of another call */
	assert_true(zrtp_set_peer_hello_hash(net.phone[0].z, text[1]));
	network_run(&net, LONG);
	assert_true(network_nobody_secure(&net));
	assert_int_equal(net.phone[0].failure.error, ZRTP_HELLO_HASH_MISMATCH);
	network_hang_up(&net);

	network_call(&net); /* the announcement comes after the Hello */
	network_run(&net, LONG);
	assert_true(network_agrees(&net));
	assert_true(zrtp_set_peer_hello_hash(net.phone[0].z, text[1]));
	network_drain(&net, 0);
	assert_int_equal(net.phone[0].failure.error, ZRTP_HELLO_HASH_MISMATCH);
	network_hang_up(&net);
}

/* A false Hello that was injected first does not keep the announced one out. */
static void injected_hello(void **state)
{
	(void)state;
	char text[ZRTP_HELLO_HASH_TEXT];
	struct network other;

	network_open(&other, 99);
	network_call(&other);
	network_open(&net, 9);
	network_call(&net);
	zrtp_hello_hash(net.phone[1].z, text);
	zrtp_set_peer_hello_hash(net.phone[0].z, text);
	network_start(&net, 0);
	network_inject(&net, 0, 0x6666, &other.phone[1].z->own.hello);
	network_hang_up(&other);
	network_run(&net, LONG);
	assert_true(network_agrees(&net));
	network_hang_up(&net);
}

static void hello_hash_syntax(void **state)
{
	(void)state;
	static const char digits[] =
		"00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff";
	char text[100];

	network_open(&net, 10);
	network_call(&net);
	struct zrtp *z = net.phone[0].z;
	snprintf(text, sizeof(text), "1.10 %s", digits);
	assert_true(zrtp_set_peer_hello_hash(z, text));
	assert_true(z->hello_hash_known);
	assert_int_equal(z->hello_hash[10], 0xaa);
	z->hello_hash_known = false;
	snprintf(text, sizeof(text), "2.00 %s", digits);
	assert_true(zrtp_set_peer_hello_hash(z, text));
	assert_false(z->hello_hash_known);
	assert_false(zrtp_set_peer_hello_hash(z, ""));
	assert_false(zrtp_set_peer_hello_hash(z, "1.10"));
	assert_false(zrtp_set_peer_hello_hash(z, "1.10 "));
	assert_false(zrtp_set_peer_hello_hash(z, digits));
	snprintf(text, sizeof(text), "1.10 %s0", digits);
	assert_false(zrtp_set_peer_hello_hash(z, text));
	text[10] = 'g', text[69] = '\0';
	assert_false(zrtp_set_peer_hello_hash(z, text));
	assert_false(z->hello_hash_known);
	network_hang_up(&net);
}

static void check_refusal(struct zrtp_policy alice, struct zrtp_policy bob, enum zrtp_error error)
{
	network_open(&net, 11);
	net.phone[0].config.policy = &alice;
	net.phone[1].config.policy = &bob;
	network_call(&net);
	network_run(&net, LONG);
	assert_true(network_nobody_secure(&net));
	assert_true(net.phone[0].failure.error == error || net.phone[1].failure.error == error);
	assert_true(network_has(&net, 0, ZRTP_EVENT_FAILED));
	assert_true(network_has(&net, 1, ZRTP_EVENT_FAILED));
	network_hang_up(&net);
}

/* A policy that has nothing in common with the other's ends in the error that says what. */
static void no_common_algorithm(void **state)
{
	(void)state;
	struct zrtp_policy a = zrtp_default_policy, b = zrtp_default_policy;

	memcpy(a.hash, (enum zrtp_hash[]){ ZRTP_S384, 0 }, 2 * sizeof(a.hash[0]));
	check_refusal(a, b, ZRTP_NO_COMMON_HASH);
	a = zrtp_default_policy;
	memcpy(a.cipher, (enum zrtp_cipher[]){ ZRTP_AES3, 0 }, 2 * sizeof(a.cipher[0]));
	memcpy(b.cipher, (enum zrtp_cipher[]){ ZRTP_AES1, 0 }, 2 * sizeof(b.cipher[0]));
	check_refusal(a, b, ZRTP_NO_COMMON_CIPHER);
	a = b = zrtp_default_policy;
	memcpy(a.auth, (enum zrtp_auth[]){ ZRTP_GCM, 0 }, 2 * sizeof(a.auth[0]));
	memcpy(b.auth, (enum zrtp_auth[]){ ZRTP_HS32, 0 }, 2 * sizeof(b.auth[0]));
	check_refusal(a, b, ZRTP_NO_COMMON_AUTH);
	a = b = zrtp_default_policy;
	memcpy(a.agreement, (enum zrtp_agreement[]){ ZRTP_X255, 0 }, 2 * sizeof(a.agreement[0]));
	memcpy(b.agreement, (enum zrtp_agreement[]){ ZRTP_DH3K, 0 }, 2 * sizeof(b.agreement[0]));
	check_refusal(a, b, ZRTP_NO_COMMON_AGREEMENT);
	a = b = zrtp_default_policy;
	memcpy(a.sas, (enum zrtp_sas[]){ ZRTP_HFW4, 0 }, 2 * sizeof(a.sas[0]));
	memcpy(b.sas, (enum zrtp_sas[]){ ZRTP_B32, 0 }, 2 * sizeof(b.sas[0]));
	check_refusal(a, b, ZRTP_NO_COMMON_SAS);
}

static void bad_configurations(void **state)
{
	(void)state;
	struct zrtp_policy policy = zrtp_default_policy;

	network_open(&net, 12);
	net.phone[0].config.policy = &policy;
	policy.sas[0] = ZRTP_SAS_NONE;
	assert_null(zrtp_new(&net.phone[0].config));
	policy = zrtp_default_policy;
	policy.cipher[0] = (enum zrtp_cipher)9;
	assert_null(zrtp_new(&net.phone[0].config));
	net.phone[0].config.policy = NULL;
	network_call(&net);
	net.phone[0].config.primary = net.phone[1].z; /* not secure */
	assert_null(zrtp_new(&net.phone[0].config));
	network_hang_up(&net);
	zrtp_free(NULL);
}

/* What RFC 6189 makes mandatory need not be said in a Hello (5.2). */
static void unsaid_algorithms(void **state)
{
	(void)state;
	const struct zrtp_offer nothing = { 0 };
	struct zrtp_offer ours;
	struct zrtp_choice choice;

	assert_true(zrtp_offer_from_policy(&ours, &zrtp_default_policy));
	assert_int_equal(zrtp_choose(&ours, &nothing, false, &choice), ZRTP_NO_ERROR);
	assert_int_equal(choice.id[ZRTP_KIND_HASH], ZRTP_S256);
	assert_int_equal(choice.id[ZRTP_KIND_CIPHER], ZRTP_AES1);
	assert_int_equal(choice.id[ZRTP_KIND_AUTH], ZRTP_HS80);
	assert_int_equal(choice.id[ZRTP_KIND_AGREEMENT], ZRTP_DH3K);
	assert_int_equal(choice.id[ZRTP_KIND_SAS], ZRTP_B32);
	assert_int_equal(zrtp_choose(&ours, &nothing, true, &choice), ZRTP_NO_COMMON_AGREEMENT);
}

/* A second stream: other keys, no new string, the first one's trust; no new secret is kept. */
static void second_stream(void **state)
{
	(void)state;
	struct network second;

	for (uint64_t seed = 1; seed <= 30; seed++) {
		first_call(seed);
		zrtp_set_verified(net.phone[0].z, true);
		zrtp_set_verified(net.phone[1].z, true);
		call_again();
		unsigned stores = net.phone[0].memory.stores;
		network_open(&second, 1000 + seed);
		second.loss = 20, second.copies = 20, second.delay = 100;
		for (int side = 0; side < SIDES; side++) {
			second.phone[side].config.primary = net.phone[side].z;
			second.phone[side].cache = net.phone[side].cache;
		}
		network_call(&second);
		network_run(&second, LONG);
		assert_true(network_agrees(&second));
		const struct zrtp_result *r = &second.phone[0].result;
		assert_int_equal(r->agreement, ZRTP_MULT);
		assert_string_equal(r->sas, "");
		assert_true(r->verified);
		assert_memory_not_equal(&r->send, &net.phone[0].result.send, sizeof(r->send));
		assert_int_equal(net.phone[0].memory.stores, stores);
		assert_false(zrtp_set_verified(second.phone[0].z, true));
		network_hang_up(&second);
		network_hang_up(&net);
	}
}

/* Only with the same peer, and only if both ends know of the first stream. */
static void second_stream_refused(void **state)
{
	(void)state;
	struct network second;

	first_call(13);
	network_open(&second, 14);
	second.phone[0].config.primary = net.phone[0].z;
	memset(second.phone[1].config.zid, 'x', ZRTP_ZID_SIZE);
	network_call(&second);
	network_run(&second, LONG);
	assert_true(network_nobody_secure(&second));
	assert_int_equal(second.phone[0].failure.error, ZRTP_NO_SHARED_SECRET);
	network_hang_up(&second);

	network_open(&second, 15);
	second.phone[0].config.primary = net.phone[0].z;
	network_call(&second);
	network_run(&second, LONG);
	assert_true(network_nobody_secure(&second));
	assert_true(second.phone[0].failure.error == ZRTP_NO_COMMON_AGREEMENT ||
		    second.phone[1].failure.error == ZRTP_NO_COMMON_AGREEMENT);
	network_hang_up(&second);
	network_hang_up(&net);
}

static void go_clear(void **state)
{
	(void)state;
	struct zrtp_message message;
	struct zrtp_result before;
	uint8_t packet[ZRTP_MAX_PACKET];

	first_call(16);
	struct zrtp *z = net.phone[0].z;
	uint8_t peer_key[ZRTP_MAX_HASH];
	memcpy(peer_key, z->keys.mac[!z->role], sizeof(peer_key));
	before = net.phone[0].result;

	zrtp_begin_message(&message, ZRTP_MSG_GOCLEAR, 20);
	network_inject(&net, 0, net.phone[1].config.ssrc, &message); /* not authentic */
	assert_false(network_has(&net, 0, ZRTP_EVENT_GOCLEAR_REFUSED));
	assert_int_equal(zrtp_deadline(z), ZRTP_NEVER);

	zrtp_hmac(ZRTP_S256, (struct zrtp_bytes){ peer_key, 32 },
		  (struct zrtp_bytes){ "GoClear ", 8 }, message.bytes + 12, ZRTP_MAC_SIZE);
	size_t size = zrtp_packet_write(packet, 1, net.phone[1].config.ssrc, &message);
	zrtp_receive(z, net.now, packet, size);
	size = zrtp_next_packet(z, packet);
	assert_int_equal(size, 12 + 16 + 4);
	assert_memory_equal(packet + 12 + 4, "Error   ", 8);
	assert_memory_equal(packet + 12 + 12, "\0\0\x01\0", 4);
	network_drain(&net, 0);
	assert_true(network_has(&net, 0, ZRTP_EVENT_GOCLEAR_REFUSED));
	assert_false(network_has(&net, 0, ZRTP_EVENT_FAILED));

	/* It is said again until acknowledged, and the keys stay what they were. */
	assert_int_equal(zrtp_deadline(z), net.now + 150);
	zrtp_write_plain(&message, ZRTP_MSG_ERRORACK);
	network_inject(&net, 0, net.phone[1].config.ssrc, &message);
	assert_int_equal(zrtp_deadline(z), ZRTP_NEVER);
	assert_memory_equal(&before.send, &net.phone[0].result.send, sizeof(before.send));
	network_hang_up(&net);
}

static void ping(void **state)
{
	(void)state;
	struct zrtp_message message;
	uint8_t packet[ZRTP_MAX_PACKET];

	first_call(17);
	zrtp_begin_message(&message, ZRTP_MSG_PING, 24);
	memcpy(message.bytes + 12, "1.10", 4);
	memcpy(message.bytes + 16, "endpoint", 8);
	size_t size = zrtp_packet_write(packet, 1, net.phone[1].config.ssrc, &message);
	zrtp_receive(net.phone[0].z, net.now, packet, size);
	assert_int_equal(zrtp_next_packet(net.phone[0].z, packet), 12 + 36 + 4);
	assert_memory_equal(packet + 12 + 4, "PingACK 1.10", 12);
	assert_memory_equal(packet + 12 + 24, "endpoint\0\0\x10\x01", 12);
	network_hang_up(&net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(announced_hello),    cmocka_unit_test(injected_hello),
		cmocka_unit_test(hello_hash_syntax),  cmocka_unit_test(no_common_algorithm),
		cmocka_unit_test(bad_configurations), cmocka_unit_test(unsaid_algorithms),
		cmocka_unit_test(second_stream),      cmocka_unit_test(second_stream_refused),
		cmocka_unit_test(go_clear),	      cmocka_unit_test(ping),
	};

	return cmocka_run_group_tests_name("zrtp terms", tests, NULL, NULL);
}
