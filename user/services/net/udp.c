/* SPDX-License-Identifier: Apache-2.0 */
/* UDP sockets. A datagram that does not fit into the socket's ring is dropped and counted. */
#include "user/services/net/socket.h"

#define PORT_TRIES 64 /* random ports before saying that there is none free */

static void arrived(void *argument, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *from,
		    u16_t port)
{
	struct socket *s = argument;
	struct datagram head = { .length = p->tot_len };

	(void)pcb;
	if (s->receive_ended || p->tot_len > NET_DATAGRAM_MAX ||
	    sizeof(head) + p->tot_len > ring_room(&s->received)) {
		s->dropped++;
	} else {
		address_from_lwip(&head.from, from, port);
		ring_write(&s->received, &head, sizeof(head));
		for (const struct pbuf *part = p; part != NULL; part = part->next)
			ring_write(&s->received, part->payload, part->len);
		socket_changed(s);
	}
	pbuf_free(p);
}

uint32_t udp_open(struct socket *s)
{
	s->udp = udp_new_ip_type(s->family == NET_IPV4 ? IPADDR_TYPE_V4 : IPADDR_TYPE_V6);
	if (s->udp == NULL)
		return NET_E_MEMORY;
	udp_recv(s->udp, arrived, s);
	options_apply(s);
	return NET_OK;
}

uint32_t udp_bind_to(struct socket *s, const ip_addr_t *address, uint16_t port)
{
	err_t error = ERR_USE;

	if (port != 0)
		return error_from_lwip(udp_bind(s->udp, address, port));
	for (unsigned i = 0; i < PORT_TRIES && error == ERR_USE; i++)
		error = udp_bind(s->udp, address, platform_free_port());
	return error_from_lwip(error);
}

/* Before sending from, or connecting, a socket that was not bound. */
static uint32_t bound(struct socket *s)
{
	if (s->udp->local_port != 0)
		return NET_OK;
	return udp_bind_to(s, s->family == NET_IPV4 ? IP4_ADDR_ANY : IP6_ADDR_ANY, 0);
}

uint32_t udp_connect_to(struct socket *s, const ip_addr_t *address, uint16_t port)
{
	uint32_t error = bound(s);

	if (error != NET_OK)
		return error;
	return error_from_lwip(udp_connect(s->udp, address, port));
}

/* A connected socket's address is the one that it would send from now. */
void udp_local(const struct socket *s, struct net_address *own)
{
	const struct udp_pcb *pcb = s->udp;
	const ip_addr_t *address = &pcb->local_ip;

	if ((pcb->flags & UDP_FLAGS_CONNECTED) != 0 && ip_addr_isany(address)) {
		struct netif *netif = ip_route(&pcb->local_ip, &pcb->remote_ip);
		const ip_addr_t *source =
			netif != NULL ? ip_netif_get_local_ip(netif, &pcb->remote_ip) : NULL;

		address = source != NULL ? source : address;
	}
	address_from_lwip(own, address, pcb->local_port);
}

/* The client's bytes are copied here, once; lwIP sees only the copy. */
static uint32_t copy_in(struct pbuf **p, const uint8_t *from, uint32_t length)
{
	*p = pbuf_alloc(PBUF_TRANSPORT, (uint16_t)length, PBUF_POOL);
	if (*p == NULL)
		return NET_E_MEMORY;
	(void)!pbuf_take(*p, from, (uint16_t)length);
	return NET_OK;
}

uint32_t udp_send_from(struct socket *s, const struct net_request *q, struct net_reply *r)
{
	bool connected = (s->udp->flags & UDP_FLAGS_CONNECTED) != 0;
	uint16_t port = s->udp->remote_port;
	ip_addr_t to = s->udp->remote_ip;
	uint32_t error;
	struct pbuf *p;

	if (q->address.family == NET_NONE && !connected)
		return NET_E_DESTINATION;
	if (q->length > NET_DATAGRAM_MAX)
		return NET_E_SIZE;
	if (s->send_ended)
		return NET_E_PIPE;
	if (q->address.family != NET_NONE) {
		address_to_lwip(&to, &q->address);
		port = q->address.port;
	}
	if (!neighbor_may_search(s->client, &to))
		return NET_E_UNREACHABLE;
	error = bound(s);
	if (error == NET_OK)
		error = copy_in(&p, s->client->data + q->offset, q->length);
	if (error != NET_OK)
		return error;
	error = error_from_lwip(udp_sendto(s->udp, p, &to, port));
	pbuf_free(p);
	r->length = q->length;
	return error;
}

uint32_t udp_shut(struct socket *s, uint32_t how)
{
	if ((s->udp->flags & UDP_FLAGS_CONNECTED) == 0)
		return NET_E_UNCONNECTED;
	s->receive_ended |= (how & NET_SHUT_RECEIVE) != 0;
	s->send_ended |= (how & NET_SHUT_SEND) != 0;
	socket_changed(s);
	return NET_OK;
}

uint32_t udp_receive_to(struct socket *s, const struct net_request *q, struct net_reply *r)
{
	struct datagram head;

	if (s->received.used == 0)
		return s->receive_ended ? NET_OK : NET_E_AGAIN;
	ring_peek(&s->received, 0, &head, sizeof(head));
	r->value = head.length;
	r->length = q->length < head.length ? q->length : head.length;
	r->address = head.from;
	ring_peek(&s->received, sizeof(head), s->client->data + q->offset, r->length);
	if (q->flags & NET_RECEIVE_PEEK)
		return NET_OK;
	ring_drop(&s->received, (uint32_t)sizeof(head) + head.length);
	socket_changed(s);
	return NET_OK;
}
