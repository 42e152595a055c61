/* SPDX-License-Identifier: Apache-2.0 */
/* See nic.h. A transmit buffer is either in idle[] or with the device; its number is its token. */
#include "user/services/net/nic.h"

#include <string.h>

#define FEATURE_MAC    ((uint64_t)1 << 5)
#define FEATURE_STATUS ((uint64_t)1 << 16)

#define RECEIVE_QUEUE  0
#define TRANSMIT_QUEUE 1

/* Configuration (5.1.4). */
#define CONFIG_MAC     0
#define CONFIG_STATUS  6
#define STATUS_LINK_UP 1

/* struct virtio_net_hdr (5.1.6): all zero, as no offload was agreed on. */
#define HEADER 12

_Static_assert(HEADER + NIC_FRAME_MAX <= NIC_BUFFER_SIZE, "a frame fits");

static void look_at_link(struct nic *n)
{
	uint16_t status = 0;

	if ((n->v.features & FEATURE_STATUS) == 0)
		n->up = true; /* 5.1.4.2: without it the link is always active */
	else if (virtio_config(&n->v, CONFIG_STATUS, &status, 2, 2))
		n->up = (status & STATUS_LINK_UP) != 0;
}

static void offer(struct nic *n, uint32_t index)
{
	struct virtqueue_part part = { n->received[index].device, NIC_BUFFER_SIZE };

	/* There are no more buffers than descriptors: it fits, unless the queue is broken. */
	(void)!virtqueue_add(&n->receive, &part, 0, 1, index);
}

enum virtio_error nic_start(struct nic *n, uintptr_t registers, struct dma memory)
{
	enum virtio_error error;

	memset(n, 0, sizeof(*n));
	error = virtio_begin(&n->v, registers, VIRTIO_ID_NET, FEATURE_MAC | FEATURE_STATUS);
	if (error != VIRTIO_OK)
		return error;
	if ((n->v.features & FEATURE_MAC) == 0 ||
	    !virtio_config(&n->v, CONFIG_MAC, n->address, 6, 1))
		return VIRTIO_E_FEATURES;
	error = virtio_queue(&n->v, RECEIVE_QUEUE, &n->receive, &memory, NIC_BUFFERS);
	if (error == VIRTIO_OK)
		error = virtio_queue(&n->v, TRANSMIT_QUEUE, &n->transmit, &memory, NIC_BUFFERS);
	if (error != VIRTIO_OK)
		return error;
	for (unsigned i = 0; i < NIC_BUFFERS; i++) {
		n->received[i] = dma_take(&memory, NIC_BUFFER_SIZE, 64);
		n->transmitted[i] = dma_take(&memory, NIC_BUFFER_SIZE, 64);
		if (n->received[i].size == 0 || n->transmitted[i].size == 0)
			return VIRTIO_E_QUEUE;
	}
	n->idle_count = n->transmit.size;
	for (unsigned i = 0; i < n->idle_count; i++)
		n->idle[i] = (uint8_t)i;
	virtqueue_want_interrupts(&n->transmit, false);
	return VIRTIO_OK;
}

void nic_run(struct nic *n)
{
	virtio_start(&n->v);
	for (uint32_t i = 0; i < n->receive.size; i++)
		offer(n, i);
	virtio_notify(&n->v, RECEIVE_QUEUE);
	look_at_link(n);
}

/* Buffers that the device has sent are idle again. */
static void reclaim(struct nic *n)
{
	uint32_t index, written;

	while (virtqueue_take(&n->transmit, &index, &written) == VIRTQUEUE_TAKEN)
		n->idle[n->idle_count++] = (uint8_t)index;
}

void *nic_frame(struct nic *n)
{
	reclaim(n);
	if (n->idle_count == 0)
		return NULL;
	return n->transmitted[n->idle[n->idle_count - 1]].memory + HEADER;
}

void nic_send(struct nic *n, size_t size)
{
	uint8_t index = n->idle[n->idle_count - 1];
	struct virtqueue_part part = { n->transmitted[index].device, (uint32_t)(HEADER + size) };

	memset(n->transmitted[index].memory, 0, HEADER);
	if (!virtqueue_add(&n->transmit, &part, 1, 0, index))
		return;
	n->idle_count--;
	if (virtqueue_wants_notice(&n->transmit))
		virtio_notify(&n->v, TRANSMIT_QUEUE);
}

void nic_interrupt(struct nic *n)
{
	bool was = n->up;

	if (virtio_interrupt(&n->v) & VIRTIO_INTERRUPT_CONFIG)
		look_at_link(n);
	n->changed = n->up != was;
}

enum virtqueue_taken nic_receive(struct nic *n,
				 void (*take)(void *context, const void *frame, size_t size),
				 void *context)
{
	enum virtqueue_taken taken;
	uint32_t index, written;

	taken = virtqueue_take(&n->receive, &index, &written);
	if (taken != VIRTQUEUE_TAKEN)
		return taken;
	if (written > HEADER)
		take(context, n->received[index].memory + HEADER, written - HEADER);
	offer(n, index);
	if (virtqueue_wants_notice(&n->receive))
		virtio_notify(&n->v, RECEIVE_QUEUE);
	return VIRTQUEUE_TAKEN;
}
