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

#include "user/linux/file.h"

#define SOCK_STREAM 1
#define SOCK_DGRAM  2

/* Of a session that has not ended. */
bool socket_alive(const struct file *f);

/* The live socket of a descriptor, or a negative error. */
int64_t socket_find(uint64_t descriptor, struct file **f);

/* option.c: the error of a connection, taken; 0 if there is none. */
int64_t socket_error(const struct file *f);

/* message.c: of struct file_kind. */
int64_t socket_read(struct file *f, void *to, uint64_t size);
int64_t socket_write(struct file *f, const void *from, uint64_t size);

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
