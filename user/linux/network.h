/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The session with net (user/protocol/net.h), which all sockets share.
 *
 * It ends when net does, or says that it knows of none; the next socket begins another. Sockets remember the number
 * of their session: those of an earlier one are dead.
 *
 * net reads what comes from outside: nothing that it says is believed unless it is in range.
 */
#ifndef USER_LINUX_NETWORK_H
#define USER_LINUX_NETWORK_H

#include "user/linux/linux.h"
#include "user/protocol/net.h"

/* Makes sure of a session; 0, or a negative error: EAFNOSUPPORT if the manifest granted no network. */
int64_t network_open(void);

/* The next socket begins another: what net keeps for this one's is closed then. */
void network_end(void);

/* One call to net; 0, or a negative error. */
int64_t network_ask(const struct net_request *request, struct net_reply *reply);

/* enum net_error as a negative error. */
int64_t network_error(uint32_t error);

/* The number of the session; 0 if there is none. */
uint32_t network_session(void);

/* NET_READY_* of a socket of this session. */
uint32_t network_ready(uint32_t number);

/* The data area, and its bytes. */
uint8_t *network_data(void);
uint32_t network_room(void);

#endif
