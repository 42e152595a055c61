/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The driver of a virtio network device (virtio 1.2, section 5.1), without offloads: one frame in one
 * buffer, each way.
 *
 * The device can write into its buffers at any time. A received frame is handed on in the device's
 * buffer; whoever takes it copies it before looking at it.
 */
#ifndef USER_SERVICES_NET_NIC_H
#define USER_SERVICES_NET_NIC_H

#include "lib/virtio/mmio.h"

#define NIC_BUFFERS	64 /* each way */
#define NIC_FRAME_MAX	1514
#define NIC_BUFFER_SIZE 2048 /* a header of 12 bytes, and the frame */
#define NIC_MEMORY	(2 * NIC_BUFFERS * NIC_BUFFER_SIZE + 8192) /* bytes of DMA memory, at least */

struct nic {
	struct virtio v;
	struct virtqueue receive, transmit;
	struct dma received[NIC_BUFFERS], transmitted[NIC_BUFFERS];
	uint8_t idle[NIC_BUFFERS]; /* transmit buffers that the device does not have */
	unsigned idle_count;
	uint8_t address[6];
	bool up;      /* the link */
	bool changed; /* the configuration, at the last nic_interrupt */
};

/* Reset the device and set it up; frames are received from nic_run on. */
enum virtio_error nic_start(struct nic *n, uintptr_t registers, struct dma memory);

/* Begin to receive. The link's state is known afterwards. */
void nic_run(struct nic *n);

/* Room for a frame of at most NIC_FRAME_MAX bytes, or NULL if the device has all buffers. */
void *nic_frame(struct nic *n);

/* Send what was put where nic_frame said. */
void nic_send(struct nic *n, size_t size);

/* The device interrupted: acknowledge, and look at the link. Then take the frames. */
void nic_interrupt(struct nic *n);

/*
 * Hand the next received frame to `take`, then give its buffer back to the device. VIRTQUEUE_NONE: there
 * is none. VIRTQUEUE_BROKEN: the device breaks the rules; only a new start helps.
 */
enum virtqueue_taken nic_receive(struct nic *n,
				 void (*take)(void *context, const void *frame, size_t size),
				 void *context);

#endif
