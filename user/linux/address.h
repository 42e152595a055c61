/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of programs, struct sockaddr_in and sockaddr_in6 (ip(7), ipv6(7)), and those of net. */
#ifndef USER_LINUX_ADDRESS_H
#define USER_LINUX_ADDRESS_H

#include "user/linux/linux.h"
#include "user/protocol/net.h"

#define AF_INET	 2
#define AF_INET6 10

/* -EINVAL if it is too short, -EAFNOSUPPORT if of another family. */
int64_t address_to_net(const void *from, uint64_t size, struct net_address *to);

/* Writes an address as far as *size has room, and its full size there. */
void address_from_net(const struct net_address *from, void *to, uint32_t *size);

#endif
