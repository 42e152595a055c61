/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The net service without its device and without the kernel: frames and clients' calls in, frames and
 * signals out, time and randomness from the host. It runs on the phone and in tests alike.
 *
 *	clients --- net_call ---> +-------+ <--- net_frame --- device
 *	        <--- signal ----- |  net  | ---- frame/send -->
 *	                          +-------+ <--- net_poll ---- time
 *
 * One thread. lwIP keeps its state in globals, so there is one struct net in a program.
 */
#ifndef USER_SERVICES_NET_NET_H
#define USER_SERVICES_NET_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "user/protocol/net.h"
#include "user/services/net/limits.h"
#include "user/services/net/settings.h"

#define NET_FRAME_MIN 14   /* an Ethernet header */
#define NET_FRAME_MAX 1514 /* and 1500 bytes */

/* What the service needs of its surroundings. */
struct net_host {
	void *context;
	/* Milliseconds of a clock that never goes back; wraps around. */
	uint32_t (*milliseconds)(void *context);
	/* Unpredictable bytes; does not return without them. */
	void (*random)(void *context, void *to, size_t size);
	/* Room for a frame of `size` bytes to be sent, or NULL if there is none now... */
	void *(*frame)(void *context, size_t size);
	/* ...and off it goes, filled, before anything else is called. */
	void (*send)(void *context, size_t size);
	/* The client has something new in its ready[]. */
	void (*signal)(void *context, unsigned client);
	/* The stack has found itself broken: end the program. Does not return. */
	void (*failed)(void *context, const char *what);
};

struct net; /* socket.h */

/* The one instance, all zero before net_start. */
extern struct net the_net;

/* Begin, with the link down. `host` stays valid. */
void net_start(struct net *n, const struct net_host *host, const struct net_settings *settings,
	       const uint8_t hardware_address[6]);

/*
 * Client `index` (0..NET_CLIENTS - 1) exists: its policy word and its channel's buffer, aligned to 8.
 * False if the buffer is smaller than NET_BUFFER_MIN.
 */
bool net_client(struct net *n, unsigned index, uint64_t policy, void *buffer, size_t size);

/* A client's call. `client` is one that net_client was called for. */
void net_call(struct net *n, unsigned client, const struct net_request *request,
	      struct net_reply *reply);

/* A frame came in. Anything that is no frame is dropped. */
void net_frame(struct net *n, const void *frame, size_t size);

void net_link(struct net *n, bool up);

/* Do what is due; returns the milliseconds until it must be called again. */
uint32_t net_poll(struct net *n);

#endif
