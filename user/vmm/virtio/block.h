/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A virtio block device (virtio 1.2, section 5.2): read, write, flush and its name.
 *
 * The data is not copied: a request goes to the backend as pieces of guest RAM, which are checked to lie
 * there. The guest's memory is one physical run, so a backend can let its disk's DMA reach them directly.
 * A guest that takes a buffer back early harms itself only.
 *
 * A request the guest made stays in its slot until the backend is done with it, also when the guest
 * resets the device meanwhile; then the slot is `orphaned` and the result goes nowhere. quiet() tells when
 * no slot is in use and so no DMA can come any more.
 */
#ifndef USER_VMM_VIRTIO_BLOCK_H
#define USER_VMM_VIRTIO_BLOCK_H

#include "user/vmm/virtio/device.h"

enum {
	BLOCK_SECTOR = 512,  /* bytes */
	BLOCK_REQUESTS = 16, /* with the backend at once */
	BLOCK_PARTS = 64,    /* pieces of one request's data */
};

enum block_operation {
	BLOCK_READ,
	BLOCK_WRITE,
	BLOCK_FLUSH, /* no data; done when all earlier writes are on the medium */
};

struct virtio_block;

struct block_request {
	enum block_operation operation;
	uint64_t sector;
	unsigned parts;
	struct part part[BLOCK_PARTS]; /* whole sectors in sum */

	/* The device's own. */
	struct virtio_block *block;
	enum { SLOT_FREE, SLOT_BUSY, SLOT_ORPHANED } slot;
	uint16_t head;
	uint32_t written; /* with success, data and status */
	uint8_t *status;
};

struct block_backend {
	uint64_t sectors;
	bool read_only;
	/*
	 * Start a request within `sectors`. virtio_block_done() follows, perhaps before this returns.
	 * Up to BLOCK_REQUESTS may be under way.
	 */
	void (*submit)(struct block_backend *backend, struct block_request *request);
};

struct virtio_block {
	struct virtio_device virtio;
	struct block_backend *backend;
	uint8_t config[64];
	struct block_request request[BLOCK_REQUESTS];
	bool starting; /* in the loop that starts requests */
};

void virtio_block_init(struct virtio_block *block, struct block_backend *backend);
void virtio_block_done(struct block_request *request, bool ok);

#endif
