/* SPDX-License-Identifier: Apache-2.0 */
/* Threads; the model is in thread.h. */
#include "kernel/core/thread.h"

#include "kernel/core/arch.h"
#include "kernel/core/assert.h"
#include "kernel/core/event.h"
#include "kernel/core/gate.h"
#include "kernel/core/sched.h"
#include "kernel/core/space.h"

/* Gives the thread its message page: RAM of the owner's account, mapped in the space. */
static error message_create(struct thread *thread, struct account *account, ipaddr address)
{
	void *page = account_page(account);
	error e;

	if (!page)
		return HF_E_NOMEM;
	memory_embed(&thread->message, pointer_pa(page), HF_PAGE_SIZE);
	e = space_map(thread->space, address, &thread->message, 0, HF_PAGE_SIZE,
		      HF_RIGHT_READ | HF_RIGHT_WRITE);
	if (e)
		account_page_free(account, page);
	thread->context.message = page;
	thread->context.message_address = address.value;
	return e;
}

error thread_create(struct domain *owner, struct space *space, ipaddr message, struct cpu *cpu,
		    bool vcpu, struct thread **result)
{
	struct thread *thread;
	error e;

	if (vcpu != space->guest)
		return HF_E_RANGE;
	thread = account_page(&owner->account);
	if (!thread)
		return HF_E_NOMEM;
	thread->space = space;
	thread->cpu = cpu;
	thread->vcpu = vcpu;
	thread->reserve = owner->reserves ? &owner->reserves[cpu->number] : NULL;
	thread->left = ticks_per_turn;
	thread->wait.kind = TIMEOUT_WAIT;
	list_init(&thread->in_callers);
	list_init(&thread->callers);
	list_init(&thread->gates);
	list_init(&thread->in_queue);
	list_init(&thread->in_fallen);
	list_init(&thread->parked);
	e = message_create(thread, &owner->account, message);
	if (e) {
		account_page_free(&owner->account, thread);
		return e;
	}
	arch_thread_init(thread);
	space->threads++;
	object_init(&thread->object, HF_KIND_THREAD, owner);
	*result = thread;
	return HF_OK;
}

void thread_stop(struct thread *thread)
{
	sched_unpark(sched_executes(thread));
	if (thread->state == THREAD_CALLING)
		gate_fail(thread, HF_E_DEAD);
	if (thread->caller)
		gate_fail(thread->caller, HF_E_DEAD);
	timeout_cancel(&thread->cpu->timeouts, &thread->wait);
	thread->state = THREAD_STOPPED;
	sched_update(thread);
}

bool thread_destroy(struct thread *thread)
{
	struct account *account = &thread->object.owner->account;

	thread_stop(thread);
	while (!list_empty(&thread->callers)) {
		if (arch_interrupt_pending())
			return false;
		gate_fail(list_first(&thread->callers, struct thread, in_callers), HF_E_DEAD);
	}
	while (!list_empty(&thread->gates)) {
		if (arch_interrupt_pending())
			return false;
		gate_bind(list_first(&thread->gates, struct gate, in_thread), NULL);
	}
	if (thread->event)
		thread->event->thread = NULL;
	thread->event = NULL;
	sched_unpark(thread);
	sched_remove(thread);
	arch_thread_end(thread);
	if (!memory_unmap(&thread->message))
		return false;
	object_end(&thread->object);
	thread->space->threads--;
	account_page_free(account, thread->context.message);
	account_page_free(account, thread);
	return true;
}

error thread_resume(struct thread *thread)
{
	if (thread->state != THREAD_STOPPED)
		return HF_E_STATE;
	thread->state = THREAD_RUNNABLE;
	sched_update(thread);
	sched_unpark(thread);
	return HF_OK;
}

error thread_start(struct thread *thread, uint64_t pc, uint64_t sp, uint64_t argument)
{
	if (thread->state != THREAD_STOPPED)
		return HF_E_STATE;
	arch_thread_start(thread, pc, sp, argument);
	return thread_resume(thread);
}

error thread_schedule(struct thread *thread, uint64_t priority)
{
	if (priority >= PRIORITIES)
		return HF_E_RANGE;
	if (priority > thread->object.owner->priority_max)
		return HF_E_RIGHTS;
	sched_remove(thread);
	thread->priority = (uint8_t)priority;
	thread->left = ticks_per_turn;
	sched_update(thread);
	return HF_OK;
}

void thread_take_event(struct thread *thread)
{
	struct event *event = thread->event;

	thread->frame.x[8] = HF_OK;
	thread->frame.x[9] = event->pending & thread->wait_mask;
	thread->frame.x[10] = HF_ARRIVED_EVENT;
	event->pending &= ~thread->wait_mask;
}

void thread_wake(struct thread *thread)
{
	assert(thread->state == THREAD_WAITING);
	thread->state = THREAD_RUNNABLE;
	if (thread->wait.set)
		timeout_cancel(&thread->cpu->timeouts, &thread->wait);
	sched_update(thread);
	if (!list_empty(&thread->parked))
		sched_unpark(thread);
}
