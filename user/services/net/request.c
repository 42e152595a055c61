/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clients' calls. Every field is checked before anything happens: those that an operation does not use
 * must be zero, so that they can be given a meaning later; those that it uses must be in range and
 * allowed by the client's policy.
 */
#include <string.h>

#include "user/services/net/socket.h"

/* What an operation takes. */
#define SOCKET	0x01
#define OPTION	0x02
#define FLAGS	0x04
#define DATA	0x08 /* offset, length */
#define VALUE	0x10
#define ADDRESS 0x20 /* of any family; else it must be all zero */

#define OPERATIONS (NET_RESOLVER + 1)

static const uint8_t takes[OPERATIONS] = {
	[NET_OPEN] = 0,
	[NET_SOCKET] = VALUE | ADDRESS,
	[NET_CLOSE] = SOCKET,
	[NET_BIND] = SOCKET | ADDRESS,
	[NET_CONNECT] = SOCKET | ADDRESS,
	[NET_LISTEN] = SOCKET | VALUE,
	[NET_ACCEPT] = SOCKET,
	[NET_SEND] = SOCKET | DATA | ADDRESS,
	[NET_RECEIVE] = SOCKET | DATA | FLAGS,
	[NET_SHUTDOWN] = SOCKET | VALUE,
	[NET_LOCAL] = SOCKET,
	[NET_PEER] = SOCKET,
	[NET_GET] = SOCKET | OPTION,
	[NET_SET] = SOCKET | OPTION | VALUE,
	[NET_INTERFACE] = 0,
	[NET_OWN] = VALUE,
	[NET_RESOLVER] = VALUE,
};

static bool unused_are_zero(const struct net_request *q)
{
	uint8_t used = takes[q->operation];

	for (unsigned i = 0; i < sizeof(q->reserved) / sizeof(q->reserved[0]); i++) {
		if (q->reserved[i] != 0)
			return false;
	}
	return ((used & SOCKET) || q->socket == 0) && ((used & OPTION) || q->option == 0) &&
	       ((used & FLAGS) || q->flags == 0) &&
	       ((used & DATA) || (q->offset == 0 && q->length == 0)) &&
	       ((used & VALUE) || q->value == 0) &&
	       ((used & ADDRESS) || q->address.family == NET_NONE);
}

static uint32_t check(const struct client *c, const struct net_request *q)
{
	if (q->operation < NET_OPEN || q->operation >= OPERATIONS || !unused_are_zero(q) ||
	    !address_valid(&q->address) || (q->flags & ~NET_RECEIVE_PEEK) != 0)
		return NET_E_REQUEST;
	if (q->operation != NET_OPEN && !c->open)
		return NET_E_SESSION;
	if (q->offset > c->data_size || q->length > c->data_size - q->offset)
		return NET_E_RANGE;
	if ((takes[q->operation] & SOCKET) == 0)
		return NET_OK;
	if (q->socket >= NET_SOCKETS || c->socket[q->socket].type == 0 ||
	    c->socket[q->socket].listener != NULL)
		return NET_E_SOCKET;
	return NET_OK;
}

static uint32_t do_open(struct client *c, struct net_reply *r)
{
	for (unsigned i = 0; i < NET_SOCKETS; i++) {
		if (c->socket[i].type != 0)
			socket_end(&c->socket[i], true);
	}
	memset(c->shown, 0, sizeof(c->shown));
	memset(c->ready, 0, sizeof(c->shown));
	c->open = true;
	r->value = NET_VERSION;
	r->length = c->data_size;
	return NET_OK;
}

static uint32_t do_socket(struct client *c, const struct net_request *q, struct net_reply *r)
{
	struct net_address family = { .family = q->address.family };
	struct socket *s;
	uint32_t error;

	if (q->address.family == NET_NONE || (q->value != NET_UDP && q->value != NET_TCP) ||
	    memcmp(&family, &q->address, sizeof(family)) != 0)
		return NET_E_REQUEST;
	if ((c->policy & (q->value == NET_UDP ? NET_MAY_UDP : NET_MAY_TCP)) == 0)
		return NET_E_POLICY;
	s = socket_new(c, (uint8_t)q->value, q->address.family);
	if (s == NULL)
		return NET_E_QUOTA;
	error = q->value == NET_UDP ? udp_open(s) : tcp_open(s);
	if (error != NET_OK)
		socket_end(s, true);
	else
		r->value = (uint32_t)(s - c->socket);
	return error;
}

static uint16_t local_port(const struct socket *s)
{
	if (s->udp != NULL)
		return s->udp->local_port;
	return s->connection != NULL ? s->connection->pcb->local_port : 0;
}

/* NET_OPTION_REUSE lets a client share ports with itself, never with another. */
static bool another_has(const struct client *c, const struct socket *s, uint16_t port)
{
	for (unsigned i = 0; i < NET_CLIENTS; i++) {
		const struct client *other = &c->net->client[i];

		for (unsigned k = 0; other != c && k < NET_SOCKETS; k++) {
			const struct socket *t = &other->socket[k];

			if (t->type == s->type && t->family == s->family && local_port(t) == port)
				return true;
		}
	}
	return false;
}

