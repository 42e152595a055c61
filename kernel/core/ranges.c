/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of ranges; the model is in ranges.h. */
#include "kernel/core/ranges.h"

#define PAGE_MASK ((uint64_t)HF_PAGE_SIZE - 1)

bool ranges_overlap_any(const struct ranges *ranges, uint64_t base, uint64_t size)
{
	for (unsigned int i = 0; i < ranges->count; i++)
		if (ranges_overlap(ranges->range[i].base, ranges->range[i].size, base, size))
			return true;
	return false;
}

bool ranges_add(struct ranges *ranges, uint64_t base, uint64_t size)
{
	uint64_t start = (base + PAGE_MASK) & ~PAGE_MASK;
	uint64_t end = (base + size) & ~PAGE_MASK;

	if (base + size < base || start < base)
		return false;
	if (start >= end)
		return true;
	if (ranges->count == RANGES_MAX || ranges_overlap_any(ranges, start, end - start))
		return false;
	ranges->range[ranges->count++] = (struct range){ start, end - start };
	return true;
}

/* Removes [start, end) from one range, which may leave nothing, one or two; false if full. */
static bool cut(struct ranges *ranges, unsigned int i, uint64_t start, uint64_t end)
{
	struct range old = ranges->range[i];
	uint64_t old_end = old.base + old.size;

	ranges->range[i] = ranges->range[--ranges->count];
	if (old.base < start && !ranges_add(ranges, old.base, start - old.base))
		return false;
	return end >= old_end || ranges_add(ranges, end, old_end - end);
}

bool ranges_remove(struct ranges *ranges, uint64_t base, uint64_t size)
{
	uint64_t start = base & ~PAGE_MASK;
	uint64_t end = (base + size + PAGE_MASK) & ~PAGE_MASK;

	if (base + size < base || end < start)
		return false;
	for (unsigned int i = ranges->count; i-- > 0;) {
		struct range *r = &ranges->range[i];

		if (ranges_overlap(r->base, r->size, start, end - start) &&
		    !cut(ranges, i, start, end))
			return false;
	}
	return true;
}

uint64_t ranges_take(struct ranges *ranges, uint64_t size)
{
	struct range *largest = NULL;

	size = (size + PAGE_MASK) & ~PAGE_MASK;
	for (unsigned int i = 0; i < ranges->count; i++)
		if (!largest || ranges->range[i].size > largest->size)
			largest = &ranges->range[i];
	if (!largest || largest->size <= size)
		return 0;
	largest->size -= size;
	return largest->base + largest->size;
}
