/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest's disk: a block backend over a virtio block device of the machine's own.
 *
 * The device's DMA goes straight to the guest's RAM. That is safe because a request's parts lie in RAM, which
 * virtio_block has checked, and because RAM is one run of physical memory that is the guest's for good.
 * Rings, headers and status bytes lie in memory that the guest cannot reach.
 *
 * A device that breaks the rules is reset, and what was under way fails; one that cannot be reset any more
 * fails every request from then on.
 */
#ifndef USER_VMM_DISK_H
#define USER_VMM_DISK_H

#include "lib/virtio/mmio.h"
#include "user/vmm/virtio/block.h"

enum {
	DISK_DMA = 16 << 10, /* bytes of DMA memory that suffice */
};

struct disk_slot {
	struct block_request *request; /* NULL: free */
	bool started;		       /* the device has it */
};

struct disk {
	struct block_backend backend;
	struct virtio virtio;
	struct virtqueue queue;
	uintptr_t registers;
	struct dma memory;  /* all of it, for a new start */
	struct dma headers; /* a struct for each slot: what the device reads and where it answers */
	struct dma ram;	    /* the guest's */
	bool dead;
	struct disk_slot slot[BLOCK_REQUESTS];
};

/* Take the device in hand. `memory` is for the driver alone, `ram` the guest's RAM as the device sees it. */
enum virtio_error disk_start(struct disk *disk, uintptr_t registers, struct dma memory,
			     struct dma ram);

/* Reset the device, so that it touches the guest's RAM no more; what was under way fails. */
void disk_cancel(struct disk *disk);

/* The device's interrupt. */
void disk_interrupt(struct disk *disk);

#endif
