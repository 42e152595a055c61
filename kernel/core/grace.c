/* SPDX-License-Identifier: Apache-2.0 */
/* Grace periods; the model is in grace.h. */
#include "kernel/core/grace.h"

#include "kernel/core/arch.h"

uint64_t grace_age = 1;

uint64_t grace_stamp(struct cold *cold)
{
	uint64_t age = grace_age;

	store_ordered(&grace_age, age + 1);
	return age;
}

bool grace_over(uint64_t stamp)
{
	const struct cpu *self = arch_cpu();

	for (unsigned int i = 0; i < cpus_online; i++) {
		uint64_t epoch = load_ordered(&cpus[i].epoch);

		if (&cpus[i] != self && epoch && epoch <= stamp)
			return false;
	}
	return true;
}
