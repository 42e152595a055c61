/* SPDX-License-Identifier: Apache-2.0 */
/* What the cases with several CPUs share. */
#ifndef KERNEL_TEST_QEMU_CPUS_H
#define KERNEL_TEST_QEMU_CPUS_H

#include "kernel/test/qemu/test.h"

#define LOW	20
#define PAGE	HF_PAGE_SIZE
#define SECONDS 60

/* What helpers write and this program reads, or the other way round. */
extern volatile uint64_t values[8], seen[8];

static inline unsigned int last_cpu(void)
{
	return boot->cpus - 1;
}

/* Waits until `condition` holds; false if it never does. */
#define until(condition)                                                                           \
	__extension__({                                                                            \
		uint64_t end_ = hf_now() + SECONDS * boot->ticks_per_second;                       \
		while (!(condition) && hf_now() < end_)                                            \
			if (pause_ms(1) != HF_E_TIME)                                              \
				break;                                                             \
		(condition);                                                                       \
	})

/* Counts values[n] up for ever. */
void counts(uint64_t n);

/* Sleeps again and again. */
void sleeps(uint64_t argument);

/* Answers calls, and counts them in values[0]. */
void serves(uint64_t argument);

/* The thread is stopped. */
bool stopped(hf_handle thread);

/*
 * `n` rounds of a race, but not for more than some seconds: how many an emulator gets through depends on the
 * machine that it runs on. A few there are always.
 */
bool storm(unsigned int i, unsigned int n);

static inline bool several_cpus(void)
{
	return boot->cpus > 1;
}

#endif
