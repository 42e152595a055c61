/* SPDX-License-Identifier: Apache-2.0 */
/* TCP between two net services, over a wire that may lose, delay or forge. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "user/services/net/test/client.h"

static uint8_t pattern(uint32_t at)
{
	return (uint8_t)(at * 31 + (at >> 8));
}

static void a_stream_goes_both_ways(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0), b = USER(w, 1, 0);
	uint32_t from, listener, to, sent;
	struct net_reply r;

	pair_connect(w, &from, &listener, &to);
	assert_int_equal(call_receive(b, to, 10, &r), NET_E_AGAIN);
	assert_int_equal(call_send(a, from, NULL, "ping", 4, &sent), NET_OK);
	wire_run(w, 20);
	assert_int_equal(ready_of(b, to), NET_READY_READ | NET_READY_WRITE);
	assert_int_equal(call_receive(b, to, 2, &r), NET_OK);
	assert_memory_equal(data_of(b), "pi", 2);
	assert_int_equal(ready_of(b, to), NET_READY_READ | NET_READY_WRITE);
	assert_int_equal(call_receive(b, to, 20, &r), NET_OK);
	assert_int_equal(r.length, 2);
	assert_memory_equal(data_of(b), "ng", 2);
	assert_int_equal(ready_of(b, to), NET_READY_WRITE);
	assert_int_equal(call_send(b, to, NULL, "pong", 4, &sent), NET_OK);
	wire_run(w, 20);
	assert_int_equal(call_receive(a, from, 20, &r), NET_OK);
	assert_memory_equal(data_of(a), "pong", 4);
}

/* Move `total` bytes as fast as the sockets take them; returns the milliseconds it took. */
static uint32_t move(struct wire *w, uint32_t from, uint32_t to, uint32_t total)
{
	struct user a = USER(w, 0, 0), b = USER(w, 1, 0);
	uint32_t sent = 0, received = 0, start = w->now, n;
	static uint8_t bytes[20000];
	struct net_reply r;

	while (received < total) {
		uint32_t chunk = total - sent < sizeof(bytes) ? total - sent : sizeof(bytes);

		assert_true(w->now - start < 600000);
		for (uint32_t i = 0; i < chunk; i++)
			bytes[i] = pattern(sent + i);
		if (chunk > 0 && call_send(a, from, NULL, bytes, chunk, &n) == NET_OK)
			sent += n;
		wire_run(w, 5);
		if (call_receive(b, to, sizeof(bytes), &r) != NET_OK)
			continue;
		for (uint32_t i = 0; i < r.length; i++)
			assert_int_equal(data_of(b)[i], pattern(received + i));
		received += r.length;
	}
	return w->now - start;
}

static void a_long_stream_arrives_whole(void **state)
{
	struct wire *w = *state;
	uint32_t from, listener, to;

	pair_connect(w, &from, &listener, &to);
	assert_in_range(move(w, from, to, 1000000), 1, 5000);
}

/* Every seventh frame is lost, and every fifth overtakes its follower. */
static bool spoil(struct wire *w, unsigned from, const uint8_t *frame, size_t size)
{
	(void)from;
	(void)frame;
	(void)size;
	w->delay = w->frames % 5 == 0 ? 12 : 1;
	return w->frames % 7 != 0;
}

static void a_long_stream_survives_loss_and_disorder(void **state)
{
	struct wire *w = *state;
	uint32_t from, listener, to;

	pair_connect(w, &from, &listener, &to);
	w->pass = spoil;
	move(w, from, to, 200000);
}

static void the_window_closes_and_opens(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0), b = USER(w, 1, 0);
	uint32_t from, listener, to, sent, total = 0, back = 0;
	static uint8_t bytes[4000];
	struct net_reply r;

	pair_connect(w, &from, &listener, &to);
	for (unsigned i = 0; i < 100; i++) {
		if (call_send(a, from, NULL, bytes, sizeof(bytes), &sent) == NET_OK)
			total += sent;
		wire_run(w, 10);
	}
	/* The receiver's ring is full and the sender's buffer too; nothing was lost. */
	assert_in_range(total, NET_STREAM_BYTES, NET_STREAM_BYTES + 9000);
	assert_int_equal(ready_of(a, from), 0);
	assert_int_equal(call_send(a, from, NULL, bytes, 1, &sent), NET_E_AGAIN);
	wire_run(w, 30000);
	while (call_receive(b, to, 5000, &r) == NET_OK) {
		back += r.length;
		wire_run(w, 100);
	}
	assert_int_equal(back, total);
	assert_int_equal(ready_of(a, from), NET_READY_WRITE);
}

