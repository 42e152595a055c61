/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Timeouts: what will happen on a CPU at a given tick, soonest first.
 *
 * A leftist heap through nodes inside the threads: adding, removing any node and taking the soonest are
 * O(log n) in the worst case, whatever programs do, without allocation or recursion. `rank` is the
 * length of the shortest path down to a missing child; left's is never less than right's.
 */
#ifndef KERNEL_CORE_TIMEOUT_H
#define KERNEL_CORE_TIMEOUT_H

#include "kernel/core/types.h"

enum timeout_kind {
	TIMEOUT_WAIT,	/* a thread's deadline in HF_WAIT, or a VCPU's virtual timer */
	TIMEOUT_REFILL, /* a reserve is filled again */
};

struct timeout {
	uint64_t when; /* ticks */
	enum timeout_kind kind;
	bool set;
	unsigned int rank;
	struct timeout *left, *right, *parent;
};

struct timeouts {
	struct timeout *soonest;
};

/* Sets or moves it. */
void timeout_set(struct timeouts *timeouts, struct timeout *timeout, uint64_t when);
void timeout_cancel(struct timeouts *timeouts, struct timeout *timeout);

#endif
