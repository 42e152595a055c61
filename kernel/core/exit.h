/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exits: what a thread does that the kernel does not handle itself becomes a call, made on the thread's
 * behalf, to its exit gate. A thread without one, or whose gate does not answer, is stopped.
 */
#ifndef KERNEL_CORE_EXIT_H
#define KERNEL_CORE_EXIT_H

#include "kernel/core/thread.h"

#define EXIT_WORDS 5

/*
 * `words` are words 1..5; word 0 is the kind. Returns who executes next, the gate's server, if that is certain, else
 * NULL.
 */
struct thread *exit_call(struct thread *thread, enum hf_exit kind,
			 const uint64_t words[EXIT_WORDS]);

#endif