static void closing_is_seen_as_the_end(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0), b = USER(w, 1, 0);
	uint32_t from, listener, to, sent;
	struct net_reply r;

	pair_connect(w, &from, &listener, &to);
	assert_int_equal(call_send(a, from, NULL, "bye", 3, &sent), NET_OK);
	assert_int_equal(call_plain(a, NET_CLOSE, from, 0), NET_OK);
	assert_int_equal(call_plain(a, NET_CLOSE, from, 0), NET_E_SOCKET);
	wire_run(w, 20);
	assert_int_equal(ready_of(b, to), NET_READY_READ | NET_READY_WRITE | NET_READY_END);
	assert_int_equal(call_receive(b, to, 20, &r), NET_OK);
	assert_int_equal(r.length, 3);
	assert_int_equal(call_receive(b, to, 20, &r), NET_OK);
	assert_int_equal(r.length, 0);
	assert_int_equal(call_plain(b, NET_CLOSE, to, 0), NET_OK);
	assert_int_equal(ready_of(b, to), 0);
}

static void each_direction_is_shut_by_itself(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0), b = USER(w, 1, 0);
	uint32_t from, listener, to, sent;
	struct net_reply r;

	pair_connect(w, &from, &listener, &to);
	assert_int_equal(call_plain(a, NET_SHUTDOWN, from, 0), NET_E_REQUEST);
	assert_int_equal(call_plain(a, NET_SHUTDOWN, from, NET_SHUT_SEND), NET_OK);
	assert_int_equal(call_send(a, from, NULL, "x", 1, &sent), NET_E_PIPE);
	wire_run(w, 20);
	assert_int_equal(call_receive(b, to, 20, &r), NET_OK);
	assert_int_equal(r.length, 0);
	assert_int_equal(call_send(b, to, NULL, "still", 5, &sent), NET_OK);
	wire_run(w, 20);
	assert_int_equal(call_receive(a, from, 20, &r), NET_OK);
	assert_int_equal(r.length, 5);
	assert_int_equal(call_plain(b, NET_SHUTDOWN, to, NET_SHUT_BOTH), NET_OK);
	wire_run(w, 20);
	assert_int_equal(ready_of(a, from), NET_READY_READ | NET_READY_END | NET_READY_HANGUP);
	/* lwIP drops the PCB of the side that closed last; the socket is still there. */
	assert_int_equal(ready_of(b, to), NET_READY_READ | NET_READY_END | NET_READY_HANGUP);
	assert_int_equal(call_send(b, to, NULL, "x", 1, &sent), NET_E_PIPE);
	wire_run(w, 200000); /* TIME-WAIT ends and takes the PCB of the other side */
	assert_int_equal(call_receive(a, from, 20, &r), NET_OK);
	assert_int_equal(r.length, 0);
	assert_int_equal(call_plain(a, NET_CLOSE, from, 0), NET_OK);
}

static void nobody_listening_is_a_refusal(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0);
	uint32_t from, value, sent;

	assert_int_equal(call_socket(a, NET_TCP, NET_IPV4, &from), NET_OK);
	assert_int_equal(call_send(a, from, NULL, "x", 1, &sent), NET_E_UNCONNECTED);
	assert_int_equal(call_address(a, NET_CONNECT, from, ip4(2, 81)), NET_E_PROGRESS);
	assert_int_equal(call_address(a, NET_CONNECT, from, ip4(2, 81)), NET_E_ALREADY);
	assert_int_equal(call_send(a, from, NULL, "x", 1, &sent), NET_E_AGAIN);
	wire_run(w, 20);
	assert_int_equal(ready_of(a, from), NET_READY_ERROR);
	assert_int_equal(call_get(a, from, NET_OPTION_ERROR, &value), NET_OK);
	assert_int_equal(value, NET_E_REFUSED);
	assert_int_equal(call_get(a, from, NET_OPTION_ERROR, &value), NET_OK);
	assert_int_equal(value, NET_OK);
	assert_int_equal(ready_of(a, from), 0);
	/* And it can try again. */
	assert_int_equal(call_address(a, NET_CONNECT, from, ip4(2, 81)), NET_E_PROGRESS);
	wire_run(w, 20);
	assert_int_equal(call_send(a, from, NULL, "x", 1, &sent), NET_E_REFUSED);
}

static void nobody_there_is_a_timeout(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0);
	uint32_t from, value;

	assert_int_equal(call_socket(a, NET_TCP, NET_IPV4, &from), NET_OK);
	assert_int_equal(call_address(a, NET_CONNECT, from, ip4(77, 80)), NET_E_PROGRESS);
	wire_run(w, 120000);
	assert_int_equal(call_get(a, from, NET_OPTION_ERROR, &value), NET_OK);
	assert_int_equal(value, NET_E_TIMEOUT);
}

