/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzzes what a device can write: the input is a program for a hostile device and an ordinary
 * driver, two bytes an instruction. Whatever the device does, each token comes back at most once,
 * only while it is out, with no more bytes than its chain can hold, and no descriptor is lost.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/virtio/virtqueue.h"

#define SIZE   16
#define TOKENS 256

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct model {
	uint32_t capacity[TOKENS]; /* of a token that is out */
	uint8_t parts[TOKENS];	   /* 0: not out */
	unsigned out;		   /* descriptors */
};

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void add(struct virtqueue *q, struct model *m, uint8_t token, uint8_t shape)
{
	unsigned readable = shape & 3, writable = shape >> 2 & 3, count = readable + writable;
	struct virtqueue_part parts[6];
	bool room = count > 0 && count <= SIZE - m->out && !q->broken;

	if (m->parts[token] != 0)
		return;
	for (unsigned i = 0; i < count; i++)
		parts[i] = (struct virtqueue_part){ 0x1000, 16u + shape };
	require(virtqueue_add(q, parts, readable, writable, token) == room);
	if (!room)
		return;
	m->parts[token] = (uint8_t)count;
	m->capacity[token] = writable * (16u + shape);
	m->out += count;
}

static void take(struct virtqueue *q, struct model *m)
{
	uint32_t token, written;

	if (virtqueue_take(q, &token, &written) != VIRTQUEUE_TAKEN)
		return;
	require(token < TOKENS && m->parts[token] != 0 && written <= m->capacity[token]);
	m->out -= m->parts[token];
	m->parts[token] = 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static _Alignas(64) uint8_t memory[4096];
	struct dma dma = { memory, 0x10000, sizeof(memory) };
	struct model m = { 0 };
	struct virtqueue q;

	require(virtqueue_init(&q, &dma, SIZE));
	for (size_t i = 0; i + 1 < size; i += 2) {
		uint8_t what = data[i] >> 5, where = data[i] & 31, value = data[i + 1];

		switch (what) {
		case 0:
		case 1:
			add(&q, &m, value, data[i] & 15);
			break;
		case 2:
		case 3:
			take(&q, &m);
			break;
		case 4: /* use a chain, as a device does */
			q.used->ring[q.used->idx % SIZE] = (struct virtq_used_elem){ where, value };
			q.used->idx++;
			break;
		case 5:
			q.used->idx = (uint16_t)(q.used->idx + (int8_t)value);
			break;
		case 6: /* anything anywhere in the rings */
			memory[where * 32u + value % 32u] ^= value;
			break;
		default:
			q.used->ring[where % SIZE].len ^= (uint32_t)value << 24;
		}
		require(q.free_count == SIZE - m.out);
	}
	return 0;
}
