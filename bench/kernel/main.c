/* SPDX-License-Identifier: Apache-2.0 */
/* The program in init's place that measures the kernel: runs everything once, then turns the machine off. */
#include "bench/kernel/machine.h"
#include "bench/kernel/native.h"
#include "bench/kernel/stage.h"

_Noreturn void _start(const struct hf_boot *given);
_Noreturn void _start(const struct hf_boot *given)
{
	stage_init(given);
	measure_native();
	measure_machines();
	if (hf_power(HF_INIT_DOMAIN, 0))
		__builtin_trap();
	for (;;)
		hf_yield();
}
