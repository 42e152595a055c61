/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PSCI 1.1 (DEN 0022, version D) and the discovery calls of SMCCC 1.1 (DEN 0028): which VCPUs are on, and the
 * power of the whole.
 *
 * VCPU n has affinity 0.0.0.n. There are no power states below standby, and a request for one is
 * downgraded to standby as section 5.20.1 allows.
 */
#ifndef USER_VMM_PSCI_H
#define USER_VMM_PSCI_H

#include <stdbool.h>
#include <stdint.h>

#include "user/vmm/limits.h"

struct answer;
struct vm;

struct psci {
	bool on[VM_CPUS];
};

/* Function identifiers; PSCI_64 is added to one whose arguments are 64 bits wide. */
#define SMCCC_VERSION	       0x80000000u
#define SMCCC_ARCH_FEATURES    0x80000001u
#define PSCI_VERSION	       0x84000000u
#define PSCI_CPU_SUSPEND       0x84000001u
#define PSCI_CPU_OFF	       0x84000002u
#define PSCI_CPU_ON	       0x84000003u
#define PSCI_AFFINITY_INFO     0x84000004u
#define PSCI_MIGRATE_INFO_TYPE 0x84000006u
#define PSCI_SYSTEM_OFF	       0x84000008u
#define PSCI_SYSTEM_RESET      0x84000009u
#define PSCI_FEATURES	       0x8400000au
#define PSCI_SYSTEM_RESET2     0x84000012u
#define PSCI_64		       0x40000000u

enum psci_result {
	PSCI_SUCCESS = 0,
	PSCI_NOT_SUPPORTED = -1,
	PSCI_INVALID_PARAMETERS = -2,
	PSCI_ALREADY_ON = -4,
	PSCI_INVALID_ADDRESS = -9,
};

/* All VCPUs off but the first. */
void psci_reset(struct psci *psci);

/* The call with function identifier and arguments in x, made by VCPU `cpu`. */
void psci_call(struct vm *vm, unsigned cpu, const uint64_t x[4], struct answer *answer);

#endif
