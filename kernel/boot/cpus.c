/* SPDX-License-Identifier: Apache-2.0 */
/* Bringing up CPUs; the model is in cpus.h. */
#include "kernel/boot/cpus.h"

#include "kernel/arm64/console.h"
#include "kernel/arm64/gic.h"
#include "kernel/arm64/psci.h"
#include "kernel/arm64/registers.h"
#include "kernel/arm64/switch.h"
#include "kernel/arm64/vgic.h"
#include "kernel/core/arch.h"
#include "kernel/core/grace.h"
#include "kernel/core/sched.h"

#define PANIC_STACK_SIZE 0x1000

/* Between the CPU that starts another and that one: who comes first decides. */
enum { AWAITED, ARRIVED, REFUSED, GIVEN_UP };

static uint32_t arrival;
static char panic_stacks[CPUS_MAX][PANIC_STACK_SIZE] __attribute__((aligned(16)));

/* head.S */
extern char stacks[], secondary_start[];
struct thread *secondary(struct cpu *cpu);

static void prepare(unsigned int number, uint64_t affinity)
{
	struct cpu *cpu = &cpus[number];

	cpu->stack = stacks + (number + 1) * STACK_STEP;
	cpu->panic_stack = panic_stacks[number] + PANIC_STACK_SIZE;
	cpu->number = number;
	cpu->affinity = affinity;
	sched_init(cpu);
}

void cpus_first(void)
{
	prepare(0, read_register(mpidr_el1) & MPIDR_AFFINITY);
	write_register(tpidr_el2, &cpus[0]);
}

bool cpus_begin(struct cpu *cpu)
{
	grace_enter(cpu);
	if (!gic_start_cpu(cpu))
		return false;
	vgic_init();
	switch_init();
	return true;
}

struct thread *secondary(struct cpu *cpu)
{
	uint32_t awaited = AWAITED, outcome = cpus_begin(cpu) ? ARRIVED : REFUSED;
	struct thread *thread;

	if (!compare_exchange(&arrival, &awaited, outcome) || outcome == REFUSED)
		for (;;)
			__asm__ volatile("wfi");
	thread = sched_next(cpu);
	switch_to(cpu, thread);
	grace_leave(cpu);
	return thread;
}

/* Waits a second at most. */
static bool arrived(void)
{
	uint64_t end = arch_ticks() + read_register(cntfrq_el0);
	uint32_t awaited = AWAITED;

	while (load_ordered(&arrival) == AWAITED && arch_ticks() < end)
		arch_spin();
	(void)compare_exchange(&arrival, &awaited, GIVEN_UP);
	return load_ordered(&arrival) == ARRIVED;
}

/* One that was told to start and has not come may still do so: nobody else gets its stack. */
void cpus_start(const struct machine *machine)
{
	for (unsigned int i = 0; i < machine->cpus; i++) {
		struct cpu *cpu = &cpus[cpus_online];

		prepare(cpus_online, machine->affinity[i]);
		store_ordered(&arrival, AWAITED);
		if (psci(PSCI_CPU_ON, cpu->affinity, (uint64_t)secondary_start, (uint64_t)cpu) !=
		    PSCI_SUCCESS) {
			console_line("a CPU cannot be started and is left out");
			continue;
		}
		if (!arrived()) {
			console_line("a CPU does not come up; it and those after it are left out");
			return;
		}
		cpus_online++;
	}
}
