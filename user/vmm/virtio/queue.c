/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/virtio/ring.h"
#include "user/vmm/bytes.h"
#include "user/vmm/virtio/queue.h"

/* Offsets in the available and the used ring, which both begin with flags and idx. */
enum {
	RING_FLAGS = 0,
	RING_INDEX = 2,
	RING_ENTRIES = 4,
	AVAIL_ENTRY = 2,
	USED_ENTRY = 8,
};

static uint16_t load(const uint8_t *at)
{
	return __atomic_load_n((const uint16_t *)(const void *)at, __ATOMIC_ACQUIRE);
}

static void store(uint8_t *at, uint16_t value)
{
	__atomic_store_n((uint16_t *)(void *)at, value, __ATOMIC_RELEASE);
}

void vq_reset(struct vq *vq, uint16_t size)
{
	memset(vq, 0, sizeof(*vq));
	vq->size = size;
}

static uint8_t *ring(const struct ram *ram, uint64_t address, uint64_t bytes, uint64_t align)
{
	return address % align == 0 ? ram_range(ram, address, bytes) : NULL;
}

bool vq_enable(struct vq *vq, const struct ram *ram, bool event_idx)
{
	uint64_t size = vq->size;
	/* Both rings end with a word for the other side's event index (2.7.6, 2.7.8). */
	uint64_t avail_bytes = RING_ENTRIES + AVAIL_ENTRY * size + 2;
	uint64_t used_bytes = RING_ENTRIES + USED_ENTRY * size + 2;

	if (size == 0 || size > VQ_MAX || (size & (size - 1)) != 0)
		return false;
	vq->desc_at = ring(ram, vq->desc, sizeof(struct virtq_desc) * size, VIRTQ_DESC_ALIGN);
	vq->avail_at = ring(ram, vq->avail, avail_bytes, VIRTQ_AVAIL_ALIGN);
	vq->used_at = ring(ram, vq->used, used_bytes, VIRTQ_USED_ALIGN);
	if (vq->desc_at == NULL || vq->avail_at == NULL || vq->used_at == NULL)
		return false;
	vq->event_idx = event_idx;
	vq->next = vq->put = vq->signalled = 0;
	vq->ready = true;
	return true;
}

static uint8_t *used_event(const struct vq *vq)
{
	return vq->avail_at + RING_ENTRIES + AVAIL_ENTRY * vq->size;
}

static uint8_t *avail_event(const struct vq *vq)
{
	return vq->used_at + RING_ENTRIES + USED_ENTRY * vq->size;
}

/* Append the buffer of one descriptor. False if the guest must not have said so. */
static bool add_part(struct chain *chain, const struct ram *ram, const struct virtq_desc *desc)
{
	bool writable = desc->flags & VIRTQ_DESC_F_WRITE;
	unsigned index = (unsigned)chain->readable + chain->writable;
	uint8_t *at = ram_range(ram, desc->addr, desc->len);

	if (at == NULL || desc->flags & VIRTQ_DESC_F_INDIRECT || (!writable && chain->writable > 0))
		return false;
	chain->part[index] = (struct part){ at, desc->len };
	if (writable)
		chain->writable++;
	else
		chain->readable++;
	return true;
}

static bool follow(const struct vq *vq, const struct ram *ram, struct chain *chain)
{
	struct virtq_desc desc = { .flags = VIRTQ_DESC_F_NEXT, .next = chain->head };

	for (unsigned steps = 0; desc.flags & VIRTQ_DESC_F_NEXT; steps++) {
		if (steps == vq->size || desc.next >= vq->size)
			return false;
		memcpy(&desc, vq->desc_at + sizeof(desc) * desc.next, sizeof(desc));
		if (!add_part(chain, ram, &desc))
			return false;
	}
	return true;
}

bool vq_take(struct vq *vq, const struct ram *ram, struct chain *chain)
{
	uint16_t waiting;

	if (!vq->ready || vq->broken)
		return false;
	waiting = (uint16_t)(load(vq->avail_at + RING_INDEX) - vq->next);
	if (waiting == 0)
		return false;
	chain->head = load(vq->avail_at + RING_ENTRIES + AVAIL_ENTRY * (vq->next % vq->size));
	chain->readable = chain->writable = 0;
	if (waiting > vq->size || !follow(vq, ram, chain)) {
		vq->broken = true;
		return false;
	}
	vq->next++;
	return true;
}

bool vq_rest(struct vq *vq)
{
	if (!vq->ready || vq->broken)
		return true;
	if (vq->event_idx)
		store(avail_event(vq), vq->next);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return load(vq->avail_at + RING_INDEX) == vq->next;
}

void vq_put(struct vq *vq, uint16_t head, uint32_t written)
{
	uint8_t *entry = vq->used_at + RING_ENTRIES + USED_ENTRY * (vq->put % vq->size);

	put32(entry, head);
	put32(entry + 4, written);
	vq->put++;
	store(vq->used_at + RING_INDEX, vq->put);
}

bool vq_wants_interrupt(struct vq *vq)
{
	uint16_t old = vq->signalled, event;

	if (vq->put == old)
		return false;
	vq->signalled = vq->put;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (!vq->event_idx)
		return !(load(vq->avail_at + RING_FLAGS) & VIRTQ_AVAIL_F_NO_INTERRUPT);
	event = load(used_event(vq));
	return (uint16_t)(vq->put - event - 1) < (uint16_t)(vq->put - old);
}

struct span chain_readable(const struct chain *chain)
{
	return (struct span){ chain->part, chain->readable, 0 };
}

struct span chain_writable(const struct chain *chain)
{
	return (struct span){ chain->part + chain->readable, chain->writable, 0 };
}

size_t span_left(const struct span *span)
{
	uint64_t left = 0;

	for (unsigned i = 0; i < span->parts; i++)
		left += span->part[i].size;
	left -= span->offset;
	return left < UINT32_MAX ? (size_t)left : UINT32_MAX;
}

/* The bytes at hand in one piece, at most `most`; none only at the end. Moves on. */
static struct part step(struct span *span, size_t most)
{
	struct part piece;

	while (span->parts > 0 && span->offset == span->part->size) {
		span->part++;
		span->parts--;
		span->offset = 0;
	}
	if (span->parts == 0)
		return (struct part){ NULL, 0 };
	piece.at = span->part->at + span->offset;
	piece.size = (uint32_t)least(span->part->size - span->offset, most);
	span->offset += piece.size;
	return piece;
}

size_t span_read(struct span *span, void *to, size_t bytes)
{
	size_t done = 0;

	while (done < bytes) {
		struct part piece = step(span, bytes - done);

		if (piece.size == 0)
			break;
		memcpy((uint8_t *)to + done, piece.at, piece.size);
		done += piece.size;
	}
	return done;
}

size_t span_write(struct span *span, const void *from, size_t bytes)
{
	size_t done = 0;

	while (done < bytes) {
		struct part piece = step(span, bytes - done);

		if (piece.size == 0)
			break;
		memcpy(piece.at, (const uint8_t *)from + done, piece.size);
		done += piece.size;
	}
	return done;
}

size_t span_skip(struct span *span, size_t bytes)
{
	size_t done = 0;
	struct part piece;

	while (done < bytes && (piece = step(span, bytes - done)).size > 0)
		done += piece.size;
	return done;
}

unsigned span_split(struct span *span, size_t bytes, struct part *parts, unsigned most)
{
	unsigned count = 0;

	while (bytes > 0) {
		struct part piece = step(span, bytes);

		if (piece.size == 0 || count == most)
			return 0;
		parts[count++] = piece;
		bytes -= piece.size;
	}
	return count;
}
