/* SPDX-License-Identifier: Apache-2.0 */
/* PSCI: the calls of psci.h. */
#include "user/vmm/bytes.h"
#include "user/vmm/vm.h"

enum {
	VERSION_PSCI_1_1 = 1 << 16 | 1,
	VERSION_SMCCC_1_1 = 1 << 16 | 1,
	AFFINITY_ON = 0,
	AFFINITY_OFF = 1,
	MIGRATE_NOT_NEEDED = 2, /* no trusted OS that would have to move */
};

void psci_reset(struct psci *psci)
{
	memset(psci, 0, sizeof(*psci));
	psci->on[0] = true;
}

/* The VCPU with this MPIDR affinity, or VM_CPUS. */
static unsigned cpu_of(const struct vm *vm, uint64_t affinity)
{
	return affinity < vm->cpus ? (unsigned)affinity : VM_CPUS;
}

static int64_t cpu_on(struct vm *vm, const uint64_t x[4])
{
	unsigned cpu = cpu_of(vm, x[1]);

	if (cpu == VM_CPUS)
		return PSCI_INVALID_PARAMETERS;
	if (vm->psci.on[cpu])
		return PSCI_ALREADY_ON;
	if (ram_range(&vm->ram, x[2], 4) == NULL || x[2] % 4 != 0)
		return PSCI_INVALID_ADDRESS;
	vm->psci.on[cpu] = true;
	vm->host->start(vm, cpu, x[2], x[3]);
	gic_cpu_start(&vm->gic, cpu);
	return PSCI_SUCCESS;
}

static bool any_on(const struct vm *vm)
{
	for (unsigned cpu = 0; cpu < vm->cpus; cpu++)
		if (vm->psci.on[cpu])
			return true;
	return false;
}

static void cpu_off(struct vm *vm, unsigned cpu, struct answer *answer)
{
	vm->psci.on[cpu] = false;
	vm->host->stop(vm, cpu);
	gic_cpu_stop(&vm->gic, cpu);
	answer->verdict = VERDICT_STOP;
	if (!any_on(vm)) {
		vm->host->log(vm, "the last VCPU turned itself off");
		vm_halt(vm, VM_OFF);
	}
}

static int64_t affinity_info(const struct vm *vm, const uint64_t x[4])
{
	unsigned cpu = cpu_of(vm, x[1]);

	if (cpu == VM_CPUS || x[2] != 0)
		return PSCI_INVALID_PARAMETERS;
	return vm->psci.on[cpu] ? AFFINITY_ON : AFFINITY_OFF;
}

static void system(struct vm *vm, enum vm_power power, struct answer *answer)
{
	vm->host->log(vm, power == VM_OFF ? "power off" : "reset");
	vm_halt(vm, power);
	answer->verdict = VERDICT_STOP;
}

static bool supported(uint32_t function)
{
	switch (function) {
	case SMCCC_VERSION:
	case PSCI_VERSION:
	case PSCI_CPU_SUSPEND:
	case PSCI_CPU_SUSPEND | PSCI_64:
	case PSCI_CPU_OFF:
	case PSCI_CPU_ON:
	case PSCI_CPU_ON | PSCI_64:
	case PSCI_AFFINITY_INFO:
	case PSCI_AFFINITY_INFO | PSCI_64:
	case PSCI_MIGRATE_INFO_TYPE:
	case PSCI_SYSTEM_OFF:
	case PSCI_SYSTEM_RESET:
	case PSCI_FEATURES:
	case PSCI_SYSTEM_RESET2:
	case PSCI_SYSTEM_RESET2 | PSCI_64:
		return true;
	default:
		return false;
	}
}

/* SMCCC_ARCH_FEATURES covers the discovery calls only: no workaround is offered by a call. */
static int64_t arch_features(uint32_t function)
{
	return function == SMCCC_VERSION || function == SMCCC_ARCH_FEATURES ? PSCI_SUCCESS
									    : PSCI_NOT_SUPPORTED;
}

static int64_t dispatch(struct vm *vm, unsigned cpu, const uint64_t x[4], struct answer *answer)
{
	switch ((uint32_t)x[0] & ~PSCI_64) {
	case SMCCC_VERSION:
		return VERSION_SMCCC_1_1;
	case SMCCC_ARCH_FEATURES:
		return arch_features((uint32_t)x[1]);
	case PSCI_VERSION:
		return VERSION_PSCI_1_1;
	case PSCI_CPU_SUSPEND:
		return PSCI_SUCCESS;
	case PSCI_CPU_OFF:
		cpu_off(vm, cpu, answer);
		return PSCI_SUCCESS;
	case PSCI_CPU_ON:
		return cpu_on(vm, x);
	case PSCI_AFFINITY_INFO:
		return affinity_info(vm, x);
	case PSCI_MIGRATE_INFO_TYPE:
		return MIGRATE_NOT_NEEDED;
	case PSCI_SYSTEM_OFF:
		system(vm, VM_OFF, answer);
		return PSCI_SUCCESS;
	case PSCI_SYSTEM_RESET:
	case PSCI_SYSTEM_RESET2:
		system(vm, VM_RESET, answer);
		return PSCI_SUCCESS;
	case PSCI_FEATURES:
		return supported((uint32_t)x[1]) ? PSCI_SUCCESS : PSCI_NOT_SUPPORTED;
	default:
		return PSCI_NOT_SUPPORTED;
	}
}

void psci_call(struct vm *vm, unsigned cpu, const uint64_t x[4], struct answer *answer)
{
	bool wide = x[0] & PSCI_64;
	uint64_t arguments[4] = { x[0], x[1], x[2], x[3] };

	answer->verdict = VERDICT_NEXT;
	for (unsigned i = 1; i < 4; i++) {
		answer->x[i] = x[i];
		if (!wide)
			arguments[i] = (uint32_t)arguments[i];
	}
	if (!supported((uint32_t)x[0]) && (uint32_t)x[0] != SMCCC_ARCH_FEATURES)
		answer->x[0] = (uint64_t)PSCI_NOT_SUPPORTED;
	else
		answer->x[0] = (uint64_t)dispatch(vm, cpu, arguments, answer);
}
