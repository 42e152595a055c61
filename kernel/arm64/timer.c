/* SPDX-License-Identifier: Apache-2.0 */
/* Time: the system counter and this CPU's EL2 physical timer. */
#include "kernel/arm64/registers.h"
#include "kernel/core/arch.h"

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
