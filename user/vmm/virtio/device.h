/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A virtio device behind the MMIO transport, version 2 (virtio 1.2, sections 2, 3.1 and 4.2): registers,
 * feature negotiation, status, queues and interrupt. A kind of device adds its features, its
 * configuration space and what it does with its queues.
 *
 * A kind's functions run only while the driver has set DRIVER_OK, but for `reset` and the configuration. A
 * broken queue sets DEVICE_NEEDS_RESET, and the device rests until the driver resets it.
 */
#ifndef USER_VMM_VIRTIO_DEVICE_H
#define USER_VMM_VIRTIO_DEVICE_H

#include "lib/virtio/mmio.h"
#include "user/vmm/device.h"
#include "user/vmm/virtio/queue.h"

enum {
	VIRTIO_QUEUES = 2, /* of any device here */
	VIRTIO_WINDOW = 0x1000,
};

#define VIRTIO_F_EVENT_IDX (UINT64_C(1) << 29)

struct virtio_device;

struct virtio_kind {
	enum virtio_id id;
	unsigned queues;
	/* The driver says that queue `index` has something new. */
	void (*notified)(struct virtio_device *device, unsigned index);
	/* The driver resets the device: forget what belongs to its requests. May be NULL. */
	void (*reset)(struct virtio_device *device);
	/* Bytes of configuration space from `offset` have been written. NULL: it is read-only. */
	void (*configured)(struct virtio_device *device, uint32_t offset, unsigned size,
			   uint32_t value);
	/* See struct device_model. May be NULL. */
	bool (*quiet)(const struct virtio_device *device);
};

struct virtio_device {
	struct device device;
	const struct virtio_kind *kind;
	const void *config;
	uint32_t config_size;
	uint64_t offered, accepted; /* features */
	uint32_t status;
	uint32_t interrupts; /* InterruptStatus */
	uint32_t generation;
	uint32_t device_features_sel, driver_features_sel, queue_sel;
	struct vq queue[VIRTIO_QUEUES];
};

/* Assemble a device; `features` besides those of the transport. Its place is set by virtio_place(). */
void virtio_device_init(struct virtio_device *device, const struct virtio_kind *kind,
			uint64_t features, const void *config, uint32_t config_size);

/* Take the next chain of queue `index`, if the driver is up. */
bool virtio_take(struct virtio_device *device, unsigned index, struct chain *chain);

/* As vq_rest(). */
bool virtio_rest(struct virtio_device *device, unsigned index);

/* Hand a chain back. virtio_flush() then interrupts the guest if it wants that. */
void virtio_put(struct virtio_device *device, unsigned index, uint16_t head, uint32_t written);
void virtio_flush(struct virtio_device *device, unsigned index);

/* The driver breaks a rule that matters: stop until it resets the device. */
void virtio_fail(struct virtio_device *device);

/* The configuration space changed. */
void virtio_config_changed(struct virtio_device *device);

/* Whether the driver negotiated and is up. */
bool virtio_running(const struct virtio_device *device);

#endif
