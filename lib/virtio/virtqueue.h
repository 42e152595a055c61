/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The driver's side of a split virtqueue (virtio 1.2, section 2.7).
 *
 * The rings and descriptors lie in memory that the device can write, and the device may be hostile or
 * broken. So the driver keeps what it knows in private memory, writes the shared descriptors and the
 * available ring without ever reading them back, and of the used ring believes nothing but what it
 * has checked: that the index moved no further than there are chains with the device, that an id is
 * the head of such a chain, and that no more bytes are said to be written than the chain can hold. A
 * device that breaks a rule is not listened to any more (VIRTQUEUE_BROKEN); its driver resets it.
 *
 * What remains the caller's: the *contents* of buffers. While a chain is with the device, and as long
 * as the device is not trusted also after, copy first and look then.
 *
 * A chain is named by a token that the caller chooses, for example the number of its buffer. Nothing is
 * allocated; one thread per queue.
 */
#ifndef LIB_VIRTIO_VIRTQUEUE_H
#define LIB_VIRTIO_VIRTQUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/virtio/dma.h"
#include "lib/virtio/ring.h"

#define VIRTQUEUE_MAX 128 /* descriptors in a queue, at most; sizes are powers of two */

/* One piece of a chain. */
struct virtqueue_part {
	uint64_t device; /* device address */
	uint32_t size;	 /* 1.. */
};

enum virtqueue_taken {
	VIRTQUEUE_NONE,	 /* the device has used nothing more */
	VIRTQUEUE_TAKEN, /* one chain came back */
	VIRTQUEUE_BROKEN,
};

struct virtqueue_chain {
	uint32_t token;
	uint32_t writable; /* bytes that the device may write */
	uint16_t parts;	   /* descriptors; 0: not the head of a chain that is with the device */
	uint16_t next;	   /* of each descriptor: the next in its chain or in the free list */
};

struct virtqueue {
	/* Shared with the device. */
	struct virtq_desc *desc;
	struct virtq_avail *avail;
	struct virtq_used *used;
	uint64_t desc_device, avail_device, used_device;

	/* Private. */
	uint16_t size;
	uint16_t free, free_count; /* list of descriptors not in any chain */
	uint16_t avail_idx;	   /* where the next chain goes */
	uint16_t used_idx;	   /* of the next used element to look at */
	uint16_t in_flight;	   /* chains that are with the device */
	bool broken;
	struct virtqueue_chain chain[VIRTQUEUE_MAX];
};

/*
 * Lay an empty queue of `size` descriptors out in memory taken from `dma`. False if size is not a
 * power of two in 1..VIRTQUEUE_MAX or the memory does not suffice.
 */
bool virtqueue_init(struct virtqueue *q, struct dma *dma, uint16_t size);

/*
 * Give the device a chain: `readable` parts that it reads, then `writable` parts that it writes, at least
 * one in all. False if there are not enough free descriptors, or the queue is broken; then nothing
 * changed.
 */
bool virtqueue_add(struct virtqueue *q, const struct virtqueue_part *parts, unsigned readable,
		   unsigned writable, uint32_t token);

/* After adding one chain or several: true if the device wants to be notified. */
bool virtqueue_wants_notice(const struct virtqueue *q);

/* Take the next used chain back. *written is at most the size of its writable parts. */
enum virtqueue_taken virtqueue_take(struct virtqueue *q, uint32_t *token, uint32_t *written);

/* Ask for an interrupt when chains are used, or for none. A hint to the device, not a promise. */
void virtqueue_want_interrupts(struct virtqueue *q, bool want);

#endif
