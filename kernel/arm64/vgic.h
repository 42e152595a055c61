/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Virtual interrupts: the list registers of the GICv3 virtual CPU interface (IHI 0069, 12.4).
 *
 * The VMM is the distributor: it says what is pending by giving list-register values, the hardware
 * delivers them to the guest. When none is free the VMM is told as soon as that changes (HF_EXIT_IRQ_WINDOW).
 */
#ifndef KERNEL_ARM64_VGIC_H
#define KERNEL_ARM64_VGIC_H

#include "kernel/core/sched.h"

void vgic_init(void);

void vgic_save(struct vcpu_state *state);
void vgic_load(const struct vcpu_state *state);
void vgic_enable(const struct vcpu_state *state); /* the VCPU runs */
void vgic_disable(void);

/* Makes an interrupt pending. False: no list register is free. */
bool vgic_pend(struct thread *vcpu, uint64_t list_register);

/* Makes the virtual timer's interrupt pending, now or when a list register is free. */
void vgic_timer(struct thread *vcpu);

/* True if the guest has an interrupt to take. */
bool vgic_pending(const struct thread *vcpu);

/* The maintenance line fired. */
void vgic_maintenance(struct cpu *cpu);

#endif
