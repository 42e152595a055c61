/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stage-2 translation tables (Arm ARM D8.3, 4 KiB granule, 39-bit input, levels 1 to 3): the one
 * format for programs, virtual machines and devices.
 *
 * A range is mapped in two steps: table_prepare checks that nothing is mapped there and allocates
 * the tables; table_map then writes entries and cannot fail. An entry is a 2 MiB block wherever address and
 * frame are both aligned to 2 MiB and as much remains, otherwise a 4 KiB page.
 *
 * Unmapping: table_unmap clears the entries, table_prune frees tables that became empty, and the
 * caller invalidates the TLBs before anything can be allocated again. A walk that still reaches a freed
 * table meanwhile finds no valid entry in it, because a free page holds zeros and one aligned pointer.
 */
#ifndef KERNEL_CORE_TABLE_H
#define KERNEL_CORE_TABLE_H

#include "kernel/core/account.h"

#define TABLE_ENTRIES 512
#define BLOCK_SIZE    0x200000

/* Entries that the range would take. */
uint64_t table_count(ipaddr address, paddr frame, uint64_t size);

/* HF_E_BUSY: something is mapped in the range. HF_E_NOMEM. Tables made before that stay. */
must_check error table_prepare(struct cold *cold, uint64_t *root, struct account *account,
			       ipaddr address, paddr frame, uint64_t size);

/* After table_prepare with the same range. `flags` are HF_RIGHT_* and HF_MAP_*. */
void table_map(struct cold *cold, uint64_t *root, ipaddr address, paddr frame, uint64_t size,
	       uint64_t flags);

/* The range was mapped by one table_map. */
void table_unmap(struct cold *cold, uint64_t *root, ipaddr address, paddr frame, uint64_t size);
void table_prune(struct cold *cold, uint64_t *root, struct account *account, ipaddr address,
		 uint64_t size);

#endif
