/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Guest RAM: one run of memory, at `base` for the guest and at `at` for us.
 *
 * Every guest physical address that the guest hands to a device goes through ram_range(). It is the one
 * place that turns such an address into a pointer, and the mapping never changes while the VM exists,
 * so a pointer once obtained stays good.
 */
#ifndef USER_VMM_RAM_H
#define USER_VMM_RAM_H

#include <stddef.h>
#include <stdint.h>

struct ram {
	uint8_t *at;
	uint64_t base; /* guest physical */
	uint64_t size; /* bytes */
};

/* The `bytes` bytes at guest physical `address`, or NULL if any of them lies outside RAM. */
static inline void *ram_range(const struct ram *ram, uint64_t address, uint64_t bytes)
{
	uint64_t offset = address - ram->base;

	if (address < ram->base || offset > ram->size || bytes > ram->size - offset)
		return NULL;
	return ram->at + offset;
}

#endif
