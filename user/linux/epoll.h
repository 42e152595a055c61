/* SPDX-License-Identifier: Apache-2.0 */
/* ppoll(2); and epoll(7), level-triggered: EPOLLONESHOT is honoured, EPOLLET is not known. */
#ifndef USER_LINUX_EPOLL_H
#define USER_LINUX_EPOLL_H

#include "user/linux/linux.h"

int64_t sys_epoll_create1(struct registers *r);
int64_t sys_epoll_ctl(struct registers *r);
int64_t sys_epoll_pwait(struct registers *r);
int64_t sys_ppoll(struct registers *r);

/* A descriptor was closed: no set watches it any more. */
void epoll_forget(int descriptor);

#endif
