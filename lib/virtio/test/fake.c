/* SPDX-License-Identifier: Apache-2.0 */
/* See fake.h. */
#include "lib/virtio/test/fake.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/virtio/registers.h"
#include "lib/virtio/ring.h"

#define FEATURES_OK 8
#define DRIVER_OK   4

void fake_init(struct fake *f, uint32_t id, uint64_t features, size_t size, uint32_t num_max)
{
	*f = (struct fake){ .magic = 0x74726976,
			    .version = 2,
			    .id = id,
			    .features = features | UINT64_C(1) << 32,
			    .memory_size = size };
	f->memory = aligned_alloc(4096, size);
	assert(f->memory != NULL);
	memset(f->memory, 0xa5, size);
	for (unsigned i = 0; i < FAKE_QUEUES; i++)
		f->queue[i].num_max = num_max;
}

void fake_free(struct fake *f)
{
	free(f->memory);
}

struct dma fake_dma(struct fake *f)
{
	return (struct dma){ f->memory, FAKE_BASE, f->memory_size };
}

static void *at(struct fake *f, uint64_t address, size_t size)
{
	assert(address >= FAKE_BASE && address - FAKE_BASE <= f->memory_size);
	assert(size <= f->memory_size - (address - FAKE_BASE));
	return f->memory + (address - FAKE_BASE);
}

static struct virtq_used *used_ring(struct fake *f, const struct fake_queue *q)
{
	return at(f, q->device, sizeof(struct virtq_used) + q->num * 8);
}

bool fake_take(struct fake *f, unsigned queue, struct fake_chain *chain)
{
	struct fake_queue *q = &f->queue[queue];
	const struct virtq_avail *avail = at(f, q->driver, 4 + q->num * 2);
	const struct virtq_desc *table = at(f, q->desc, q->num * 16);
	uint16_t next;

	assert(q->ready && (f->status & DRIVER_OK));
	if (avail->idx == q->seen)
		return false;
	*chain = (struct fake_chain){ .head = avail->ring[q->seen++ % q->num] };
	next = chain->head;
	for (unsigned i = 0;; i++) {
		const struct virtq_desc *d = &table[next];

		assert(i < FAKE_PARTS && next < q->num && d->len > 0);
		chain->part[i].at = at(f, d->addr, d->len);
		chain->part[i].size = d->len;
		if (d->flags & VIRTQ_DESC_F_WRITE)
			chain->writable++;
		else
			chain->readable++;
		assert((d->flags & VIRTQ_DESC_F_WRITE) || chain->writable == 0);
		if (!(d->flags & VIRTQ_DESC_F_NEXT))
			return true;
		next = d->next;
	}
}

uint32_t fake_fill(const struct fake_chain *chain, const void *from, size_t size)
{
	uint32_t done = 0;

	for (unsigned i = 0; i < chain->writable && done < size; i++) {
		uint32_t room = chain->part[chain->readable + i].size;
		uint32_t n = size - done < room ? (uint32_t)(size - done) : room;

		memcpy(chain->part[chain->readable + i].at, (const uint8_t *)from + done, n);
		done += n;
	}
	return done;
}

uint32_t fake_read(const struct fake_chain *chain, void *to, size_t size)
{
	uint32_t done = 0;

	for (unsigned i = 0; i < chain->readable && done < size; i++) {
		uint32_t there = chain->part[i].size;
		uint32_t n = size - done < there ? (uint32_t)(size - done) : there;

		memcpy((uint8_t *)to + done, chain->part[i].at, n);
		done += n;
	}
	return done;
}

void fake_use(struct fake *f, unsigned queue, uint32_t id, uint32_t length)
{
	struct fake_queue *q = &f->queue[queue];
	struct virtq_used *used = used_ring(f, q);

	used->ring[q->used % q->num] = (struct virtq_used_elem){ id, length };
	used->idx = ++q->used;
	f->interrupt |= 1;
}

void fake_set_used(struct fake *f, unsigned queue, uint16_t idx)
{
	used_ring(f, &f->queue[queue])->idx = idx;
}

static struct fake_queue *selected(struct fake *f)
{
	static struct fake_queue none;

	none = (struct fake_queue){ 0 };
	return f->queue_select < FAKE_QUEUES ? &f->queue[f->queue_select] : &none;
}

