/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UTF-8 as it arrives from peers (RFC 3629): any bytes become code points that are safe to draw.
 *
 * What is malformed (overlong, surrogate, beyond U+10FFFF, cut short) becomes U+FFFD, one for each
 * byte that cannot be used. Code points that have no picture but change how others look or are read
 * (controls, bidirectional overrides, zero-width characters, tags) are left out, so that a name cannot
 * be written to look like another one by means of them.
 */
#ifndef LIB_DRAW_UTF8_H
#define LIB_DRAW_UTF8_H

#include <stddef.h>
#include <stdint.h>

#define UTF8_REPLACEMENT 0xfffdU

/* The code point at *text, which is moved behind it; 0 at the end, where *text stays. */
uint32_t utf8_next(const char **text);

/* Like utf8_next, but never returns a code point without a picture. */
uint32_t utf8_next_visible(const char **text);

/* Writes `point` to out (room for 4 bytes); returns the number of bytes. */
size_t utf8_put(char *out, uint32_t point);

/*
 * Copies the visible code points of `from`, at most `limit` bytes of it and not beyond its end, to `to`
 * of `size` bytes: whole characters only, always terminated.
 */
void utf8_clean(char *to, size_t size, const char *from, size_t limit);

#endif
