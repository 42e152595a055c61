/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two things that init does to memory beyond reading and writing it.
 */
#ifndef USER_INIT_MACHINE_H
#define USER_INIT_MACHINE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef HOST
static inline void machine_clear(void *at, size_t size)
{
	memset(at, 0, size);
}

static inline void machine_sync_code(const void *at, size_t size)
{
	__builtin___clear_cache((char *)(uintptr_t)at, (char *)(uintptr_t)at + size);
}
#else
/* Zero whole pages, by DC ZVA where the CPU has it (Arm ARM, DCZID_EL0). */
static inline void machine_clear(void *at, size_t size)
{
	uint64_t id, block;

	__asm__("mrs %0, dczid_el0" : "=r"(id));
	if ((id & 0x10) != 0) {
		memset(at, 0, size);
		return;
	}
	block = (uint64_t)4 << (id & 0xf);
	for (uintptr_t p = (uintptr_t)at; p < (uintptr_t)at + size; p += block)
		__asm__ volatile("dc zva, %0" : : "r"(p) : "memory");
}

/* What was just written is going to be executed (Arm ARM B2.4.4, "Synchronization of instruction fetches"). */
static inline void machine_sync_code(const void *at, size_t size)
{
	uint64_t ctr, data, code;

	__asm__("mrs %0, ctr_el0" : "=r"(ctr));
	data = (uint64_t)4 << (ctr >> 16 & 0xf);
	code = (uint64_t)4 << (ctr & 0xf);
	for (uintptr_t p = (uintptr_t)at & -data; p < (uintptr_t)at + size; p += data)
		__asm__ volatile("dc cvau, %0" : : "r"(p) : "memory");
	__asm__ volatile("dsb ish" : : : "memory");
	for (uintptr_t p = (uintptr_t)at & -code; p < (uintptr_t)at + size; p += code)
		__asm__ volatile("ic ivau, %0" : : "r"(p) : "memory");
	__asm__ volatile("dsb ish\n\tisb" : : : "memory");
}
#endif

#endif
