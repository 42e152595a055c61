/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Net: sockets, as calls to the service that owns the network device.
 *
 * A client's channel to `net` is a gate and a buffer. A call is the eight words of a struct
 * net_request, its result the eight words of a struct net_reply; no call ever waits. Bulk data lies
 * in the channel's buffer, at an offset that the client names in its call; the server looks at the
 * buffer only during a call, and copies whatever it uses before it looks at it.
 *
 *	 0                         NET_DATA                     buffer's size
 *	+-------------------------+----------------------------+
 *	| ready[NET_SOCKETS]      | data: the client's to use  |
 *	+-------------------------+----------------------------+
 *
 * ready[s] is a set of NET_READY_* for socket s, written by the server alone whenever it changes.
 * When a bit goes from clear to set the server signals the client, whose bit of the channel it sets
 * once for any number of sockets. So a client that wants to wait looks at ready[] first, then waits
 * for its bit, then looks again. Bits say that a call has something to do, not what it returns: call
 * and see.
 *
 * A session begins with NET_OPEN, which closes every socket of an earlier one (the client
 * restarted). When `net` was restarted itself, every call but NET_OPEN returns NET_E_SESSION: all
 * sockets are gone, and the client opens a session again. Calls while it is down return HF_E_DEAD
 * from the kernel.
 *
 * A client's policy word, from its manifest line, says what it may do at all; see NET_MAY_* below.
 * What a client can hold is bounded by fixed quotas, so none can starve another: NET_SOCKETS
 * sockets, NET_STREAM_BYTES or NET_DATAGRAM_BYTES of received data each. Connections that nobody
 * has accepted yet count as sockets; those that are still closing give way to new ones.
 *
 * Standards: the meaning of the calls is that of POSIX sockets in non-blocking mode, RFC 9293
 * (TCP), RFC 768 (UDP), RFC 3493 (IPv6; every IPv6 socket is v6-only), RFC 2474 (DSCP).
 */
#ifndef USER_PROTOCOL_NET_H
#define USER_PROTOCOL_NET_H

#include <stdint.h>

#define NET_SOCKETS	   16	 /* sockets of one client, numbered from 0 */
#define NET_DATA	   64	 /* offset of the data area in the buffer */
#define NET_BUFFER_MIN	   8192	 /* smallest buffer of a channel to net; larger is faster */
#define NET_STREAM_BYTES   16384 /* received bytes kept for one TCP socket: its window */
#define NET_DATAGRAM_BYTES 16384 /* received bytes kept for one UDP socket, see NET_DATAGRAM_COST */
#define NET_DATAGRAM_COST  32	 /* bytes that a datagram takes there besides its payload */
#define NET_DATAGRAM_MAX   8192	 /* longest datagram that can be sent or received */

/* The policy word: rights, and the ports that the client may bind by number (0, 0: none). */
#define NET_MAY_UDP    0x01 /* open UDP sockets */
#define NET_MAY_TCP    0x02 /* open TCP sockets and connect them */
#define NET_MAY_LISTEN 0x04 /* accept TCP connections */
#define NET_MAY_ALL    0x07
#define NET_POLICY(may, low, high)                                                                 \
	((uint64_t)(may) | (uint64_t)(low) << 32 | (uint64_t)(high) << 48)
#define NET_POLICY_LOW(policy)	((uint16_t)((policy) >> 32))
#define NET_POLICY_HIGH(policy) ((uint16_t)((policy) >> 48))

enum net_operation {
	NET_OPEN = 1,	    /* begin a session, closing all sockets. reply: value = NET_VERSION,
			       length = bytes of the data area */
	NET_SOCKET = 2,	    /* value = enum net_type, address.family. reply: value = socket */
	NET_CLOSE = 3,	    /* socket. Data not yet sent is sent, unless received data was left
			       unread: then the connection is reset */
	NET_BIND = 4,	    /* socket, address; port 0: a free port, at random */
	NET_CONNECT = 5,    /* socket, address. TCP: NET_E_PROGRESS, then NET_READY_WRITE or _ERROR.
			       UDP: the default peer, and the only one that is heard */
	NET_LISTEN = 6,	    /* socket, value = backlog, 1.. */
	NET_ACCEPT = 7,	    /* socket. reply: value = the new socket, address = its peer */
	NET_SEND = 8,	    /* socket, offset, length; UDP: address, or its family 0 for the default
			       peer. reply: length = bytes taken */
	NET_RECEIVE = 9,    /* socket, offset, length = room, flags. reply: length = bytes copied,
			       value = bytes of the whole datagram, address = sender. TCP: length 0
			       is the end of the stream */
	NET_SHUTDOWN = 10,  /* socket, value = enum net_shutdown */
	NET_LOCAL = 11,	    /* socket. reply: address; of connected UDP, the one it sends from */
	NET_PEER = 12,	    /* socket. reply: address */
	NET_GET = 13,	    /* socket, option. reply: value */
	NET_SET = 14,	    /* socket, option, value */
	NET_INTERFACE = 15, /* reply: value = NET_LINK_*, length = MTU, address.bytes = hardware
			       address in the first six */
	NET_OWN = 16,	    /* value = index from 0. reply: address, value = prefix length;
			       NET_E_RANGE after the last */
	NET_RESOLVER = 17,  /* value = index from 0. reply: address of a DNS server, port 53;
			       NET_E_RANGE after the last */
};

#define NET_VERSION 1

enum net_type {
	NET_UDP = 1,
	NET_TCP = 2,
};

enum net_family {
	NET_NONE = 0,
	NET_IPV4 = 4, /* the address is in the first four bytes; the rest is zero */
	NET_IPV6 = 6,
};

