/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text that somebody else wrote, made fit to be shown on one line.
 *
 * A name or address from the network may be broken UTF-8, may move the cursor, or may hide or reorder
 * what its reader sees (bidirectional controls, invisible characters), so that one caller passes for
 * another. What comes out of text_clean is valid UTF-8 (RFC 3629) and has none of that.
 */
#ifndef LIB_TEXT_TEXT_H
#define LIB_TEXT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The character that stands for what cannot be read: U+FFFD. */
#define TEXT_REPLACEMENT 0xfffdu

/*
 * Decode one character of the `length` > 0 bytes at `in` and set *point to it. The number of bytes
 * taken, 1..4; an ill-formed sequence gives TEXT_REPLACEMENT and takes one byte.
 */
size_t text_decode(uint32_t *point, const char *in, size_t length);

/*
 * Copy `length` bytes of `in` to `out` of `size` > 0 bytes, zero-terminated, and return the length
 * without the zero. Ill-formed bytes become U+FFFD; controls and spaces of any kind become one space
 * per run, with none at either end; invisible and reordering characters are left out. What does not
 * fit is cut between characters. The two do not overlap.
 */
size_t text_clean(char *out, size_t size, const char *in, size_t length);

/* Whether text_clean would change nothing but for the space. */
bool text_is_clean(const char *in, size_t length);

#endif
