/* SPDX-License-Identifier: Apache-2.0 */
/* UDP between two net services. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "user/services/net/test/client.h"

/* A bound socket at station 1 and a fresh one at station 0. */
static void open_two(struct wire *w, uint32_t *from, uint32_t *to)
{
	assert_int_equal(call_socket(USER(w, 0, 0), NET_UDP, NET_IPV4, from), NET_OK);
	assert_int_equal(call_socket(USER(w, 1, 0), NET_UDP, NET_IPV4, to), NET_OK);
	assert_int_equal(call_address(USER(w, 1, 0), NET_BIND, *to, ip4(2, 5060)), NET_OK);
}

static void a_datagram_arrives_with_its_sender(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0), b = USER(w, 1, 0);
	struct net_address to = ip4(2, 5060), own;
	uint32_t from, at, sent;
	struct net_reply r;

	open_two(w, &from, &at);
	assert_int_equal(ready_of(b, at), NET_READY_WRITE);
	assert_int_equal(call_receive(b, at, 100, &r), NET_E_AGAIN);
	assert_int_equal(call_send(a, from, &to, "hello", 5, &sent), NET_OK);
	assert_int_equal(sent, 5);
	wire_run(w, 10);
	assert_int_equal(ready_of(b, at), NET_READY_WRITE | NET_READY_READ);
	assert_int_equal(w->station[1].signals[0], 2); /* the socket can be written; then read */
	assert_int_equal(call_receive(b, at, 100, &r), NET_OK);
	assert_int_equal(r.length, 5);
	assert_int_equal(r.value, 5);
	assert_memory_equal(data_of(b), "hello", 5);
	assert_int_equal(call_name(a, NET_LOCAL, from, &own), NET_OK);
	assert_int_equal(r.address.port, own.port);
	assert_true(own.port >= 49152);
	assert_memory_equal(r.address.bytes, ip4(1, 0).bytes, 16);
	assert_int_equal(ready_of(b, at), NET_READY_WRITE);
	assert_int_equal(call_send(b, at, &r.address, "and back", 8, &sent), NET_OK);
	wire_run(w, 10);
	assert_int_equal(call_receive(a, from, 100, &r), NET_OK);
	assert_memory_equal(data_of(a), "and back", 8);
	assert_int_equal(r.address.port, 5060);
}

static void ipv6_carries_it_too(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0), b = USER(w, 1, 0);
	struct net_address to = ip6(2, 5060);
	uint32_t from, at, sent;
	struct net_reply r;

	assert_int_equal(call_socket(a, NET_UDP, NET_IPV6, &from), NET_OK);
	assert_int_equal(call_socket(b, NET_UDP, NET_IPV6, &at), NET_OK);
	assert_int_equal(call_address(b, NET_BIND, at, ip6(2, 5060)), NET_OK);
	assert_int_equal(call_send(a, from, &to, "hello", 5, &sent), NET_OK);
	wire_run(w, 10);
	assert_int_equal(call_receive(b, at, 100, &r), NET_OK);
	assert_memory_equal(r.address.bytes, ip6(1, 0).bytes, 16);
	assert_int_equal(r.address.family, NET_IPV6);
	assert_int_equal(r.address.scope, 0);
	to = ip4(2, 5060);
	assert_int_equal(call_send(a, from, &to, "hello", 5, &sent), NET_E_FAMILY);
}

/* Link-local addresses have a scope, and are made from random numbers. */
static void link_local_addresses_work(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0), b = USER(w, 1, 0);
	struct net_request q = { .operation = NET_OWN, .value = 1 };
	uint32_t from, at, sent;
	struct net_reply r;

	assert_int_equal(station_call(w, 1, 0, &q, &r), NET_OK);
	assert_int_equal(r.address.bytes[0], 0xfe);
	assert_int_equal(r.address.bytes[1], 0x80);
	assert_int_equal(r.address.scope, 1);
	assert_false(r.address.bytes[11] == 0xff && r.address.bytes[12] == 0xfe);
	r.address.port = 5060;
	assert_int_equal(call_socket(a, NET_UDP, NET_IPV6, &from), NET_OK);
	assert_int_equal(call_socket(b, NET_UDP, NET_IPV6, &at), NET_OK);
	assert_int_equal(call_address(b, NET_BIND, at, r.address), NET_OK);
	assert_int_equal(call_send(a, from, &r.address, "hello", 5, &sent), NET_OK);
	wire_run(w, 10);
	assert_int_equal(call_receive(b, at, 100, &r), NET_OK);
	assert_int_equal(r.address.scope, 1);
}

