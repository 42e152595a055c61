/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small freestanding formatter, for log lines and messages: %s %c %d %u %x %ld %lu %lx and %%, with an optional width for
 * the numbers (%4u, %016lx: blanks, or zeros if the width begins with 0). Anything else is copied
 * as it stands. A null pointer for %s prints as "(none)".
 */
#ifndef LIB_FORMAT_FORMAT_H
#define LIB_FORMAT_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/*
 * Write at most size - 1 bytes and a zero to `out`; what does not fit is left out. Returns the
 * number of bytes written, without the zero. size is at least 1.
 */
size_t format_into(char *out, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
size_t format_into_v(char *out, size_t size, const char *format, va_list arguments)
	__attribute__((format(printf, 3, 0)));

#endif
