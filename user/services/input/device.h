/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The driver of a virtio input device (virtio 1.2, section 5.8): events come in, nothing goes out.
 */
#ifndef USER_SERVICES_INPUT_DEVICE_H
#define USER_SERVICES_INPUT_DEVICE_H

#include "lib/virtio/mmio.h"

#define DEVICE_EVENTS 64   /* buffers with the device */
#define DEVICE_MEMORY 4096 /* bytes of DMA memory that one device takes, at most */

/* As the device writes it (5.8.6), with the Linux input event codes (5.8.5). */
struct device_event {
	uint16_t type;
	uint16_t code;
	uint32_t value;
};

#define EVENT_SYN  0x00
#define EVENT_KEY  0x01
#define EVENT_ABS  0x03
#define EVENT_NONE 0xffff /* of no device: an event of a wrong size */

struct device {
	struct virtio v;
	struct virtqueue events;
	struct dma buffers;
};

/* Reset the device and start it; its memory is taken from `memory`. */
enum virtio_error device_start(struct device *d, uintptr_t registers, struct dma *memory);

/* The range of an absolute axis (5.8.4, ABS_INFO). False if the device has no such axis. */
bool device_axis(struct device *d, uint8_t axis, int32_t *min, int32_t *max);

/*
 * After an interrupt, until it says NONE, but DEVICE_EVENTS times at most: the next event. BROKEN: the
 * device breaks the rules, and only a new start helps.
 */
enum virtqueue_taken device_next(struct device *d, struct device_event *event);

#endif
