/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looking for neighbors costs an entry in ARP's or ND's table, and one packet that waits there, for
 * seconds if nobody answers. So that a client that sends to many absent neighbors does not push
 * everyone else's out, each client has a small store of new searches, refilled slowly. Sending to known
 * neighbors, and through a router, costs nothing.
 *
 * A search ends after ARP_MAXPENDING (5) seconds. A client has no more than BURST + 5 by datagrams at a
 * time, and one for each of its TCP sockets, whose retransmissions search again.
 */
#include "lwip/etharp.h"
#include "lwip/nd6.h"
#include "lwip/priv/nd6_priv.h"
#include "lwip/sys.h"

#include "user/services/net/socket.h"

#define BURST	  3
#define REFILL_MS 1000

_Static_assert(ARP_TABLE_SIZE >= NET_CLIENTS * (BURST + 5 + NET_SOCKETS),
	       "none pushes another out");
_Static_assert(NET_TRANSIT >= NET_CLIENTS * (BURST + 5) * (NET_DATAGRAM_MAX / 1480 + 1),
	       "what waits for neighbors leaves room for what does not");

static bool known_ip4(const struct net *n, const ip4_addr_t *to)
{
	const ip4_addr_t *found;
	struct eth_addr *hardware;

	if (!ip4_addr_net_eq(to, netif_ip4_addr(&n->netif), netif_ip4_netmask(&n->netif)))
		return true; /* the router's affair */
	return etharp_find_addr((struct netif *)&n->netif, to, &hardware, &found) >= 0;
}

static bool on_link(const struct net *n, const ip6_addr_t *to)
{
	if (ip6_addr_islinklocal(to))
		return true;
	for (unsigned i = 1; i < LWIP_IPV6_NUM_ADDRESSES; i++) {
		if (ip6_addr_isvalid(netif_ip6_addr_state(&n->netif, i)) &&
		    ip6_addr_net_eq(to, netif_ip6_addr(&n->netif, i)))
			return true;
	}
	return false;
}

static bool known_ip6(const struct net *n, const ip6_addr_t *to)
{
	if (!on_link(n, to))
		return true;
	for (unsigned i = 0; i < LWIP_ND6_NUM_NEIGHBORS; i++) {
		if (neighbor_cache[i].state > ND6_INCOMPLETE &&
		    ip6_addr_eq(to, &neighbor_cache[i].next_hop_address))
			return true;
	}
	return false;
}

void neighbor_begin(struct client *c)
{
	c->searches = BURST;
	c->refilled = sys_now();
}

static void refill(struct client *c)
{
	uint32_t elapsed = sys_now() - c->refilled;
	uint32_t more = elapsed / REFILL_MS;

	if (more >= BURST - c->searches) {
		c->searches = BURST;
		c->refilled += elapsed;
	} else {
		c->searches += more;
		c->refilled += more * REFILL_MS;
	}
}

bool neighbor_may_search(struct client *c, const ip_addr_t *to)
{
	bool known =
		IP_IS_V4(to) ? known_ip4(c->net, ip_2_ip4(to)) : known_ip6(c->net, ip_2_ip6(to));

	if (known)
		return true;
	refill(c);
	if (c->searches == 0)
		return false;
	c->searches--;
	return true;
}
