/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events: 64 bits that are set by signals and interrupts and taken by the one thread that waits.
 *
 * Signals do not count: a bit that is set stays set.
 *
 * A line is an event that stands for an interrupt line of the machine: when it fires, it signals a bit of
 * another event, its target, and stays silent until HF_ACKNOWLEDGE. It goes to the CPU of the target's thread.
 *
 * Bits are set and taken atomically, by any CPU. Bindings (event and thread, line and target) change under
 * the cold lock and are read without it, once each. Whoever sets bits, or changes a binding, then pokes the
 * thread: its own CPU looks whether it waits for them.
 */
#ifndef KERNEL_CORE_EVENT_H
#define KERNEL_CORE_EVENT_H

#include "kernel/core/domain.h"

struct event {
	struct object object;
	uint64_t pending;
	struct thread *thread; /* that it is bound to, or NULL */
	struct list lines;     /* whose target this is */
	uint32_t line;	       /* or HF_NO_LINE */
	uint8_t bit;	       /* line: set in the target */
	struct event *target;  /* line: or NULL once the target ended */
	struct list in_target;
};

_Static_assert(sizeof(struct event) <= CELL_SIZE, "an event takes a cell");

must_check error event_create(struct cold *cold, struct domain *owner, struct event **result);

/* HF_E_RANGE: no such line, or bit over 63. HF_E_BUSY: the line has an event. HF_E_NOMEM. */
must_check error event_create_line(struct cold *cold, struct domain *owner, uint64_t line,
				   uint64_t bit, struct event *target, struct event **result);
must_check bool event_destroy(struct cold *cold, struct event *event);

/* Binds the event to the thread that waits for it, or to none (NULL). HF_E_BUSY: the thread has another. */
must_check error event_bind(struct cold *cold, struct event *event, struct thread *thread);

/* The thread's lines go to the CPU that it has moved to. */
void event_route(struct cold *cold, const struct thread *thread);

/* Sets bits and wakes the thread if it waits for one of them. */
void event_signal(struct event *event, uint64_t bits);

/* An interrupt line fired; false if it has no event. */
bool event_line(uint32_t line);

/* The line may fire again. HF_E_STATE: not a line. */
must_check error event_acknowledge(struct event *event);

#endif
