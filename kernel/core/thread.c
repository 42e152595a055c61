/* SPDX-License-Identifier: Apache-2.0 */
/* Threads; the model is in thread.h. */
#include "kernel/core/thread.h"

#include "kernel/core/arch.h"
#include "kernel/core/assert.h"
#include "kernel/core/atomic.h"
#include "kernel/core/event.h"
#include "kernel/core/gate.h"
#include "kernel/core/sched.h"
#include "kernel/core/space.h"

/* Gives the thread its message page: RAM of the owner's account, mapped in the space. */
static error message_create(struct cold *cold, struct thread *thread, struct account *account,
			    ipaddr address)
{
	void *page = account_page(cold, account);
	error e;

	if (!page)
		return HF_E_NOMEM;
	memory_embed(&thread->message, pointer_pa(page), HF_PAGE_SIZE);
	e = space_map(cold, thread->space, address, &thread->message, 0, HF_PAGE_SIZE,
		      HF_RIGHT_READ | HF_RIGHT_WRITE);
	if (e)
		account_page_free(cold, account, page);
	thread->context.message = page;
	thread->context.message_address = address.value;
	return e;
}

static struct reserve *find_reserve(const struct domain *owner, const struct cpu *cpu)
{
	return owner->reserves ? &owner->reserves[cpu->number] : NULL;
}

error thread_create(struct cold *cold, struct domain *owner, struct space *space, ipaddr message,
		    struct cpu *cpu, bool vcpu, struct thread **result)
{
	struct thread *thread;
	error e;

	if (vcpu != space->guest)
		return HF_E_RANGE;
	thread = account_page(cold, &owner->account);
	if (!thread)
		return HF_E_NOMEM;
	thread->space = space;
	thread->cpu = cpu;
	thread->vcpu = vcpu;
	thread->reserve = find_reserve(owner, cpu);
	thread->left = ticks_per_turn;
	thread->wait.kind = TIMEOUT_WAIT;
	list_init(&thread->in_callers);
	list_init(&thread->callers);
	list_init(&thread->gates);
	list_init(&thread->in_queue);
	list_init(&thread->in_fallen);
	list_init(&thread->parked);
	e = message_create(cold, thread, &owner->account, message);
	if (e) {
		account_page_free(cold, &owner->account, thread);
		return e;
	}
	arch_thread_init(thread);
	space->threads++;
	object_init(cold, &thread->object, HF_KIND_THREAD, owner);
	*result = thread;
	return HF_OK;
}

void thread_stop(struct thread *thread)
{
	if (thread->state == THREAD_ENDED)
		return;
	sched_unpark(sched_executes(thread));
	if (thread->state == THREAD_CALLING)
		gate_fail(thread, HF_E_DEAD);
	if (thread->caller)
		gate_fail(thread->caller, HF_E_DEAD);
	timeout_cancel(&thread->cpu->timeouts, &thread->wait);
	thread->state = THREAD_STOPPED;
	sched_update(thread);
}

/* The stopped thread leaves its CPU without a trace. */
static void leave_cpu(struct thread *thread)
{
	sched_unpark(thread);
	sched_remove(thread);
	arch_thread_unload(thread);
}

/* On its CPU: it never runs again. */
static error retire(struct thread *by, void *target, const uint64_t *x)
{
	struct thread *thread = target;

	thread_stop(thread);
	if (!gate_fail_queue(thread, HF_E_DEAD))
		return AGAIN;
	leave_cpu(thread);
	store_ordered(&thread->state, THREAD_ENDED);
	return HF_OK;
}

/* Ends all that leads to it, and its life. False: call again. */
static bool detach(struct cold *cold, struct thread *thread)
{
	while (!list_empty(&thread->gates)) {
		if (gate_bind(cold, list_first(&thread->gates, struct gate, in_thread), NULL) ||
		    cold_pause(cold))
			return false;
	}
	if (thread->event && event_bind(cold, thread->event, NULL))
		return false;
	if (errand_run(cold->by, thread, retire, thread, NULL))
		return false;
	thread->retired = load_ordered(&thread->state) == THREAD_ENDED;
	return thread->retired;
}

static bool has_mail(const struct thread *thread)
{
	return load_ordered(&thread->poked) || load_ordered(&thread->letters) ||
	       load_ordered(&thread->errand.state) == ERRAND_SENT;
}

bool thread_destroy(struct cold *cold, struct thread *thread)
{
	struct account *account = &thread->object.owner->account;

	object_hide(cold, &thread->object, NULL);
	if (!thread->retired && !detach(cold, thread))
		return false;
	if (!object_unused(cold, &thread->object) || has_mail(thread))
		return false;
	if (!memory_unmap(cold, &thread->message))
		return false;
	object_end(cold, &thread->object);
	thread->space->threads--;
	account_page_free(cold, account, thread->context.message);
	account_page_free(cold, account, thread);
	return true;
}

/* On the CPU that it leaves. */
static error depart(struct thread *by, void *target, const uint64_t *x)
{
	struct thread *thread = target;
	struct cpu *to = &cpus[x[0]];

	if (thread->state != THREAD_STOPPED)
		return HF_E_STATE;
	if (!gate_fail_queue(thread, HF_E_CPU))
		return AGAIN;
	leave_cpu(thread);
	thread->reserve = find_reserve(thread->object.owner, to);
	store_ordered(&thread->cpu, to);
	return HF_OK;
}

error thread_move(struct cold *cold, struct thread *thread, uint64_t cpu)
{
	const uint64_t x[ERRAND_WORDS] = { cpu };
	error e;

	if (!domain_has_cpu(thread->object.owner, cpu))
		return HF_E_CPU;
	e = errand_run(cold->by, thread, depart, thread, x);
	if (e)
		return e;
	if (load_ordered(&thread->cpu) != &cpus[cpu])
		return AGAIN;
	event_route(cold, thread);
	return HF_OK;
}

/* An errand of its life before is not answered in the next. */
error thread_resume(struct thread *thread)
{
	if (thread->state != THREAD_STOPPED)
		return HF_E_STATE;
	if (load_ordered(&thread->errand.state) == ERRAND_SENT)
		return AGAIN;
	thread->errand.state = ERRAND_NONE;
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

void thread_take_event(struct thread *thread, struct event *event)
{
	uint64_t mask = thread->wait_mask;

	thread->frame.x[8] = HF_OK;
	thread->frame.x[9] = fetch_and(&event->pending, ~mask) & mask;
	thread->frame.x[10] = HF_ARRIVED_EVENT;
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
