/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The SMMUv3 (Arm IHI 0070): devices' accesses to memory go through stage 2, by a space's own tables.
 *
 * The stream table has an entry for each of the first ARCH_STREAMS streams; who is beyond them, or attached
 * to no space, is refused. An entry that is not refused points to the root of its space's tables. Each
 * stream has a VMID of its own, its number, which says nothing about the CPUs' VMIDs: broadcast TLB
 * maintenance of CPUs is not listened to, the kernel invalidates by command.
 *
 * Commands are given under the cold lock, and each batch is waited for: the queue is empty in between. An SMMU that
 * does not complete them within a second stops the machine, since what devices reach is unknown then.
 *
 * It interrupts nobody: what devices do that they may not costs the kernel nothing. Refused accesses of attached
 * streams wait in the event queue until somebody asks; those that find it full are not counted.
 *
 * From smmu_start on, nothing passes that is not attached. What devices did before is the firmware's affair.
 */
#ifndef KERNEL_ARM64_SMMU_H
#define KERNEL_ARM64_SMMU_H

#include <stdint.h>

#define SMMU_SIZE 0x20000 /* of its registers: pages 0 and 1 (6.1) */

/*
 * After mmu_on, which maps them. NULL, or why it cannot be driven; if it answers at all, no stream passes
 * then.
 */
const char *smmu_start(uint64_t registers);

#endif
