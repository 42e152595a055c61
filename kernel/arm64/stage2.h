/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Spaces in the CPU: VTTBR_EL2, VMIDs and TLB maintenance.
 *
 * A space's VMID is valid in one generation only. When the VMIDs of the hardware (8 or 16 bits) are used
 * up, a new generation begins. Spaces that are in a CPU then keep their VMIDs in it. Each CPU empties its TLB
 * before it loads the first space in the new generation, so what others left there under a VMID's old
 * meaning is never used. VMID 0 is never given to a space: no space at all has it.
 *
 * cpu->space is what a CPU has loaded. It is published before the generation is looked at, and a new
 * generation is begun before all cpu->space are: so whoever begins one sees what the others load, or they
 * see that there is a new one and go the slow way, under the lock of VMIDs.
 *
 * Flushing goes by the space's VMID of whatever generation, on all CPUs. It happens after the tables changed,
 * so a CPU that gets another VMID for the space meanwhile walks the changed tables.
 */
#ifndef KERNEL_ARM64_STAGE2_H
#define KERNEL_ARM64_STAGE2_H

#include "kernel/core/cpu.h"
#include "kernel/core/space.h"

/* The tables' format, as in VTCR_EL2's lower bits: 39-bit input from level 1, inner shareable write-back walks, 4 KiB. */
#define STAGE2_FORMAT (3 << 12 | 1 << 10 | 1 << 8 | 1 << 6 | 25)

void stage2_init(void);

/* False: the generation is new to the space or to this CPU, and stage2_renew is needed before the space is used. */
must_check bool stage2_load(struct cpu *cpu, struct space *space);
void stage2_renew(struct cpu *cpu, struct space *space);

/* Nothing is loaded: walks find nothing. */
void stage2_unload(struct cpu *cpu);

/* The intermediate physical address of a guest's virtual address, by its own stage 1; false if none. */
bool stage2_guest_address(uint64_t virtual_address, ipaddr *result);

#endif
