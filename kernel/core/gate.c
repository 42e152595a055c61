/* SPDX-License-Identifier: Apache-2.0 */
/* Gates and calls; the model is in gate.h. */
#include "kernel/core/gate.h"

#include "kernel/core/arch.h"
#include "kernel/core/assert.h"
#include "kernel/core/event.h"
#include "kernel/core/sched.h"

#define MESSAGE_WORDS 8

error gate_create(struct domain *owner, uint64_t identity, struct gate **result)
{
	struct gate *gate = account_cell(&owner->account);

	if (!gate)
		return HF_E_NOMEM;
	gate->identity = identity;
	list_init(&gate->in_thread);
	object_init(&gate->object, HF_KIND_GATE, owner);
	*result = gate;
	return HF_OK;
}

void gate_bind(struct gate *gate, struct thread *thread)
{
	struct list *next;

	if (gate->thread) {
		struct list *callers = &gate->thread->callers;

		for (struct list *l = callers->next; l != callers; l = next) {
			struct thread *caller = container_of(l, struct thread, in_callers);

			next = l->next;
			if (caller->gate == gate)
				gate_fail(caller, HF_E_DEAD);
		}
		list_remove(&gate->in_thread);
	}
	gate->thread = thread;
	if (thread)
		list_append(&thread->gates, &gate->in_thread);
}

void gate_destroy(struct gate *gate)
{
	gate_bind(gate, NULL);
	object_end(&gate->object);
	account_cell_free(&gate->object.owner->account, gate);
}

/* The path of every message, both ways. */
static inline void copy_message(uint64_t *to, const uint64_t *from)
{
	for (unsigned int i = 0; i < MESSAGE_WORDS; i++)
		to[i] = from[i];
}

/* `server` accepts calls and serves nobody: it serves `caller` now. */
static void deliver(struct thread *server, struct thread *caller, const struct gate *gate)
{
	server->caller = caller;
	copy_message(server->frame.x, caller->exit ? caller->exit_words : caller->frame.x);
	server->frame.x[8] = HF_OK;
	server->frame.x[9] = gate->identity;
	server->frame.x[10] = HF_ARRIVED_CALL;
}

/* True if `thread` waits, through any number of calls, for `other`. */
static bool waits_for(const struct thread *thread, const struct thread *other)
{
	while (thread->state == THREAD_CALLING) {
		if (thread == other)
			return true;
		thread = thread->server;
	}
	return thread == other;
}

error gate_call(struct gate *gate, struct thread *caller)
{
	struct thread *server = gate->thread;

	if (!server)
		return HF_E_DEAD;
	if (server->cpu != caller->cpu)
		return HF_E_CPU;
	if (server->state == THREAD_WAITING && server->wait_calls) {
		deliver(server, caller, gate);
		caller->server = server;
		caller->state = THREAD_CALLING;
		thread_wake(server);
		return HF_OK;
	}
	if (waits_for(server, caller))
		return HF_E_CYCLE;
	list_append(&server->callers, &caller->in_callers);
	caller->gate = gate;
	caller->server = server;
	caller->state = THREAD_CALLING;
	return HF_OK;
}

void gate_fail(struct thread *caller, error e)
{
	struct thread *server = caller->server;

	assert(caller->state == THREAD_CALLING);
	sched_unpark(sched_executes(caller));
	list_remove(&caller->in_callers);
	caller->gate = NULL;
	caller->server = NULL;
	if (server->caller == caller) {
		server->caller = NULL;
		sched_update(server);
	}
	if (caller->exit) {
		caller->exit = 0;
		caller->state = THREAD_STOPPED;
	} else {
		caller->frame.x[8] = e;
		caller->state = THREAD_RUNNABLE;
	}
	sched_update(caller);
}

static void reply(struct thread *server)
{
	struct thread *caller = server->caller;

	server->caller = NULL;
	caller->server = NULL;
	caller->state = THREAD_RUNNABLE;
	if (caller->exit) {
		arch_exit_reply(caller, server->frame.x);
		caller->exit = 0;
		sched_update(caller);
		return;
	}
	copy_message(caller->frame.x, server->frame.x);
	caller->frame.x[8] = HF_OK;
}

static void take_queued(struct thread *server)
{
	struct thread *caller = list_first(&server->callers, struct thread, in_callers);

	list_remove(&caller->in_callers);
	deliver(server, caller, caller->gate);
	caller->gate = NULL;
}

void gate_wait(struct thread *thread)
{
	uint64_t flags = thread->frame.x[8];
	uint64_t deadline = thread->frame.x[10];

	if (thread->caller && flags & HF_WAIT_REPLY)
		reply(thread);
	else if (thread->caller && flags & HF_WAIT_CALLS)
		gate_fail(thread->caller, HF_E_DEAD);
	thread->wait_mask = thread->frame.x[9];
	thread->wait_calls = flags & HF_WAIT_CALLS;
	if (thread->event && thread->event->pending & thread->wait_mask) {
		thread_take_event(thread);
	} else if (thread->wait_calls && !list_empty(&thread->callers)) {
		take_queued(thread);
	} else if (deadline != HF_NEVER && deadline <= arch_ticks()) {
		thread->frame.x[8] = HF_E_TIME;
	} else {
		thread->state = THREAD_WAITING;
		if (deadline != HF_NEVER)
			timeout_set(&thread->cpu->timeouts, &thread->wait, deadline);
	}
	sched_update(thread);
}
