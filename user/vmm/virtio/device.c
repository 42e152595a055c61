/* SPDX-License-Identifier: Apache-2.0 */
/* The transport: what every virtio,mmio window does. */
#include "lib/virtio/transport.h"
#include "user/vmm/bytes.h"
#include "user/vmm/tree.h"
#include "user/vmm/virtio/device.h"
#include "user/vmm/vm.h"

enum {
	VENDOR = 0x4448,				      /* "HD" */
	STATUS_BY_DRIVER = 0xff & ~VIRTIO_STATUS_NEEDS_RESET, /* the bits that the driver sets */
};

static struct virtio_device *of(struct device *device)
{
	return CONTAINER(device, struct virtio_device, device);
}

bool virtio_running(const struct virtio_device *v)
{
	return (v->status & (VIRTIO_STATUS_DRIVER_OK | VIRTIO_STATUS_NEEDS_RESET |
			     VIRTIO_STATUS_FAILED)) == VIRTIO_STATUS_DRIVER_OK;
}

static void update_line(struct virtio_device *v)
{
	device_line(&v->device, v->interrupts != 0);
}

static void interrupt(struct virtio_device *v, uint32_t bit)
{
	v->interrupts |= bit;
	update_line(v);
}

static void reset(struct virtio_device *v)
{
	v->status = 0;
	v->accepted = 0;
	v->interrupts = 0;
	v->device_features_sel = v->driver_features_sel = v->queue_sel = 0;
	for (unsigned i = 0; i < v->kind->queues; i++)
		vq_reset(&v->queue[i], VQ_MAX);
	if (v->kind->reset != NULL)
		v->kind->reset(v);
	update_line(v);
}

void virtio_fail(struct virtio_device *v)
{
	v->status |= VIRTIO_STATUS_NEEDS_RESET;
	virtio_config_changed(v);
}

void virtio_config_changed(struct virtio_device *v)
{
	v->generation++;
	if (v->status & VIRTIO_STATUS_DRIVER_OK)
		interrupt(v, VIRTIO_INTERRUPT_CONFIG);
}

bool virtio_take(struct virtio_device *v, unsigned index, struct chain *chain)
{
	struct vq *vq = &v->queue[index];

	if (!virtio_running(v))
		return false;
	if (vq_take(vq, &v->device.vm->ram, chain))
		return true;
	if (vq->broken)
		virtio_fail(v);
	return false;
}

bool virtio_rest(struct virtio_device *v, unsigned index)
{
	return !virtio_running(v) || vq_rest(&v->queue[index]);
}

void virtio_put(struct virtio_device *v, unsigned index, uint16_t head, uint32_t written)
{
	if (v->queue[index].ready)
		vq_put(&v->queue[index], head, written);
}

void virtio_flush(struct virtio_device *v, unsigned index)
{
	if (v->queue[index].ready && vq_wants_interrupt(&v->queue[index]))
		interrupt(v, VIRTIO_INTERRUPT_USED);
}

/* The queue that the driver selected, or NULL. */
static struct vq *selected(struct virtio_device *v)
{
	return v->queue_sel < v->kind->queues ? &v->queue[v->queue_sel] : NULL;
}

static uint32_t read_register(struct virtio_device *v, uint32_t offset)
{
	struct vq *vq = selected(v);

	switch (offset) {
	case VIRTIO_MMIO_MAGIC_VALUE:
		return VIRTIO_MMIO_MAGIC;
	case VIRTIO_MMIO_VERSION:
		return 2;
	case VIRTIO_MMIO_DEVICE_ID:
		return v->kind->id;
	case VIRTIO_MMIO_VENDOR_ID:
		return VENDOR;
	case VIRTIO_MMIO_DEVICE_FEATURES:
		return v->device_features_sel < 2
			       ? (uint32_t)(v->offered >> 32 * v->device_features_sel)
			       : 0;
	case VIRTIO_MMIO_QUEUE_NUM_MAX:
		return vq == NULL ? 0 : VQ_MAX;
	case VIRTIO_MMIO_QUEUE_READY:
		return vq != NULL && vq->ready;
	case VIRTIO_MMIO_INTERRUPT_STATUS:
		return v->interrupts;
	case VIRTIO_MMIO_STATUS:
		return v->status;
	case VIRTIO_MMIO_CONFIG_GENERATION:
		return v->generation;
	default:
		return offset >= VIRTIO_MMIO_SHM_LEN_LOW && offset <= VIRTIO_MMIO_SHM_BASE_HIGH
			       ? UINT32_MAX
			       : 0;
	}
}