static void a_long_one_is_cut_to_the_room(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0), b = USER(w, 1, 0);
	struct net_address to = ip4(2, 5060);
	struct net_request peek = { .operation = NET_RECEIVE,
				    .length = 2,
				    .flags = NET_RECEIVE_PEEK };
	uint32_t from, at, sent, waiting;
	struct net_reply r;

	open_two(w, &from, &at);
	assert_int_equal(call_send(a, from, &to, "0123456789", 10, &sent), NET_OK);
	wire_run(w, 10);
	peek.socket = (uint16_t)at;
	assert_int_equal(station_call(w, 1, 0, &peek, &r), NET_OK);
	assert_int_equal(r.length, 2);
	assert_int_equal(r.value, 10);
	assert_int_equal(call_get(b, at, NET_OPTION_WAITING, &waiting), NET_OK);
	assert_int_equal(waiting, 10);
	memset(data_of(b), '-', 16);
	assert_int_equal(call_receive(b, at, 4, &r), NET_OK);
	assert_int_equal(r.length, 4);
	assert_int_equal(r.value, 10);
	assert_memory_equal(data_of(b), "0123------", 10);
	assert_int_equal(call_receive(b, at, 4, &r), NET_E_AGAIN);
}

static void empty_and_largest_datagrams_arrive(void **state)
{
	static uint8_t large[NET_DATAGRAM_MAX + 1];
	struct wire *w = *state;
	struct user a = USER(w, 0, 0), b = USER(w, 1, 0);
	struct net_address to = ip4(2, 5060);
	uint32_t from, at, sent;
	struct net_reply r;

	for (size_t i = 0; i < sizeof(large); i++)
		large[i] = (uint8_t)(i * 7);
	open_two(w, &from, &at);
	assert_int_equal(call_send(a, from, &to, "", 0, &sent), NET_OK);
	wire_run(w, 10);
	assert_int_equal(ready_of(b, at) & NET_READY_READ, NET_READY_READ);
	assert_int_equal(call_receive(b, at, 100, &r), NET_OK);
	assert_int_equal(r.value, 0);
	assert_int_equal(call_send(a, from, &to, large, NET_DATAGRAM_MAX + 1, &sent), NET_E_SIZE);
	assert_int_equal(call_send(a, from, &to, large, NET_DATAGRAM_MAX, &sent), NET_OK);
	wire_run(w, 10);
	assert_int_equal(call_receive(b, at, 9000, &r), NET_OK);
	assert_int_equal(r.length, NET_DATAGRAM_MAX);
	assert_memory_equal(data_of(b), large, NET_DATAGRAM_MAX);
}

static void what_nobody_reads_is_dropped_and_counted(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0), b = USER(w, 1, 0);
	struct net_address to = ip4(2, 5060);
	unsigned fit = NET_DATAGRAM_BYTES / (1000 + NET_DATAGRAM_COST);
	uint32_t from, at, sent, dropped;
	uint8_t bytes[1000] = { 0 };
	struct net_reply r;

	open_two(w, &from, &at);
	for (unsigned i = 0; i < fit + 5; i++) {
		bytes[0] = (uint8_t)i;
		assert_int_equal(call_send(a, from, &to, bytes, sizeof(bytes), &sent), NET_OK);
		wire_run(w, 5);
	}
	for (unsigned i = 0; i < fit; i++) {
		assert_int_equal(call_receive(b, at, 2000, &r), NET_OK);
		assert_int_equal(data_of(b)[0], i);
	}
	assert_int_equal(call_receive(b, at, 2000, &r), NET_E_AGAIN);
	assert_int_equal(call_get(b, at, NET_OPTION_DROPPED, &dropped), NET_OK);
	assert_int_equal(dropped, 5);
}

static void a_connected_socket_hears_its_peer_only(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0), b = USER(w, 1, 0);
	struct net_address to = ip4(2, 5060), own;
	uint32_t from, stranger, at, sent;
	struct net_reply r;

	open_two(w, &from, &at);
	assert_int_equal(call_socket(a, NET_UDP, NET_IPV4, &stranger), NET_OK);
	assert_int_equal(call_address(a, NET_BIND, from, ip4(1, 4000)), NET_OK);
	assert_int_equal(call_send(b, at, NULL, "?", 1, &sent), NET_E_DESTINATION);
	assert_int_equal(call_name(b, NET_PEER, at, &own), NET_E_UNCONNECTED);
	assert_int_equal(call_address(b, NET_CONNECT, at, ip4(1, 4000)), NET_OK);
	assert_int_equal(call_name(b, NET_PEER, at, &own), NET_OK);
	assert_int_equal(own.port, 4000);
	assert_int_equal(call_name(b, NET_LOCAL, at, &own), NET_OK);
	assert_memory_equal(own.bytes, to.bytes, sizeof(own.bytes));
	assert_int_equal(own.port, 5060);
	assert_int_equal(call_send(a, stranger, &to, "lies", 4, &sent), NET_OK);
	assert_int_equal(call_send(a, from, &to, "truth", 5, &sent), NET_OK);
	wire_run(w, 10);
	assert_int_equal(call_receive(b, at, 100, &r), NET_OK);
	assert_memory_equal(data_of(b), "truth", 5);
	assert_int_equal(call_receive(b, at, 100, &r), NET_E_AGAIN);
	assert_int_equal(call_send(b, at, NULL, "!", 1, &sent), NET_OK);
	wire_run(w, 10);
	assert_int_equal(call_receive(a, from, 100, &r), NET_OK);
	assert_int_equal(call_plain(b, NET_SHUTDOWN, at, NET_SHUT_BOTH), NET_OK);
	assert_int_equal(call_send(b, at, NULL, "!", 1, &sent), NET_E_PIPE);
	assert_int_equal(call_receive(b, at, 100, &r), NET_OK);
	assert_int_equal(r.length, 0);
}

