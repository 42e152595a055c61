/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses have types, so that one cannot be taken for another.
 *
 *	paddr    physical: what page tables hold and devices see
 *	ipaddr   an address in a space: a program's address, or a guest's physical address
 *
 * The kernel maps physical memory one to one, so a pointer and the paddr of what it points to have the
 * same value; only pa_pointer and pointer_pa may know that.
 */
#ifndef KERNEL_CORE_TYPES_H
#define KERNEL_CORE_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/call.h"
#include "kernel/arm64/stack.h"
#include "kernel/core/list.h"

typedef struct {
	uint64_t value;
} paddr;

typedef struct {
	uint64_t value;
} ipaddr;

static inline paddr pa(uint64_t value)
{
	return (paddr){ value };
}

static inline ipaddr ipa(uint64_t value)
{
	return (ipaddr){ value };
}

static inline void *pa_pointer(paddr p)
{
	return (void *)(uintptr_t)p.value;
}

static inline paddr pointer_pa(const void *p)
{
	return pa((uint64_t)(uintptr_t)p);
}

#define must_check __attribute__((warn_unused_result))

/* Kept out of the way of those who call it seldom: they need no stack for what it does. */
#define apart __attribute__((noinline))

typedef enum hf_error error;

static inline bool page_aligned(uint64_t value)
{
	return (value & (HF_PAGE_SIZE - 1)) == 0;
}

/* True if [start, start + size) does not wrap and lies within [0, limit). */
static inline bool range_within(uint64_t start, uint64_t size, uint64_t limit)
{
	return size <= limit && start <= limit - size;
}

static inline bool ranges_overlap(uint64_t a, uint64_t a_size, uint64_t b, uint64_t b_size)
{
	return a < b + b_size && b < a + a_size;
}

#endif
