/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A virtual machine: RAM, VCPUs, interrupt controller, devices; and what a VCPU's exit does to them.
 *
 * This is portable: it reaches the kernel through struct vm_host only, so that all of it runs under
 * sanitizers on any machine. It takes no lock and allocates nothing; the caller lets one thread in at a
 * time. Whatever the guest does ends in one of three ways: it is answered, it is given a fault of its own,
 * or its VM is stopped.
 */
#ifndef USER_VMM_VM_H
#define USER_VMM_VM_H

#include <stdbool.h>
#include <stdint.h>

#include "user/vmm/device.h"
#include "user/vmm/gic/gic.h"
#include "user/vmm/image.h"
#include "user/vmm/limits.h"
#include "user/vmm/psci.h"
#include "user/vmm/ram.h"

/* What the machine below does for a VM. Except where said these cannot fail. */
struct vm_host {
	/*
	 * Put a pending interrupt, in the format of ICH_LR<n>_EL2, in a list register. If the number
	 * is listed already, it becomes pending again there. Returns false if all are taken; then
	 * EXIT_WINDOW follows when one is free.
	 */
	bool (*inject)(struct vm *vm, unsigned cpu, uint64_t lr);
	/* The list register that the virtual timer's expiry fills by itself; 0: it is masked. */
	void (*timer)(struct vm *vm, unsigned cpu, uint64_t lr);
	/*
	 * Start a stopped VCPU from the architecture's reset state, at EL1h with all masked, no
	 * interrupt listed and its timer masked.
	 */
	void (*start)(struct vm *vm, unsigned cpu, uint64_t pc, uint64_t x0);
	/* Stop a VCPU wherever it is; no further exit of it comes. It may be stopped already. */
	void (*stop)(struct vm *vm, unsigned cpu);
	/*
	 * RAM was written that the guest will read and execute before it turns its caches on: put it
	 * where it sees it.
	 */
	void (*publish)(struct vm *vm, const void *at, uint64_t bytes);
	/* One line of text for the owner's log, without a newline. */
	void (*log)(struct vm *vm, const char *line);
};

enum {
	VM_KASLR_SEED = 8, /* bytes of the seed, the rest is the generator's */
	VM_SEED = VM_KASLR_SEED + 32,
};

enum vm_power {
	VM_OFF, /* no VCPU runs; also before the first vm_boot() */
	VM_ON,
	VM_RESET, /* the guest asked for a reset, or fell: make it vm_quiet() and call vm_boot() */
};

enum exit_kind {
	EXIT_MMIO,
	EXIT_SMCCC, /* hvc or smc */
	EXIT_REGISTER,
	EXIT_FAULT, /* an access that no device can answer: an instruction fetch, a pair of registers */
};

struct exit {
	enum exit_kind kind;
	bool write;	  /* MMIO, REGISTER */
	unsigned size;	  /* MMIO: 1, 2, 4 or 8 */
	uint64_t address; /* MMIO, FAULT: guest physical */
	uint64_t value;	  /* MMIO, REGISTER: what is written. FAULT: ESR_EL2 */
	uint32_t number;  /* SMCCC: the immediate. REGISTER: VM_REGISTER() */
	uint64_t x[4];	  /* SMCCC */
	uint64_t pc;	  /* FAULT */
};

/* A system register by the fields of its encoding. */
#define VM_REGISTER(op0, op1, crn, crm, op2)                                                       \
	((uint32_t)((op0) << 16 | (op1) << 12 | (crn) << 8 | (crm) << 4 | (op2)))

enum verdict {
	VERDICT_NEXT,	   /* go on; value or x[] is what was asked for */
	VERDICT_STOP,	   /* this VCPU does not go on */
	VERDICT_ABORT,	   /* a synchronous external abort */
	VERDICT_UNDEFINED, /* an undefined instruction */
};

struct answer {
	enum verdict verdict;
	uint64_t value;
	uint64_t x[4];
};

struct vm {
	const struct vm_host *host;
	struct ram ram;
	unsigned cpus;
	enum vm_power power;
	struct blob kernel, initrd;
	const char *bootargs;
	const char *console;	  /* the tree's stdout-path, or NULL */
	uint8_t seed[VM_SEED];	  /* for the guest's generator; drawn anew before each boot */
	unsigned faults[VM_CPUS]; /* of a VCPU, with no other exit in between */
	struct gic gic;
	struct psci psci;
	struct device *device[VM_DEVICES];
	unsigned devices;
};

/* Start to assemble a VM of 1..VM_CPUS VCPUs. `ram` is 2 MiB-aligned for the guest. */
void vm_init(struct vm *vm, const struct vm_host *host, struct ram ram, unsigned cpus);

/* Add a device. Its window must not overlap another's; there may be VM_DEVICES in all. */
void vm_add(struct vm *vm, struct device *device);

/* Whether a reset may happen now: nothing behind any device can still write to RAM. */
bool vm_quiet(const struct vm *vm);

/*
 * From any state to the first instruction of the kernel: stop all VCPUs, reset all devices, load kernel,
 * initrd and tree, start VCPU 0. On an error the VM is off and the reason logged.
 */
bool vm_boot(struct vm *vm);

/* A VCPU's exit. If the power is no longer VM_ON afterwards the caller has to act. */
void vm_exit(struct vm *vm, unsigned cpu, const struct exit *exit, struct answer *answer);

/* Stop all VCPUs, leaving the VM in `power`: VM_OFF or VM_RESET. */
void vm_halt(struct vm *vm, enum vm_power power);

#endif
