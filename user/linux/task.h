/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tasks: the program's threads.
 *
 * Each has a kernel thread, an event and a message page; the first one's are the program's own. A task
 * waits on its own event: bit TASK_WAKE is what other tasks signal, the other bits of the first task's event are the
 * channels' and devices'. Whatever comes in there wakes every task that waits for descriptors.
 */
#ifndef USER_LINUX_TASK_H
#define USER_LINUX_TASK_H

#include "user/linux/linux.h"

#define TASKS	  16
#define TASK_WAKE HF_SELF_BIT

struct task {
	bool used, ended;
	int32_t tid; /* 1.. */
	hf_handle thread, event, wake; /* `wake` signals TASK_WAKE of `event` */
	uint64_t message;	       /* address of the message page */
	uint32_t *clear_tid;	       /* set to zero, and woken, at its end (CLONE_CHILD_CLEARTID) */
	const uint32_t *futex;	       /* waits here, or NULL */
	uint32_t futex_bits;
	bool polls; /* waits for descriptors */
	/* A new task's start. */
	struct registers registers;
	uint64_t tls, pc;
};

void lock(void);
void unlock(void);

void tasks_init(void);
struct task *task_self(void);

/*
 * Waits, without the lock, until woken or the deadline (ticks). False: the deadline passed. May return
 * for no reason: look again at what was waited for.
 */
bool task_wait(uint64_t deadline);

/* Wakes all tasks that wait for descriptors. */
void task_poke(void);

/* Waits, as one that waits for descriptors; see task_wait. */
bool task_wait_descriptors(uint64_t deadline);

/* entry.S */
struct registers *task_begin(struct task *task);
void linux_thread(void);
void linux_reflect(void);

int64_t sys_clone(struct registers *r);
int64_t sys_exit(struct registers *r);
int64_t sys_futex(struct registers *r);
int64_t sys_gettid(struct registers *r);
int64_t sys_set_tid_address(struct registers *r);

#endif
