/* SPDX-License-Identifier: Apache-2.0 */
/* What clients may do, how much, and what malformed or greedy ones cannot do to others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "user/services/net/test/client.h"

static uint32_t raw(struct user u, const struct net_request *q)
{
	struct net_reply r, empty = { 0 };
	uint32_t error = station_call(u.wire, u.station, u.client, q, &r);

	empty.error = error;
	if (error != NET_OK)
		assert_memory_equal(&r, &empty, sizeof(r)); /* nothing leaks with an error */
	return error;
}

static void without_a_session_nothing_goes(void **state)
{
	static const uint64_t policy[STATION_CLIENTS] = { NET_MAY_ALL, NET_MAY_ALL, NET_MAY_ALL };
	struct wire w = { 0 };
	struct net_request q = { 0 };
	uint32_t s;

	(void)state;
	station_start(&w, 0, "address=192.0.2.1/24", policy);
	for (uint16_t op = NET_SOCKET; op <= NET_RESOLVER; op++) {
		q.operation = op;
		assert_int_equal(raw(USER(&w, 0, 0), &q), NET_E_SESSION);
	}
	assert_int_equal(call_open(USER(&w, 0, 0)), NET_OK);
	assert_int_equal(call_socket(USER(&w, 0, 0), NET_UDP, NET_IPV4, &s), NET_OK);
	assert_int_equal(call_socket(USER(&w, 0, 1), NET_UDP, NET_IPV4, &s), NET_E_SESSION);
	wire_end(&w);
}

static void open_says_what_there_is(void **state)
{
	struct net_request q = { .operation = NET_OPEN };
	struct net_reply r;

	assert_int_equal(station_call(*state, 0, 0, &q, &r), NET_OK);
	assert_int_equal(r.value, NET_VERSION);
	assert_int_equal(r.length, STATION_DATA);
}

/* Every bit of a request that its operation does not use must be zero. */
static void unused_fields_must_be_zero(void **state)
{
	static const struct {
		struct net_request q;
		size_t from, to; /* bytes that are used besides the operation */
	} cases[] = {
		{ { .operation = NET_INTERFACE }, 0, 0 },
		{ { .operation = NET_OWN },
		  offsetof(struct net_request, value),
		  offsetof(struct net_request, reserved) },
		{ { .operation = NET_LOCAL },
		  offsetof(struct net_request, socket),
		  offsetof(struct net_request, option) },
	};
	struct user u = USER(*state, 0, 0);
	uint32_t socket;

	assert_int_equal(call_socket(u, NET_UDP, NET_IPV4, &socket), NET_OK);
	for (size_t c = 0; c < sizeof(cases) / sizeof(cases[0]); c++) {
		assert_int_equal(raw(u, &cases[c].q), NET_OK);
		for (size_t i = 2; i < sizeof(struct net_request); i++) {
			struct net_request q = cases[c].q;

			if (i >= cases[c].from && i < cases[c].to)
				continue;
			((uint8_t *)&q)[i] = 0x40;
			assert_int_equal(raw(u, &q), NET_E_REQUEST);
		}
	}
}

static void operations_and_sockets_are_in_range(void **state)
{
	struct user u = USER(*state, 0, 0);
	struct net_request q = { .operation = NET_LOCAL };
	uint32_t socket;

	assert_int_equal(raw(u, &q), NET_E_SOCKET);
	q.socket = NET_SOCKETS;
	assert_int_equal(raw(u, &q), NET_E_SOCKET);
	q.socket = 0xffff;
	assert_int_equal(raw(u, &q), NET_E_SOCKET);
	q = (struct net_request){ .operation = 0 };
	assert_int_equal(raw(u, &q), NET_E_REQUEST);
	q.operation = NET_RESOLVER + 1;
	assert_int_equal(raw(u, &q), NET_E_REQUEST);
	q.operation = 0xffff;
	assert_int_equal(raw(u, &q), NET_E_REQUEST);
	assert_int_equal(call_socket(u, 3, NET_IPV4, &socket), NET_E_REQUEST);
	assert_int_equal(call_socket(u, NET_TCP, NET_NONE, &socket), NET_E_REQUEST);
	assert_int_equal(call_socket(u, NET_TCP, 5, &socket), NET_E_REQUEST);
}

