/* SPDX-License-Identifier: Apache-2.0 */
/* See device.h. A buffer's number is its token. */
#include "user/services/input/device.h"

#include <string.h>

#define EVENT_QUEUE 0

/* Configuration (5.8.4). */
#define CONFIG_SELECT 0
#define CONFIG_SUBSEL 1
#define CONFIG_SIZE   2
#define CONFIG_DATA   8
#define ABS_INFO      0x12

static void offer(struct device *d, uint32_t index)
{
	struct virtqueue_part part = { d->buffers.device + index * sizeof(struct device_event),
				       sizeof(struct device_event) };

	/* There are no more buffers than descriptors: it fits, unless the queue is broken. */
	(void)!virtqueue_add(&d->events, &part, 0, 1, index);
}

enum virtio_error device_start(struct device *d, uintptr_t registers, struct dma *memory)
{
	enum virtio_error error;

	memset(d, 0, sizeof(*d));
	error = virtio_begin(&d->v, registers, VIRTIO_ID_INPUT, 0);
	if (error == VIRTIO_OK)
		error = virtio_queue(&d->v, EVENT_QUEUE, &d->events, memory, DEVICE_EVENTS);
	if (error != VIRTIO_OK)
		return error;
	d->buffers = dma_take(memory, DEVICE_EVENTS * sizeof(struct device_event), 64);
	if (d->buffers.size == 0)
		return VIRTIO_E_QUEUE;
	virtio_start(&d->v);
	for (uint32_t i = 0; i < d->events.size; i++)
		offer(d, i);
	virtio_notify(&d->v, EVENT_QUEUE);
	return VIRTIO_OK;
}

bool device_axis(struct device *d, uint8_t axis, int32_t *min, int32_t *max)
{
	uint32_t range[2];
	uint8_t size;

	virtio_config_write8(&d->v, CONFIG_SELECT, ABS_INFO);
	virtio_config_write8(&d->v, CONFIG_SUBSEL, axis);
	if (!virtio_config(&d->v, CONFIG_SIZE, &size, 1, 1) || size < sizeof(range) ||
	    !virtio_config(&d->v, CONFIG_DATA, range, sizeof(range), 4))
		return false;
	*min = (int32_t)range[0];
	*max = (int32_t)range[1];
	return *min < *max;
}

enum virtqueue_taken device_next(struct device *d, struct device_event *event)
{
	enum virtqueue_taken taken;
	uint32_t index, written;

	taken = virtqueue_take(&d->events, &index, &written);
	if (taken == VIRTQUEUE_TAKEN) {
		memcpy(event, d->buffers.memory + index * sizeof(*event), sizeof(*event));
		if (written != sizeof(*event))
			*event = (struct device_event){ .type = EVENT_NONE };
		offer(d, index);
	} else if (taken == VIRTQUEUE_NONE && virtqueue_wants_notice(&d->events)) {
		virtio_notify(&d->v, EVENT_QUEUE);
	}
	return taken;
}
