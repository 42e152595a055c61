/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes: little-endian fields at any alignment.
 *
 * Both the guest's structures (virtio 1.2, section 1.4) and every machine this runs on are
 * little-endian. The memory may change under the reader, because the guest runs meanwhile: read a field
 * once into a variable, then check and use the variable.
 *
 * The copies are the compiler's own, which are inline also where the library's are calls.
 */
#ifndef USER_VMM_BYTES_H
#define USER_VMM_BYTES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "fields are read in place");

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* The structure that holds `member` at `pointer`. */
#define CONTAINER(pointer, type, member)                                                           \
	((type *)(void *)((char *)(pointer)-offsetof(type, member)))

static inline size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static inline uint16_t get16(const void *from)
{
	uint16_t value;

	__builtin_memcpy(&value, from, sizeof(value));
	return value;
}

static inline uint32_t get32(const void *from)
{
	uint32_t value;

	__builtin_memcpy(&value, from, sizeof(value));
	return value;
}

static inline uint64_t get64(const void *from)
{
	uint64_t value;

	__builtin_memcpy(&value, from, sizeof(value));
	return value;
}

static inline void put16(void *to, uint16_t value)
{
	__builtin_memcpy(to, &value, sizeof(value));
}

static inline void put32(void *to, uint32_t value)
{
	__builtin_memcpy(to, &value, sizeof(value));
}

static inline void put64(void *to, uint64_t value)
{
	__builtin_memcpy(to, &value, sizeof(value));
}

#endif