static void data_stays_in_the_buffer(void **state)
{
	static const struct {
		uint32_t offset, length;
	} bad[] = { { STATION_DATA, 1 }, { STATION_DATA + 1, 0 }, { 0, STATION_DATA + 1 },
		    { 1, STATION_DATA }, { 0xffffffff, 1 },	  { 0xffffffff, 0xffffffff },
		    { 1, 0xffffffff } };
	struct user u = USER(*state, 0, 0);
	uint32_t socket;

	assert_int_equal(call_socket(u, NET_UDP, NET_IPV4, &socket), NET_OK);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct net_request q = { .operation = NET_RECEIVE,
					 .socket = (uint16_t)socket,
					 .offset = bad[i].offset,
					 .length = bad[i].length };

		assert_int_equal(raw(u, &q), NET_E_RANGE);
		q.operation = NET_SEND;
		q.address = ip4(2, 9);
		assert_int_equal(raw(u, &q), NET_E_RANGE);
	}
}

static void malformed_addresses_are_refused(void **state)
{
	struct user u = USER(*state, 0, 0);
	struct net_address a;
	uint32_t socket, six;

	assert_int_equal(call_socket(u, NET_UDP, NET_IPV4, &socket), NET_OK);
	assert_int_equal(call_socket(u, NET_UDP, NET_IPV6, &six), NET_OK);
	a = ip4(2, 9);
	a.bytes[15] = 1;
	assert_int_equal(call_address(u, NET_CONNECT, socket, a), NET_E_REQUEST);
	a = ip4(2, 9);
	a.scope = 1;
	assert_int_equal(call_address(u, NET_CONNECT, socket, a), NET_E_REQUEST);
	a = ip4(2, 9);
	a.family = 9;
	assert_int_equal(call_address(u, NET_CONNECT, socket, a), NET_E_REQUEST);
	a = ip6(2, 9);
	a.scope = 2;
	assert_int_equal(call_address(u, NET_CONNECT, six, a), NET_E_REQUEST);
	a = ip6(2, 9);
	a.reserved = 1;
	assert_int_equal(call_address(u, NET_CONNECT, six, a), NET_E_REQUEST);
	assert_int_equal(call_address(u, NET_CONNECT, six, ip4(2, 9)), NET_E_FAMILY);
}

static void policy_limits_what_is_opened(void **state)
{
	struct wire *w = *state;
	struct user poor = USER(w, 0, 2);
	uint32_t socket;

	assert_int_equal(call_socket(poor, NET_TCP, NET_IPV4, &socket), NET_E_POLICY);
	assert_int_equal(call_socket(poor, NET_UDP, NET_IPV4, &socket), NET_OK);
	assert_int_equal(call_address(poor, NET_BIND, socket, ip4(1, 5060)), NET_E_POLICY);
	assert_int_equal(call_address(poor, NET_BIND, socket, ip4(1, 0)), NET_OK);
	assert_int_equal(call_socket(USER(w, 0, 0), NET_UDP, NET_IPV4, &socket), NET_OK);
	assert_int_equal(call_address(USER(w, 0, 0), NET_BIND, socket, ip4(1, 40001)),
			 NET_E_POLICY);
	assert_int_equal(call_address(USER(w, 0, 0), NET_BIND, socket, ip4(1, 40000)), NET_OK);
}

static void listening_needs_its_own_right(void **state)
{
	static const uint64_t policy[STATION_CLIENTS] = { NET_POLICY(NET_MAY_UDP | NET_MAY_TCP, 1,
								     65535) };
	struct wire w = { 0 };
	uint32_t s;

	(void)state;
	station_start(&w, 0, "address=192.0.2.1/24", policy);
	assert_int_equal(call_open(USER(&w, 0, 0)), NET_OK);
	assert_int_equal(call_socket(USER(&w, 0, 0), NET_TCP, NET_IPV4, &s), NET_OK);
	assert_int_equal(call_plain(USER(&w, 0, 0), NET_LISTEN, s, 1), NET_E_POLICY);
	assert_int_equal(call_socket(USER(&w, 0, 0), NET_UDP, NET_IPV4, &s), NET_OK);
	assert_int_equal(call_plain(USER(&w, 0, 0), NET_LISTEN, s, 1), NET_E_SUPPORT);
	assert_int_equal(call_plain(USER(&w, 0, 0), NET_ACCEPT, s, 0), NET_E_SUPPORT);
	wire_end(&w);
}

