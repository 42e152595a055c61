/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scheduling: whose time is spent, and what executes on it.
 *
 * A thread's time (its priority and its domain's reserve) is in its CPU's ready queue whenever it may be spent. The
 * first of the highest priority is the `lender`. What executes is found by following the lender's call:
 * as long as a thread is CALLING, its server works for it. So a caller lends its time to the server,
 * and to whomever the server calls; a server that is busy with somebody else is helped by everyone
 * who queues, each with his own time, and no priority is ever inverted.
 *
 * A thread's time is eligible when it is RUNNABLE or CALLING and serves nobody: who serves runs on
 * the caller's time. One exception: when its own event is pending, a server's own time joins in, so that
 * an exhausted caller cannot keep a driver from its interrupts.
 *
 * If the end of a chain does not execute (STOPPED, or WAITING in the middle of serving), the lender
 * is parked on it and comes back when it wakes.
 *
 * While a domain's reserve is spent, its threads' time is at a low level (reserve.h). Threads of one
 * level take turns of TURN_MS.
 *
 * A walk along a chain of calls is as long as the chain, which only its own members can lengthen.
 *
 * Everything here concerns one CPU, with interrupts masked, and is done by that CPU itself (cpu.h).
 */
#ifndef KERNEL_CORE_SCHED_H
#define KERNEL_CORE_SCHED_H

#include "kernel/core/cpu.h"
#include "kernel/core/thread.h"

#define TURN_MS 10

extern uint64_t ticks_per_turn;

void sched_init(struct cpu *cpu);

/*
 * Makes the queue agree with the thread's state. Called after every change of what eligibility depends on.
 */
void sched_update(struct thread *thread);

/* Brings back all time that is parked on a thread which executes again. */
void sched_unpark(struct thread *thread);

/* Takes the thread's time out of wherever it is. */
void sched_remove(struct thread *thread);

/* To the end of its priority. */
void sched_yield(struct thread *thread);

/* Charges the lender until now, and fires the timeouts that are due. */
void sched_tick(struct cpu *cpu);

/* What executes next; never NULL, for it waits while nothing is ready. */
struct thread *sched_next(struct cpu *cpu);

/* End of the chain that a thread's call lends to; itself if it is in none. */
static inline struct thread *sched_executes(struct thread *thread)
{
	while (thread->state == THREAD_CALLING)
		thread = thread->server;
	return thread;
}

/* Sets the timer to the end of the lender's turn or the soonest timeout. */
void sched_set_alarm(struct cpu *cpu);

/* True if other time than the lender's comes first now. */
static inline bool sched_preempted(const struct cpu *cpu)
{
	const struct thread *lender = cpu->lender;

	return !lender || !lender->queued || (cpu->ready_mask >> lender->level) > 1 ||
	       cpu->ready[lender->level].next != &lender->in_queue;
}

/* True if nobody else's time is at the lender's level: yielding changes nothing. */
static inline bool sched_alone(const struct cpu *cpu)
{
	const struct list *time = &cpu->lender->in_queue;

	return time->next == time->prev;
}

/*
 * What executes next if the lender's time goes on, which is most of the time: whatever executes for it now. NULL: ask
 * sched_next, because other time comes first, nothing executes, or the alarm rang or comes too late for a timeout.
 */
static inline struct thread *sched_goes_on(const struct cpu *cpu)
{
	const struct timeout *soonest = cpu->timeouts.soonest;
	struct thread *end;

	if (cpu->alarm == HF_NEVER || (soonest && soonest->when < cpu->alarm) ||
	    sched_preempted(cpu))
		return NULL;
	end = sched_executes(cpu->lender);
	return end->state == THREAD_RUNNABLE ? end : NULL;
}

#endif