/* How a program finds out which address it has: no datagram is sent for it. */
static void connecting_tells_the_own_address(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0);
	struct net_address own;
	uint32_t four, six;

	assert_int_equal(call_socket(a, NET_UDP, NET_IPV4, &four), NET_OK);
	assert_int_equal(call_socket(a, NET_UDP, NET_IPV6, &six), NET_OK);
	assert_int_equal(call_address(a, NET_CONNECT, four, ip4(2, 9)), NET_OK);
	assert_int_equal(call_address(a, NET_CONNECT, six, ip6(2, 9)), NET_OK);
	assert_int_equal(call_name(a, NET_LOCAL, four, &own), NET_OK);
	assert_memory_equal(own.bytes, ip4(1, 0).bytes, sizeof(own.bytes));
	assert_int_equal(call_name(a, NET_LOCAL, six, &own), NET_OK);
	assert_memory_equal(own.bytes, ip6(1, 0).bytes, sizeof(own.bytes));
}

/* The bytes of the type-of-service field of the last IPv4 datagram on the wire. */
static bool watch(struct wire *w, unsigned from, const uint8_t *frame, size_t size)
{
	uint8_t *seen = w->test;

	(void)from;
	if (size > 34 && frame[12] == 8 && frame[13] == 0) {
		seen[0] = frame[15];
		seen[1] = frame[22];
	}
	return true;
}

static void options_reach_the_packets(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0);
	struct net_address to = ip4(2, 5060);
	uint8_t seen[2] = { 0 };
	uint32_t from, at, sent, value;

	w->pass = watch;
	w->test = seen;
	open_two(w, &from, &at);
	assert_int_equal(call_set(a, from, NET_OPTION_TOS, 0xb8), NET_OK); /* EF: voice */
	assert_int_equal(call_set(a, from, NET_OPTION_TTL, 17), NET_OK);
	assert_int_equal(call_get(a, from, NET_OPTION_TOS, &value), NET_OK);
	assert_int_equal(value, 0xb8);
	assert_int_equal(call_set(a, from, NET_OPTION_TOS, 256), NET_E_REQUEST);
	assert_int_equal(call_set(a, from, NET_OPTION_TTL, 0), NET_E_REQUEST);
	assert_int_equal(call_set(a, from, NET_OPTION_ERROR, 0), NET_E_REQUEST);
	assert_int_equal(call_set(a, from, NET_OPTION_NODELAY, 1), NET_E_SUPPORT);
	assert_int_equal(call_get(a, from, 99, &value), NET_E_REQUEST);
	assert_int_equal(call_send(a, from, &to, "x", 1, &sent), NET_OK);
	wire_run(w, 10);
	assert_int_equal(seen[0], 0xb8);
	assert_int_equal(seen[1], 17);
}

static void only_other_machines_are_sent_to(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0);
	struct net_address to = ip4(2, 0);
	uint32_t from, at, sent;

	open_two(w, &from, &at);
	assert_int_equal(call_send(a, from, &to, "x", 1, &sent), NET_E_UNREACHABLE);
	to = ip4(255, 9); /* broadcast */
	assert_int_equal(call_send(a, from, &to, "x", 1, &sent), NET_E_UNREACHABLE);
	to = ip4(0, 9);
	to.bytes[0] = 224; /* multicast */
	assert_int_equal(call_send(a, from, &to, "x", 1, &sent), NET_E_UNREACHABLE);
	to.bytes[0] = 127;
	assert_int_equal(call_send(a, from, &to, "x", 1, &sent), NET_E_UNREACHABLE);
	memset(to.bytes, 0, 4);
	assert_int_equal(call_send(a, from, &to, "x", 1, &sent), NET_E_UNREACHABLE);
	to.bytes[0] = 203; /* there is no gateway */
	assert_int_equal(call_send(a, from, &to, "x", 1, &sent), NET_E_UNREACHABLE);
}

#define PAIR(test) cmocka_unit_test_setup_teardown(test, pair_begin, pair_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PAIR(a_datagram_arrives_with_its_sender),
		PAIR(ipv6_carries_it_too),
		PAIR(link_local_addresses_work),
		PAIR(a_long_one_is_cut_to_the_room),
		PAIR(empty_and_largest_datagrams_arrive),
		PAIR(what_nobody_reads_is_dropped_and_counted),
		PAIR(a_connected_socket_hears_its_peer_only),
		PAIR(connecting_tells_the_own_address),
		PAIR(options_reach_the_packets),
		PAIR(only_other_machines_are_sent_to),
	};

	return cmocka_run_group_tests_name("net-udp", tests, NULL, NULL);
}
