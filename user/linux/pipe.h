/* SPDX-License-Identifier: Apache-2.0 */
/* pipe(2) and eventfd(2), within the program. */
#ifndef USER_LINUX_PIPE_H
#define USER_LINUX_PIPE_H

#include "user/linux/linux.h"

int64_t sys_pipe2(struct registers *r);
int64_t sys_eventfd2(struct registers *r);

#endif
