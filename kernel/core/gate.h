/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gates and calls.
 *
 * A gate is an entry to the thread that serves it, with one word of identity that the server sees
 * and the caller cannot choose. A call carries eight words there and eight back. Caller and server are on
 * one CPU; while the call lasts the caller lends its time (sched.h).
 *
 * A server serves one call at a time; others queue in the order they came. Whoever is in a call gets
 * exactly one outcome: the reply, or HF_E_DEAD when gate or server ends first.
 *
 * A gate is bound under the cold lock, and unbound on its server's CPU, where its callers queue: a caller that
 * reads the binding is on that CPU, or is refused.
 */
#ifndef KERNEL_CORE_GATE_H
#define KERNEL_CORE_GATE_H

#include "kernel/core/domain.h"

struct gate {
	struct object object;
	uint64_t identity;
	struct thread *thread; /* that serves, or NULL */
	struct list in_thread;
};

_Static_assert(sizeof(struct gate) <= CELL_SIZE, "a gate takes a cell");

must_check error gate_create(struct cold *cold, struct domain *owner, uint64_t identity,
			     struct gate **result);
must_check bool gate_destroy(struct cold *cold, struct gate *gate);

/*
 * Binds to a thread, or to none (NULL). Calls that queue at the old one fail with HF_E_DEAD. AGAIN: its CPU
 * has not unbound it yet.
 */
must_check error gate_bind(struct cold *cold, struct gate *gate, struct thread *thread);

/*
 * Begins a call; the words are in the caller's registers, or in exit_words.
 * HF_E_DEAD: nobody serves. HF_E_CPU. HF_E_CYCLE: the server waits for the caller.
 */
must_check error gate_call(struct gate *gate, struct thread *caller);

/* HF_WAIT: replies, then waits. Its outcome is in the thread's registers when it runs again. */
void gate_wait(struct thread *thread);

/* Ends the call that `caller` is in without a reply: it runs on with the error. */
void gate_fail(struct thread *caller, error e);

/* ... of all who queue at the server. False: interrupted, call again. */
must_check bool gate_fail_queue(struct thread *server, error e);

#endif
