/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The VM on the kernel: a guest space with RAM in it, and for each VCPU a gate to its exits.
 *
 * A VCPU's thread lives as long as it is on: starting makes it, in the architecture's reset state, and
 * stopping destroys it, with everything that the hardware knew of it. All run on this program's CPU.
 *
 * A thread of the kernel's has a message page in its space. For VCPUs it lies where the guest has neither
 * device nor RAM; the guest may read and write it, and nobody else looks at it.
 */
#ifndef USER_VMM_MACHINE_H
#define USER_VMM_MACHINE_H

#include "abi/program.h"
#include "user/lib/hf.h"
#include "user/vmm/vm.h"

/* The identities of the gates: MACHINE_EXITS + VCPU. */
#define MACHINE_EXITS 0x1000

struct machine {
	hf_handle space, gate[VM_CPUS], vcpu[VM_CPUS];
	bool exists[VM_CPUS]; /* the VCPU's thread */
	uint32_t priority;
};

extern const struct vm_host machine_host;

/*
 * Make space and gates for `cpus` VCPUs, and map the memory granted as `ram` at guest physical `base`. They
 * take one step less of priority than this program, so that it serves devices first.
 */
HF_MUST_CHECK enum hf_error machine_make(const struct hf_program *self, const struct hf_grant *ram,
					 uint64_t base, unsigned cpus);

/* Serve a call that came with identity MACHINE_EXITS + `cpu`; `words` becomes the reply. */
void machine_serve(struct vm *vm, unsigned cpu, struct hf_words *words);

#endif
