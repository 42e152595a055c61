/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mail: what one CPU asks another to do with what belongs to that one.
 *
 * A letter lies inside the object that it is about or the thread that sends it, so letters cannot run out.
 * Posting is lock-free: a push onto the CPU's list and an interrupt, in which it reads all, oldest first.
 *
 * An errand is a letter with an answer. A thread has one at a time: its call sends it, and is made
 * again (AGAIN) until the answer is there; if the call is another one by then, the answer is dropped. What
 * memory depends on is not believed from an answer but seen in the object itself. On
 * the thread's own CPU an errand is a function call. It goes to the CPU of the thread that it is about, and
 * comes back undone if that has moved meanwhile. Letters about a thread are counted, and it is not freed
 * before all are read.
 */
#ifndef KERNEL_CORE_MAIL_H
#define KERNEL_CORE_MAIL_H

#include "kernel/core/types.h"

struct cpu;
struct thread;

struct mail {
	struct mail *next;
	void (*read)(struct mail *mail);
};

void mail_post(struct cpu *to, struct mail *mail);

/* Reads this CPU's mail. */
void mail_read(struct cpu *cpu);

/* What a call returns that is to be made again: not an error that programs see. */
#define AGAIN ((error)0x100)

/* Done for thread `by` with the arguments x. AGAIN: it is not done yet. */
typedef error errand_work(struct thread *by, void *target, const uint64_t *x);

#define ERRAND_WORDS 4

enum errand_state { ERRAND_NONE, ERRAND_SENT, ERRAND_DONE };

struct errand {
	struct mail mail;
	uint32_t state; /* enum errand_state; written by sender and reader in turn */
	errand_work *work;
	struct thread *about; /* goes to its CPU */
	void *target;
	uint64_t x[ERRAND_WORDS];
	error result;
};

/*
 * Does `work` on the CPU of thread `about`; AGAIN until it is done. `x` has ERRAND_WORDS words, or is NULL.
 */
must_check error errand_run(struct thread *by, struct thread *about, errand_work *work,
			    void *target, const uint64_t *x);

#endif
