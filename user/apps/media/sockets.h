/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The RTP sockets: for each call one port, taken at random from a range, for IPv4 and for IPv6 where
 * there is any. IPv6 sockets are IPv6 only, everywhere.
 */
#ifndef USER_APPS_MEDIA_SOCKETS_H
#define USER_APPS_MEDIA_SOCKETS_H

#include "user/apps/media/ports.h"

enum { SOCKETS_IPV4, SOCKETS_IPV6, SOCKETS_FAMILIES };

struct sockets {
	uint16_t low, high; /* of the range of ports, both in it */
	uint16_t port[MEDIA_CALLS];
	bool broken[MEDIA_CALLS];	       /* open, but to be made anew by sockets_mend */
	int fd[MEDIA_CALLS][SOCKETS_FAMILIES]; /* -1: none */
};

void sockets_init(struct sockets *sockets, uint16_t low, uint16_t high);

/* For struct media_ports, whose context these have to be given. */
bool sockets_open(struct sockets *sockets, unsigned slot, uint16_t *port);
void sockets_close(struct sockets *sockets, unsigned slot);
void sockets_send(struct sockets *sockets, unsigned slot, const struct media_address *to,
		  const uint8_t *packet, size_t length);

/* Receive a datagram without waiting. Its length, 0 or more, or -1 if there is none. */
long sockets_receive(struct sockets *sockets, unsigned slot, int family, struct media_address *from,
		     uint8_t packet[MEDIA_DATAGRAM]);

/*
 * When the network service was restarted its sockets are gone: make them again, on their ports. False
 * if that is not done yet, and to be called again soon.
 */
bool sockets_mend(struct sockets *sockets);

#endif
