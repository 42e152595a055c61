/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The short way of a call and of its reply.
 *
 * Most calls find their server waiting, and most replies find nobody else at the server. Then the time that was
 * spent goes on being spent, only on other instructions: the queues, the alarm and the timeouts stay as they are, and
 * who executes next needs no search. The short way is that case and no other. For anything else it returns NULL and
 * has changed nothing: the general way (gate.c, sched.c) does it, errors included. That one is the reference; what
 * the short way does is what the general one would have done, and test/host/short.c compares the two.
 *
 * Both rely on what is true whenever a thread runs, because whoever lets it run has seen to it (sched_goes_on,
 * sched_next): the lender comes first in the queue, the alarm is set and no timeout is before it, and what the lender's
 * call chain ends in is the running thread. Each leaves it true.
 *
 * Of the running thread's frame they need the registers of the call only, x0 to x10, and touch no others; what
 * entry.S saves later may be stale meanwhile. So nothing here may wait for an interrupt: mail would see it.
 */
#ifndef KERNEL_CORE_SHORT_H
#define KERNEL_CORE_SHORT_H

#include "kernel/core/thread.h"

/*
 * HF_CALL: the server, which runs now. Taken if
 *	the handle names a gate that may be called;
 *	the server is on this CPU and waits for calls	it serves nobody and nobody queues at it
 *	without a deadline,				so no timeout ends
 *	and none of its event's bits is set		so its own time stays out of the queue.
 */
must_check struct thread *short_call(struct thread *caller);

/* The same of an exit, whose words are in exit_words. */
must_check struct thread *short_exit(struct thread *caller);

/*
 * HF_WAIT: the caller, which runs on. Taken if
 *	the server serves a call, replies, and waits for the next one without a deadline;
 *	nobody queues					so the lender's chain came through this caller
 *	its own time is not in the queue,		so that stays out
 *	none of its event's bits is set			so it waits
 *	and the reply to an exit lets the thread run.
 */
must_check struct thread *short_reply(struct thread *server);

#endif
