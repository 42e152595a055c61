/* SPDX-License-Identifier: Apache-2.0 */
/* Calls to the firmware: Power State Coordination Interface (DEN0022), with the SMC calling convention. */
#ifndef KERNEL_ARM64_PSCI_H
#define KERNEL_ARM64_PSCI_H

#include <stdint.h>

#define PSCI_SYSTEM_OFF	  0x84000008
#define PSCI_SYSTEM_RESET 0x84000009
#define PSCI_CPU_ON	  0xc4000003
#define PSCI_SUCCESS	  0

/* What the firmware answers: PSCI_SUCCESS, or one of the standard's negative numbers (5.2.2). */
uint64_t psci(uint64_t function, uint64_t a, uint64_t b, uint64_t c);

#endif