enum net_shutdown {
	NET_SHUT_RECEIVE = 1,
	NET_SHUT_SEND = 2,
	NET_SHUT_BOTH = 3,
};

enum net_option {
	NET_OPTION_ERROR = 1,	     /* get only, and clears it: enum net_error of the connection */
	NET_OPTION_TOS = 2,	     /* 0..255: IPv4 type of service, IPv6 traffic class */
	NET_OPTION_TTL = 3,	     /* 1..255 */
	NET_OPTION_REUSE = 4,	     /* 0, 1: bind over connections of this client in TIME-WAIT */
	NET_OPTION_NODELAY = 5,	     /* TCP; 0, 1: no Nagle algorithm */
	NET_OPTION_KEEPALIVE = 6,    /* TCP; 0, 1 */
	NET_OPTION_KEEPIDLE = 7,     /* TCP; seconds before the first probe, 1..32767 */
	NET_OPTION_KEEPINTERVAL = 8, /* TCP; seconds between probes, 1..32767 */
	NET_OPTION_KEEPCOUNT = 9,    /* TCP; probes before giving up, 1..127 */
	NET_OPTION_TYPE = 10,	     /* get only: enum net_type */
	NET_OPTION_LISTENING = 11,   /* get only: 1 after NET_LISTEN */
	NET_OPTION_DROPPED = 12, /* get only, UDP: datagrams lost because nobody received them */
	NET_OPTION_WAITING = 13, /* get only: bytes that the next NET_RECEIVE could return */
};

#define NET_READY_READ	 0x01 /* data, a connection to accept, or the end of the stream */
#define NET_READY_WRITE	 0x02 /* TCP: connected and room to send. UDP: always */
#define NET_READY_ERROR	 0x04 /* NET_OPTION_ERROR is not NET_OK */
#define NET_READY_HANGUP 0x08 /* TCP: both directions have ended */
#define NET_READY_END	 0x10 /* TCP: the peer sends no more */

#define NET_RECEIVE_PEEK 0x01 /* flags of NET_RECEIVE: leave the data where it is */

#define NET_LINK_UP   0x01 /* the device has a link */
#define NET_LINK_IPV4 0x02 /* an IPv4 address is configured */
#define NET_LINK_IPV6 0x04 /* an IPv6 address beyond the link-local one is preferred */

/* Errors, with the POSIX name that a personality gives them. */
enum net_error {
	NET_OK = 0,
	NET_E_SESSION,	/* ENETRESET: no session; NET_OPEN first */
	NET_E_REQUEST,	/* EINVAL: no such operation, reserved field not zero, value out of range */
	NET_E_SOCKET,	/* EBADF */
	NET_E_POLICY,	/* EACCES */
	NET_E_QUOTA,	/* EMFILE */
	NET_E_MEMORY,	/* ENOBUFS */
	NET_E_RANGE,	/* EINVAL: offset and length leave the data area; no such index */
	NET_E_FAMILY,	/* EAFNOSUPPORT: address of another family than the socket */
	NET_E_SUPPORT,	/* EOPNOTSUPP: not on a socket of this type */
	NET_E_AGAIN,	/* EAGAIN */
	NET_E_PROGRESS, /* EINPROGRESS */
	NET_E_ALREADY,	/* EALREADY */
	NET_E_CONNECTED,   /* EISCONN */
	NET_E_UNCONNECTED, /* ENOTCONN */
	NET_E_DESTINATION, /* EDESTADDRREQ */
	NET_E_IN_USE,	   /* EADDRINUSE */
	NET_E_ADDRESS,	   /* EADDRNOTAVAIL: not an address of this phone */
	NET_E_UNREACHABLE, /* ENETUNREACH */
	NET_E_REFUSED,	   /* ECONNREFUSED */
	NET_E_RESET,	   /* ECONNRESET */
	NET_E_ABORTED,	   /* ECONNABORTED */
	NET_E_TIMEOUT,	   /* ETIMEDOUT */
	NET_E_PIPE,	   /* EPIPE: sending was shut down */
	NET_E_SIZE,	   /* EMSGSIZE */
	NET_ERRORS,
};

/* An address and port. Unused bytes are zero, in both directions. */
struct net_address {
	uint8_t bytes[16]; /* network order */
	uint16_t port;	   /* host order */
	uint8_t family;	   /* enum net_family */
	uint8_t scope;	   /* IPv6 link-local: 1, the only interface; else 0 */
	uint32_t reserved; /* zero */
};

struct net_request {
	uint16_t operation; /* enum net_operation */
	uint16_t socket;    /* 0..NET_SOCKETS - 1; 0 where there is none */
	uint16_t option;    /* enum net_option; else 0 */
	uint16_t flags;	    /* NET_RECEIVE_*; else 0 */
	uint32_t offset;    /* into the data area; 0 where there is none */
	uint32_t length;    /* bytes there */
	uint32_t value;
	uint32_t reserved[5]; /* zero */
	struct net_address address;
};

struct net_reply {
	uint32_t error; /* enum net_error; unless it is NET_OK, all else is zero */
	uint32_t value;
	uint32_t length;
	uint32_t reserved[7]; /* zero */
	struct net_address address;
};

/* The start of the buffer. */
struct net_shared {
	uint32_t ready[NET_SOCKETS]; /* NET_READY_* */
};

_Static_assert(sizeof(struct net_address) == 24, "one layout on every machine");
_Static_assert(sizeof(struct net_request) == 64, "eight words");
_Static_assert(sizeof(struct net_reply) == 64, "eight words");
_Static_assert(sizeof(struct net_shared) == NET_DATA, "the data area follows");

#endif
