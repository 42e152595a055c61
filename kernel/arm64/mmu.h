/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel's own translation (stage 1 of EL2): physical memory one to one.
 *
 * RAM is mapped writable and never executable; of the image, text is executable, constants are read-only,
 * the tables themselves become read-only with mmu_seal, after which nothing can be mapped any more. A page
 * below each CPU's stack is not mapped. All tables are in the image: 48-bit addresses, 4 KiB granule.
 */
#ifndef KERNEL_ARM64_MMU_H
#define KERNEL_ARM64_MMU_H

#include "kernel/core/ranges.h"

/* Before mmu_on. */
void mmu_map_image(void);
void mmu_map_ram(uint64_t base, uint64_t size);
void mmu_map_device(uint64_t base, uint64_t size);

void mmu_on(void);
void mmu_seal(void);

/* The image's place, and physical addresses' bits. */
uint64_t image_base(void);
uint64_t image_bytes(void);
unsigned int physical_bits(void);

#endif
