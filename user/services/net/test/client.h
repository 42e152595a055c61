/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What tests of the net service share: a pair of stations and short names for clients' calls. Each call
 * returns the error that the service gave.
 */
#ifndef USER_SERVICES_NET_TEST_CLIENT_H
#define USER_SERVICES_NET_TEST_CLIENT_H

#include "user/services/net/test/station.h"

/* One client of one station. */
struct user {
	struct wire *wire;
	unsigned station, client;
};

#define USER(wire, station, client) ((struct user){ (wire), (station), (client) })

/* 192.0.2.<last>, and fd00::<last>. */
struct net_address ip4(unsigned last, uint16_t port);
struct net_address ip6(unsigned last, uint16_t port);

/* The client's data area and the socket's readiness. */
uint8_t *data_of(struct user u);
uint32_t ready_of(struct user u, uint32_t socket);

uint32_t call_open(struct user u);
uint32_t call_socket(struct user u, uint32_t type, uint8_t family, uint32_t *socket);
uint32_t call_plain(struct user u, uint16_t operation, uint32_t socket, uint32_t value);
uint32_t call_address(struct user u, uint16_t operation, uint32_t socket, struct net_address a);
uint32_t call_accept(struct user u, uint32_t socket, uint32_t *accepted, struct net_address *peer);
/* Bytes are put to, and found at, offset 0 of the data area. */
uint32_t call_send(struct user u, uint32_t socket, const struct net_address *to, const void *bytes,
		   uint32_t length, uint32_t *sent);
uint32_t call_receive(struct user u, uint32_t socket, uint32_t room, struct net_reply *reply);
uint32_t call_name(struct user u, uint16_t operation, uint32_t socket, struct net_address *a);
uint32_t call_get(struct user u, uint32_t socket, uint16_t option, uint32_t *value);
uint32_t call_set(struct user u, uint32_t socket, uint16_t option, uint32_t value);

/*
 * cmocka's setup and teardown: two stations with fixed addresses .1 and .2, sessions open, client 0 and 1
 * allowed everything, client 2 only UDP without a port. *state is the struct wire.
 */
int pair_begin(void **state);
int pair_end(void **state);

/* A connection from station 0 to a listener at station 1, port 80, client 0 of both. */
void pair_connect(struct wire *w, uint32_t *from, uint32_t *listener, uint32_t *to);

#endif
