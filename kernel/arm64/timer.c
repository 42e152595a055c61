/* SPDX-License-Identifier: Apache-2.0 */
/* Time: the system counter and this CPU's EL2 physical timer; and power, through PSCI. */
#include "kernel/arm64/psci.h"
#include "kernel/arm64/registers.h"
#include "kernel/core/arch.h"

struct cpu *arch_cpu(void)
{
	return (struct cpu *)read_register(tpidr_el2);
}

void arch_spin(void)
{
	__asm__ volatile("yield" : : : "memory");
}

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

uint64_t psci(uint64_t function, uint64_t a, uint64_t b, uint64_t c)
{
	register uint64_t x0 __asm__("x0") = function;
	register uint64_t x1 __asm__("x1") = a;
	register uint64_t x2 __asm__("x2") = b;
	register uint64_t x3 __asm__("x3") = c;

	__asm__ volatile("smc #0"
			 : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)
			 :
			 : "memory", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13",
			   "x14", "x15", "x16", "x17");
	return x0;
}

void arch_power(bool reset)
{
	(void)psci(reset ? PSCI_SYSTEM_RESET : PSCI_SYSTEM_OFF, 0, 0, 0);
	for (;;)
		__asm__ volatile("wfi");
}
