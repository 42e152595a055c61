/* SPDX-License-Identifier: Apache-2.0 */
/* Scheduling; the model is in sched.h. */
#include "kernel/core/sched.h"

#include "kernel/core/arch.h"
#include "kernel/core/assert.h"
#include "kernel/core/event.h"

struct cpu cpus[CPUS_MAX];
uint64_t ticks_per_turn;

void sched_init(struct cpu *cpu, unsigned int number, void *stack)
{
	cpu->stack = stack;
	cpu->number = number;
	for (unsigned int i = 0; i < PRIORITIES; i++)
		list_init(&cpu->ready[i]);
}

static void enqueue(struct thread *thread)
{
	struct cpu *cpu = thread->cpu;

	list_append(&cpu->ready[thread->level], &thread->in_queue);
	cpu->ready_mask |= 1ull << thread->level;
	thread->queued = true;
}

static void dequeue(struct thread *thread)
{
	struct cpu *cpu = thread->cpu;

	list_remove(&thread->in_queue);
	if (list_empty(&cpu->ready[thread->level]))
		cpu->ready_mask &= ~(1ull << thread->level);
	thread->queued = false;
}

static bool eligible(const struct thread *thread)
{
	if (thread->state != THREAD_RUNNABLE && thread->state != THREAD_CALLING)
		return false;
	return !thread->caller || (thread->event && thread->event->pending);
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

void sched_remove(struct thread *thread)
{
	if (thread->queued)
		dequeue(thread);
	list_remove(&thread->in_queue);
	thread->parked_on = NULL;
	timeout_cancel(&thread->cpu->timeouts, &thread->refill);
	if (thread->cpu->lender == thread)
		thread->cpu->lender = NULL;
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

static void set_level(struct thread *thread, uint8_t level)
{
	bool queued = thread->queued;

	if (queued)
		dequeue(thread);
	thread->level = level;
	if (queued)
		enqueue(thread);
}

/*
 * A budget is used up, and `over` ticks more, because the interrupt came late: they count against the
 * periods to come.
 */
static void budget_spent(struct thread *lender, uint64_t over, uint64_t now)
{
	lender->refill_at += over / lender->budget * lender->period;
	lender->saved = lender->budget - over % lender->budget;
	if (lender->refill_at <= now) {
		lender->left = lender->saved;
		lender->refill_at = now + lender->period;
		sched_yield(lender);
		return;
	}
	lender->left = ticks_per_turn;
	timeout_set(&lender->cpu->timeouts, &lender->refill, lender->refill_at);
	set_level(lender, PRIORITY_BACKGROUND);
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
	else if (!lender->period || lender->refill.set)
		turn_spent(lender);
	else
		budget_spent(lender, used - lender->left, now);
}

static void expire(struct timeout *timeout)
{
	if (timeout->kind == TIMEOUT_REFILL) {
		struct thread *thread = container_of(timeout, struct thread, refill);

		thread->refill_at = timeout->when + thread->period;
		thread->left = thread->saved;
		set_level(thread, thread->priority);
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

/* A period that began long ago does not entitle to more than one budget. */
static void begin_period(struct thread *lender, uint64_t now)
{
	if (!lender->period || lender->refill.set || lender->refill_at > now)
		return;
	lender->left = lender->budget;
	lender->refill_at = now + lender->period;
}

void sched_set_alarm(struct cpu *cpu)
{
	uint64_t alarm = cpu->lender ? cpu->charged + cpu->lender->left : HF_NEVER;

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
		end = sched_executes(lender);
		if (end->state == THREAD_RUNNABLE)
			break;
		park(lender, end);
	}
	if (lender != cpu->lender) {
		charge(cpu, arch_ticks());
		begin_period(lender, cpu->charged);
		cpu->lender = lender;
	}
	sched_set_alarm(cpu);
	cpu->running = end;
	return end;
}