static void a_reset_is_reported_once(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0), b = USER(w, 1, 0);
	uint32_t from, listener, to, sent;
	struct net_reply r;

	pair_connect(w, &from, &listener, &to);
	assert_int_equal(call_send(a, from, NULL, "unread", 6, &sent), NET_OK);
	wire_run(w, 20);
	assert_int_equal(call_plain(b, NET_CLOSE, to, 0), NET_OK); /* with data unread */
	wire_run(w, 20);
	assert_int_equal(ready_of(a, from), NET_READY_ERROR | NET_READY_READ | NET_READY_HANGUP);
	assert_int_equal(call_receive(a, from, 10, &r), NET_E_RESET);
	assert_int_equal(call_receive(a, from, 10, &r), NET_OK);
	assert_int_equal(r.length, 0);
	assert_int_equal(call_send(a, from, NULL, "x", 1, &sent), NET_E_PIPE);
}

/* What a new session of a client that died sees: nothing; and what its peers see: a reset. */
static void a_new_session_ends_the_old_one(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0), b = USER(w, 1, 0);
	uint32_t from, listener, to;
	struct net_reply r;

	pair_connect(w, &from, &listener, &to);
	assert_int_equal(call_open(a), NET_OK);
	assert_int_equal(call_receive(a, from, 10, &r), NET_E_SOCKET);
	wire_run(w, 20);
	assert_int_equal(call_receive(b, to, 10, &r), NET_E_RESET);
}

static void connections_wait_in_order(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0), b = USER(w, 1, 0);
	uint32_t from[3], listener, to, sent, value;
	struct net_address peer, own;
	struct net_reply r;

	assert_int_equal(call_socket(b, NET_TCP, NET_IPV4, &listener), NET_OK);
	assert_int_equal(call_accept(b, listener, &to, &peer), NET_E_REQUEST);
	assert_int_equal(call_address(b, NET_BIND, listener, ip4(2, 80)), NET_OK);
	assert_int_equal(call_address(b, NET_BIND, listener, ip4(2, 81)), NET_E_REQUEST);
	assert_int_equal(call_plain(b, NET_LISTEN, listener, 0), NET_E_REQUEST);
	assert_int_equal(call_set(b, listener, NET_OPTION_NODELAY, 1), NET_OK);
	assert_int_equal(call_plain(b, NET_LISTEN, listener, 2), NET_OK);
	assert_int_equal(call_plain(b, NET_LISTEN, listener, 2), NET_OK);
	assert_int_equal(call_get(b, listener, NET_OPTION_LISTENING, &value), NET_OK);
	assert_int_equal(value, 1);
	assert_int_equal(call_accept(b, listener, &to, &peer), NET_E_AGAIN);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(call_socket(a, NET_TCP, NET_IPV4, &from[i]), NET_OK);
		assert_int_equal(call_address(a, NET_CONNECT, from[i], ip4(2, 80)), NET_E_PROGRESS);
		wire_run(w, 20);
	}
	assert_int_equal(ready_of(a, from[1]), NET_READY_WRITE);
	assert_int_equal(ready_of(a, from[2]), 0); /* the backlog is two */
	assert_int_equal(ready_of(b, listener), NET_READY_READ);
	assert_int_equal(call_send(a, from[0], NULL, "early", 5, &sent), NET_OK);
	wire_run(w, 20);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(call_name(a, NET_LOCAL, from[i], &own), NET_OK);
		assert_int_equal(call_accept(b, listener, &to, &peer), NET_OK);
		assert_int_equal(peer.port, own.port);
		assert_int_equal(call_get(b, to, NET_OPTION_NODELAY, &value), NET_OK);
		assert_int_equal(value, 1);
		if (i == 0) {
			assert_int_equal(call_receive(b, to, 10, &r), NET_OK);
			assert_memory_equal(data_of(b), "early", 5);
		}
		wire_run(w, 10000); /* the third tries again */
	}
	assert_int_equal(ready_of(b, listener), 0);
}

