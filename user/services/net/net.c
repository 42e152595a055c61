/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The service's entry points. Each does its work and then tells the clients whose sockets' readiness is
 * new: no callback of lwIP ever calls out to a client.
 */
#include <string.h>

#include "lwip/init.h"
#include "lwip/pbuf.h"
#include "lwip/timeouts.h"

#include "user/services/net/socket.h"

struct net the_net;

/*
 * ready[] is in memory that the client can write as well, so what was last shown is remembered here,
 * and ready[] is only ever written.
 */
static bool show(struct client *c)
{
	uint32_t risen = 0;

	for (unsigned i = 0; i < NET_SOCKETS; i++) {
		uint32_t ready;

		if ((c->changed & 1u << i) == 0)
			continue;
		ready = socket_ready(&c->socket[i]);
		risen |= ready & ~c->shown[i];
		c->shown[i] = ready;
		__atomic_store_n(&c->ready[i], ready, __ATOMIC_RELEASE);
	}
	c->changed = 0;
	return risen != 0;
}

static void show_all(struct net *n)
{
	for (unsigned i = 0; i < NET_CLIENTS; i++) {
		struct client *c = &n->client[i];

		if (c->changed != 0 && show(c))
			n->host->signal(n->host->context, i);
	}
}

void net_start(struct net *n, const struct net_host *host, const struct net_settings *settings,
	       const uint8_t hardware_address[6])
{
	n->host = host;
	platform_start(host);
	lwip_init();
	interface_start(n, settings, hardware_address);
}

bool net_client(struct net *n, unsigned index, uint64_t policy, void *buffer, size_t size)
{
	struct client *c = &n->client[index];

	if (size < NET_BUFFER_MIN)
		return false;
	if (size > UINT32_MAX)
		size = UINT32_MAX;
	c->net = n;
	c->policy = policy;
	neighbor_begin(c);
	c->ready = ((struct net_shared *)buffer)->ready;
	c->data = (uint8_t *)buffer + NET_DATA;
	c->data_size = (uint32_t)size - NET_DATA;
	return true;
}

void net_call(struct net *n, unsigned client, const struct net_request *request,
	      struct net_reply *reply)
{
	request_serve(&n->client[client], request, reply);
	show_all(n);
}

void net_frame(struct net *n, const void *frame, size_t size)
{
	struct pbuf *p;

	if (size < NET_FRAME_MIN || size > NET_FRAME_MAX)
		return;
	p = pbuf_alloc(PBUF_RAW, (u16_t)(size + ETH_PAD_SIZE), PBUF_POOL);
	if (p == NULL)
		return;
	(void)!pbuf_take_at(p, frame, (u16_t)size, ETH_PAD_SIZE);
	if (n->netif.input(p, &n->netif) != ERR_OK)
		pbuf_free(p);
	show_all(n);
}

uint32_t net_poll(struct net *n)
{
	sys_check_timeouts();
	show_all(n);
	return sys_timeouts_sleeptime();
}
