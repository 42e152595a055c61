/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Grace periods: when nobody can hold a pointer any more.
 *
 * A CPU in the kernel may have read a handle's slot or a binding just before it was emptied. It keeps
 * nothing of another CPU's when it leaves. So an object is freed in this order: made unreachable, stamped,
 * and freed once every other CPU has been outside since. Nobody is interrupted for that, and nobody waits:
 * the destroying call is made again until it is so.
 *
 * The kernel's age is a number that each stamp advances. A CPU publishes, while it is inside, the age at
 * which it came in, and 0 outside. Coming in is an ordered store followed by an ordered load, so that its
 * later reads of slots happen after everybody can see that it is inside. The age may be an old one: then its
 * CPU is only waited for the longer.
 */
#ifndef KERNEL_CORE_GRACE_H
#define KERNEL_CORE_GRACE_H

#include "kernel/core/atomic.h"
#include "kernel/core/cold.h"
#include "kernel/core/cpu.h"

extern uint64_t grace_age;

static inline void grace_enter(struct cpu *cpu)
{
	store_ordered(&cpu->epoch, load_relaxed(&grace_age));
	(void)load_ordered(&cpu->epoch);
}

static inline void grace_leave(struct cpu *cpu)
{
	store_ordered(&cpu->epoch, 0);
}

/* After something was made unreachable. */
uint64_t grace_stamp(struct cold *cold);

/* Nobody but this CPU holds what was made unreachable before the stamp. */
bool grace_over(uint64_t stamp);

#endif
