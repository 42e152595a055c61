/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses and errors, between the protocol's form and lwIP's. */
#include <string.h>

#include "user/services/net/socket.h"

static bool zero(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (bytes[i] != 0)
			return false;
	}
	return true;
}

bool address_valid(const struct net_address *a)
{
	switch (a->family) {
	case NET_NONE:
		return zero((const uint8_t *)a, sizeof(*a));
	case NET_IPV4:
		return zero(a->bytes + 4, 12) && a->scope == 0 && a->reserved == 0;
	case NET_IPV6:
		return a->scope <= 1 && a->reserved == 0;
	default:
		return false;
	}
}

bool address_is_peer(const struct net *n, const struct net_address *a)
{
	ip_addr_t address;

	address_to_lwip(&address, a);
	return a->port != 0 && !ip_addr_isany(&address) && !ip_addr_ismulticast(&address) &&
	       !ip_addr_isloopback(&address) && !ip_addr_isbroadcast(&address, &n->netif);
}

void address_to_lwip(ip_addr_t *to, const struct net_address *from)
{
	memset(to, 0, sizeof(*to));
	if (from->family == NET_IPV4) {
		IP_SET_TYPE(to, IPADDR_TYPE_V4);
		memcpy(&ip_2_ip4(to)->addr, from->bytes, 4);
	} else {
		IP_SET_TYPE(to, IPADDR_TYPE_V6);
		memcpy(ip_2_ip6(to)->addr, from->bytes, 16);
	}
}

void address_from_lwip(struct net_address *to, const ip_addr_t *from, uint16_t port)
{
	memset(to, 0, sizeof(*to));
	to->port = port;
	if (IP_IS_V4(from)) {
		to->family = NET_IPV4;
		memcpy(to->bytes, &ip_2_ip4(from)->addr, 4);
	} else {
		to->family = NET_IPV6;
		memcpy(to->bytes, ip_2_ip6(from)->addr, 16);
		to->scope = ip6_addr_islinklocal(ip_2_ip6(from)) ? 1 : 0;
	}
}

uint32_t error_from_lwip(err_t error)
{
	switch (error) {
	case ERR_OK:
		return NET_OK;
	case ERR_MEM:
	case ERR_BUF:
	case ERR_IF:
		return NET_E_MEMORY;
	case ERR_RTE:
		return NET_E_UNREACHABLE;
	case ERR_USE:
		return NET_E_IN_USE;
	case ERR_RST:
		return NET_E_RESET;
	case ERR_ABRT:
		return NET_E_TIMEOUT;
	case ERR_CONN:
	case ERR_CLSD:
		return NET_E_UNCONNECTED;
	default:
		return NET_E_REQUEST;
	}
}
