/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The device's side of a split virtqueue (virtio 1.2, section 2.7) in hostile guest memory.
 *
 * The rings' addresses are turned into pointers once, when the guest makes the queue ready, and checked
 * against RAM, alignment and size. After that the ring's own fields are read once each: an index that ran
 * too far, a descriptor outside the table or outside RAM, a chain longer than the queue or with a
 * readable part after a writable one makes the queue `broken`; it yields no chain any more until the
 * device is reset.
 *
 * A chain's parts point into guest RAM, so they are always safe to access, but what they hold may change at
 * any time. VIRTIO_F_EVENT_IDX is supported, indirect descriptors are not offered.
 */
#ifndef USER_VMM_VIRTIO_QUEUE_H
#define USER_VMM_VIRTIO_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "user/vmm/ram.h"

enum {
	VQ_MAX = 128, /* descriptors */
};

/* A piece of guest memory. */
struct part {
	uint8_t *at;
	uint32_t size;
};

/* What the guest made available: `readable` parts for the device to read, then `writable` ones. */
struct chain {
	uint16_t head;
	uint16_t readable, writable;
	struct part part[VQ_MAX];
};

struct vq {
	/* As the driver set them. */
	uint16_t size;
	uint64_t desc, avail, used; /* guest physical */
	bool ready;

	bool event_idx;
	bool broken;
	uint16_t next;	    /* avail index of the next chain to take */
	uint16_t put;	    /* used index of the next element to put */
	uint16_t signalled; /* `put` when the guest was last told, or decided not to be */
	uint8_t *desc_at, *avail_at, *used_at; /* when ready */
};

/* Forget everything; `size` is the largest the device offers. */
void vq_reset(struct vq *vq, uint16_t size);

/* Make the queue ready as the driver described it. False if the description is not valid. */
bool vq_enable(struct vq *vq, const struct ram *ram, bool event_idx);

/* Take the next chain; false if there is none, or the queue is or gets broken. */
bool vq_take(struct vq *vq, const struct ram *ram, struct chain *chain);

/*
 * Nothing is left to take, and the guest is asked to say when that changes. False if something came in
 * meanwhile: take again.
 */
bool vq_rest(struct vq *vq);

/* Hand a chain back, with `written` bytes put in its writable parts. */
void vq_put(struct vq *vq, uint16_t head, uint32_t written);

/* After vq_put(), once or several times: whether the guest wants an interrupt. */
bool vq_wants_interrupt(struct vq *vq);

/*
 * A place in a run of parts. All operations stop at the end and say how far they came; a driver may cut
 * its buffers as it likes (2.7.4), so devices read and write through these.
 */
struct span {
	const struct part *part;
	unsigned parts;
	uint32_t offset; /* in the first part */
};

struct span chain_readable(const struct chain *chain);
struct span chain_writable(const struct chain *chain);

/* Bytes from here to the end, at most UINT32_MAX. */
size_t span_left(const struct span *span);

/* Copy out or in, and move on. Returns bytes copied. */
size_t span_read(struct span *span, void *to, size_t bytes);
size_t span_write(struct span *span, const void *from, size_t bytes);

/* Move on. Returns bytes skipped. */
size_t span_skip(struct span *span, size_t bytes);

/*
 * The next `bytes` bytes as parts of their own, at most `most` of them; moves on. Returns the number of
 * parts, 0 if there are not so many bytes or it takes more parts.
 */
unsigned span_split(struct span *span, size_t bytes, struct part *parts, unsigned most);

#endif