static void ports_are_not_shared_between_clients(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0), b = USER(w, 0, 1);
	uint32_t first, second, third;

	assert_int_equal(call_socket(a, NET_UDP, NET_IPV4, &first), NET_OK);
	assert_int_equal(call_socket(b, NET_UDP, NET_IPV4, &second), NET_OK);
	assert_int_equal(call_socket(a, NET_UDP, NET_IPV4, &third), NET_OK);
	assert_int_equal(call_set(a, first, NET_OPTION_REUSE, 1), NET_OK);
	assert_int_equal(call_set(b, second, NET_OPTION_REUSE, 1), NET_OK);
	assert_int_equal(call_address(a, NET_BIND, first, ip4(1, 5060)), NET_OK);
	assert_int_equal(call_address(b, NET_BIND, second, ip4(1, 5060)), NET_E_IN_USE);
	assert_int_equal(call_address(a, NET_BIND, third, ip4(1, 5060)), NET_E_IN_USE);
	assert_int_equal(call_set(a, third, NET_OPTION_REUSE, 1), NET_OK);
	assert_int_equal(call_address(a, NET_BIND, third, ip4(1, 5060)), NET_OK);
	assert_int_equal(call_plain(a, NET_CLOSE, first, 0), NET_OK);
	assert_int_equal(call_plain(a, NET_CLOSE, third, 0), NET_OK);
	assert_int_equal(call_address(b, NET_BIND, second, ip4(1, 5060)), NET_OK);
}

static void sockets_have_a_quota(void **state)
{
	struct wire *w = *state;
	uint32_t s;

	for (unsigned i = 0; i < NET_SOCKETS; i++)
		assert_int_equal(call_socket(USER(w, 0, 0), 1 + i % 2, NET_IPV4, &s), NET_OK);
	assert_int_equal(call_socket(USER(w, 0, 0), NET_UDP, NET_IPV4, &s), NET_E_QUOTA);
	assert_int_equal(call_socket(USER(w, 0, 1), NET_UDP, NET_IPV4, &s), NET_OK);
	assert_int_equal(call_plain(USER(w, 0, 0), NET_CLOSE, 3, 0), NET_OK);
	assert_int_equal(call_socket(USER(w, 0, 0), NET_TCP, NET_IPV6, &s), NET_OK);
	assert_int_equal(s, 3);
}

/* The milliseconds that 100,000 bytes take from client 0 to client 0. */
static uint32_t carry(struct wire *w, uint32_t from, uint32_t to)
{
	static uint8_t bytes[4000];
	uint32_t start = w->now, sent;
	struct net_reply r;

	for (uint32_t received = 0; received < 100000;) {
		assert_true(w->now - start < 60000);
		(void)call_send(USER(w, 0, 0), from, NULL, bytes, sizeof(bytes), &sent);
		wire_run(w, 5);
		if (call_receive(USER(w, 1, 0), to, 5000, &r) == NET_OK)
			received += r.length;
	}
	return w->now - start;
}

/* A greedy client fills all it can, against a peer that does not answer; a modest one does not feel it. */
static void one_client_cannot_starve_another(void **state)
{
	static uint8_t bytes[8000];
	struct wire *w = *state;
	struct user greedy = USER(w, 0, 1);
	uint32_t from, listener, to, deaf, s, sent, alone;
	struct net_address nobody = ip4(99, 9);

	pair_connect(w, &from, &listener, &to);
	alone = carry(w, from, to);
	assert_int_equal(call_socket(USER(w, 1, 1), NET_TCP, NET_IPV4, &deaf), NET_OK);
	assert_int_equal(call_address(USER(w, 1, 1), NET_BIND, deaf, ip4(2, 81)), NET_OK);
	assert_int_equal(call_plain(USER(w, 1, 1), NET_LISTEN, deaf, 100), NET_OK);
	for (unsigned round = 0; round < 8; round++) {
		for (unsigned i = 0; i < NET_SOCKETS; i++) {
			if (call_socket(greedy, NET_TCP, NET_IPV4, &s) == NET_OK)
				(void)call_address(greedy, NET_CONNECT, s, ip4(2, 81));
		}
		wire_run(w, 50);
		for (s = 0; s < NET_SOCKETS; s++) {
			for (unsigned k = 0; k < 30; k++)
				(void)call_send(greedy, s, NULL, bytes, k % 2 ? 1 : 8000, &sent);
		}
		wire_run(w, 50);
		for (s = 0; s < NET_SOCKETS; s += 2)
			(void)call_plain(greedy, NET_CLOSE, s, 0);
	}
	assert_int_equal(call_socket(greedy, NET_UDP, NET_IPV4, &s), NET_OK);
	for (unsigned i = 0; i < 100; i++) {
		nobody.bytes[3] = (uint8_t)(100 + i);
		(void)call_send(greedy, s, &nobody, bytes, 8000, &sent);
	}
	assert_int_equal(carry(w, from, to), alone);
}

