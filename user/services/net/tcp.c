/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TCP sockets. The ring of a socket is as large as the window that lwIP advertises, and the window is
 * opened again only when the client reads: what the peer may send always fits.
 */
#include "user/services/net/socket.h"

#define PORT_TRIES 64
#define BACKLOG	   (NET_SOCKETS / 2) /* at most: the client keeps half its sockets for itself */

_Static_assert(TCP_WND <= NET_STREAM_BYTES, "the window fits into the ring");

/* Data arrived; or, with no pbuf, the peer's FIN. */
static err_t arrived(void *argument, struct tcp_pcb *pcb, struct pbuf *p, err_t error)
{
	struct socket *s = argument;

	(void)error;
	socket_changed(s);
	if (p == NULL) {
		s->peer_ended = true;
		return ERR_OK;
	}
	if (s->receive_ended) {
		tcp_recved(pcb, p->tot_len);
	} else {
		LWIP_ASSERT("the window is never larger than the room",
			    p->tot_len <= ring_room(&s->received));
		for (const struct pbuf *part = p; part != NULL; part = part->next)
			ring_write(&s->received, part->payload, part->len);
	}
	pbuf_free(p);
	return ERR_OK;
}

static err_t acknowledged(void *argument, struct tcp_pcb *pcb, u16_t length)
{
	(void)pcb;
	(void)length;
	socket_changed(argument);
	return ERR_OK;
}

/* The PCB is gone already. */
static void failed(void *argument, err_t error)
{
	struct socket *s = argument;

	socket_changed(s);
	if (error == ERR_CLSD) {
		s->peer_ended = true;
		return;
	}
	if (s->stage == TCP_CONNECTING)
		s->error = error == ERR_RST ? NET_E_REFUSED : NET_E_TIMEOUT;
	else
		s->error = (uint8_t)error_from_lwip(error);
	if (s->stage == TCP_CONNECTING)
		s->stage = TCP_IDLE;
}

static err_t connected(void *argument, struct tcp_pcb *pcb, err_t error)
{
	struct socket *s = argument;

	(void)pcb;
	(void)error;
	s->stage = TCP_CONNECTED;
	socket_changed(s);
	return ERR_OK;
}

/* Tie socket, connection and PCB together. */
static void tie(struct socket *s, struct connection *k, struct tcp_pcb *pcb)
{
	s->connection = k;
	k->socket = s;
	tcp_arg(pcb, s);
	tcp_recv(pcb, arrived);
	tcp_sent(pcb, acknowledged);
	tcp_err(pcb, failed);
	options_apply(s);
}

uint32_t tcp_open(struct socket *s)
{
	struct connection *k = connection_new(s->client);
	struct tcp_pcb *pcb;

	if (k == NULL)
		return NET_E_QUOTA;
	pcb = tcp_new_ip_type(s->family == NET_IPV4 ? IPADDR_TYPE_V4 : IPADDR_TYPE_V6);
	if (pcb == NULL)
		return NET_E_MEMORY;
	connection_attach(k, pcb);
	tie(s, k, pcb);
	return NET_OK;
}

/* A socket whose earlier connection has failed or ended starts anew. */
static uint32_t reopen(struct socket *s)
{
	if (s->stage != TCP_IDLE)
		return s->stage == TCP_CONNECTING ? NET_E_ALREADY : NET_E_CONNECTED;
	return s->connection != NULL ? NET_OK : tcp_open(s);
}

uint32_t tcp_bind_to(struct socket *s, const ip_addr_t *address, uint16_t port)
{
	uint32_t failure = reopen(s);
	err_t error = ERR_USE;

	if (failure != NET_OK)
		return failure;
	if (s->connection->pcb->local_port != 0)
		return NET_E_REQUEST;
	if (port != 0)
		return error_from_lwip(tcp_bind(s->connection->pcb, address, port));
	for (unsigned i = 0; i < PORT_TRIES && error == ERR_USE; i++)
		error = tcp_bind(s->connection->pcb, address, platform_free_port());
	return error_from_lwip(error);
}

static uint32_t bound(struct socket *s)
{
	uint32_t failure = reopen(s);

	if (failure != NET_OK || s->connection->pcb->local_port != 0)
		return failure;
	return tcp_bind_to(s, s->family == NET_IPV4 ? IP4_ADDR_ANY : IP6_ADDR_ANY, 0);
}

uint32_t tcp_connect_to(struct socket *s, const ip_addr_t *address, uint16_t port)
{
	uint32_t failure = bound(s);

	if (failure != NET_OK)
		return failure;
	if (!neighbor_may_search(s->client, address))
		return NET_E_UNREACHABLE;
	failure = error_from_lwip(tcp_connect(s->connection->pcb, address, port, connected));
	if (failure != NET_OK)
		return failure;
	s->stage = TCP_CONNECTING;
	socket_changed(s);
	return NET_E_PROGRESS;
}

/* A handshake at a listener is complete. An error makes lwIP reset the connection. */
static err_t accepted(void *argument, struct tcp_pcb *pcb, err_t error)
{
	struct socket *listener = argument, *s;
	struct connection *k;

	if (error != ERR_OK || pcb == NULL || listener == NULL)
		return ERR_VAL;
	k = tcp_ext_arg_get(pcb, 0);
	s = socket_new(listener->client, NET_TCP, listener->family);
	if (s == NULL)
		return ERR_MEM;
	s->stage = TCP_CONNECTED;
	s->options = listener->options;
	s->listener = listener;
	s->arrival = s->client->net->arrivals++;
	tie(s, k, pcb);
	tcp_backlog_delayed(pcb);
	socket_changed(listener);
	return ERR_OK;
}

