/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state of the net service.
 *
 * A client has a fixed table of sockets and a fixed table of connections. A connection stands for one
 * TCP PCB of lwIP from its creation to its end, whoever ends it: the PCB's extension argument points to
 * the connection, and lwIP calls back when it frees the PCB. So connection->pcb is never a dangling
 * pointer, and counts against the client's quota for as long as lwIP keeps the PCB:
 *
 *	socket and pcb		in use; or, with a listener, waiting to be accepted
 *	pcb in SYN_RCVD		a handshake at a listener; at most NET_EMBRYONIC of them
 *	pcb alone		closed by the client, lwIP still has something to send or to wait
 *				for; ended early when the client needs the place
 *	neither			free
 *
 * A socket's received bytes are in its ring: of UDP, records of a struct datagram and the payload.
 */
#ifndef USER_SERVICES_NET_SOCKET_H
#define USER_SERVICES_NET_SOCKET_H

#include "lwip/netif.h"
#include "lwip/tcp.h"
#include "lwip/udp.h"

#include "user/services/net/net.h"
#include "user/services/net/ring.h"

struct connection {
	struct tcp_pcb *pcb; /* listening: really a struct tcp_pcb_listen */
	struct socket *socket;
	struct client *client;
};

enum tcp_stage {
	TCP_IDLE, /* neither connected nor listening (yet, or any more) */
	TCP_CONNECTING,
	TCP_CONNECTED, /* has been; see also peer_ended, send_ended */
	TCP_LISTENING,
};

/* NET_OPTION_*, as set; a new PCB starts with these. */
struct options {
	uint8_t tos, ttl;
	bool reuse, nodelay, keepalive;
	uint16_t keepidle, keepinterval, keepcount;
};

struct socket {
	struct client *client;
	uint8_t type;	/* enum net_type; 0: the slot is free */
	uint8_t family; /* enum net_family */
	uint8_t stage;	/* enum tcp_stage */
	bool peer_ended, send_ended, receive_ended;
	uint8_t error; /* enum net_error for NET_OPTION_ERROR */
	struct options options;
	struct udp_pcb *udp;
	struct connection *connection; /* TCP: NULL if it has ended */
	struct socket *listener;       /* not accepted yet: whose backlog it is in */
	uint32_t arrival;	       /* and when it came */
	uint32_t dropped;	       /* UDP */
	struct ring received;
};

struct client {
	struct net *net;
	uint64_t policy;
	uint32_t *ready; /* in the buffer, which the client can write */
	uint8_t *data;
	uint32_t data_size;
	bool open;		     /* a session */
	uint32_t searches, refilled; /* neighbor.c */
	uint32_t changed;	     /* bit set: socket's readiness may be new */
	uint32_t shown[NET_SOCKETS]; /* as last written to ready[] */
	struct socket socket[NET_SOCKETS];
	struct connection connection[NET_CONNECTIONS];
	uint8_t received[NET_SOCKETS][NET_STREAM_BYTES];
};

struct net {
	const struct net_host *host;
	struct netif netif;
	uint32_t arrivals;
	struct client client[NET_CLIENTS];
};

struct datagram {
	uint32_t length; /* of the payload that follows */
	struct net_address from;
	uint32_t reserved;
};

_Static_assert(sizeof(struct datagram) == NET_DATAGRAM_COST, "as the protocol says");
_Static_assert(NET_DATAGRAM_BYTES == NET_STREAM_BYTES, "one ring for both");
_Static_assert(NET_DATAGRAM_MAX + NET_DATAGRAM_COST <= NET_DATAGRAM_BYTES, "one always fits");

static inline void socket_changed(struct socket *s)
{
	s->client->changed |= 1u << (s - s->client->socket);
}

/* socket.c: the tables */

/* A free socket of the client, begun with this type and family, or NULL. */
struct socket *socket_new(struct client *c, uint8_t type, uint8_t family);
/* End it: gracefully where TCP can, or at once. The slot is free afterwards. */
void socket_end(struct socket *s, bool at_once);
/* NET_READY_* of the socket now. */
uint32_t socket_ready(const struct socket *s);
/* The pending error, which is then no more: said once, to whichever operation asks first. */
uint32_t socket_take_error(struct socket *s);
/* A free connection of the client; one that is still closing gives way. NULL if there is none. */
struct connection *connection_new(struct client *c);
/* Tie a PCB to a connection until lwIP frees it. */
void connection_attach(struct connection *k, struct tcp_pcb *pcb);
/* Untie it, without ending it: the connection is free. */
void connection_detach(struct connection *k);

/* udp.c, tcp.c: operations on one socket. They return an enum net_error. */
uint32_t udp_open(struct socket *s);
uint32_t udp_bind_to(struct socket *s, const ip_addr_t *address, uint16_t port);
uint32_t udp_connect_to(struct socket *s, const ip_addr_t *address, uint16_t port);
void udp_local(const struct socket *s, struct net_address *own);
uint32_t udp_send_from(struct socket *s, const struct net_request *q, struct net_reply *r);
uint32_t udp_receive_to(struct socket *s, const struct net_request *q, struct net_reply *r);
uint32_t udp_shut(struct socket *s, uint32_t how);

uint32_t tcp_open(struct socket *s);
uint32_t tcp_bind_to(struct socket *s, const ip_addr_t *address, uint16_t port);
uint32_t tcp_connect_to(struct socket *s, const ip_addr_t *address, uint16_t port);
uint32_t tcp_listen_on(struct socket *s, uint32_t backlog);
uint32_t tcp_accept_from(struct socket *s, struct socket **accepted);
uint32_t tcp_send_from(struct socket *s, const struct net_request *q, struct net_reply *r);
uint32_t tcp_receive_to(struct socket *s, const struct net_request *q, struct net_reply *r);
uint32_t tcp_shut(struct socket *s, uint32_t how);

/* option.c */
void options_default(struct options *o);
void options_apply(const struct socket *s);
uint32_t option_get(struct socket *s, uint16_t option, uint32_t *value);
uint32_t option_set(struct socket *s, uint16_t option, uint32_t value);

/* address.c */
bool address_valid(const struct net_address *a); /* well-formed; NET_NONE is all zero */
/* Another machine, one of them: not any, broadcast, multicast, loopback or port 0. */
bool address_is_peer(const struct net *n, const struct net_address *a);
void address_to_lwip(ip_addr_t *to, const struct net_address *from);
void address_from_lwip(struct net_address *to, const ip_addr_t *from, uint16_t port);
uint32_t error_from_lwip(err_t error);

/* neighbor.c: may the client send to this address now? It may be one more that nobody answers for. */
void neighbor_begin(struct client *c);
bool neighbor_may_search(struct client *c, const ip_addr_t *to);

/* interface.c */
void interface_start(struct net *n, const struct net_settings *settings,
		     const uint8_t hardware_address[6]);
bool interface_has(const struct net *n, const ip_addr_t *address);
void interface_describe(const struct net *n, struct net_reply *r);
uint32_t interface_own(const struct net *n, uint32_t index, struct net_reply *r);
uint32_t interface_resolver(uint32_t index, struct net_reply *r);

/* request.c: a client's call, whatever is in it. */
void request_serve(struct client *c, const struct net_request *q, struct net_reply *r);

/* platform.c */
void platform_start(const struct net_host *host);
/* A port for a socket whose client does not care which: RFC 6056, 3.3.1. */
uint16_t platform_free_port(void);

#endif
