/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of the machine belongs to a thread.
 *
 * `frame` comes first in struct thread: while the thread runs, SP_EL2 points just behind it, so that
 * an exception can save registers with no scratch register (entry.S relies on this layout).
 */
#ifndef KERNEL_ARM64_CONTEXT_H
#define KERNEL_ARM64_CONTEXT_H

#define FRAME_SIZE 272 /* sizeof(struct frame) */

#ifndef __ASSEMBLER__

#include "kernel/core/types.h"

struct frame {
	uint64_t x[31];
	uint64_t sp; /* SP_EL0 */
	uint64_t pc, pstate;
};

_Static_assert(sizeof(struct frame) == FRAME_SIZE, "entry.S knows the size");

struct fp_state {
	_Alignas(16) uint64_t v[64]; /* V0..V31 */
	uint64_t fpsr, fpcr;
};

#define LIST_REGISTERS 16

/* EL1 of a virtual machine, while it is not in the CPU. */
struct vcpu_state {
	uint64_t sp_el1, elr_el1, spsr_el1, vbar_el1, sctlr_el1, ttbr0_el1, ttbr1_el1, tcr_el1;
	uint64_t mair_el1, amair_el1, esr_el1, far_el1, afsr0_el1, afsr1_el1, par_el1;
	uint64_t tpidr_el1, contextidr_el1, cpacr_el1, cntkctl_el1, csselr_el1, actlr_el1;
	uint64_t vmpidr;
	uint64_t cntv_ctl, cntv_cval;
	/* The virtual interrupt controller's CPU interface. */
	uint64_t list_register[LIST_REGISTERS];
	uint64_t vmcr;
	uint64_t apr[2]; /* active priorities of groups 0 and 1 */
	uint64_t timer;	 /* list-register template of the virtual timer's interrupt, or 0 */
	bool timer_due;	 /* it fired while the guest had it disabled, or no list register was free */
	bool window;	 /* HF_INJECT found no free list register: say when one is */
};

struct context {
	uint64_t tls;		 /* TPIDR_EL0 */
	uint64_t message_address; /* TPIDRRO_EL0: the message page in the thread's space */
	uint64_t reflect;	 /* handler of svc #0, or 0 */
	struct hf_message_page *message;
	/* The exit being answered: how the reply changes the registers. */
	uint64_t exit_syndrome;
	struct fp_state fp;
	uint8_t fp_turns; /* switches at which it gets them unasked (switch.h) */
	struct vcpu_state vcpu;
};

#endif /* __ASSEMBLER__ */

#endif
