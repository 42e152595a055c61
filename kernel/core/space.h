/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Spaces: a stage-2 table with its VMID; the memory of a program, a virtual machine or a device.
 *
 * What is mapped is recorded: one struct mapping for each HF_MAP, in the list of its space and of its
 * memory, paid by the space's owner. A mapping is made and ended whole. In a space for programs nothing is
 * both writable and executable.
 *
 * All threads in a space belong to the space's owner.
 */
#ifndef KERNEL_CORE_SPACE_H
#define KERNEL_CORE_SPACE_H

#include "kernel/core/domain.h"
#include "kernel/core/memory.h"

struct space {
	struct object object;
	uint64_t *root; /* level-1 table */
	uint64_t vmid;	/* generation << 16 | VMID; see arch */
	struct list mappings;
	unsigned int threads; /* that run in it */
	unsigned int streams; /* that are attached to it */
	bool guest;
	uint64_t refused;    /* accesses of its streams, so many at least */
	uint64_t refused_at; /* where the last one went */
};

struct mapping {
	struct list in_space, in_memory;
	struct space *space;
	struct memory *memory;
	ipaddr address;
	uint64_t offset, size;
};

_Static_assert(sizeof(struct space) <= CELL_SIZE && sizeof(struct mapping) <= CELL_SIZE,
	       "each takes a cell");

must_check error space_create(struct cold *cold, struct domain *owner, bool guest,
			      struct space **result);
must_check bool space_destroy(struct cold *cold, struct space *space);

/*
 * HF_E_RANGE: misaligned, empty, outside, too many entries, or writable and executable in a space for
 * programs. HF_E_BUSY: overlaps a mapping or a carved part. HF_E_NOMEM.
 */
must_check error space_map(struct cold *cold, struct space *space, ipaddr address,
			   struct memory *memory, uint64_t offset, uint64_t size, uint64_t flags);

/* HF_E_RANGE: a mapping lies partly inside. False in *done: interrupted, call again. */
must_check error space_unmap(struct cold *cold, struct space *space, ipaddr address, uint64_t size,
			     bool *done);

void mapping_end(struct cold *cold, struct mapping *mapping);

#endif
