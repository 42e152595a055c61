/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sets of addresses as disjoint ranges, for sorting out physical memory at boot. Full is an error that
 * is never ignored: ranges that do not fit would be memory given twice or lost.
 */
#ifndef KERNEL_CORE_RANGES_H
#define KERNEL_CORE_RANGES_H

#include "kernel/core/types.h"

#define RANGES_MAX 48

struct ranges {
	unsigned int count;
	struct range {
		uint64_t base, size;
	} range[RANGES_MAX];
};

/* Adds whole pages inside [base, base + size), which must not be in the set. False: full, or it overlaps or wraps. */
must_check bool ranges_add(struct ranges *ranges, uint64_t base, uint64_t size);

/* Removes all pages that [base, base + size) touches. False: full, or it wraps. */
must_check bool ranges_remove(struct ranges *ranges, uint64_t base, uint64_t size);

/* Takes `size` bytes, whole pages, from the end of the largest range; 0 if none is large enough. */
uint64_t ranges_take(struct ranges *ranges, uint64_t size);

bool ranges_overlap_any(const struct ranges *ranges, uint64_t base, uint64_t size);

#endif
