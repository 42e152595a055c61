/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sockets: POSIX calls over the channel named `net` (user/protocol/net.h). Without that channel there is no
 * network: EAFNOSUPPORT. Only AF_INET and AF_INET6, datagram and stream.
 *
 * When `net` is restarted all sockets are dead: they are ready with POLLERR and POLLHUP, and every call on
 * one is ENETDOWN. New sockets work again.
 */
#ifndef USER_LINUX_SOCKET_H
#define USER_LINUX_SOCKET_H

#include "user/linux/linux.h"

int64_t sys_socket(struct registers *r);
int64_t sys_bind(struct registers *r);
int64_t sys_connect(struct registers *r);
int64_t sys_listen(struct registers *r);
int64_t sys_accept4(struct registers *r);
int64_t sys_sendto(struct registers *r);
int64_t sys_recvfrom(struct registers *r);
int64_t sys_sendmsg(struct registers *r);
int64_t sys_recvmsg(struct registers *r);
int64_t sys_getsockname(struct registers *r);
int64_t sys_getpeername(struct registers *r);
int64_t sys_getsockopt(struct registers *r);
int64_t sys_setsockopt(struct registers *r);
int64_t sys_shutdown(struct registers *r);

#endif
