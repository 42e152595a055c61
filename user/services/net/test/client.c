/* SPDX-License-Identifier: Apache-2.0 */
/* See client.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "user/services/net/test/client.h"

struct net_address ip4(unsigned last, uint16_t port)
{
	return (struct net_address){ .bytes = { 192, 0, 2, (uint8_t)last },
				     .port = port,
				     .family = NET_IPV4 };
}

struct net_address ip6(unsigned last, uint16_t port)
{
	return (struct net_address){ .bytes = { 0xfd, [15] = (uint8_t)last },
				     .port = port,
				     .family = NET_IPV6 };
}

uint8_t *data_of(struct user u)
{
	return (uint8_t *)u.wire->station[u.station].shared[u.client] + NET_DATA;
}

uint32_t ready_of(struct user u, uint32_t socket)
{
	return u.wire->station[u.station].shared[u.client]->ready[socket];
}

static uint32_t call(struct user u, const struct net_request *q, struct net_reply *r)
{
	return station_call(u.wire, u.station, u.client, q, r);
}

uint32_t call_open(struct user u)
{
	struct net_request q = { .operation = NET_OPEN };
	struct net_reply r;

	return call(u, &q, &r);
}

uint32_t call_socket(struct user u, uint32_t type, uint8_t family, uint32_t *socket)
{
	struct net_request q = { .operation = NET_SOCKET,
				 .value = type,
				 .address = { .family = family } };
	struct net_reply r;
	uint32_t error = call(u, &q, &r);

	*socket = r.value;
	return error;
}

uint32_t call_plain(struct user u, uint16_t operation, uint32_t socket, uint32_t value)
{
	struct net_request q = { .operation = operation,
				 .socket = (uint16_t)socket,
				 .value = value };
	struct net_reply r;

	return call(u, &q, &r);
}

uint32_t call_address(struct user u, uint16_t operation, uint32_t socket, struct net_address a)
{
	struct net_request q = { .operation = operation, .socket = (uint16_t)socket, .address = a };
	struct net_reply r;

	return call(u, &q, &r);
}

uint32_t call_accept(struct user u, uint32_t socket, uint32_t *accepted, struct net_address *peer)
{
	struct net_request q = { .operation = NET_ACCEPT, .socket = (uint16_t)socket };
	struct net_reply r;
	uint32_t error = call(u, &q, &r);

	*accepted = r.value;
	*peer = r.address;
	return error;
}

uint32_t call_send(struct user u, uint32_t socket, const struct net_address *to, const void *bytes,
		   uint32_t length, uint32_t *sent)
{
	struct net_request q = { .operation = NET_SEND,
				 .socket = (uint16_t)socket,
				 .length = length };
	struct net_reply r;
	uint32_t error;

	if (to != NULL)
		q.address = *to;
	memmove(data_of(u), bytes, length);
	error = call(u, &q, &r);
	*sent = r.length;
	return error;
}

uint32_t call_receive(struct user u, uint32_t socket, uint32_t room, struct net_reply *reply)
{
	struct net_request q = { .operation = NET_RECEIVE,
				 .socket = (uint16_t)socket,
				 .length = room };

	return call(u, &q, reply);
}

uint32_t call_name(struct user u, uint16_t operation, uint32_t socket, struct net_address *a)
{
	struct net_request q = { .operation = operation, .socket = (uint16_t)socket };
	struct net_reply r;
	uint32_t error = call(u, &q, &r);

	*a = r.address;
	return error;
}

uint32_t call_get(struct user u, uint32_t socket, uint16_t option, uint32_t *value)
{
	struct net_request q = { .operation = NET_GET,
				 .socket = (uint16_t)socket,
				 .option = option };
	struct net_reply r;
	uint32_t error = call(u, &q, &r);

	*value = r.value;
	return error;
}

uint32_t call_set(struct user u, uint32_t socket, uint16_t option, uint32_t value)
{
	struct net_request q = {
		.operation = NET_SET, .socket = (uint16_t)socket, .option = option, .value = value
	};
	struct net_reply r;

	return call(u, &q, &r);
}

int pair_begin(void **state)
{
	static const uint64_t policy[STATION_CLIENTS] = { NET_POLICY(NET_MAY_ALL, 1, 40000),
							  NET_POLICY(NET_MAY_ALL, 1, 40000),
							  NET_POLICY(NET_MAY_UDP, 0, 0) };
	static struct wire w;

	w = (struct wire){ .delay = 1 };
	station_start(&w, 0, "address=192.0.2.1/24 address=fd00::1/64", policy);
	station_start(&w, 1, "address=192.0.2.2/24 address=fd00::2/64", policy);
	for (unsigned s = 0; s < STATIONS; s++) {
		for (unsigned c = 0; c < STATION_CLIENTS; c++)
			assert_int_equal(call_open(USER(&w, s, c)), NET_OK);
	}
	wire_run(&w, 3000); /* IPv6 addresses are tentative at first */
	*state = &w;
	return 0;
}

int pair_end(void **state)
{
	wire_end(*state);
	return 0;
}

void pair_connect(struct wire *w, uint32_t *from, uint32_t *listener, uint32_t *to)
{
	struct user a = USER(w, 0, 0), b = USER(w, 1, 0);
	struct net_address peer;

	assert_int_equal(call_socket(b, NET_TCP, NET_IPV4, listener), NET_OK);
	assert_int_equal(call_address(b, NET_BIND, *listener, ip4(0, 0)), NET_E_ADDRESS);
	assert_int_equal(call_address(b, NET_BIND, *listener, ip4(2, 80)), NET_OK);
	assert_int_equal(call_plain(b, NET_LISTEN, *listener, 4), NET_OK);
	assert_int_equal(call_socket(a, NET_TCP, NET_IPV4, from), NET_OK);
	assert_int_equal(call_address(a, NET_CONNECT, *from, ip4(2, 80)), NET_E_PROGRESS);
	wire_run(w, 20);
	assert_int_equal(call_accept(b, *listener, to, &peer), NET_OK);
	assert_memory_equal(peer.bytes, ip4(1, 0).bytes, 16);
	assert_int_equal(ready_of(a, *from), NET_READY_WRITE);
	assert_int_equal(ready_of(b, *to), NET_READY_WRITE);
}
