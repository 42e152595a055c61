/* SPDX-License-Identifier: Apache-2.0 */
/* The driver of a virtio entropy device (virtio 1.2, section 5.4): one request at a time. */
#ifndef USER_SERVICES_RANDOM_SOURCE_H
#define USER_SERVICES_RANDOM_SOURCE_H

#include "lib/virtio/mmio.h"

#define SOURCE_BYTES  256  /* of a request; the device may deliver fewer, but at least one */
#define SOURCE_MEMORY 4096 /* bytes of DMA memory, at least */

struct source {
	struct virtio v;
	struct virtqueue queue;
	struct dma buffer;
	bool asked;
};

/* Reset the device and start it. */
enum virtio_error source_start(struct source *s, uintptr_t registers, struct dma memory);

/* Ask for bytes, unless that has been done already. */
void source_ask(struct source *s);

/*
 * After an interrupt: copy the bytes that came, if any. VIRTQUEUE_TAKEN with *size bytes in `to`, NONE, or
 * BROKEN.
 */
enum virtqueue_taken source_receive(struct source *s, uint8_t to[SOURCE_BYTES], uint32_t *size);

#endif
