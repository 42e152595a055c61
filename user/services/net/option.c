/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Options of sockets. They are kept in the socket and copied to its PCB whenever one of them, or the
 * PCB, is new.
 */
#include "user/services/net/socket.h"

void options_default(struct options *o)
{
	/* RFC 9293 3.8.4: two hours before the first probe. */
	*o = (struct options){
		.ttl = UDP_TTL, .keepidle = 7200, .keepinterval = 75, .keepcount = 9
	};
}

static void apply_common(const struct socket *s, struct ip_pcb *pcb)
{
	pcb->tos = s->options.tos;
	pcb->ttl = s->options.ttl;
	if (s->options.reuse)
		ip_set_option(pcb, SOF_REUSEADDR);
	else
		ip_reset_option(pcb, SOF_REUSEADDR);
	if (s->options.keepalive)
		ip_set_option(pcb, SOF_KEEPALIVE);
	else
		ip_reset_option(pcb, SOF_KEEPALIVE);
}

void options_apply(const struct socket *s)
{
	struct tcp_pcb *pcb;

	if (s->udp != NULL)
		apply_common(s, (struct ip_pcb *)s->udp);
	if (s->connection == NULL)
		return;
	pcb = s->connection->pcb;
	apply_common(s, (struct ip_pcb *)pcb);
	if (pcb->state == LISTEN) /* the rest is not in a listening PCB */
		return;
	if (s->options.nodelay)
		tcp_nagle_disable(pcb);
	else
		tcp_nagle_enable(pcb);
	pcb->keep_idle = s->options.keepidle * 1000u;
	pcb->keep_intvl = s->options.keepinterval * 1000u;
	pcb->keep_cnt = s->options.keepcount;
}

static uint32_t waiting(const struct socket *s)
{
	struct datagram head;

	if (s->type == NET_TCP || s->received.used == 0)
		return s->received.used;
	ring_peek(&s->received, 0, &head, sizeof(head));
	return head.length;
}

uint32_t option_get(struct socket *s, uint16_t option, uint32_t *value)
{
	const struct options *o = &s->options;

	switch (option) {
	case NET_OPTION_ERROR:
		*value = socket_take_error(s);
		return NET_OK;
	case NET_OPTION_TOS:
		*value = o->tos;
		return NET_OK;
	case NET_OPTION_TTL:
		*value = o->ttl;
		return NET_OK;
	case NET_OPTION_REUSE:
		*value = o->reuse;
		return NET_OK;
	case NET_OPTION_NODELAY:
		*value = o->nodelay;
		return NET_OK;
	case NET_OPTION_KEEPALIVE:
		*value = o->keepalive;
		return NET_OK;
	case NET_OPTION_KEEPIDLE:
		*value = o->keepidle;
		return NET_OK;
	case NET_OPTION_KEEPINTERVAL:
		*value = o->keepinterval;
		return NET_OK;
	case NET_OPTION_KEEPCOUNT:
		*value = o->keepcount;
		return NET_OK;
	case NET_OPTION_TYPE:
		*value = s->type;
		return NET_OK;
	case NET_OPTION_LISTENING:
		*value = s->stage == TCP_LISTENING;
		return NET_OK;
	case NET_OPTION_DROPPED:
		*value = s->dropped;
		return NET_OK;
	case NET_OPTION_WAITING:
		*value = waiting(s);
		return NET_OK;
	default:
		return NET_E_REQUEST;
	}
}

static bool in(uint32_t value, uint32_t low, uint32_t high)
{
	return value >= low && value <= high;
}

static bool set(struct options *o, uint16_t option, uint32_t value)
{
	switch (option) {
	case NET_OPTION_TOS:
		o->tos = (uint8_t)value;
		return in(value, 0, 255);
	case NET_OPTION_TTL:
		o->ttl = (uint8_t)value;
		return in(value, 1, 255);
	case NET_OPTION_REUSE:
		o->reuse = value != 0;
		return in(value, 0, 1);
	case NET_OPTION_NODELAY:
		o->nodelay = value != 0;
		return in(value, 0, 1);
	case NET_OPTION_KEEPALIVE:
		o->keepalive = value != 0;
		return in(value, 0, 1);
	case NET_OPTION_KEEPIDLE:
		o->keepidle = (uint16_t)value;
		return in(value, 1, 32767);
	case NET_OPTION_KEEPINTERVAL:
		o->keepinterval = (uint16_t)value;
		return in(value, 1, 32767);
	case NET_OPTION_KEEPCOUNT:
		o->keepcount = (uint16_t)value;
		return in(value, 1, 127);
	default:
		return false;
	}
}

uint32_t option_set(struct socket *s, uint16_t option, uint32_t value)
{
	struct options changed = s->options;

	if (!set(&changed, option, value))
		return NET_E_REQUEST;
	if (s->type == NET_UDP && option >= NET_OPTION_NODELAY)
		return NET_E_SUPPORT;
	s->options = changed;
	options_apply(s);
	return NET_OK;
}
