/* SPDX-License-Identifier: Apache-2.0 */
/* See mmio.h. Register names and offsets as in virtio 1.2, section 4.2.2. */
#include "lib/virtio/mmio.h"

#include "lib/virtio/registers.h"
#include "lib/virtio/transport.h"

/* How often to look before giving up on a device. */
#define RESET_LOOKS  1000000
#define CONFIG_LOOKS 100

static uint32_t get(const struct virtio *v, unsigned offset)
{
	return register_read32(v->registers, offset);
}

static void set(const struct virtio *v, unsigned offset, uint32_t value)
{
	register_write32(v->registers, offset, value);
}

static void set_address(const struct virtio *v, unsigned offset, uint64_t address)
{
	set(v, offset, (uint32_t)address);
	set(v, offset + 4, (uint32_t)(address >> 32));
}

static void add_status(struct virtio *v, uint32_t bit)
{
	v->status |= bit;
	set(v, VIRTIO_MMIO_STATUS, v->status);
}

static enum virtio_error identify(const struct virtio *v, enum virtio_id id)
{
	uint32_t found;

	if (get(v, VIRTIO_MMIO_MAGIC_VALUE) != VIRTIO_MMIO_MAGIC)
		return VIRTIO_E_ABSENT;
	if (get(v, VIRTIO_MMIO_VERSION) != 2)
		return VIRTIO_E_VERSION;
	found = get(v, VIRTIO_MMIO_DEVICE_ID);
	if (found == 0)
		return VIRTIO_E_ABSENT;
	return found == (uint32_t)id ? VIRTIO_OK : VIRTIO_E_KIND;
}

static uint64_t offered_features(const struct virtio *v)
{
	uint64_t low, high;

	set(v, VIRTIO_MMIO_DEVICE_FEATURES_SEL, 0);
	low = get(v, VIRTIO_MMIO_DEVICE_FEATURES);
	set(v, VIRTIO_MMIO_DEVICE_FEATURES_SEL, 1);
	high = get(v, VIRTIO_MMIO_DEVICE_FEATURES);
	return high << 32 | low;
}

static enum virtio_error negotiate(struct virtio *v, uint64_t wanted)
{
	uint64_t offered = offered_features(v);

	if ((offered & VIRTIO_F_VERSION_1) == 0)
		return VIRTIO_E_VERSION;
	v->features = offered & (wanted | VIRTIO_F_VERSION_1 | VIRTIO_F_ACCESS_PLATFORM);
	set(v, VIRTIO_MMIO_DRIVER_FEATURES_SEL, 0);
	set(v, VIRTIO_MMIO_DRIVER_FEATURES, (uint32_t)v->features);
	set(v, VIRTIO_MMIO_DRIVER_FEATURES_SEL, 1);
	set(v, VIRTIO_MMIO_DRIVER_FEATURES, (uint32_t)(v->features >> 32));
	add_status(v, VIRTIO_STATUS_FEATURES_OK);
	return get(v, VIRTIO_MMIO_STATUS) & VIRTIO_STATUS_FEATURES_OK ? VIRTIO_OK
								      : VIRTIO_E_FEATURES;
}

bool virtio_reset(struct virtio *v)
{
	v->status = 0;
	set(v, VIRTIO_MMIO_STATUS, 0);
	for (unsigned i = 0; i < RESET_LOOKS; i++) {
		if (get(v, VIRTIO_MMIO_STATUS) == 0)
			return true;
	}
	return false;
}

enum virtio_error virtio_begin(struct virtio *v, uintptr_t registers, enum virtio_id id,
			       uint64_t wanted)
{
	enum virtio_error error;

	*v = (struct virtio){ .registers = registers };
	error = identify(v, id);
	if (error != VIRTIO_OK)
		return error;
	if (!virtio_reset(v))
		return VIRTIO_E_RESET;
	add_status(v, VIRTIO_STATUS_ACKNOWLEDGE);
	add_status(v, VIRTIO_STATUS_DRIVER);
	return negotiate(v, wanted);
}

static uint16_t power_of_two_up_to(uint32_t most)
{
	uint32_t size = 1;

	while (size <= most / 2)
		size *= 2;
	return (uint16_t)size;
}

enum virtio_error virtio_queue(struct virtio *v, uint16_t index, struct virtqueue *q,
			       struct dma *dma, uint16_t size)
{
	uint32_t most;

	set(v, VIRTIO_MMIO_QUEUE_SEL, index);
	if (get(v, VIRTIO_MMIO_QUEUE_READY) != 0)
		return VIRTIO_E_QUEUE;
	most = get(v, VIRTIO_MMIO_QUEUE_NUM_MAX);
	if (most == 0)
		return VIRTIO_E_QUEUE;
	if (!virtqueue_init(q, dma, power_of_two_up_to(most < size ? most : size)))
		return VIRTIO_E_QUEUE;
	set(v, VIRTIO_MMIO_QUEUE_NUM, q->size);
	set_address(v, VIRTIO_MMIO_QUEUE_DESC_LOW, q->desc_device);
	set_address(v, VIRTIO_MMIO_QUEUE_DRIVER_LOW, q->avail_device);
	set_address(v, VIRTIO_MMIO_QUEUE_DEVICE_LOW, q->used_device);
	dma_publish();
	set(v, VIRTIO_MMIO_QUEUE_READY, 1);
	return VIRTIO_OK;
}

void virtio_start(struct virtio *v)
{
	add_status(v, VIRTIO_STATUS_DRIVER_OK);
}

void virtio_notify(struct virtio *v, uint16_t index)
{
	dma_order();
	set(v, VIRTIO_MMIO_QUEUE_NOTIFY, index);
}

uint32_t virtio_interrupt(struct virtio *v)
{
	uint32_t reasons = get(v, VIRTIO_MMIO_INTERRUPT_STATUS);

	if (reasons != 0)
		set(v, VIRTIO_MMIO_INTERRUPT_ACK, reasons);
	dma_order();
	return reasons;
}

bool virtio_needs_reset(const struct virtio *v)
{
	return (get(v, VIRTIO_MMIO_STATUS) & VIRTIO_STATUS_NEEDS_RESET) != 0;
}

static void read_config(const struct virtio *v, unsigned offset, uint8_t *to, unsigned width)
{
	uint32_t value;

	if (width == 4)
		value = get(v, VIRTIO_MMIO_CONFIG + offset);
	else if (width == 2)
		value = register_read16(v->registers, VIRTIO_MMIO_CONFIG + offset);
	else
		value = register_read8(v->registers, VIRTIO_MMIO_CONFIG + offset);
	for (unsigned i = 0; i < width; i++)
		to[i] = (uint8_t)(value >> 8 * i);
}

bool virtio_config(const struct virtio *v, unsigned offset, void *to, size_t size, unsigned width)
{
	for (unsigned look = 0; look < CONFIG_LOOKS; look++) {
		uint32_t generation = get(v, VIRTIO_MMIO_CONFIG_GENERATION);

		for (unsigned i = 0; i < size; i += width)
			read_config(v, offset + i, (uint8_t *)to + i, width);
		if (get(v, VIRTIO_MMIO_CONFIG_GENERATION) == generation)
			return true;
	}
	return false;
}

void virtio_config_write8(struct virtio *v, unsigned offset, uint8_t value)
{
	register_write8(v->registers, VIRTIO_MMIO_CONFIG + offset, value);
}
