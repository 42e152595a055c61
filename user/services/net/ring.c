/* SPDX-License-Identifier: Apache-2.0 */
/* See ring.h. */
#include "user/services/net/ring.h"

#include <string.h>

static uint32_t position(const struct ring *r, uint32_t distance)
{
	uint32_t to_end = r->size - r->start;

	return distance < to_end ? r->start + distance : distance - to_end;
}

static uint32_t until_wrap(const struct ring *r, uint32_t at, uint32_t size)
{
	return size < r->size - at ? size : r->size - at;
}

void ring_init(struct ring *r, uint8_t *bytes, uint32_t size)
{
	*r = (struct ring){ .bytes = bytes, .size = size };
}

void ring_write(struct ring *r, const void *from, uint32_t size)
{
	uint32_t at = position(r, r->used);
	uint32_t first = until_wrap(r, at, size);

	memcpy(r->bytes + at, from, first);
	memcpy(r->bytes, (const uint8_t *)from + first, size - first);
	r->used += size;
}

void ring_peek(const struct ring *r, uint32_t skip, void *to, uint32_t size)
{
	uint32_t at = position(r, skip);
	uint32_t first = until_wrap(r, at, size);

	memcpy(to, r->bytes + at, first);
	memcpy((uint8_t *)to + first, r->bytes, size - first);
}

void ring_drop(struct ring *r, uint32_t size)
{
	r->start = position(r, size);
	r->used -= size;
}
