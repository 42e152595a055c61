/* SPDX-License-Identifier: Apache-2.0 */
/* Sockets and connections: their tables, and what becomes of them. See socket.h. */
#include <string.h>

#include "user/services/net/socket.h"

struct socket *socket_new(struct client *c, uint8_t type, uint8_t family)
{
	for (unsigned i = 0; i < NET_SOCKETS; i++) {
		struct socket *s = &c->socket[i];

		if (s->type != 0)
			continue;
		*s = (struct socket){ .client = c, .type = type, .family = family };
		options_default(&s->options);
		ring_init(&s->received, c->received[i], NET_STREAM_BYTES);
		socket_changed(s);
		return s;
	}
	return NULL;
}

/* lwIP frees a PCB. */
static void pcb_freed(u8_t id, void *data)
{
	struct connection *k = data;

	(void)id;
	if (k == NULL)
		return;
	if (k->socket != NULL) {
		socket_changed(k->socket);
		k->socket->connection = NULL;
	}
	k->pcb = NULL;
	k->socket = NULL;
}

static unsigned embryonic(const struct client *c)
{
	unsigned count = 0;

	for (unsigned i = 0; i < NET_CONNECTIONS; i++) {
		const struct connection *k = &c->connection[i];

		count += k->pcb != NULL && k->socket == NULL && k->pcb->state == SYN_RCVD;
	}
	return count;
}

/* A listener's PCB was sent a SYN and has made `new_pcb` for it. */
static err_t handshake_begins(u8_t id, struct tcp_pcb_listen *listening, struct tcp_pcb *new_pcb)
{
	struct connection *k = tcp_ext_arg_get((struct tcp_pcb *)listening, id);
	struct client *c = k->client;

	if (embryonic(c) >= NET_EMBRYONIC)
		return ERR_MEM;
	k = connection_new(c);
	if (k == NULL)
		return ERR_MEM;
	connection_attach(k, new_pcb);
	return ERR_OK;
}

static const struct tcp_ext_arg_callbacks life = { pcb_freed, handshake_begins };

void connection_attach(struct connection *k, struct tcp_pcb *pcb)
{
	k->pcb = pcb;
	tcp_ext_arg_set_callbacks(pcb, 0, &life);
	tcp_ext_arg_set(pcb, 0, k);
}

void connection_detach(struct connection *k)
{
	tcp_ext_arg_set(k->pcb, 0, NULL);
	pcb_freed(0, k);
}

static struct connection *closing(struct client *c, bool only_time_wait)
{
	for (unsigned i = 0; i < NET_CONNECTIONS; i++) {
		struct connection *k = &c->connection[i];

		if (k->pcb == NULL || k->socket != NULL || k->pcb->state == SYN_RCVD)
			continue;
		if (!only_time_wait || k->pcb->state == TIME_WAIT)
			return k;
	}
	return NULL;
}

struct connection *connection_new(struct client *c)
{
	struct connection *k;

	for (unsigned i = 0; i < NET_CONNECTIONS; i++) {
		k = &c->connection[i];
		if (k->pcb == NULL) {
			*k = (struct connection){ .client = c };
			return k;
		}
	}
	k = closing(c, true);
	if (k == NULL)
		k = closing(c, false);
	if (k == NULL)
		return NULL;
	tcp_abort(k->pcb);
	return k;
}

/* From here on lwIP finishes the connection alone, and nobody is told. */
static void leave(struct tcp_pcb *pcb, bool at_once)
{
	bool listening = pcb->state == LISTEN;

	tcp_arg(pcb, NULL);
	if (!listening) {
		tcp_recv(pcb, NULL);
		tcp_sent(pcb, NULL);
		tcp_err(pcb, NULL);
	}
	if (!listening && at_once)
		tcp_abort(pcb);
	else
		(void)!tcp_close(pcb); /* fails for want of memory only, and then tries again */
}

static void end_backlog(struct socket *listener)
{
	struct client *c = listener->client;

	for (unsigned i = 0; i < NET_SOCKETS; i++) {
		if (c->socket[i].type != 0 && c->socket[i].listener == listener)
			socket_end(&c->socket[i], true);
	}
}

void socket_end(struct socket *s, bool at_once)
{
	struct connection *k = s->connection;

	if (s->stage == TCP_LISTENING)
		end_backlog(s);
	if (s->udp != NULL)
		udp_remove(s->udp);
	if (k != NULL) {
		k->socket = NULL;
		leave(k->pcb, at_once);
	}
	s->type = 0;
	s->udp = NULL;
	s->connection = NULL;
	s->listener = NULL;
	socket_changed(s);
}

uint32_t socket_take_error(struct socket *s)
{
	uint32_t error = s->error;

	s->error = NET_OK;
	socket_changed(s);
	return error;
}

static bool has_arrivals(const struct socket *listener)
{
	const struct client *c = listener->client;

	for (unsigned i = 0; i < NET_SOCKETS; i++) {
		if (c->socket[i].type != 0 && c->socket[i].listener == listener)
			return true;
	}
	return false;
}

/* Room for half of what a connection may have in the air: no waking for every segment. */
static bool can_send(const struct tcp_pcb *pcb)
{
	return tcp_sndbuf(pcb) >= TCP_SND_BUF / 2 && tcp_sndqueuelen(pcb) < TCP_SND_QUEUELEN / 2;
}

static uint32_t stream_ready(const struct socket *s)
{
	uint32_t ready = 0;

	if (s->stage == TCP_LISTENING)
		return has_arrivals(s) ? NET_READY_READ : 0;
	if (s->received.used > 0)
		ready |= NET_READY_READ;
	if (s->stage != TCP_CONNECTED)
		return ready;
	if (s->peer_ended || s->receive_ended)
		ready |= NET_READY_READ;
	if (s->peer_ended)
		ready |= NET_READY_END;
	if (s->connection == NULL || (s->peer_ended && s->send_ended))
		ready |= NET_READY_READ | NET_READY_HANGUP;
	else if (!s->send_ended && can_send(s->connection->pcb))
		ready |= NET_READY_WRITE;
	return ready;
}

uint32_t socket_ready(const struct socket *s)
{
	uint32_t ready;

	if (s->type == 0 || s->listener != NULL)
		return 0;
	if (s->type == NET_UDP)
		ready = NET_READY_WRITE |
			(s->received.used > 0 || s->receive_ended ? NET_READY_READ : 0);
	else
		ready = stream_ready(s);
	return ready | (s->error != NET_OK ? NET_READY_ERROR : 0);
}
