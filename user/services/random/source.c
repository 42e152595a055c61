/* SPDX-License-Identifier: Apache-2.0 */
/* See source.h. What was copied out of the device's buffer is erased there: it may become a key. */
#include "user/services/random/source.h"

#include <string.h>

enum virtio_error source_start(struct source *s, uintptr_t registers, struct dma memory)
{
	enum virtio_error error;

	memset(s, 0, sizeof(*s));
	error = virtio_begin(&s->v, registers, VIRTIO_ID_RNG, 0);
	if (error == VIRTIO_OK)
		error = virtio_queue(&s->v, 0, &s->queue, &memory, 2);
	if (error != VIRTIO_OK)
		return error;
	s->buffer = dma_take(&memory, SOURCE_BYTES, 64);
	if (s->buffer.size == 0)
		return VIRTIO_E_QUEUE;
	virtio_start(&s->v);
	return VIRTIO_OK;
}

void source_ask(struct source *s)
{
	struct virtqueue_part part = { s->buffer.device, SOURCE_BYTES };

	if (s->asked || !virtqueue_add(&s->queue, &part, 0, 1, 0))
		return;
	s->asked = true;
	virtio_notify(&s->v, 0);
}

enum virtqueue_taken source_receive(struct source *s, uint8_t to[SOURCE_BYTES], uint32_t *size)
{
	enum virtqueue_taken taken;
	uint32_t token;

	(void)virtio_interrupt(&s->v);
	taken = virtqueue_take(&s->queue, &token, size);
	if (taken != VIRTQUEUE_TAKEN)
		return taken;
	s->asked = false;
	memcpy(to, s->buffer.memory, *size);
	memset(s->buffer.memory, 0, SOURCE_BYTES);
	return VIRTQUEUE_TAKEN;
}