uint8_t register_read8(uintptr_t registers, unsigned offset)
{
	struct fake *f = (struct fake *)registers;

	assert(offset >= 0x100 && offset < 0x200);
	if (f->changes_config)
		f->generation++;
	return f->config[offset - 0x100];
}

uint16_t register_read16(uintptr_t registers, unsigned offset)
{
	assert(offset % 2 == 0);
	return (uint16_t)(register_read8(registers, offset) | register_read8(registers, offset + 1)
								      << 8);
}

static uint32_t read_config32(uintptr_t registers, unsigned offset)
{
	return register_read16(registers, offset) | (uint32_t)register_read16(registers, offset + 2)
							    << 16;
}

uint32_t register_read32(uintptr_t registers, unsigned offset)
{
	const struct fake *f = (struct fake *)registers;

	assert(offset % 4 == 0);
	switch (offset) {
	case 0x000:
		return f->magic;
	case 0x004:
		return f->version;
	case 0x008:
		return f->id;
	case 0x010:
		return (uint32_t)(f->features >> 32 * (f->device_select & 1));
	case 0x034:
		return selected((struct fake *)registers)->num_max;
	case 0x044:
		return selected((struct fake *)registers)->ready;
	case 0x060:
		return f->interrupt;
	case 0x070:
		return f->status;
	case 0x0fc:
		return f->generation;
	default:
		return read_config32(registers, offset);
	}
}

static void set_half(uint64_t *address, unsigned high, uint32_t value)
{
	unsigned shift = high ? 32 : 0;

	*address = (*address & ~(UINT64_C(0xffffffff) << shift)) | (uint64_t)value << shift;
}

static void reset(struct fake *f)
{
	if (f->never_resets)
		return;
	f->resets++;
	f->status = f->interrupt = 0;
	for (unsigned i = 0; i < FAKE_QUEUES; i++)
		f->queue[i] = (struct fake_queue){ .num_max = f->queue[i].num_max };
}

/* Bits are only added, except by a reset; FEATURES_OK holds if the choice is legal. */
static void set_status(struct fake *f, uint32_t value)
{
	if (value == 0) {
		reset(f);
		return;
	}
	assert((f->status & ~value) == 0 || f->refuses_features);
	if (value & FEATURES_OK && !(f->status & FEATURES_OK)) {
		assert((f->driver_features & ~f->features) == 0);
		if (f->refuses_features)
			value &= ~(uint32_t)FEATURES_OK;
	}
	f->status = value;
}

static void set_queue(struct fake *f, unsigned offset, uint32_t value)
{
	struct fake_queue *q = selected(f);

	switch (offset) {
	case 0x038:
		assert(value >= 1 && value <= q->num_max && (value & (value - 1)) == 0);
		q->num = value;
		break;
	case 0x044:
		assert((f->status & FEATURES_OK) && !(f->status & DRIVER_OK));
		assert(q->desc % 16 == 0 && q->driver % 2 == 0 && q->device % 4 == 0);
		q->ready = value;
		break;
	case 0x080:
	case 0x084:
		set_half(&q->desc, offset & 4, value);
		break;
	case 0x090:
	case 0x094:
		set_half(&q->driver, offset & 4, value);
		break;
	case 0x0a0:
	case 0x0a4:
		set_half(&q->device, offset & 4, value);
		break;
	default:
		abort(); /* not a register that can be written */
	}
}

void register_write32(uintptr_t registers, unsigned offset, uint32_t value)
{
	struct fake *f = (struct fake *)registers;

	switch (offset) {
	case 0x014:
		f->device_select = value;
		break;
	case 0x020:
		assert(!(f->status & FEATURES_OK));
		set_half(&f->driver_features, f->driver_select, value);
		break;
	case 0x024:
		f->driver_select = value;
		break;
	case 0x030:
		f->queue_select = value;
		break;
	case 0x050:
		assert((f->status & DRIVER_OK) && value < FAKE_QUEUES);
		f->queue[value].notices++;
		break;
	case 0x064:
		f->interrupt &= ~value;
		break;
	case 0x070:
		set_status(f, value);
		break;
	default:
		set_queue(f, offset, value);
	}
}

void register_write8(uintptr_t registers, unsigned offset, uint8_t value)
{
	struct fake *f = (struct fake *)registers;

	assert(offset >= 0x100 && offset < 0x200);
	f->config[offset - 0x100] = value;
	if (f->configured != NULL)
		f->configured(f, offset - 0x100);
}
