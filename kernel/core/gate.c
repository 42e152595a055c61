/* SPDX-License-Identifier: Apache-2.0 */
/* Gates and calls; the model is in gate.h. */
#include "kernel/core/gate.h"

#include "kernel/core/arch.h"
#include "kernel/core/assert.h"
#include "kernel/core/atomic.h"
#include "kernel/core/event.h"
#include "kernel/core/sched.h"

error gate_create(struct cold *cold, struct domain *owner, uint64_t identity, struct gate **result)
{
	struct gate *gate = account_cell(cold, &owner->account);

	if (!gate)
		return HF_E_NOMEM;
	gate->identity = identity;
	list_init(&gate->in_thread);
	object_init(cold, &gate->object, HF_KIND_GATE, owner);
	*result = gate;
	return HF_OK;
}

/* On the server's CPU: no call comes in through the gate any more, and none that did still queues. */
static error unbind(struct thread *by, void *target, const uint64_t *x)
{
	struct gate *gate = target;
	struct thread *server = load_relaxed(&gate->thread);
	struct list *next;

	if (!server)
		return HF_OK;
	for (struct list *l = server->callers.next; l != &server->callers; l = next) {
		struct thread *caller = container_of(l, struct thread, in_callers);

		next = l->next;
		if (caller->gate == gate)
			gate_fail(caller, HF_E_DEAD);
	}
	store_ordered(&gate->thread, NULL);
	return HF_OK;
}

error gate_bind(struct cold *cold, struct gate *gate, struct thread *thread)
{
	struct thread *old = load_ordered(&gate->thread);

	if (old && (errand_run(cold->by, old, unbind, gate, NULL) || load_ordered(&gate->thread)))
		return AGAIN;
	list_remove(&gate->in_thread);
	if (thread)
		list_append(&thread->gates, &gate->in_thread);
	store_ordered(&gate->thread, thread);
	return HF_OK;
}

bool gate_destroy(struct cold *cold, struct gate *gate)
{
	object_hide(cold, &gate->object, NULL);
	if (gate_bind(cold, gate, NULL) || !object_unused(cold, &gate->object))
		return false;
	object_end(cold, &gate->object);
	account_cell_free(cold, &gate->object.owner->account, gate);
	return true;
}

static const uint64_t *words_of(const struct thread *caller)
{
	return caller->exit ? caller->exit_words : caller->frame.x;
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
	struct thread *server = load_relaxed(&gate->thread);

	if (!server)
		return HF_E_DEAD;
	if (load_relaxed(&server->cpu) != caller->cpu)
		return HF_E_CPU;
	if (gate_accepts(server)) {
		gate_deliver(server, caller, gate, words_of(caller));
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

bool gate_fail_queue(struct thread *server, error e)
{
	while (!list_empty(&server->callers)) {
		gate_fail(list_first(&server->callers, struct thread, in_callers), e);
		if (arch_interrupt_pending())
			break;
	}
	return list_empty(&server->callers);
}

static void reply(struct thread *server)
{
	struct thread *caller = server->caller;

	gate_reply(server);
	if (caller->state != THREAD_RUNNABLE)
		sched_update(caller);
}

static void take_queued(struct thread *server)
{
	struct thread *caller = list_first(&server->callers, struct thread, in_callers);

	list_remove(&caller->in_callers);
	gate_deliver(server, caller, caller->gate, words_of(caller));
	caller->gate = NULL;
}

void gate_wait(struct thread *thread)
{
	uint64_t flags = thread->frame.x[8];
	uint64_t deadline = thread->frame.x[10];
	struct event *event;

	if (thread->caller && flags & HF_WAIT_REPLY)
		reply(thread);
	else if (thread->caller && flags & HF_WAIT_CALLS)
		gate_fail(thread->caller, HF_E_DEAD);
	thread->wait_mask = thread->frame.x[9];
	thread->wait_calls = flags & HF_WAIT_CALLS;
	event = load_relaxed(&thread->event);
	if (event && load_ordered(&event->pending) & thread->wait_mask) {
		thread_take_event(thread, event);
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
