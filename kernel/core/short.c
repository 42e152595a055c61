/* SPDX-License-Identifier: Apache-2.0 */
/* The short way of a call and of its reply; the model, and when each is taken, are in short.h. */
#include "kernel/core/short.h"

#include "kernel/core/arch.h"
#include "kernel/core/find.h"

/*
 * One that is set right now by another CPU is seen later, in its mail, like one that is set right after. (A poke
 * that was read already was posted after its bit was set.)
 */
static bool has_event(const struct thread *thread)
{
	const struct event *event = load_relaxed(&thread->event);

	return event && load_relaxed(&event->pending);
}

static inline struct thread *pass(struct thread *caller, uint64_t handle, const uint64_t *words)
{
	struct thread *server;
	struct gate *gate;

	if (find_gate(caller, handle, HF_RIGHT_USE, &gate))
		return NULL;
	server = load_relaxed(&gate->thread);
	if (!server || load_relaxed(&server->cpu) != caller->cpu)
		return NULL;
	if (!gate_accepts(server) || server->wait.set || has_event(server))
		return NULL;
	gate_deliver(server, caller, gate, words);
	caller->server = server;
	caller->state = THREAD_CALLING;
	server->state = THREAD_RUNNABLE;
	return server;
}

struct thread *short_call(struct thread *caller)
{
	return pass(caller, caller->frame.x[8], caller->frame.x);
}

struct thread *short_exit(struct thread *caller)
{
	return pass(caller, caller->exit_gate, caller->exit_words);
}

struct thread *short_reply(struct thread *server)
{
	const uint64_t *x = server->frame.x;
	struct thread *caller = server->caller;

	if (!caller || x[8] != (HF_WAIT_REPLY | HF_WAIT_CALLS) || x[10] != HF_NEVER)
		return NULL;
	if (!list_empty(&server->callers) || server->queued || has_event(server))
		return NULL;
	if (caller->exit && x[0] != HF_RESUME_NEXT && x[0] != HF_RESUME_RETRY)
		return NULL;
	server->wait_mask = x[9];
	server->wait_calls = true;
	server->state = THREAD_WAITING;
	gate_reply(server);
	return caller;
}
