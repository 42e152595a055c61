/* SPDX-License-Identifier: Apache-2.0 */
/* A peer that cheats with the keys it has, and messages that anybody could have made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "lib/zrtp/test/network.h"

enum { LONG = 60000, AT = ZRTP_PACKET_HEADER };

static struct network net;

/* An initiator that changes its public value after it has seen the responder's. */
static bool change_mind(struct network *n, int from, uint8_t *bytes, size_t *size)
{
	struct zrtp *z = n->phone[from].z;
	size_t covered = *size - AT - ZRTP_PACKET_CRC - ZRTP_MAC_SIZE;

	if (memcmp(bytes + AT + 4, "DHPart2 ", 8) != 0)
		return true;
	bytes[AT + 76] ^= 1;
	zrtp_hmac(ZRTP_S256, (struct zrtp_bytes){ z->chain[0], ZRTP_IMAGE_SIZE },
		  (struct zrtp_bytes){ bytes + AT, covered }, bytes + AT + covered, ZRTP_MAC_SIZE);
	network_fix_crc(bytes, *size);
	return true;
}

static void broken_commitment(void **state)
{
	(void)state;
	network_open(&net, 22);
	net.tamper = change_mind;
	network_call(&net);
	network_run(&net, LONG);
	assert_true(network_nobody_secure(&net));
	int responder = net.phone[0].failure.by_peer ? 1 : 0;
	assert_int_equal(net.phone[responder].failure.error, ZRTP_BAD_COMMITMENT);
	assert_int_equal(net.phone[!responder].failure.error, ZRTP_BAD_COMMITMENT);
	assert_true(net.phone[!responder].failure.by_peer);
	network_hang_up(&net);
}

/* A peer that has the keys, but whose H0 does not close its own chain. */
static bool break_chain(struct network *n, int from, uint8_t *bytes, size_t *size)
{
	(void)size;
	if (memcmp(bytes + AT + 4, "DHPart", 6) == 0)
		n->phone[from].z->chain[0][0] ^= 1;
	return true;
}

/* A responder that sends, and counts into the keys, a DHPart1 with a wrong MAC. */
static bool break_own_mac(struct network *n, int from, uint8_t *bytes, size_t *size)
{
	struct zrtp_message *own = &n->phone[from].z->own.dhpart;

	if (memcmp(bytes + AT + 4, "DHPart1 ", 8) != 0)
		return true;
	own->bytes[own->size - 1] ^= 1;
	memcpy(bytes + AT, own->bytes, own->size);
	network_fix_crc(bytes, *size);
	return true;
}

static void check_cheat(bool (*cheat)(struct network *, int, uint8_t *, size_t *),
			enum zrtp_error expected)
{
	for (uint64_t seed = 1; seed <= 8; seed++) {
		network_open(&net, seed);
		net.tamper = cheat;
		network_call(&net);
		network_run(&net, LONG);
		assert_true(network_nobody_secure(&net));
		int honest = net.phone[0].failure.by_peer ? 1 : 0;
		assert_int_equal(net.phone[honest].failure.error, expected);
		network_hang_up(&net);
	}
}

static void broken_chain(void **state)
{
	(void)state;
	check_cheat(break_chain, ZRTP_BAD_HASH_CHAIN);
	check_cheat(break_own_mac, ZRTP_BAD_MESSAGE_MAC);
}

/* Once a Hello was taken, other streams' packets are no part of the call. */
static bool change_ssrc(struct network *n, int from, uint8_t *bytes, size_t *size)
{
	(void)n;
	if (from != 0 || memcmp(bytes + AT + 4, "Hello", 5) == 0)
		return true;
	bytes[8] ^= 1;
	network_fix_crc(bytes, *size);
	return true;
}

static void other_stream(void **state)
{
	(void)state;
	network_open(&net, 26);
	net.tamper = change_ssrc;
	network_call(&net);
	network_run(&net, LONG);
	assert_true(network_nobody_secure(&net));
	assert_int_equal(net.phone[1].failure.error, ZRTP_TIMEOUT);
	network_hang_up(&net);
}

