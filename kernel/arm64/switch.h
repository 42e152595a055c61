/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of a thread is in the CPU besides its frame, and how it gets there.
 *
 *	at every switch	     thread-local storage, space, traps
 *	between EL0 and EL1  the few EL1 registers that rule EL0 too
 *	lazily		     floating point: at first use (fp_take); EL1 of a VCPU: when another VCPU runs
 *
 * cpu->loaded is the thread whose part of the first two is in; cpu->fp_owner and cpu->vcpu those of the
 * third. Nobody reads or writes another's floating-point registers: access traps unless he owns them.
 *
 * A trap costs as much as moving the registers. So a thread that has taken one gets its registers unasked the next
 * FP_TURNS times that it runs and does not own them; then it must show again, by a trap, that it uses them.
 */
#ifndef KERNEL_ARM64_SWITCH_H
#define KERNEL_ARM64_SWITCH_H

#include "kernel/core/sched.h"

#define FP_TURNS 64

void switch_init(void); /* registers that never change afterwards */

/* Puts the thread into the CPU, which leaves the kernel; the thread. */
struct thread *switch_to(struct cpu *cpu, struct thread *thread);

void fp_take(struct cpu *cpu, struct thread *thread);

/* fp.S */
void fp_save(struct fp_state *state);
void fp_load(const struct fp_state *state);

#endif
