/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `media` does to the world outside it: RTP sockets, and messages to the three programs that it
 * has channels to. main.c does it with system calls, the tests without.
 */
#ifndef USER_APPS_MEDIA_PORTS_H
#define USER_APPS_MEDIA_PORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MEDIA_CALLS    4
#define MEDIA_DATAGRAM 1500 /* longer ones are not looked at */

enum media_peer { MEDIA_SIP, MEDIA_PHONE, MEDIA_AUDIO, MEDIA_PEERS };

struct media_address {
	uint8_t bytes[16]; /* IPv6, or IPv4 mapped (::ffff:a.b.c.d), network order */
	uint16_t port;	   /* host order */
};

struct media_ports {
	void *context;

	/* Open the sockets of call slot `slot`, on one UDP port for IPv4 and IPv6. False: cannot. */
	bool (*open)(void *context, unsigned slot, uint16_t *port);
	void (*close)(void *context, unsigned slot);

	/* Send a datagram from the slot's port. It may get lost, like any. */
	void (*send)(void *context, unsigned slot, const struct media_address *to,
		     const uint8_t *packet, size_t length);

	/* Send a message. False: there is no room in the channel now, and it was not sent. */
	bool (*tell)(void *context, enum media_peer peer, const void *message, size_t length);
};

#endif
