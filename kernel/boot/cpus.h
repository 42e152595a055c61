/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The CPUs, brought up one after the other by PSCI. One that does not come is left out with a line on the
 * console; CPUs are numbered as they come, from 0 without gaps.
 */
#ifndef KERNEL_BOOT_CPUS_H
#define KERNEL_BOOT_CPUS_H

#include "kernel/boot/machine.h"
#include "kernel/core/cpu.h"

/* Before anything else: the CPU that executes this is cpus[0]. */
void cpus_first(void);

/* What each CPU sets in itself; false if the interrupt controller has no part for it. */
must_check bool cpus_begin(struct cpu *cpu);

/* Starts the others, which wait for threads. */
void cpus_start(const struct machine *machine);

#endif
