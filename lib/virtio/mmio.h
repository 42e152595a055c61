/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The driver's side of the virtio-mmio transport, version 2 (virtio 1.2, sections 3.1 and 4.2).
 *
 *	virtio_begin      reset, find out what it is, agree on features
 *	virtio_queue      one for each queue
 *	virtio_start      from here on the device works
 *
 * virtio_begin resets the device and waits until it has stopped. A driver calls it before anything else, so
 * a device that was left running by a driver that died touches no memory any more once it returns.
 *
 * What the device says is checked: a device that is not what the driver expects, that never finishes
 * its reset or that refuses the features gives an error, never a hang.
 */
#ifndef LIB_VIRTIO_MMIO_H
#define LIB_VIRTIO_MMIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/virtio/virtqueue.h"

enum virtio_id {
	VIRTIO_ID_NET = 1,
	VIRTIO_ID_BLOCK = 2,
	VIRTIO_ID_CONSOLE = 3,
	VIRTIO_ID_RNG = 4,
	VIRTIO_ID_GPU = 16,
	VIRTIO_ID_INPUT = 18,
	VIRTIO_ID_SOUND = 25,
};

/* Features of every device (section 6). */
#define VIRTIO_F_VERSION_1	 ((uint64_t)1 << 32)
#define VIRTIO_F_ACCESS_PLATFORM ((uint64_t)1 << 33)

enum virtio_error {
	VIRTIO_OK = 0,
	VIRTIO_E_ABSENT,   /* no virtio device, or none plugged in */
	VIRTIO_E_VERSION,  /* not version 2, or a legacy device */
	VIRTIO_E_KIND,	   /* another kind of device */
	VIRTIO_E_RESET,	   /* it does not finish its reset */
	VIRTIO_E_FEATURES, /* a feature that is needed is missing, or it refuses the choice */
	VIRTIO_E_QUEUE,	   /* no such queue, already in use, or too little memory for it */
};

struct virtio {
	uintptr_t registers;
	uint64_t features; /* agreed */
	uint32_t status;   /* as we have set it */
};

/* What virtio_interrupt returns. */
#define VIRTIO_INTERRUPT_USED	1
#define VIRTIO_INTERRUPT_CONFIG 2

/*
 * Take the device at `registers` in hand. Of the features it offers those in `wanted` are accepted;
 * VIRTIO_F_VERSION_1 is needed always, and VIRTIO_F_ACCESS_PLATFORM accepted where offered.
 */
enum virtio_error virtio_begin(struct virtio *v, uintptr_t registers, enum virtio_id id,
			       uint64_t wanted);

/*
 * Set queue `index` up with at most `size` descriptors (a power of two up to VIRTQUEUE_MAX), fewer if the
 * device cannot do as many; its rings lie in memory taken from `dma`.
 */
enum virtio_error virtio_queue(struct virtio *v, uint16_t index, struct virtqueue *q,
			       struct dma *dma, uint16_t size);

void virtio_start(struct virtio *v);

/* Tell the device that queue `index` has new chains. */
void virtio_notify(struct virtio *v, uint16_t index);

/* What the interrupt was for, acknowledged at the device: VIRTIO_INTERRUPT_*. */
uint32_t virtio_interrupt(struct virtio *v);

/* True if the device asks to be reset (it has met an error that it cannot handle). */
bool virtio_needs_reset(const struct virtio *v);

/* Stop the device. False if it does not. */
bool virtio_reset(struct virtio *v);

/*
 * Copy `size` bytes of the device's configuration from `offset`, all of one generation (2.5.3), in
 * accesses of `width` bytes: that of the fields, 1, 2 or 4, of which both offset and size are
 * multiples. False if it changes all the time.
 */
bool virtio_config(const struct virtio *v, unsigned offset, void *to, size_t size, unsigned width);

/* Write one byte of the configuration. */
void virtio_config_write8(struct virtio *v, unsigned offset, uint8_t value);

#endif