/* A peer that says that it hands out the keys: by rewriting its own Confirm. */
static bool disclose(struct network *n, int from, uint8_t *bytes, size_t *size)
{
	struct zrtp *z = n->phone[from].z;
	struct zrtp_confirm_keys keys = {
		.hash = z->choice.id[ZRTP_KIND_HASH],
		.mac_key = z->keys.mac[z->role],
		.key = z->keys.confirm[z->role],
		.key_size = zrtp_key_size(&z->choice),
	};
	struct zrtp_confirm confirm = { .discloses = true, .lifetime_s = UINT32_MAX };

	if (from != 0 || memcmp(bytes + AT + 4, "Confirm", 7) != 0)
		return true;
	memcpy(confirm.h0, z->chain[0], ZRTP_IMAGE_SIZE);
	zrtp_write_confirm(&z->own.confirm,
			   z->role == ZRTP_INITIATOR ? ZRTP_MSG_CONFIRM2 : ZRTP_MSG_CONFIRM1,
			   &confirm, &keys, bytes + AT + 20);
	memcpy(bytes + AT, z->own.confirm.bytes, z->own.confirm.size);
	network_fix_crc(bytes, *size);
	return true;
}

static void disclosure_is_told(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 6; seed++) {
		network_open(&net, seed);
		net.tamper = disclose;
		network_call(&net);
		network_run(&net, LONG);
		assert_true(network_agrees(&net));
		assert_true(net.phone[1].result.peer_discloses);
		assert_false(net.phone[0].result.peer_discloses);
		network_hang_up(&net);
	}
}

/* Errors are not authenticated: before the Hello they count for nothing, nor once secure. */
static void forged_errors(void **state)
{
	(void)state;
	struct zrtp_message error;

	zrtp_write_error(&error, ZRTP_CRITICAL);
	network_open(&net, 23);
	network_call(&net);
	network_start(&net, 0);
	network_inject(&net, 0, net.phone[1].config.ssrc, &error);
	network_run(&net, LONG);
	assert_true(network_agrees(&net));
	network_inject(&net, 0, net.phone[1].config.ssrc, &error);
	network_inject(&net, 1, net.phone[0].config.ssrc, &error);
	assert_true(network_agrees(&net));
	assert_false(network_has(&net, 0, ZRTP_EVENT_FAILED));
	assert_true(zrtp_result(net.phone[0].z, &net.phone[0].result));
	network_hang_up(&net);
}

/* Every message that needs no secret, out of turn and from a wrong SSRC, in every state. */
static bool inject_junk(struct network *n, int from, uint8_t *bytes, size_t *size)
{
	static const enum zrtp_message_type types[] = { ZRTP_MSG_HELLOACK, ZRTP_MSG_CONF2ACK,
							ZRTP_MSG_ERRORACK, ZRTP_MSG_PINGACK,
							ZRTP_MSG_GOCLEAR };
	struct zrtp_message junk;
	uint8_t packet[ZRTP_MAX_PACKET];

	(void)bytes;
	(void)size;
	for (unsigned i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		zrtp_begin_message(&junk, types[i], types[i] == ZRTP_MSG_GOCLEAR ? 20 : 12);
		for (uint32_t wrong = 0; wrong < 2; wrong++) {
			size_t length = zrtp_packet_write(
				packet, 7, n->phone[from].config.ssrc ^ wrong, &junk);
			zrtp_receive(n->phone[!from].z, n->now, packet, length);
		}
	}
	return true;
}

static void junk_in_every_state(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		network_open(&net, seed);
		net.tamper = inject_junk;
		net.delay = 30;
		network_call(&net);
		network_run(&net, LONG);
		assert_true(network_agrees(&net));
		assert_false(network_has(&net, 0, ZRTP_EVENT_GOCLEAR_REFUSED));
		network_hang_up(&net);
	}
}

/* Reflected packets: our own Hello comes back. */
static void reflection(void **state)
{
	(void)state;
	uint8_t packet[ZRTP_MAX_PACKET];

	network_open(&net, 24);
	network_call(&net);
	struct zrtp *z = net.phone[0].z;
	zrtp_start(z, 0);
	size_t size = zrtp_next_packet(z, packet);
	zrtp_receive(z, 0, packet, size);
	network_drain(&net, 0);
	assert_int_equal(net.phone[0].failure.error, ZRTP_EQUAL_ZID);
	network_hang_up(&net);

	net.phone[1].config.ssrc = net.phone[0].config.ssrc;
	network_call(&net);
	network_run(&net, LONG);
	assert_true(network_nobody_secure(&net));
	assert_true(net.phone[0].failure.error == ZRTP_SSRC_COLLISION ||
		    net.phone[1].failure.error == ZRTP_SSRC_COLLISION);
	network_hang_up(&net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(broken_commitment),  cmocka_unit_test(broken_chain),
		cmocka_unit_test(disclosure_is_told), cmocka_unit_test(other_stream),
		cmocka_unit_test(forged_errors),      cmocka_unit_test(junk_in_every_state),
		cmocka_unit_test(reflection),
	};

	return cmocka_run_group_tests_name("zrtp cheats", tests, NULL, NULL);
}