/* lwIP frees the PCB and makes a smaller one: the connection changes its hold from one to the other. */
uint32_t tcp_listen_on(struct socket *s, uint32_t backlog)
{
	struct tcp_pcb *pcb, *listening;
	struct connection *k;
	uint32_t failure;
	err_t error;

	if (s->stage == TCP_LISTENING)
		return NET_OK;
	failure = bound(s);
	if (failure != NET_OK)
		return failure;
	k = s->connection;
	pcb = k->pcb;
	connection_detach(k);
	listening = tcp_listen_with_backlog_and_err(pcb, (u8_t)LWIP_MIN(backlog, BACKLOG), &error);
	connection_attach(k, listening != NULL ? listening : pcb);
	k->socket = s;
	s->connection = k;
	if (listening == NULL)
		return error_from_lwip(error);
	tcp_accept(listening, accepted);
	s->stage = TCP_LISTENING;
	socket_changed(s);
	return NET_OK;
}

static bool before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

/* The oldest of those that wait. One whose peer has gone again is still handed out, as POSIX does. */
uint32_t tcp_accept_from(struct socket *s, struct socket **first)
{
	struct client *c = s->client;

	*first = NULL;
	if (s->stage != TCP_LISTENING)
		return NET_E_REQUEST;
	for (unsigned i = 0; i < NET_SOCKETS; i++) {
		struct socket *t = &c->socket[i];

		if (t->type == 0 || t->listener != s)
			continue;
		if (*first == NULL || before(t->arrival, (*first)->arrival))
			*first = t;
	}
	if (*first == NULL)
		return NET_E_AGAIN;
	(*first)->listener = NULL;
	if ((*first)->connection != NULL)
		tcp_backlog_accepted((*first)->connection->pcb);
	socket_changed(*first);
	socket_changed(s);
	return NET_OK;
}

/* As much as there is room for. Small segments can fill the queue before the bytes do. */
static err_t write(struct tcp_pcb *pcb, const uint8_t *from, uint32_t *length)
{
	err_t error;

	*length = LWIP_MIN(*length, tcp_sndbuf(pcb));
	do {
		error = tcp_write(pcb, from, (u16_t)*length, TCP_WRITE_FLAG_COPY);
		if (error == ERR_MEM)
			*length /= 2;
	} while (error == ERR_MEM && *length > 0);
	return error;
}

uint32_t tcp_send_from(struct socket *s, const struct net_request *q, struct net_reply *r)
{
	uint32_t length = q->length;
	struct tcp_pcb *pcb;
	err_t error;

	if (q->address.family != NET_NONE && s->stage == TCP_CONNECTED)
		return NET_E_CONNECTED;
	if (s->error != NET_OK)
		return socket_take_error(s);
	if (s->stage == TCP_CONNECTING)
		return NET_E_AGAIN;
	if (s->stage != TCP_CONNECTED)
		return NET_E_UNCONNECTED;
	if (s->connection == NULL || s->send_ended)
		return NET_E_PIPE;
	if (q->length == 0)
		return NET_OK;
	pcb = s->connection->pcb;
	error = write(pcb, s->client->data + q->offset, &length);
	if (length == 0)
		return NET_E_AGAIN;
	if (error == ERR_OK)
		(void)!tcp_output(pcb); /* what it cannot send now it sends from the timer */
	r->length = length;
	socket_changed(s);
	return error_from_lwip(error);
}

uint32_t tcp_receive_to(struct socket *s, const struct net_request *q, struct net_reply *r)
{
	uint32_t length = LWIP_MIN(q->length, s->received.used);

	if (s->stage == TCP_LISTENING)
		return NET_E_UNCONNECTED;
	if (s->received.used == 0) {
		if (s->error != NET_OK)
			return socket_take_error(s);
		if (s->stage == TCP_CONNECTED)
			return s->peer_ended || s->receive_ended || s->connection == NULL
				       ? NET_OK
				       : NET_E_AGAIN;
		return s->stage == TCP_CONNECTING ? NET_E_AGAIN : NET_E_UNCONNECTED;
	}
	ring_peek(&s->received, 0, s->client->data + q->offset, length);
	r->length = r->value = length;
	if (q->flags & NET_RECEIVE_PEEK)
		return NET_OK;
	ring_drop(&s->received, length);
	if (s->connection != NULL)
		tcp_recved(s->connection->pcb, (u16_t)length);
	socket_changed(s);
	return NET_OK;
}

uint32_t tcp_shut(struct socket *s, uint32_t how)
{
	if (s->stage != TCP_CONNECTED)
		return NET_E_UNCONNECTED;
	socket_changed(s);
	if ((how & NET_SHUT_RECEIVE) && !s->receive_ended) {
		s->receive_ended = true;
		if (s->connection != NULL && s->received.used > 0)
			tcp_recved(s->connection->pcb, (u16_t)s->received.used);
		ring_drop(&s->received, s->received.used);
	}
	if ((how & NET_SHUT_SEND) && !s->send_ended) {
		s->send_ended = true;
		if (s->connection != NULL)
			return error_from_lwip(tcp_shutdown(s->connection->pcb, 0, 1));
	}
	return NET_OK;
}
