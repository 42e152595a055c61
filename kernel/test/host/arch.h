/* SPDX-License-Identifier: Apache-2.0 */
/* A machine without hardware for the kernel's core on the host: one CPU, and time that a test advances. */
#ifndef KERNEL_TEST_HOST_ARCH_H
#define KERNEL_TEST_HOST_ARCH_H

#include "kernel/core/cpu.h"

extern uint64_t host_ticks;

/* What happens while the CPU sleeps; the test's. */
void host_idle(struct cpu *cpu);

#endif