/* Opening and closing for ever works: what is still closing gives way. */
static void connections_that_close_give_way(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0), b = USER(w, 1, 0);
	uint32_t from, listener, to;
	struct net_address peer;

	pair_connect(w, &from, &listener, &to);
	for (unsigned i = 0; i < 100; i++) {
		assert_int_equal(call_plain(a, NET_CLOSE, from, 0), NET_OK);
		wire_run(w, 10);
		assert_int_equal(call_plain(b, NET_CLOSE, to, 0), NET_OK);
		assert_int_equal(call_socket(a, NET_TCP, NET_IPV4, &from), NET_OK);
		assert_int_equal(call_address(a, NET_CONNECT, from, ip4(2, 80)), NET_E_PROGRESS);
		wire_run(w, 10);
		assert_int_equal(call_accept(b, listener, &to, &peer), NET_OK);
	}
}

/* Handshakes that are never completed neither fill the client's quota nor stop others. */
static bool lose_acknowledgements(struct wire *w, unsigned from, const uint8_t *frame, size_t size)
{
	(void)w;
	return !(from == 0 && size >= 54 && frame[12] == 8 && frame[23] == 6 &&
		 (frame[47] & 0x12) == 0x10);
}

static void half_open_connections_are_bounded(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0), b = USER(w, 1, 0);
	uint32_t listener[4], s;

	for (unsigned i = 0; i < 4; i++) {
		assert_int_equal(call_socket(b, NET_TCP, NET_IPV4, &listener[i]), NET_OK);
		assert_int_equal(call_address(b, NET_BIND, listener[i], ip4(2, (uint16_t)(80 + i))),
				 NET_OK);
		assert_int_equal(call_plain(b, NET_LISTEN, listener[i], 8), NET_OK);
	}
	w->pass = lose_acknowledgements;
	for (unsigned i = 0; i < NET_SOCKETS; i++) {
		assert_int_equal(call_socket(a, NET_TCP, NET_IPV4, &s), NET_OK);
		assert_int_equal(call_address(a, NET_CONNECT, s, ip4(2, (uint16_t)(80 + i % 4))),
				 NET_E_PROGRESS);
		wire_run(w, 5);
	}
	for (unsigned i = 4; i < NET_SOCKETS; i++)
		assert_int_equal(call_socket(b, NET_TCP, NET_IPV4, &s), NET_OK);
	assert_int_equal(call_socket(USER(w, 1, 1), NET_TCP, NET_IPV4, &s), NET_OK);
}

/* A client may scribble over its own readiness; the service does not believe it. */
static void readiness_is_the_services_own(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0), b = USER(w, 1, 0);
	struct net_address to = ip4(2, 5060);
	uint32_t from, at, sent;
	unsigned before;
	struct net_reply r;

	assert_int_equal(call_socket(a, NET_UDP, NET_IPV4, &from), NET_OK);
	assert_int_equal(call_socket(b, NET_UDP, NET_IPV4, &at), NET_OK);
	assert_int_equal(call_address(b, NET_BIND, at, ip4(2, 5060)), NET_OK);
	memset(w->station[1].shared[0], 0xff, sizeof(struct net_shared));
	before = w->station[1].signals[0];
	assert_int_equal(call_send(a, from, &to, "x", 1, &sent), NET_OK);
	wire_run(w, 10);
	assert_int_equal(w->station[1].signals[0], before + 1);
	assert_int_equal(ready_of(b, at), NET_READY_READ | NET_READY_WRITE);
	assert_int_equal(call_receive(b, at, 10, &r), NET_OK);
	assert_int_equal(ready_of(b, at), NET_READY_WRITE);
}

#define PAIR(test) cmocka_unit_test_setup_teardown(test, pair_begin, pair_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_session_nothing_goes),
		PAIR(open_says_what_there_is),
		PAIR(unused_fields_must_be_zero),
		PAIR(operations_and_sockets_are_in_range),
		PAIR(data_stays_in_the_buffer),
		PAIR(malformed_addresses_are_refused),
		PAIR(policy_limits_what_is_opened),
		cmocka_unit_test(listening_needs_its_own_right),
		PAIR(ports_are_not_shared_between_clients),
		PAIR(sockets_have_a_quota),
		PAIR(one_client_cannot_starve_another),
		PAIR(connections_that_close_give_way),
		PAIR(half_open_connections_are_bounded),
		PAIR(readiness_is_the_services_own),
	};

	return cmocka_run_group_tests_name("net-clients", tests, NULL, NULL);
}
