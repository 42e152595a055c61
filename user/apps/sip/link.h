/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A channel to `phone` or `media`, in libre's event loop, carrying struct calling_message.
 *
 * What arrives is checked for size, direction and zero-terminated texts, and dropped and counted if it
 * fails. What is sent waits in order if the channel is full; a peer that has stopped reading for so long
 * that LINK_WAITING messages wait has failed, and is sent no more until it is restarted.
 */
#ifndef USER_APPS_SIP_LINK_H
#define USER_APPS_SIP_LINK_H

#include <stdbool.h>
#include <stddef.h>

#include "user/protocol/calling.h"

#define LINK_WAITING 32

typedef void link_message(const struct calling_message *message, void *argument);
typedef void link_restarted(void *argument);

struct link {
	int fd; /* -1: not attached */
	const char *name;
	uint32_t first_type, last_type; /* what this peer may send */
	link_message *on_message;
	link_restarted *on_restart;
	void *argument;
	struct calling_message waiting[LINK_WAITING];
	size_t head, count;
	bool failed;
	unsigned dropped; /* messages of the peer that were wrong */
};

/*
 * Take over the descriptor `fd` and listen to it; the other fields are the caller's to set first. 0 or an
 * errno. When the peer has ended for ever the event loop is left (re_cancel).
 */
int link_attach(struct link *link, int fd);
void link_detach(struct link *link);

/* Send, now or as soon as there is room. False if the peer has failed. */
bool link_send(struct link *link, const struct calling_message *message);

#endif
