/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A device: a window of guest physical addresses, at most one interrupt line, a reset state, and a node
 * of its own in the guest's device tree. Each model is one file, known by its `compatible`.
 *
 * A model embeds `struct device` and sees only accesses that lie wholly in its window, are naturally
 * aligned and 1, 2, 4 or 8 bytes wide. What it does not know reads as zero and ignores writes.
 */
#ifndef USER_VMM_DEVICE_H
#define USER_VMM_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

struct device;
struct dtb;
struct vm;

struct device_model {
	const char *compatible;
	/* `value` holds no bits above `size` bytes; the answer's are ignored. */
	uint64_t (*read)(struct device *device, uint32_t offset, unsigned size);
	void (*write)(struct device *device, uint32_t offset, unsigned size, uint64_t value);
	void (*reset)(struct device *device);
	/* The node, or NULL if another device's node covers it. */
	void (*describe)(const struct device *device, struct dtb *dtb);
	/* NULL, or: no request that may touch guest memory is under way behind the device. */
	bool (*quiet)(const struct device *device);
};

struct device {
	const struct device_model *model;
	struct vm *vm;
	uint64_t base;	/* guest physical */
	uint32_t size;	/* bytes */
	unsigned intid; /* the shared peripheral interrupt, 32.., or 0 */
};

/* Drive the device's interrupt line. */
void device_line(struct device *device, bool high);

#endif
