/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reserves: how much time a domain gets at its priorities.
 *
 * A reserve is a budget of ticks in each period, on one CPU, for all threads of a domain and of the domains
 * that it creates: whoever lends time spends his domain's. When it is spent, all of them fall to one low
 * level until the period ends. The domain's creator chooses it: below everybody whom they shall not starve,
 * above whom he gives no guarantee. So no time is wasted that nobody else wants. Making threads or domains,
 * stopping them or starting them anew gains nothing, because the reserve is not theirs.
 *
 * A domain's reserves are fixed when it is made. Only one whose creator has none may have its own:
 * so no thread has more than one, and spending is a subtraction.
 *
 * Falling is lazy: a thread that is found at the head of its queue with its reserve spent falls then. The
 * refill is timed only while somebody waits for it in `fallen`, so a domain that ends leaves no timeout.
 */
#ifndef KERNEL_CORE_RESERVE_H
#define KERNEL_CORE_RESERVE_H

#include "kernel/core/list.h"
#include "kernel/core/timeout.h"

struct reserve {
	uint64_t budget, period; /* ticks */
	uint64_t left;		 /* of this period's budget; 0: spent */
	uint64_t next; /* what the next period begins with: less, if this one was overdrawn */
	uint64_t period_end;
	struct timeout refill; /* set while `fallen` has members */
	struct list fallen;    /* threads whose time is at `level` meanwhile */
	uint8_t level;	       /* a priority; never raises a thread's own */
};

void reserve_init(struct reserve *reserve, uint64_t budget, uint64_t period, uint8_t level);

/* Takes `used` ticks that passed until `now`. False: it is spent. */
bool reserve_spend(struct reserve *reserve, uint64_t used, uint64_t now);

/* A period begins with its first use; one that began long ago entitles to no more than one budget. */
void reserve_begin(struct reserve *reserve, uint64_t now);

/* The period is over. Those in `fallen` are then to be queued anew. */
void reserve_refill(struct reserve *reserve);

#endif
