/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See virtqueue.h. Every descriptor is in the free list or in exactly one chain; both are linked by
 * chain[].next, in private memory. free_count + the sum of parts over all chains = size.
 */
#include "lib/virtio/virtqueue.h"

#include <string.h>

static bool valid_size(uint16_t size)
{
	return size >= 1 && size <= VIRTQUEUE_MAX && (size & (size - 1)) == 0;
}

bool virtqueue_init(struct virtqueue *q, struct dma *dma, uint16_t size)
{
	struct dma desc, avail, used;

	if (!valid_size(size))
		return false;
	/* Each ring ends with the 16 bits of an event index, unused here (2.7.6, 2.7.8). */
	desc = dma_take(dma, size * sizeof(struct virtq_desc), VIRTQ_DESC_ALIGN);
	avail = dma_take(dma, sizeof(struct virtq_avail) + size * sizeof(uint16_t) + 2,
			 VIRTQ_AVAIL_ALIGN);
	used = dma_take(dma, sizeof(struct virtq_used) + size * sizeof(struct virtq_used_elem) + 2,
			VIRTQ_USED_ALIGN);
	if (desc.size == 0 || avail.size == 0 || used.size == 0)
		return false;
	memset(q, 0, sizeof(*q));
	q->desc = (struct virtq_desc *)(void *)desc.memory;
	q->avail = (struct virtq_avail *)(void *)avail.memory;
	q->used = (struct virtq_used *)(void *)used.memory;
	q->desc_device = desc.device;
	q->avail_device = avail.device;
	q->used_device = used.device;
	q->size = q->free_count = size;
	for (uint16_t i = 0; i < size; i++)
		q->chain[i].next = (uint16_t)(i + 1);
	return true;
}

static uint16_t take_free(struct virtqueue *q)
{
	uint16_t at = q->free;

	q->free = q->chain[at].next;
	q->free_count--;
	return at;
}

bool virtqueue_add(struct virtqueue *q, const struct virtqueue_part *parts, unsigned readable,
		   unsigned writable, uint32_t token)
{
	unsigned count = readable + writable;
	uint16_t head = q->free;
	uint32_t capacity = 0;

	if (q->broken || count == 0 || count > q->free_count)
		return false;
	for (unsigned i = 0; i < count; i++) {
		uint16_t at = take_free(q);
		uint16_t flags = 0;

		if (i >= readable) {
			flags |= VIRTQ_DESC_F_WRITE;
			capacity += parts[i].size;
		}
		if (i + 1 < count)
			flags |= VIRTQ_DESC_F_NEXT;
		q->desc[at] = (struct virtq_desc){ parts[i].device, parts[i].size, flags,
						   i + 1 < count ? q->free : 0 };
	}
	q->chain[head].token = token;
	q->chain[head].writable = capacity;
	q->chain[head].parts = (uint16_t)count;
	q->in_flight++;
	q->avail->ring[q->avail_idx & (q->size - 1)] = head;
	q->avail_idx++;
	dma_publish();
	__atomic_store_n(&q->avail->idx, q->avail_idx, __ATOMIC_RELAXED);
	return true;
}

bool virtqueue_wants_notice(const struct virtqueue *q)
{
	dma_order();
	return (__atomic_load_n(&q->used->flags, __ATOMIC_RELAXED) & VIRTQ_USED_F_NO_NOTIFY) == 0;
}

/* Put the chain that begins at `head` back into the free list. */
static void release(struct virtqueue *q, uint16_t head)
{
	uint16_t last = head;

	for (unsigned i = 1; i < q->chain[head].parts; i++)
		last = q->chain[last].next;
	q->chain[last].next = q->free;
	q->free = head;
	q->free_count = (uint16_t)(q->free_count + q->chain[head].parts);
	q->chain[head].parts = 0;
}

static enum virtqueue_taken broken(struct virtqueue *q)
{
	q->broken = true;
	return VIRTQUEUE_BROKEN;
}

enum virtqueue_taken virtqueue_take(struct virtqueue *q, uint32_t *token, uint32_t *written)
{
	const struct virtq_used_elem *element;
	uint32_t id, length;
	uint16_t waiting;

	if (q->broken)
		return VIRTQUEUE_BROKEN;
	waiting = (uint16_t)(__atomic_load_n(&q->used->idx, __ATOMIC_RELAXED) - q->used_idx);
	if (waiting == 0)
		return VIRTQUEUE_NONE;
	if (waiting > q->in_flight)
		return broken(q);
	dma_observe();
	element = &q->used->ring[q->used_idx & (q->size - 1)];
	id = __atomic_load_n(&element->id, __ATOMIC_RELAXED);
	length = __atomic_load_n(&element->len, __ATOMIC_RELAXED);
	if (id >= q->size || q->chain[id].parts == 0 || length > q->chain[id].writable)
		return broken(q);
	*token = q->chain[id].token;
	*written = length;
	release(q, (uint16_t)id);
	q->used_idx++;
	q->in_flight--;
	return VIRTQUEUE_TAKEN;
}

void virtqueue_want_interrupts(struct virtqueue *q, bool want)
{
	uint16_t flags = want ? 0 : VIRTQ_AVAIL_F_NO_INTERRUPT;

	__atomic_store_n(&q->avail->flags, flags, __ATOMIC_RELAXED);
	dma_order();
}