/* Those that were not accepted go with their listener. */
static void a_closed_listener_resets_its_backlog(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0), b = USER(w, 1, 0);
	uint32_t from, second, listener, to;
	struct net_reply r;

	pair_connect(w, &from, &listener, &to);
	assert_int_equal(call_socket(a, NET_TCP, NET_IPV4, &second), NET_OK);
	assert_int_equal(call_address(a, NET_CONNECT, second, ip4(2, 80)), NET_E_PROGRESS);
	wire_run(w, 20);
	assert_int_equal(call_plain(b, NET_CLOSE, listener, 0), NET_OK);
	wire_run(w, 20);
	assert_int_equal(call_receive(a, second, 10, &r), NET_E_RESET);
	assert_int_equal(call_receive(a, from, 10, &r), NET_E_AGAIN); /* accepted: lives on */
	assert_int_equal(call_address(a, NET_CONNECT, second, ip4(2, 80)), NET_E_CONNECTED);
}

static void addresses_are_named(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0), b = USER(w, 1, 0);
	uint32_t from, listener, to;
	struct net_address own, peer;

	pair_connect(w, &from, &listener, &to);
	assert_int_equal(call_name(a, NET_LOCAL, from, &own), NET_OK);
	assert_int_equal(call_name(b, NET_PEER, to, &peer), NET_OK);
	assert_memory_equal(&own, &peer, sizeof(own));
	assert_int_equal(call_name(a, NET_PEER, from, &peer), NET_OK);
	assert_int_equal(peer.port, 80);
	assert_int_equal(call_name(b, NET_PEER, listener, &peer), NET_E_UNCONNECTED);
	assert_int_equal(call_name(b, NET_LOCAL, listener, &own), NET_OK);
	assert_int_equal(own.port, 80);
}

static void a_silent_peer_is_found_by_keepalive(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0);
	uint32_t from, listener, to;
	struct net_reply r;

	pair_connect(w, &from, &listener, &to);
	assert_int_equal(call_set(a, from, NET_OPTION_KEEPALIVE, 1), NET_OK);
	assert_int_equal(call_set(a, from, NET_OPTION_KEEPIDLE, 10), NET_OK);
	assert_int_equal(call_set(a, from, NET_OPTION_KEEPINTERVAL, 2), NET_OK);
	assert_int_equal(call_set(a, from, NET_OPTION_KEEPCOUNT, 3), NET_OK);
	wire_run(w, 60000);
	assert_int_equal(call_receive(a, from, 10, &r), NET_E_AGAIN); /* it answers */
	station_end(w, 1);
	wire_run(w, 30000);
	assert_int_equal(call_receive(a, from, 10, &r), NET_E_TIMEOUT);
}

static void ipv6_streams_work(void **state)
{
	struct wire *w = *state;
	struct user a = USER(w, 0, 0), b = USER(w, 1, 0);
	uint32_t from, listener, to, sent;
	struct net_address peer;
	struct net_reply r;

	assert_int_equal(call_socket(b, NET_TCP, NET_IPV6, &listener), NET_OK);
	assert_int_equal(call_address(b, NET_BIND, listener, ip6(2, 80)), NET_OK);
	assert_int_equal(call_plain(b, NET_LISTEN, listener, 4), NET_OK);
	assert_int_equal(call_socket(a, NET_TCP, NET_IPV6, &from), NET_OK);
	assert_int_equal(call_address(a, NET_CONNECT, from, ip4(2, 80)), NET_E_FAMILY);
	assert_int_equal(call_address(a, NET_CONNECT, from, ip6(2, 80)), NET_E_PROGRESS);
	wire_run(w, 20);
	assert_int_equal(call_accept(b, listener, &to, &peer), NET_OK);
	assert_memory_equal(peer.bytes, ip6(1, 0).bytes, 16);
	assert_int_equal(call_send(a, from, NULL, "six", 3, &sent), NET_OK);
	wire_run(w, 20);
	assert_int_equal(call_receive(b, to, 10, &r), NET_OK);
	assert_memory_equal(data_of(b), "six", 3);
}

#define PAIR(test) cmocka_unit_test_setup_teardown(test, pair_begin, pair_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PAIR(a_stream_goes_both_ways),
		PAIR(a_long_stream_arrives_whole),
		PAIR(a_long_stream_survives_loss_and_disorder),
		PAIR(the_window_closes_and_opens),
		PAIR(closing_is_seen_as_the_end),
		PAIR(each_direction_is_shut_by_itself),
		PAIR(nobody_listening_is_a_refusal),
		PAIR(nobody_there_is_a_timeout),
		PAIR(a_reset_is_reported_once),
		PAIR(a_new_session_ends_the_old_one),
		PAIR(connections_wait_in_order),
		PAIR(a_closed_listener_resets_its_backlog),
		PAIR(addresses_are_named),
		PAIR(a_silent_peer_is_found_by_keepalive),
		PAIR(ipv6_streams_work),
	};

	return cmocka_run_group_tests_name("net-tcp", tests, NULL, NULL);
}
