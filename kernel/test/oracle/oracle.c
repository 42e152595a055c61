/* SPDX-License-Identifier: Apache-2.0 */
/* Where the oracle is asked; the model is in oracle.h. */
#include "kernel/test/oracle/oracle.h"

#include "kernel/arm64/exception.h"

static unsigned int exits[CPUS_MAX];

static void ask(struct cpu *cpu)
{
	struct cold *cold;

	if (++exits[cpu->number] < ORACLE_EVERY)
		return;
	exits[cpu->number] = 0;
	cold = cold_lock(NULL);
	oracle_world(cold, cpu);
	cold_unlock(cold);
}

/* An exit of an exception that saved all registers. */
#define BEHIND(function)                                                                           \
	struct thread *__real_##function(struct thread *thread, struct cpu *cpu);                  \
	struct thread *__wrap_##function(struct thread *thread, struct cpu *cpu);                  \
	struct thread *__wrap_##function(struct thread *thread, struct cpu *cpu)                   \
	{                                                                                          \
		struct thread *next = __real_##function(thread, cpu);                              \
                                                                                                   \
		oracle_cpu(cpu, next);                                                             \
		ask(cpu);                                                                          \
		return next;                                                                       \
	}

/* One that saved some, and may have left it to the general way: no lock, for mail would see stale ones. */
#define BEHIND_SHORT(function)                                                                     \
	struct thread *__real_##function(struct thread *thread, struct cpu *cpu);                  \
	struct thread *__wrap_##function(struct thread *thread, struct cpu *cpu);                  \
	struct thread *__wrap_##function(struct thread *thread, struct cpu *cpu)                   \
	{                                                                                          \
		struct thread *next = __real_##function(thread, cpu);                              \
                                                                                                   \
		if (next)                                                                          \
			oracle_cpu(cpu, next);                                                     \
		return next;                                                                       \
	}

BEHIND(exception_sync)
BEHIND(exception_interrupt)
BEHIND(exception_serror)
BEHIND(exception_aarch32)
BEHIND_SHORT(exception_call)
BEHIND_SHORT(exception_wait)
BEHIND_SHORT(exception_signal)
BEHIND_SHORT(exception_yield)
