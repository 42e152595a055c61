/* SPDX-License-Identifier: Apache-2.0 */
/* Test helper: bytes written as hexadecimal digits. */
#ifndef LIB_SRTP_TEST_HEX_H
#define LIB_SRTP_TEST_HEX_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

static inline size_t from_hex(uint8_t *out, size_t capacity, const char *text)
{
	size_t n = 0;

	for (; *text; text += 2) {
		unsigned byte;
		assert(n < capacity && sscanf(text, "%2x", &byte) == 1);
		out[n++] = (uint8_t)byte;
	}
	return n;
}

#endif
