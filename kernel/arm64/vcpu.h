/* SPDX-License-Identifier: Apache-2.0 */
/*
 * VCPUs: EL1 and EL0 of a virtual machine.
 *
 * cpu->vcpu is the VCPU whose EL1 registers, virtual timer and virtual interrupts are in the CPU. They
 * stay there while native threads run, so that an exit to the VMM and back moves only the few registers
 * that rule EL0 as well; they are saved when another VCPU runs or somebody asks for them.
 *
 * The kernel itself handles WFI, identification registers, and the virtual timer. All else that traps is an
 * exit to the VMM.
 */
#ifndef KERNEL_ARM64_VCPU_H
#define KERNEL_ARM64_VCPU_H

#include "kernel/core/sched.h"

void vcpu_init(struct thread *vcpu);

/* Loads its registers, in place of another VCPU's. */
void vcpu_load(struct cpu *cpu, struct thread *vcpu);

/* cpu->vcpu in and out of EL1's mode at a switch between VCPU and native thread. */
void vcpu_enter(struct cpu *cpu, struct thread *vcpu);
void vcpu_leave(struct cpu *cpu);
void vcpu_el1_native(void);

/* Saves cpu->vcpu's registers, after which it is nobody; not while it is cpu->loaded. */
void vcpu_unload(struct cpu *cpu);

/* A synchronous exception from the running VCPU. Returns as exit_call does. */
struct thread *vcpu_sync(struct thread *vcpu, uint64_t esr);

/* The virtual timer's line fired. */
void vcpu_timer_fired(struct cpu *cpu);

/* Makes the guest take a synchronous exception with this syndrome, its registers being in memory. */
void vcpu_exception(struct thread *vcpu, uint64_t esr, uint64_t far);

#endif