static uint32_t read_config(const struct virtio_device *v, uint32_t offset, unsigned size)
{
	uint32_t value = 0;

	if (size > sizeof(value) || offset > v->config_size || size > v->config_size - offset)
		return 0;
	memcpy(&value, (const uint8_t *)v->config + offset, size);
	return value;
}

static uint64_t virtio_read(struct device *device, uint32_t offset, unsigned size)
{
	struct virtio_device *v = of(device);

	if (offset >= VIRTIO_MMIO_CONFIG)
		return read_config(v, offset - VIRTIO_MMIO_CONFIG, size);
	return size == 4 ? read_register(v, offset) : 0;
}

static void accept_features(struct virtio_device *v, uint32_t value)
{
	unsigned shift = 32 * v->driver_features_sel;

	if (v->driver_features_sel > 1 || v->status & VIRTIO_STATUS_FEATURES_OK)
		return;
	v->accepted = (v->accepted & ~((uint64_t)UINT32_MAX << shift)) | (uint64_t)value << shift;
}

/* FEATURES_OK sticks only to a choice that the device can live with (3.1.1, step 6). */
static bool features_fit(const struct virtio_device *v)
{
	return (v->accepted & ~v->offered) == 0 && v->accepted & VIRTIO_F_VERSION_1;
}

static void write_status(struct virtio_device *v, uint32_t value)
{
	bool was_running = virtio_running(v);

	if (value == 0) {
		reset(v);
		return;
	}
	value &= STATUS_BY_DRIVER;
	if (value & VIRTIO_STATUS_FEATURES_OK && !features_fit(v))
		value &= ~(uint32_t)VIRTIO_STATUS_FEATURES_OK;
	if (!(value & VIRTIO_STATUS_FEATURES_OK))
		value &= ~(uint32_t)VIRTIO_STATUS_DRIVER_OK;
	v->status |= value;
	for (unsigned i = 0; i < v->kind->queues && !was_running && virtio_running(v); i++)
		v->kind->notified(v, i);
}

static void set_ready(struct virtio_device *v, struct vq *vq, uint32_t value)
{
	if (value != 1)
		vq->ready = false;
	else if (!vq->ready && v->status & VIRTIO_STATUS_FEATURES_OK &&
		 !vq_enable(vq, &v->device.vm->ram, v->accepted & VIRTIO_F_EVENT_IDX))
		virtio_fail(v);
}

static void set_half(uint64_t *address, bool high, uint32_t value)
{
	*address = high ? (*address & UINT32_MAX) | (uint64_t)value << 32
			: (*address & ~(uint64_t)UINT32_MAX) | value;
}

