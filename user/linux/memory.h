/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory: `brk` grows from the heap's bottom, `mmap` takes free pages from its top down.
 *
 * All of the heap is mapped readable and writable from the start, and stays so; a page is used or free
 * in a bitmap. Pages are zero when they are handed out. Executable memory cannot be had.
 */
#ifndef USER_LINUX_MEMORY_H
#define USER_LINUX_MEMORY_H

#include "user/linux/linux.h"

void memory_init(void);

/* Free pages for the personality itself, their address or -ENOMEM; and back. */
int64_t memory_take(uint64_t pages);
void memory_return(void *address, uint64_t pages);

int64_t sys_brk(struct registers *r);
int64_t sys_mmap(struct registers *r);
int64_t sys_munmap(struct registers *r);
int64_t sys_mremap(struct registers *r);
int64_t sys_mprotect(struct registers *r);
int64_t sys_madvise(struct registers *r);

#endif
