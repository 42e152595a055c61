/* SPDX-License-Identifier: Apache-2.0 */
/* See dma.h. */
#include "lib/virtio/dma.h"

#include <string.h>

struct dma dma_take(struct dma *from, size_t size, size_t align)
{
	size_t skip = (size_t) - (uintptr_t)from->memory & (align - 1);
	struct dma part;

	if (((uintptr_t)from->memory ^ from->device) & (align - 1))
		return (struct dma){ 0 };
	if (skip > from->size || size > from->size - skip)
		return (struct dma){ 0 };
	part = (struct dma){ from->memory + skip, from->device + skip, size };
	*from = (struct dma){ part.memory + size, part.device + size, from->size - skip - size };
	memset(part.memory, 0, size);
	return part;
}
