/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest's device tree: memory, cpus, psci, timer and chosen here; each device adds its own node.
 */
#ifndef USER_VMM_TREE_H
#define USER_VMM_TREE_H

#include <stddef.h>

#include "user/vmm/dtb.h"
#include "user/vmm/image.h"

struct device;
struct vm;

enum {
	TREE_SIZE = 16 << 10, /* bytes; as much as any VM within limits.h needs */
	TREE_GIC = 1,	      /* phandles */
	TREE_CLOCK = 2,
};

/* Write the tree; returns its size, or 0 if `size` is too small for it. */
size_t tree_build(const struct vm *vm, const struct layout *layout, void *buffer, size_t size);

/* For devices: `reg` of the window, and `interrupts` of the line. */
void tree_window(struct dtb *dtb, const struct device *device);
void tree_line(struct dtb *dtb, const struct device *device, bool edge);

#endif
