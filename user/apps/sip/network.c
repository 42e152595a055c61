/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sockets are bound to the address itself and not to the unspecified one, because SIP writes it into
 * its messages. When an address comes, goes or changes, or `net` is restarted, all transports are made
 * anew; the calls' next messages use the new ones.
 */
#include "user/apps/sip/network.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SEARCH_INTERVAL 250 /* ms, while there is no address */
#define WATCH_INTERVAL	500 /* ms, once there is one: for so long a restart of `net` goes unseen */

/* Documentation addresses (RFC 5737, RFC 3849): nothing is ever sent to them. */
static const char *const outside[SETTINGS_FAMILIES] = { "192.0.2.1", "2001:db8::1" };

static bool is_global(const struct sa *own)
{
	return sa_isset(own, SA_ADDR) && !sa_is_any(own) && !sa_is_loopback(own) &&
	       !sa_is_linklocal(own);
}

/* The address that the network would send from; unset if there is none. */
static void ask(struct sa *own, enum settings_family family)
{
	struct sa towards;
	int domain = family == SETTINGS_IPV4 ? AF_INET : AF_INET6;
	int fd = socket(domain, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	sa_init(own, domain);
	if (fd < 0)
		return;
	own->len = sizeof(own->u);
	if (sa_set_str(&towards, outside[family], 9) ||
	    connect(fd, &towards.u.sa, towards.len) != 0 ||
	    getsockname(fd, &own->u.sa, &own->len) != 0 || !is_global(own))
		sa_init(own, domain);
	close(fd);
}

static void find(const struct network *network, struct sa own[SETTINGS_FAMILIES])
{
	const struct settings *settings = network->settings;
	bool fixed = settings->listen[SETTINGS_IPV4][0] || settings->listen[SETTINGS_IPV6][0];

	for (int family = 0; family < SETTINGS_FAMILIES; family++) {
		sa_init(&own[family], AF_UNSPEC);
		if (settings->listen[family][0])
			sa_set_str(&own[family], settings->listen[family], settings->port);
		else if (!fixed)
			ask(&own[family], (enum settings_family)family);
		if (sa_isset(&own[family], SA_ADDR))
			sa_set_port(&own[family], settings->port);
	}
}

static bool is_same(const struct sa one[SETTINGS_FAMILIES],
		    const struct sa other[SETTINGS_FAMILIES])
{
	for (int family = 0; family < SETTINGS_FAMILIES; family++)
		if (sa_isset(&one[family], SA_ADDR) != sa_isset(&other[family], SA_ADDR) ||
		    (sa_isset(&one[family], SA_ADDR) &&
		     !sa_cmp(&one[family], &other[family], SA_ALL)))
			return false;
	return true;
}

/* An address on which SIP cannot listen is not one on which we can be reached. */
static void listen_on(struct network *network, struct sa *own)
{
	int error;

	if (!sa_isset(own, SA_ADDR))
		return;
	error = sip_transp_add(network->sip, SIP_TRANSP_UDP, own);
	if (!error)
		error = sip_transp_add(network->sip, SIP_TRANSP_TCP, own);
	if (error && error != network->told)
		re_fprintf(stderr, "sip: cannot listen on %J: %m\n", own, error);
	network->told = error;
	if (error)
		sa_init(own, AF_UNSPEC);
}

/* Sockets are gone when `net` was restarted, though it may bring the same address again. */
static bool is_lost(const struct network *network)
{
	struct sa own;

	own.len = sizeof(own.u);
	return network->witness >= 0 && getsockname(network->witness, &own.u.sa, &own.len) != 0;
}

static void close_witness(struct network *network)
{
	if (network->witness >= 0)
		close(network->witness);
	network->witness = -1;
}

static void listen_anew(struct network *network, struct sa found[SETTINGS_FAMILIES])
{
	struct sa before[SETTINGS_FAMILIES];

	memcpy(before, network->own, sizeof(before));
	sip_transp_flush(network->sip);
	close_witness(network);
	network->witness = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	for (int family = 0; family < SETTINGS_FAMILIES; family++) {
		listen_on(network, &found[family]);
		network->own[family] = found[family];
	}
	if (!is_same(before, network->own))
		network->on_change(network->argument);
}

static void check(void *argument)
{
	struct network *network = argument;
	struct sa found[SETTINGS_FAMILIES];
	bool lost = is_lost(network);

	if (lost)
		fprintf(stderr, "sip: net was restarted\n");
	find(network, found);
	if (lost || !is_same(found, network->own))
		listen_anew(network, found);
	tmr_start(&network->timer, network_own(network) ? WATCH_INTERVAL : SEARCH_INTERVAL, check,
		  network);
}

void network_start(struct network *network)
{
	tmr_init(&network->timer);
	network->told = 0;
	network->witness = -1;
	for (int family = 0; family < SETTINGS_FAMILIES; family++)
		sa_init(&network->own[family], AF_UNSPEC);
	check(network);
}

void network_stop(struct network *network)
{
	tmr_cancel(&network->timer);
	close_witness(network);
	sip_transp_flush(network->sip);
}

const struct sa *network_own(const struct network *network)
{
	for (int family = 0; family < SETTINGS_FAMILIES; family++)
		if (sa_isset(&network->own[family], SA_ADDR))
			return &network->own[family];
	return NULL;
}

const struct sa *network_towards(const struct network *network, const struct sa *peer)
{
	for (int family = 0; family < SETTINGS_FAMILIES; family++)
		if (sa_isset(&network->own[family], SA_ADDR) &&
		    sa_af(&network->own[family]) == sa_af(peer))
			return &network->own[family];
	return NULL;
}
