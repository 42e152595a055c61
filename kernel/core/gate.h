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

#include "kernel/core/arch.h"
#include "kernel/core/thread.h"

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

/* True if the server waits for calls: then it serves nobody and nobody queues at it. */
static inline bool gate_accepts(const struct thread *server)
{
	return server->state == THREAD_WAITING && server->wait_calls;
}

#define MESSAGE_WORDS 8

static inline void copy_pair(uint64_t *to, const uint64_t *from)
{
	uint64_t first = from[0], second = from[1];

	to[0] = first;
	to[1] = second;
}

/* The path of every message, both ways; in pairs, because the processor loads and stores pairs. */
static inline void copy_message(uint64_t *to, const uint64_t *from)
{
	_Static_assert(MESSAGE_WORDS == 8, "four pairs");
	copy_pair(to, from);
	copy_pair(to + 2, from + 2);
	copy_pair(to + 4, from + 4);
	copy_pair(to + 6, from + 6);
}

/* `server` accepts calls and serves nobody: it serves `caller` now, who says `words`. */
static inline void gate_deliver(struct thread *server, struct thread *caller,
				const struct gate *gate, const uint64_t *words)
{
	server->caller = caller;
	copy_message(server->frame.x, words);
	server->frame.x[8] = HF_OK;
	server->frame.x[9] = gate->identity;
	server->frame.x[10] = HF_ARRIVED_CALL;
}

/* The caller has its reply and runs on; an exit's reply may stop it instead. */
static inline void gate_reply(struct thread *server)
{
	struct thread *caller = server->caller;

	server->caller = NULL;
	caller->server = NULL;
	caller->state = THREAD_RUNNABLE;
	if (caller->exit) {
		arch_exit_reply(caller, server->frame.x);
		caller->exit = 0;
		return;
	}
	copy_message(caller->frame.x, server->frame.x);
	caller->frame.x[8] = HF_OK;
}

#endif
