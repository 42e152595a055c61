/* SPDX-License-Identifier: Apache-2.0 */
/* Who and where a program is told it is, random bytes, limits: calls with simple answers. */
#ifndef USER_LINUX_IDENTITY_H
#define USER_LINUX_IDENTITY_H

#include "user/linux/linux.h"

/* Unpredictable bytes from the random service; false if there is none or it is not ready. */
bool random_bytes(void *to, uint64_t size);

int64_t sys_getrandom(struct registers *r);
int64_t sys_uname(struct registers *r);
int64_t sys_getpid(struct registers *r);
int64_t sys_zero(struct registers *r);
int64_t sys_prlimit64(struct registers *r);
int64_t sys_readlinkat(struct registers *r);
int64_t sys_sysinfo(struct registers *r);
int64_t sys_sched_getaffinity(struct registers *r);
int64_t sys_kill(struct registers *r);

#endif
