/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A ring of bytes in private memory: what a socket has received and its client has not read yet.
 * Invariant: start < size, used <= size.
 */
#ifndef USER_SERVICES_NET_RING_H
#define USER_SERVICES_NET_RING_H

#include <stdint.h>

struct ring {
	uint8_t *bytes;
	uint32_t size;
	uint32_t start; /* of the oldest byte */
	uint32_t used;
};

static inline uint32_t ring_room(const struct ring *r)
{
	return r->size - r->used;
}

void ring_init(struct ring *r, uint8_t *bytes, uint32_t size);

/* Append `size` bytes, at most ring_room(). */
void ring_write(struct ring *r, const void *from, uint32_t size);

/* Copy `size` bytes out that begin `skip` bytes after the oldest; skip + size <= used. */
void ring_peek(const struct ring *r, uint32_t skip, void *to, uint32_t size);

/* Forget the `size` oldest bytes, at most `used`. */
void ring_drop(struct ring *r, uint32_t size);

#endif
