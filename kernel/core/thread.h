/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Threads: registers that run in a space with the handles of a domain; native (EL0) or a VCPU.
 *
 * A thread is two things that part ways while it is in a call: something that executes, and time
 * (priority, and a share of its domain's reserve) that may be spent. The model of both is in sched.h.
 *
 *	STOPPED   runs only after HF_THREAD_START or HF_VCPU_RESUME
 *	RUNNABLE  has instructions to execute
 *	CALLING   waits for `server` to reply; in server->callers until the server takes the call, then it
 *	          is server->caller
 *	WAITING   in HF_WAIT (or a VCPU in WFI) for a call, an accepted event bit or a deadline
 *	ENDED     is being destroyed and never runs again
 *
 * An exit is a call that the kernel makes on the thread's behalf; `exit` remembers its kind until the reply.
 * A thread takes one page of its owner's account, its message page another.
 *
 * A thread is its CPU's: all here is read and written there, but what is said to be shared. Others send
 * errands (mail.h). Only a stopped thread moves.
 */
#ifndef KERNEL_CORE_THREAD_H
#define KERNEL_CORE_THREAD_H

#include "kernel/arm64/context.h"
#include "kernel/core/domain.h"
#include "kernel/core/mail.h"
#include "kernel/core/memory.h"
#include "kernel/core/timeout.h"

enum thread_state { THREAD_STOPPED, THREAD_RUNNABLE, THREAD_CALLING, THREAD_WAITING, THREAD_ENDED };


struct thread {
	struct frame frame; /* first: see context.h */
	struct object object;
	struct space *space;
	struct cpu *cpu;
	enum thread_state state;
	bool vcpu;

	/* Calls. */
	struct thread *caller;	/* whom it serves */
	struct thread *server;	/* CALLING: whose reply it awaits */
	struct list in_callers; /* CALLING: in server->callers until taken */
	struct list callers;	/* who queues */
	struct list gates;	/* that this thread serves; shared, under the cold lock */
	struct gate *gate;	/* CALLING: while it queues */
	uint32_t exit;		/* CALLING: enum hf_exit, or 0 if it called by itself */
	uint64_t exit_words[8]; /* what an exit says */
	uint64_t exit_gate;	/* handle in its own domain's table */

	/* Waiting. */
	struct event *event; /* bound, or NULL; shared (event.h) */
	uint64_t wait_mask;
	bool wait_calls;
	struct timeout wait;

	/* Time. */
	uint8_t priority;
	uint8_t level; /* where it is queued: its priority, or lower if it fell */
	bool queued;   /* in cpu->ready */
	struct list in_queue;	  /* in cpu->ready, or in parked_on->parked */
	struct thread *parked_on; /* blocked end of the chain that its time would have gone to */
	struct list parked;
	struct list in_fallen;	 /* in reserve->fallen */
	struct reserve *reserve; /* its domain's on this CPU; NULL: not limited */
	uint64_t left;		 /* ticks of its turn */
	uint64_t consumed;	 /* ticks in all */

	/* Shared: mail from other CPUs. */
	struct errand errand; /* that it sends */
	uint32_t letters;     /* errands about it that are not read yet */
	bool poked;	      /* `poke` is posted: its event changed */
	bool retired;	      /* under the cold lock: its CPU has ended it */
	struct mail poke;

	struct context context;
	struct memory message; /* the message page: the kernel's, mapped in the space */
};

_Static_assert(offsetof(struct thread, frame) == 0, "entry.S finds the thread behind the frame");
_Static_assert(sizeof(struct thread) <= HF_PAGE_SIZE, "a thread takes one page");

/*
 * HF_E_RANGE: the message page's address cannot be mapped, or a VCPU in a space for programs or the
 * reverse. HF_E_BUSY: something is mapped there. HF_E_NOMEM.
 */
must_check error thread_create(struct cold *cold, struct domain *owner, struct space *space,
			       ipaddr message, struct cpu *cpu, bool vcpu, struct thread **result);
must_check bool thread_destroy(struct cold *cold, struct thread *thread);

/*
 * To another CPU. Calls that queue at it fail with HF_E_CPU. HF_E_STATE unless stopped. HF_E_CPU: no such CPU,
 * or not one of its domain's. AGAIN.
 */
must_check error thread_move(struct cold *cold, struct thread *thread, uint64_t cpu);

/* From STOPPED. HF_E_STATE. */
must_check error thread_start(struct thread *thread, uint64_t pc, uint64_t sp, uint64_t argument);
must_check error thread_resume(struct thread *thread);

/* From any state: leaves its call, and the call it serves fails with HF_E_DEAD. */
void thread_stop(struct thread *thread);

/* HF_E_RANGE: priority over 63. HF_E_RIGHTS: over the highest priority of its domain. */
must_check error thread_schedule(struct thread *thread, uint64_t priority);

/* Moves the pending bits that it accepts from its event to its registers. */
void thread_take_event(struct thread *thread, struct event *event);

/* From WAITING to RUNNABLE; its registers hold the outcome. */
void thread_wake(struct thread *thread);

/* True if its registers may be read and written: stopped, or in an exit. */
static inline bool thread_at_rest(const struct thread *thread)
{
	return thread->state == THREAD_STOPPED || (thread->state == THREAD_CALLING && thread->exit);
}

#endif