static uint32_t do_bind(struct socket *s, const struct net_request *q)
{
	const struct client *c = s->client;
	uint16_t port = q->address.port;
	ip_addr_t address;

	if (q->address.family != s->family)
		return NET_E_FAMILY;
	if (port != 0 && (port < NET_POLICY_LOW(c->policy) || port > NET_POLICY_HIGH(c->policy)))
		return NET_E_POLICY;
	address_to_lwip(&address, &q->address);
	if (!ip_addr_isany(&address) && !interface_has(c->net, &address))
		return NET_E_ADDRESS;
	if (port != 0 && another_has(c, s, port))
		return NET_E_IN_USE;
	return s->type == NET_UDP ? udp_bind_to(s, &address, port) : tcp_bind_to(s, &address, port);
}

static uint32_t check_peer(const struct socket *s, const struct net_address *a)
{
	if (a->family != s->family)
		return NET_E_FAMILY;
	return address_is_peer(s->client->net, a) ? NET_OK : NET_E_UNREACHABLE;
}

static uint32_t do_connect(struct socket *s, const struct net_request *q)
{
	uint32_t error = check_peer(s, &q->address);
	ip_addr_t address;

	if (error != NET_OK)
		return error;
	address_to_lwip(&address, &q->address);
	if (s->type == NET_UDP)
		return udp_connect_to(s, &address, q->address.port);
	return tcp_connect_to(s, &address, q->address.port);
}

static uint32_t do_listen(struct socket *s, const struct net_request *q)
{
	if (s->type != NET_TCP)
		return NET_E_SUPPORT;
	if ((s->client->policy & NET_MAY_LISTEN) == 0)
		return NET_E_POLICY;
	if (q->value == 0)
		return NET_E_REQUEST;
	return tcp_listen_on(s, q->value);
}

static uint32_t do_accept(struct socket *s, struct net_reply *r)
{
	struct socket *first;
	uint32_t error;

	if (s->type != NET_TCP)
		return NET_E_SUPPORT;
	error = tcp_accept_from(s, &first);
	if (error != NET_OK)
		return error;
	r->value = (uint32_t)(first - s->client->socket);
	if (first->connection != NULL)
		address_from_lwip(&r->address, &first->connection->pcb->remote_ip,
				  first->connection->pcb->remote_port);
	return NET_OK;
}

static uint32_t do_send(struct socket *s, const struct net_request *q, struct net_reply *r)
{
	uint32_t error = NET_OK;

	if (q->address.family != NET_NONE)
		error = check_peer(s, &q->address);
	if (error != NET_OK)
		return error;
	return s->type == NET_UDP ? udp_send_from(s, q, r) : tcp_send_from(s, q, r);
}

static uint32_t do_shutdown(struct socket *s, const struct net_request *q)
{
	if (q->value < NET_SHUT_RECEIVE || q->value > NET_SHUT_BOTH)
		return NET_E_REQUEST;
	return s->type == NET_UDP ? udp_shut(s, q->value) : tcp_shut(s, q->value);
}

static uint32_t do_local(const struct socket *s, struct net_reply *r)
{
	if (s->udp != NULL)
		udp_local(s, &r->address);
	else if (s->connection != NULL)
		address_from_lwip(&r->address, &s->connection->pcb->local_ip, local_port(s));
	else
		r->address.family = s->family;
	return NET_OK;
}

static uint32_t do_peer(const struct socket *s, struct net_reply *r)
{
	if (s->udp != NULL && (s->udp->flags & UDP_FLAGS_CONNECTED)) {
		address_from_lwip(&r->address, &s->udp->remote_ip, s->udp->remote_port);
		return NET_OK;
	}
	if (s->stage != TCP_CONNECTED || s->connection == NULL)
		return NET_E_UNCONNECTED;
	address_from_lwip(&r->address, &s->connection->pcb->remote_ip,
			  s->connection->pcb->remote_port);
	return NET_OK;
}

static uint32_t on_socket(struct socket *s, const struct net_request *q, struct net_reply *r)
{
	switch (q->operation) {
	case NET_CLOSE:
		socket_end(s, false);
		return NET_OK;
	case NET_BIND:
		return do_bind(s, q);
	case NET_CONNECT:
		return do_connect(s, q);
	case NET_LISTEN:
		return do_listen(s, q);
	case NET_ACCEPT:
		return do_accept(s, r);
	case NET_SEND:
		return do_send(s, q, r);
	case NET_RECEIVE:
		return s->type == NET_UDP ? udp_receive_to(s, q, r) : tcp_receive_to(s, q, r);
	case NET_SHUTDOWN:
		return do_shutdown(s, q);
	case NET_LOCAL:
		return do_local(s, r);
	case NET_PEER:
		return do_peer(s, r);
	case NET_GET:
		return option_get(s, q->option, &r->value);
	default:
		return option_set(s, q->option, q->value);
	}
}

static uint32_t on_client(struct client *c, const struct net_request *q, struct net_reply *r)
{
	switch (q->operation) {
	case NET_OPEN:
		return do_open(c, r);
	case NET_SOCKET:
		return do_socket(c, q, r);
	case NET_INTERFACE:
		interface_describe(c->net, r);
		return NET_OK;
	case NET_OWN:
		return interface_own(c->net, q->value, r);
	case NET_RESOLVER:
		return interface_resolver(q->value, r);
	default:
		return on_socket(&c->socket[q->socket], q, r);
	}
}

void request_serve(struct client *c, const struct net_request *q, struct net_reply *r)
{
	uint32_t error;

	memset(r, 0, sizeof(*r));
	error = check(c, q);
	if (error == NET_OK)
		error = on_client(c, q, r);
	if (error == NET_OK)
		return;
	memset(r, 0, sizeof(*r));
	r->error = error;
}
