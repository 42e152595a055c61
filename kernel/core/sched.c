/* SPDX-License-Identifier: Apache-2.0 */
/* Scheduling; the model is in sched.h. */
#include "kernel/core/sched.h"

#include "kernel/core/arch.h"
#include "kernel/core/assert.h"
#include "kernel/core/atomic.h"
#include "kernel/core/event.h"

struct cpu cpus[CPUS_MAX];
unsigned int cpus_online = 1;
uint64_t ticks_per_turn;

void sched_init(struct cpu *cpu)
{
	for (unsigned int i = 0; i < PRIORITIES; i++)
		list_init(&cpu->ready[i]);
}

/* Low until the reserve's period ends. */
static void fall(struct thread *thread)
{
	struct reserve *reserve = thread->reserve;

	if (list_empty(&reserve->fallen)) {
		timeout_set(&thread->cpu->timeouts, &reserve->refill, reserve->period_end);
		sched_set_alarm(thread->cpu);
	}
	list_append(&reserve->fallen, &thread->in_fallen);
	if (thread->level > reserve->level)
		thread->level = reserve->level;
}

static void rise(struct thread *thread)
{
	struct reserve *reserve = thread->reserve;

	list_remove(&thread->in_fallen);
	if (list_empty(&reserve->fallen))
		timeout_cancel(&thread->cpu->timeouts, &reserve->refill);
}

static void enqueue(struct thread *thread)
{
	struct cpu *cpu = thread->cpu;

	thread->level = thread->priority;
	if (thread->reserve && thread->reserve->left == 0)
		fall(thread);
	list_append(&cpu->ready[thread->level], &thread->in_queue);
	cpu->ready_mask |= 1ull << thread->level;
	thread->queued = true;
}

static void dequeue(struct thread *thread)
{
	struct cpu *cpu = thread->cpu;

	if (!list_empty(&thread->in_fallen))
		rise(thread);
	list_remove(&thread->in_queue);
	if (list_empty(&cpu->ready[thread->level]))
		cpu->ready_mask &= ~(1ull << thread->level);
	thread->queued = false;
}

static bool eligible(const struct thread *thread)
{
	const struct event *event;

	if (thread->state != THREAD_RUNNABLE && thread->state != THREAD_CALLING)
		return false;
	if (!thread->caller)
		return true;
	event = load_relaxed(&thread->event);
	return event && load_relaxed(&event->pending);
}

void sched_update(struct thread *thread)
{
	bool should = eligible(thread);

	if (thread->parked_on && (!should || thread->state != THREAD_CALLING)) {
		list_remove(&thread->in_queue);
		thread->parked_on = NULL;
	}
	if (thread->parked_on || thread->queued == should)
		return;
	if (should)
		enqueue(thread);
	else
		dequeue(thread);
}

void sched_unpark(struct thread *thread)
{
	while (!list_empty(&thread->parked)) {
		struct thread *lender = list_first(&thread->parked, struct thread, in_queue);

		list_remove(&lender->in_queue);
		lender->parked_on = NULL;
		sched_update(lender);
	}
}

void sched_yield(struct thread *thread)
{
	if (!thread->queued)
		return;
	dequeue(thread);
	enqueue(thread);
}

/* A turn is used up. */
static void turn_spent(struct thread *lender)
{
	lender->left = ticks_per_turn;
	sched_yield(lender);
}

static void charge(struct cpu *cpu, uint64_t now)
{
	struct thread *lender = cpu->lender;
	uint64_t used = now - cpu->charged;

	cpu->charged = now;
	if (!lender)
		return;
	lender->consumed += used;
	if (used < lender->left)
		lender->left -= used;
	else
		turn_spent(lender);
	if (lender->reserve && lender->reserve->left && !reserve_spend(lender->reserve, used, now))
		sched_yield(lender);
}

/* Nobody gets out of paying by leaving: what the thread used as lender is charged first. */
void sched_remove(struct thread *thread)
{
	struct cpu *cpu = thread->cpu;

	if (cpu->lender == thread) {
		charge(cpu, arch_ticks());
		cpu->lender = NULL;
	}
	if (thread->queued)
		dequeue(thread);
	list_remove(&thread->in_queue);
	thread->parked_on = NULL;
}

/* The period is over: what fell comes back, in its order. */
static void refill(struct reserve *reserve)
{
	reserve_refill(reserve);
	while (!list_empty(&reserve->fallen))
		sched_yield(list_first(&reserve->fallen, struct thread, in_fallen));
}

static void expire(struct timeout *timeout)
{
	if (timeout->kind == TIMEOUT_REFILL) {
		refill(container_of(timeout, struct reserve, refill));
	} else {
		struct thread *thread = container_of(timeout, struct thread, wait);

		if (thread->vcpu)
			arch_vcpu_timer_due(thread);
		else
			thread->frame.x[8] = HF_E_TIME;
		thread_wake(thread);
	}
}

void sched_tick(struct cpu *cpu)
{
	uint64_t now = arch_ticks();

	charge(cpu, now);
	while (cpu->timeouts.soonest && cpu->timeouts.soonest->when <= now) {
		struct timeout *timeout = cpu->timeouts.soonest;

		timeout_cancel(&cpu->timeouts, timeout);
		expire(timeout);
	}
}

static struct thread *first_ready(const struct cpu *cpu)
{
	unsigned int priority;

	if (!cpu->ready_mask)
		return NULL;
	priority = 63u - (unsigned int)__builtin_clzll(cpu->ready_mask);
	return list_first(&cpu->ready[priority], struct thread, in_queue);
}

static void park(struct thread *lender, struct thread *end)
{
	dequeue(lender);
	list_append(&end->parked, &lender->in_queue);
	lender->parked_on = end;
}

/* Another thread spent the reserve while this one was queued at its priority. */
static bool must_fall(const struct thread *lender)
{
	return lender->reserve && lender->reserve->left == 0 && list_empty(&lender->in_fallen);
}

/* Until when the lender may spend time without being looked at again. */
static uint64_t spent_at(const struct cpu *cpu, const struct thread *lender)
{
	const struct reserve *reserve = lender->reserve;
	uint64_t left = lender->left;

	if (reserve && reserve->left && reserve->left < left)
		left = reserve->left;
	return cpu->charged + left;
}

void sched_set_alarm(struct cpu *cpu)
{
	uint64_t alarm = cpu->lender ? spent_at(cpu, cpu->lender) : HF_NEVER;

	if (cpu->timeouts.soonest && cpu->timeouts.soonest->when < alarm)
		alarm = cpu->timeouts.soonest->when;
	if (alarm == cpu->alarm)
		return;
	cpu->alarm = alarm;
	arch_timer_set(alarm);
}

static void idle(struct cpu *cpu)
{
	charge(cpu, arch_ticks());
	cpu->lender = NULL;
	sched_set_alarm(cpu);
	if (!cpu->ready_mask)
		arch_idle(cpu);
}

struct thread *sched_next(struct cpu *cpu)
{
	struct thread *lender, *end;

	for (;;) {
		lender = first_ready(cpu);
		if (!lender) {
			idle(cpu);
			continue;
		}
		if (must_fall(lender)) {
			sched_yield(lender);
			continue;
		}
		end = sched_executes(lender);
		if (end->state == THREAD_RUNNABLE)
			break;
		park(lender, end);
	}
	if (lender != cpu->lender) {
		charge(cpu, arch_ticks());
		if (lender->reserve)
			reserve_begin(lender->reserve, cpu->charged);
		cpu->lender = lender;
	}
	sched_set_alarm(cpu);
	return end;
}
