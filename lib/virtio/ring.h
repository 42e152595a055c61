/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The split virtqueue in memory (virtio 1.2, section 2.7), as driver and device share it.
 * All fields are little-endian.
 */
#ifndef LIB_VIRTIO_RING_H
#define LIB_VIRTIO_RING_H

#include <stdint.h>

#define VIRTQ_DESC_F_NEXT     1 /* the chain goes on at `next` */
#define VIRTQ_DESC_F_WRITE    2 /* the device writes this buffer; else it reads it */
#define VIRTQ_DESC_F_INDIRECT 4

struct virtq_desc {
	uint64_t addr; /* device address */
	uint32_t len;
	uint16_t flags;
	uint16_t next;
};

#define VIRTQ_AVAIL_F_NO_INTERRUPT 1

/* Written by the driver. */
struct virtq_avail {
	uint16_t flags;
	uint16_t idx; /* where the next head will be put; counts on beyond the queue's size */
	uint16_t ring[];
};

struct virtq_used_elem {
	uint32_t id;  /* head of the chain that was used */
	uint32_t len; /* bytes the device wrote into it */
};

#define VIRTQ_USED_F_NO_NOTIFY 1

/* Written by the device. */
struct virtq_used {
	uint16_t flags;
	uint16_t idx;
	struct virtq_used_elem ring[];
};

#define VIRTQ_SIZE_MAX	  32768
#define VIRTQ_DESC_ALIGN  16
#define VIRTQ_AVAIL_ALIGN 2
#define VIRTQ_USED_ALIGN  4

_Static_assert(sizeof(struct virtq_desc) == 16, "2.7.5");
_Static_assert(sizeof(struct virtq_avail) == 4, "2.7.6");
_Static_assert(sizeof(struct virtq_used_elem) == 8, "2.7.8");
_Static_assert(sizeof(struct virtq_used) == 4, "2.7.8");

#endif
