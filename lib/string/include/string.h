/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The part of ISO C <string.h> (7.24) that freestanding programs and portable libraries may use.
 * Host builds use the C library's header in its place, so nothing may be added that ISO C lacks.
 */
#ifndef LIB_STRING_INCLUDE_STRING_H
#define LIB_STRING_INCLUDE_STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
void *memchr(const void *in, int byte, size_t size);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t size);
char *strchr(const char *s, int c);

#endif
