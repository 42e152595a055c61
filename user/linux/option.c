/* SPDX-License-Identifier: Apache-2.0 */
/* Options of sockets: socket(7), ip(7), ipv6(7), tcp(7), and what net calls them. */
#include "user/linux/network.h"
#include "user/linux/socket.h"

#define SOL_SOCKET	  1
#define SO_REUSEADDR	  2
#define SO_TYPE		  3
#define SO_ERROR	  4
#define SO_SNDBUF	  7
#define SO_RCVBUF	  8
#define SO_KEEPALIVE	  9
#define SO_ACCEPTCONN	  30
#define IPPROTO_IP	  0
#define IP_TOS		  1
#define IP_TTL		  2
#define IPPROTO_TCP	  6
#define TCP_NODELAY	  1
#define TCP_KEEPIDLE	  4
#define TCP_KEEPINTVL	  5
#define TCP_KEEPCNT	  6
#define IPPROTO_IPV6	  41
#define IPV6_UNICAST_HOPS 16
#define IPV6_V6ONLY	  26
#define IPV6_TCLASS	  67

static int64_t get_option(const struct file *f, uint16_t option, uint32_t *value)
{
	struct net_request request = { .operation = NET_GET,
				       .socket = (uint16_t)f->number,
				       .option = option };
	struct net_reply reply;
	int64_t e = network_ask(&request, &reply);

	*value = reply.value;
	return e;
}

int64_t socket_error(const struct file *f)
{
	uint32_t value;
	int64_t e = get_option(f, NET_OPTION_ERROR, &value);

	if (e)
		return e;
	return network_error(value);
}

/* net's name of an option; 0 if it is accepted and does nothing here, negative if unknown. */
static int option_name(uint64_t level, uint64_t option)
{
	switch (level << 8 | option) {
	case SOL_SOCKET << 8 | SO_REUSEADDR:
		return NET_OPTION_REUSE;
	case SOL_SOCKET << 8 | SO_TYPE:
		return NET_OPTION_TYPE;
	case SOL_SOCKET << 8 | SO_ERROR:
		return NET_OPTION_ERROR;
	case SOL_SOCKET << 8 | SO_KEEPALIVE:
		return NET_OPTION_KEEPALIVE;
	case SOL_SOCKET << 8 | SO_ACCEPTCONN:
		return NET_OPTION_LISTENING;
	case IPPROTO_IP << 8 | IP_TOS:
	case IPPROTO_IPV6 << 8 | IPV6_TCLASS:
		return NET_OPTION_TOS;
	case IPPROTO_IP << 8 | IP_TTL:
	case IPPROTO_IPV6 << 8 | IPV6_UNICAST_HOPS:
		return NET_OPTION_TTL;
	case IPPROTO_TCP << 8 | TCP_NODELAY:
		return NET_OPTION_NODELAY;
	case IPPROTO_TCP << 8 | TCP_KEEPIDLE:
		return NET_OPTION_KEEPIDLE;
	case IPPROTO_TCP << 8 | TCP_KEEPINTVL:
		return NET_OPTION_KEEPINTERVAL;
	case IPPROTO_TCP << 8 | TCP_KEEPCNT:
		return NET_OPTION_KEEPCOUNT;
	case SOL_SOCKET << 8 | SO_SNDBUF: /* fixed by quota */
	case SOL_SOCKET << 8 | SO_RCVBUF:
	case IPPROTO_IPV6 << 8 | IPV6_V6ONLY: /* always */
		return 0;
	default:
		return -1;
	}
}

int64_t sys_getsockopt(struct registers *r)
{
	int32_t *value = (int32_t *)r->x[3];
	uint32_t *size = (uint32_t *)r->x[4], got = NET_STREAM_BYTES;
	int option = option_name(r->x[1], r->x[2]);
	struct file *f;
	int64_t e = socket_find(r->x[0], &f);

	if (e)
		return e;
	if (option < 0)
		return -ENOPROTOOPT;
	if (*size < sizeof(*value))
		return -EINVAL;
	if (option == NET_OPTION_ERROR) {
		got = (uint32_t)-socket_error(f);
	} else if (option) {
		e = get_option(f, (uint16_t)option, &got);
		if (option == NET_OPTION_TYPE)
			got = got == NET_TCP ? SOCK_STREAM : SOCK_DGRAM;
	}
	*value = (int32_t)got;
	*size = sizeof(*value);
	return e;
}

int64_t sys_setsockopt(struct registers *r)
{
	const uint32_t *value = (const uint32_t *)r->x[3];
	int option = option_name(r->x[1], r->x[2]);
	struct net_request request = { .operation = NET_SET };
	struct net_reply reply;
	struct file *f;
	int64_t e = socket_find(r->x[0], &f);

	if (e)
		return e;
	if (option < 0)
		return -ENOPROTOOPT;
	if (r->x[4] < sizeof(*value))
		return -EINVAL;
	if (!option)
		return 0;
	request.socket = (uint16_t)f->number;
	request.option = (uint16_t)option;
	request.value = *value;
	return network_ask(&request, &reply);
}
