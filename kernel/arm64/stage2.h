/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Spaces in the CPU: VTTBR_EL2, VMIDs and TLB maintenance.
 *
 * A space's VMID is valid in one generation only. When the VMIDs of the hardware (8 or 16 bits) are used
 * up, a new generation begins with an empty TLB. VMID 0 is never given to a space.
 */
#ifndef KERNEL_ARM64_STAGE2_H
#define KERNEL_ARM64_STAGE2_H

#include "kernel/core/space.h"

void stage2_init(void);
void stage2_load(struct space *space);

/* The intermediate physical address of a guest's virtual address, by its own stage 1; false if none. */
bool stage2_guest_address(uint64_t virtual_address, ipaddr *result);

#endif
