/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What lwIP asks of its surroundings, passed on to the host. lwIP has one instance in a program, and so
 * has this.
 */
#include "lwip/sys.h"

#include "user/services/net/socket.h"

#define FIRST_FREE_PORT 49152 /* RFC 6335, 6: the dynamic ports, to 65535 */

static const struct net_host *host;

void platform_start(const struct net_host *new_host)
{
	host = new_host;
}

u32_t sys_now(void)
{
	return host->milliseconds(host->context);
}

uint32_t net_platform_random(void)
{
	uint32_t value;

	host->random(host->context, &value, sizeof(value));
	return value;
}

void net_platform_failed(const char *what)
{
	host->failed(host->context, what);
}

uint16_t platform_free_port(void)
{
	return (uint16_t)(FIRST_FREE_PORT + net_platform_random() % (65536 - FIRST_FREE_PORT));
}
