/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where this phone can be reached: at most one IPv4 and one IPv6 address, and SIP's UDP and TCP ports on
 * each. The addresses come from the settings, or else from asking the network which address it would
 * use towards the outside; DHCP may bring them long after the program's start, and may change them. A
 * restart of `net` takes all sockets away: they are made again.
 */
#ifndef USER_APPS_SIP_NETWORK_H
#define USER_APPS_SIP_NETWORK_H

#include <re/re.h>

#include "user/apps/sip/settings.h"

typedef void network_changed(void *argument);

struct network {
	const struct settings *settings;
	struct sip *sip;
	network_changed *on_change; /* also called when calls can be received for the first time */
	void *argument;
	struct sa own[SETTINGS_FAMILIES]; /* address and SIP port; unset while there is none */
	struct tmr timer;
	int told;    /* the error that was last logged */
	int witness; /* a socket that is there for as long as the others are, or -1 */
};

/* The first four fields are set. Listens as soon as there is an address, and follows its changes. */
void network_start(struct network *network);
void network_stop(struct network *network);

/* The address that is told to the owner: IPv4 if there is one; NULL if there is none at all. */
const struct sa *network_own(const struct network *network);

/* Our address towards `peer`, or NULL. */
const struct sa *network_towards(const struct network *network, const struct sa *peer);

#endif
