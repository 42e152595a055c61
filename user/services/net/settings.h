/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the interface gets its addresses: the service's argument in the manifest, words with blanks between:
 *
 *	dhcp			IPv4 by DHCP (RFC 2131)
 *	slaac			IPv6 from router advertisements (RFC 4862), interface identifier random
 *	address=A/PREFIX	a fixed address, IPv4 or IPv6; one of each
 *	gateway=A		IPv4 only, with a fixed address; IPv6 finds its routers by itself
 *	resolver=A		a DNS server, up to NET_RESOLVERS
 *
 * No word at all means `dhcp slaac`. An IPv6 link-local address there is always.
 */
#ifndef USER_SERVICES_NET_SETTINGS_H
#define USER_SERVICES_NET_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "lwip/ip_addr.h"
#include "user/services/net/limits.h"

struct net_settings {
	bool dhcp, slaac;
	ip4_addr_t address4, gateway4; /* zero: none */
	uint8_t prefix4;	       /* 1..30 */
	ip6_addr_t address6;	       /* zero: none */
	uint8_t resolvers;
	ip_addr_t resolver[NET_RESOLVERS];
};

/* False if a word is not one of the above, or contradicts another. */
bool net_settings_read(struct net_settings *s, const char *argument);

#endif
