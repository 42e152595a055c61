/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses; what they are between is in address.h. */
#include "user/linux/address.h"

#include <string.h>

struct sockaddr_in {
	uint16_t family;
	uint8_t port[2];
	uint8_t address[4];
	uint8_t zero[8];
};

struct sockaddr_in6 {
	uint16_t family;
	uint8_t port[2];
	uint32_t flow;
	uint8_t address[16];
	uint32_t scope;
};

int64_t address_to_net(const void *from, uint64_t size, struct net_address *to)
{
	const struct sockaddr_in *v4 = from;
	const struct sockaddr_in6 *v6 = from;

	*to = (struct net_address){ 0 };
	if (size < sizeof(uint16_t))
		return -EINVAL;
	if (v4->family == AF_INET && size >= sizeof(*v4)) {
		to->family = NET_IPV4;
		memcpy(to->bytes, v4->address, sizeof(v4->address));
	} else if (v4->family == AF_INET6 && size >= sizeof(*v6)) {
		to->family = NET_IPV6;
		to->scope = (uint8_t)v6->scope;
		memcpy(to->bytes, v6->address, sizeof(v6->address));
	} else {
		return v4->family == AF_INET || v4->family == AF_INET6 ? -EINVAL : -EAFNOSUPPORT;
	}
	to->port = (uint16_t)(v4->port[0] << 8 | v4->port[1]);
	return 0;
}

void address_from_net(const struct net_address *from, void *to, uint32_t *size)
{
	union {
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} a = { .v6 = { 0 } };
	uint32_t full = from->family == NET_IPV4 ? sizeof(a.v4) : sizeof(a.v6);

	a.v4.port[0] = (uint8_t)(from->port >> 8);
	a.v4.port[1] = (uint8_t)from->port;
	if (from->family == NET_IPV4) {
		a.v4.family = AF_INET;
		memcpy(a.v4.address, from->bytes, sizeof(a.v4.address));
	} else {
		a.v6.family = AF_INET6;
		a.v6.scope = from->scope;
		memcpy(a.v6.address, from->bytes, sizeof(a.v6.address));
	}
	memcpy(to, &a, *size < full ? *size : full);
	*size = full;
}
