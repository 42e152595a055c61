/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The freestanding <string.h>.
 *
 * Copying and filling go by 8-byte words where both ends allow it, because streams and pixels pass
 * here; the rest is the plainest loop there is. Native code is built with -mstrict-align: no access
 * in this file is unaligned, so it also serves device-like memory.
 */
#include <stdint.h>
#include <string.h>

typedef uint64_t __attribute__((may_alias)) word;

#define WORD sizeof(word)

/* Keeps the compiler from finding a memcpy or memset in a loop below and calling it. */
#define KEEP_LOOP(p) __asm__("" : "+r"(p))

static int aligned(const void *a, const void *b)
{
	return (((uintptr_t)a | (uintptr_t)b) & (WORD - 1)) == 0;
}

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
	unsigned char *d = to;
	const unsigned char *s = from;

	if (aligned(d, s)) {
		for (; size >= 4 * WORD; d += 4 * WORD, s += 4 * WORD, size -= 4 * WORD) {
			const word *in = (const word *)(const void *)s;
			word *out = (word *)(void *)d;
			word a = in[0], b = in[1], c = in[2], e = in[3];

			out[0] = a, out[1] = b, out[2] = c, out[3] = e;
		}
		for (; size >= WORD; d += WORD, s += WORD, size -= WORD) {
			*(word *)(void *)d = *(const word *)(const void *)s;
			KEEP_LOOP(d);
		}
	}
	for (; size > 0; size--) {
		*d++ = *s++;
		KEEP_LOOP(d);
	}
	return to;
}

void *memmove(void *to, const void *from, size_t size)
{
	unsigned char *d = to;
	const unsigned char *s = from;

	if ((uintptr_t)d - (uintptr_t)s >= size)
		return memcpy(to, from, size);
	for (d += size, s += size; size > 0; size--) {
		*--d = *--s;
		KEEP_LOOP(d);
	}
	return to;
}

void *memset(void *to, int byte, size_t size)
{
	unsigned char *d = to;
	word all = (unsigned char)byte * (word)0x0101010101010101;

	for (; size > 0 && ((uintptr_t)d & (WORD - 1)) != 0; size--) {
		*d++ = (unsigned char)byte;
		KEEP_LOOP(d);
	}
	for (; size >= 4 * WORD; d += 4 * WORD, size -= 4 * WORD) {
		word *out = (word *)(void *)d;

		out[0] = all, out[1] = all, out[2] = all, out[3] = all;
		KEEP_LOOP(d);
	}
	for (; size > 0; size--) {
		*d++ = (unsigned char)byte;
		KEEP_LOOP(d);
	}
	return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
	const unsigned char *p = a, *q = b;

	for (; size > 0; size--, p++, q++)
		if (*p != *q)
			return *p - *q;
	return 0;
}

void *memchr(const void *in, int byte, size_t size)
{
	const unsigned char *p = in;

	for (; size > 0; size--, p++)
		if (*p == (unsigned char)byte)
			return (void *)(uintptr_t)p;
	return NULL;
}

size_t strlen(const char *s)
{
	const char *end = s;

	while (*end != '\0') {
		end++;
		KEEP_LOOP(end);
	}
	return (size_t)(end - s);
}

int strcmp(const char *a, const char *b)
{
	for (; *a != '\0' && *a == *b; a++, b++)
		;
	return (unsigned char)*a - (unsigned char)*b;
}

int strncmp(const char *a, const char *b, size_t size)
{
	for (; size > 0 && *a != '\0' && *a == *b; a++, b++, size--)
		;
	return size == 0 ? 0 : (unsigned char)*a - (unsigned char)*b;
}

char *strchr(const char *s, int c)
{
	for (; *s != (char)c; s++)
		if (*s == '\0')
			return NULL;
	return (char *)(uintptr_t)s;
}
