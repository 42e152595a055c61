/* SPDX-License-Identifier: Apache-2.0 */
/* Time: the system counter and this CPU's EL2 physical timer; and power, through PSCI. */
#include "kernel/arm64/registers.h"
#include "kernel/core/arch.h"

#define PSCI_SYSTEM_OFF	  0x84000008
#define PSCI_SYSTEM_RESET 0x84000009

uint64_t arch_ticks(void)
{
	isb();
	return read_register(cntpct_el0);
}

void arch_timer_set(uint64_t when)
{
	if (when == HF_NEVER) {
		write_register(cnthp_ctl_el2, 0);
	} else {
		write_register(cnthp_cval_el2, when);
		write_register(cnthp_ctl_el2, 1);
	}
	isb();
}

void arch_power(bool reset)
{
	register uint64_t function __asm__("x0") = reset ? PSCI_SYSTEM_RESET : PSCI_SYSTEM_OFF;

	__asm__ volatile("smc #0" : "+r"(function) : : "memory", "x1", "x2", "x3");
	for (;;)
		__asm__ volatile("wfi");
}
