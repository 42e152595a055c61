/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory: a run of frames, or of device registers; the only thing that can be mapped.
 *
 * The kernel makes the first memories at boot. All others are carved: a child covers a part of its
 * parent, and while it lives the parent cannot map or carve that part again. Ending the child gives the
 * part back. So a frame is at every moment at the disposal of one memory only: the smallest that covers it.
 *
 * A memory knows its children and its mappings; destroying it ends both, everywhere. Its contents
 * are not cleared: who carves a part for somebody else clears it before and after.
 *
 * A memory that funded an account stays in its parent as a consumed part: it has no handles any more, and
 * neither it nor what it was carved from can end. Its frames may wander from account to account for ever,
 * so it and its parents must belong to the first domain, which never ends.
 */
#ifndef KERNEL_CORE_MEMORY_H
#define KERNEL_CORE_MEMORY_H

#include "kernel/core/domain.h"

struct memory {
	struct object object;
	bool device;   /* registers, not RAM */
	bool consumed; /* it, or a part of it, funds an account */
	uint8_t depth; /* parents above it */
	paddr base;
	uint64_t size;
	struct memory *parent;
	struct list in_parent;
	struct list children;
	struct list mappings; /* struct mapping, in_memory */
};

_Static_assert(sizeof(struct memory) <= CELL_SIZE, "a memory takes a cell");

#define MEMORY_DEPTH_MAX 16

/* A memory that is nobody's part; at boot only. */
must_check error memory_first(struct cold *cold, struct domain *owner, paddr base, uint64_t size,
			      bool device, struct memory **result);

/* Makes `memory`, embedded in another object, stand for frames of the kernel's own. */
void memory_embed(struct memory *memory, paddr base, uint64_t size);

/*
 * Carves [offset, offset + size) from `parent`.
 * HF_E_RANGE: empty, misaligned or outside. HF_E_BUSY: overlaps a child or a mapping, or
 * carved too deep. HF_E_NOMEM.
 */
must_check error memory_carve(struct cold *cold, struct domain *owner, struct memory *parent,
			      uint64_t offset, uint64_t size, struct memory **result);

/* HF_OK if a new mapping may cover [offset, offset + size); else HF_E_RANGE or HF_E_BUSY. */
must_check error memory_mappable(const struct memory *memory, uint64_t offset, uint64_t size);

/* Ends all mappings. False: interrupted, call again. */
must_check bool memory_unmap(struct cold *cold, struct memory *memory);

/* Ends a memory that is not consumed. False: interrupted, call again. */
must_check bool memory_destroy(struct cold *cold, struct memory *memory);

/*
 * Gives the frames to the account for good.
 * HF_E_RANGE: over HF_ACCOUNT_STEP pages, or not RAM. HF_E_BUSY: mapped, carved, or being destroyed. HF_E_RIGHTS: it is not
 * the first domain's.
 */
must_check error memory_fund(struct cold *cold, struct memory *memory, struct account *account);

#endif
