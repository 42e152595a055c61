/* SPDX-License-Identifier: Apache-2.0 */
/* The one interface: its addresses, and the frames that go out through it. */
#include <string.h>

#include "lwip/dhcp.h"
#include "lwip/dns.h"
#include "lwip/ethip6.h"
#include "lwip/etharp.h"
#include "lwip/netif.h"
#include "netif/ethernet.h"

#include "user/services/net/socket.h"

#define MTU 1500

static err_t send_frame(struct netif *netif, struct pbuf *p)
{
	const struct net *n = netif->state;
	u16_t size = (u16_t)(p->tot_len - ETH_PAD_SIZE);
	void *frame = n->host->frame(n->host->context, size);

	if (frame == NULL)
		return ERR_IF;
	pbuf_copy_partial(p, frame, size, ETH_PAD_SIZE);
	n->host->send(n->host->context, size);
	return ERR_OK;
}

static err_t start(struct netif *netif)
{
	netif->name[0] = 'e';
	netif->name[1] = 'n';
	netif->mtu = MTU;
	netif->output = etharp_output;
	netif->output_ip6 = ethip6_output;
	netif->linkoutput = send_frame;
	netif->flags =
		NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_MLD6;
	return ERR_OK;
}

/*
 * The interface identifier is random and new at each start (RFC 8981's aim, by simpler means), so that
 * the phone is not known again by its hardware address. Router advertisements' prefixes take it too.
 */
static void start_ip6(struct net *n, const struct net_settings *settings)
{
	ip6_addr_t local;
	s8_t slot = 1;

	IP6_ADDR(&local, PP_HTONL(0xfe800000), 0, 0, 0);
	n->host->random(n->host->context, &local.addr[2], 8);
	((uint8_t *)&local.addr[2])[0] &= 0xfd; /* not derived from a universal address */
	netif_ip6_addr_set(&n->netif, 0, &local);
	netif_ip6_addr_set_state(&n->netif, 0, IP6_ADDR_TENTATIVE);
	if (!ip6_addr_isany(&settings->address6)) {
		netif_ip6_addr_set(&n->netif, slot, &settings->address6);
		netif_ip6_addr_set_state(&n->netif, slot, IP6_ADDR_TENTATIVE);
	}
	netif_set_ip6_autoconfig_enabled(&n->netif, settings->slaac);
}

void interface_start(struct net *n, const struct net_settings *settings,
		     const uint8_t hardware_address[6])
{
	ip4_addr_t mask = { settings->prefix4 == 0
				    ? 0
				    : lwip_htonl(0xffffffff << (32 - settings->prefix4)) };

	(void)netif_add(&n->netif, &settings->address4, &mask, &settings->gateway4, n, start,
			ethernet_input);
	memcpy(n->netif.hwaddr, hardware_address, 6);
	n->netif.hwaddr_len = 6;
	start_ip6(n, settings);
	for (u8_t i = 0; i < settings->resolvers; i++)
		dns_setserver(i, &settings->resolver[i]);
	netif_set_default(&n->netif);
	netif_set_up(&n->netif);
	if (settings->dhcp && dhcp_start(&n->netif) != ERR_OK)
		n->host->failed(n->host->context, "no memory for DHCP");
}

void net_link(struct net *n, bool up)
{
	if (up)
		netif_set_link_up(&n->netif);
	else
		netif_set_link_down(&n->netif);
}

static bool has_ip6(const struct net *n, unsigned slot)
{
	return ip6_addr_isvalid(netif_ip6_addr_state(&n->netif, slot));
}

bool interface_has(const struct net *n, const ip_addr_t *address)
{
	if (IP_IS_V4(address))
		return ip4_addr_eq(ip_2_ip4(address), netif_ip4_addr(&n->netif));
	for (unsigned i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++) {
		if (has_ip6(n, i) && ip6_addr_eq(ip_2_ip6(address), netif_ip6_addr(&n->netif, i)))
			return true;
	}
	return false;
}

void interface_describe(const struct net *n, struct net_reply *r)
{
	if (netif_is_link_up(&n->netif))
		r->value |= NET_LINK_UP;
	if (!ip4_addr_isany_val(*netif_ip4_addr(&n->netif)))
		r->value |= NET_LINK_IPV4;
	for (unsigned i = 1; i < LWIP_IPV6_NUM_ADDRESSES; i++) {
		if (ip6_addr_ispreferred(netif_ip6_addr_state(&n->netif, i)))
			r->value |= NET_LINK_IPV6;
	}
	r->length = n->netif.mtu;
	memcpy(r->address.bytes, n->netif.hwaddr, 6);
}

static uint32_t prefix_length(const ip4_addr_t *mask)
{
	uint32_t length = 0;

	for (uint32_t bits = lwip_ntohl(mask->addr); bits & 0x80000000; bits <<= 1)
		length++;
	return length;
}

uint32_t interface_own(const struct net *n, uint32_t index, struct net_reply *r)
{
	if (!ip4_addr_isany_val(*netif_ip4_addr(&n->netif)) && index-- == 0) {
		address_from_lwip(&r->address, &n->netif.ip_addr, 0);
		r->value = prefix_length(netif_ip4_netmask(&n->netif));
		return NET_OK;
	}
	for (unsigned i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++) {
		if (!has_ip6(n, i) || index-- != 0)
			continue;
		address_from_lwip(&r->address, &n->netif.ip6_addr[i], 0);
		r->value = 64; /* RFC 4291 2.5.1; lwIP knows no other */
		return NET_OK;
	}
	return NET_E_RANGE;
}

uint32_t interface_resolver(uint32_t index, struct net_reply *r)
{
	const ip_addr_t *server;

	for (u8_t i = 0; i < NET_RESOLVERS; i++) {
		server = dns_getserver(i);
		if (ip_addr_isany(server) || index-- != 0)
			continue;
		address_from_lwip(&r->address, server, 53);
		return NET_OK;
	}
	return NET_E_RANGE;
}
