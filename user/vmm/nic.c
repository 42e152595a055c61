/* SPDX-License-Identifier: Apache-2.0 */
#include "user/vmm/bytes.h"
#include "user/vmm/nic.h"

#define VIRTIO_NET_F_MAC (UINT64_C(1) << 5)

enum {
	RECEIVE,
	TRANSMIT,
	HEADER_BYTES = 12, /* struct virtio_net_hdr */
};

/* Which `index` of 0..NIC_BUFFERS - 1 of `pool` the device shall have. */
static struct virtqueue_part buffer(const struct dma *pool, unsigned index, uint32_t bytes)
{
	return (struct virtqueue_part){ pool->device + index * (uint64_t)NIC_BUFFER, bytes };
}

static uint8_t *buffer_at(const struct dma *pool, unsigned index)
{
	return pool->memory + index * (size_t)NIC_BUFFER;
}

/* The queue has as many descriptors as there are buffers, so this cannot fail before it is broken. */
static void offer(struct nic *nic, unsigned index)
{
	struct virtqueue_part part = buffer(&nic->in, index, NIC_BUFFER);

	(void)virtqueue_add(&nic->receive, &part, 0, 1, index);
}

static void notify(struct nic *nic, const struct virtqueue *queue, uint16_t index)
{
	if (virtqueue_wants_notice(queue))
		virtio_notify(&nic->virtio, index);
}

static enum virtio_error begin(struct nic *nic)
{
	struct dma memory = nic->memory;
	enum virtio_error error;

	error = virtio_begin(&nic->virtio, nic->registers, VIRTIO_ID_NET, VIRTIO_NET_F_MAC);
	if (error == VIRTIO_OK)
		error = virtio_queue(&nic->virtio, RECEIVE, &nic->receive, &memory, NIC_BUFFERS);
	if (error == VIRTIO_OK)
		error = virtio_queue(&nic->virtio, TRANSMIT, &nic->transmit, &memory, NIC_BUFFERS);
	if (error != VIRTIO_OK)
		return error;
	nic->in = dma_take(&memory, (size_t)NIC_BUFFERS * NIC_BUFFER, 64);
	nic->out = dma_take(&memory, (size_t)NIC_BUFFERS * NIC_BUFFER, 64);
	if (nic->in.size == 0 || nic->out.size == 0)
		return VIRTIO_E_QUEUE;
	virtio_start(&nic->virtio);
	for (unsigned i = 0; i < nic->receive.size; i++)
		offer(nic, i);
	notify(nic, &nic->receive, RECEIVE);
	nic->idle_count = nic->transmit.size;
	for (unsigned i = 0; i < nic->idle_count; i++)
		nic->idle[i] = (uint8_t)i;
	virtqueue_want_interrupts(&nic->transmit, false);
	return VIRTIO_OK;
}

/* Returns false if the device broke a rule. */
static bool reclaim(struct nic *nic)
{
	enum virtqueue_taken taken;
	uint32_t index, written;

	while ((taken = virtqueue_take(&nic->transmit, &index, &written)) == VIRTQUEUE_TAKEN)
		nic->idle[nic->idle_count++] = (uint8_t)index;
	return taken != VIRTQUEUE_BROKEN;
}

/*
 * A broken queue looks full here; nic_interrupt() finds out. When there is no room an interrupt is asked
 * for, and then looked again, because the device may have just finished.
 */
static uint8_t *room(struct net_backend *backend)
{
	struct nic *nic = CONTAINER(backend, struct nic, backend);

	if (nic->dead)
		return NULL;
	if (nic->idle_count == 0)
		(void)reclaim(nic);
	if (nic->idle_count == 0) {
		virtqueue_want_interrupts(&nic->transmit, true);
		dma_order();
		(void)reclaim(nic);
	}
	return nic->idle_count == 0
		       ? NULL
		       : buffer_at(&nic->out, nic->idle[nic->idle_count - 1]) + HEADER_BYTES;
}

static void send(struct net_backend *backend, size_t bytes)
{
	struct nic *nic = CONTAINER(backend, struct nic, backend);
	unsigned index = nic->idle[--nic->idle_count];
	struct virtqueue_part part = buffer(&nic->out, index, (uint32_t)bytes + HEADER_BYTES);

	memset(buffer_at(&nic->out, index), 0, HEADER_BYTES);
	if (virtqueue_add(&nic->transmit, &part, 1, 0, index))
		notify(nic, &nic->transmit, TRANSMIT);
}

/* Returns false if the device broke a rule. A frame is looked at by the guest only, so it may change. */
static bool drain(struct nic *nic, struct virtio_net *net)
{
	enum virtqueue_taken taken;
	uint32_t index, written;
	bool any = false;

	while ((taken = virtqueue_take(&nic->receive, &index, &written)) == VIRTQUEUE_TAKEN) {
		if (written >= HEADER_BYTES + NET_FRAME_MIN &&
		    written <= HEADER_BYTES + NET_FRAME_MAX)
			(void)virtio_net_receive(net, buffer_at(&nic->in, index) + HEADER_BYTES,
						 written - HEADER_BYTES);
		offer(nic, index);
		any = true;
	}
	if (any)
		notify(nic, &nic->receive, RECEIVE);
	return taken != VIRTQUEUE_BROKEN;
}

void nic_interrupt(struct nic *nic, struct virtio_net *net)
{
	bool sane;

	if (nic->dead)
		return;
	(void)virtio_interrupt(&nic->virtio);
	virtqueue_want_interrupts(&nic->transmit, false);
	sane = reclaim(nic);
	sane = drain(nic, net) && sane;
	if (!sane || virtio_needs_reset(&nic->virtio))
		nic->dead = begin(nic) != VIRTIO_OK;
	virtio_net_ready(net);
}

enum virtio_error nic_start(struct nic *nic, uintptr_t registers, struct dma memory)
{
	enum virtio_error error;

	memset(nic, 0, sizeof(*nic));
	nic->registers = registers;
	nic->memory = memory;
	nic->backend = (struct net_backend){ room, send };
	error = begin(nic);
	if (error != VIRTIO_OK)
		return error;
	if (!(nic->virtio.features & VIRTIO_NET_F_MAC) ||
	    !virtio_config(&nic->virtio, 0, nic->address, sizeof(nic->address), 1))
		return VIRTIO_E_FEATURES;
	return VIRTIO_OK;
}