static void write_queue(struct virtio_device *v, uint32_t offset, uint32_t value)
{
	struct vq *vq = selected(v);

	if (vq == NULL)
		return;
	if (offset == VIRTIO_MMIO_QUEUE_READY) {
		set_ready(v, vq, value);
		return;
	}
	if (vq->ready)
		return; /* 4.2.2.2: the driver must not */
	switch (offset) {
	case VIRTIO_MMIO_QUEUE_NUM:
		vq->size = value <= VQ_MAX ? (uint16_t)value : 0;
		break;
	case VIRTIO_MMIO_QUEUE_DESC_LOW:
	case VIRTIO_MMIO_QUEUE_DESC_HIGH:
		set_half(&vq->desc, offset == VIRTIO_MMIO_QUEUE_DESC_HIGH, value);
		break;
	case VIRTIO_MMIO_QUEUE_DRIVER_LOW:
	case VIRTIO_MMIO_QUEUE_DRIVER_HIGH:
		set_half(&vq->avail, offset == VIRTIO_MMIO_QUEUE_DRIVER_HIGH, value);
		break;
	case VIRTIO_MMIO_QUEUE_DEVICE_LOW:
	case VIRTIO_MMIO_QUEUE_DEVICE_HIGH:
		set_half(&vq->used, offset == VIRTIO_MMIO_QUEUE_DEVICE_HIGH, value);
		break;
	}
}

static void write_register(struct virtio_device *v, uint32_t offset, uint32_t value)
{
	switch (offset) {
	case VIRTIO_MMIO_DEVICE_FEATURES_SEL:
		v->device_features_sel = value;
		break;
	case VIRTIO_MMIO_DRIVER_FEATURES_SEL:
		v->driver_features_sel = value;
		break;
	case VIRTIO_MMIO_DRIVER_FEATURES:
		accept_features(v, value);
		break;
	case VIRTIO_MMIO_QUEUE_SEL:
		v->queue_sel = value;
		break;
	case VIRTIO_MMIO_QUEUE_NOTIFY:
		if (value < v->kind->queues && virtio_running(v))
			v->kind->notified(v, value);
		break;
	case VIRTIO_MMIO_INTERRUPT_ACK:
		v->interrupts &= ~value;
		update_line(v);
		break;
	case VIRTIO_MMIO_STATUS:
		write_status(v, value);
		break;
	default:
		write_queue(v, offset, value);
		break;
	}
}

static void virtio_write(struct device *device, uint32_t offset, unsigned size, uint64_t value)
{
	struct virtio_device *v = of(device);

	if (offset < VIRTIO_MMIO_CONFIG && size == 4)
		write_register(v, offset, (uint32_t)value);
	else if (offset >= VIRTIO_MMIO_CONFIG && size <= 4 && v->kind->configured != NULL)
		v->kind->configured(v, offset - VIRTIO_MMIO_CONFIG, size, (uint32_t)value);
}

static void virtio_reset_device(struct device *device)
{
	reset(of(device));
}

static bool virtio_quiet(const struct device *device)
{
	const struct virtio_device *v = (const void *)device;

	_Static_assert(offsetof(struct virtio_device, device) == 0, "the same address");
	return v->kind->quiet == NULL || v->kind->quiet(v);
}

static void describe(const struct device *device, struct dtb *dtb)
{
	dtb_node_at(dtb, "virtio", device->base);
	dtb_text(dtb, "compatible", device->model->compatible);
	tree_window(dtb, device);
	tree_line(dtb, device, true);
	dtb_flag(dtb, "dma-coherent");
	dtb_end_node(dtb);
}

static const struct device_model virtio_mmio_model = {
	.compatible = "virtio,mmio",
	.read = virtio_read,
	.write = virtio_write,
	.reset = virtio_reset_device,
	.describe = describe,
	.quiet = virtio_quiet,
};

void virtio_device_init(struct virtio_device *v, const struct virtio_kind *kind, uint64_t features,
			const void *config, uint32_t config_size)
{
	memset(v, 0, sizeof(*v));
	v->device.model = &virtio_mmio_model;
	v->device.size = VIRTIO_WINDOW;
	v->kind = kind;
	v->config = config;
	v->config_size = config_size;
	v->offered = features | VIRTIO_F_VERSION_1 | VIRTIO_F_EVENT_IDX;
	for (unsigned i = 0; i < kind->queues; i++)
		vq_reset(&v->queue[i], VQ_MAX);
}
