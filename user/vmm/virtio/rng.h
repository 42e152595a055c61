/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A virtio entropy device (virtio 1.2, section 5.4). The backend may have no bytes yet; then requests wait,
 * and virtio_rng_retry() is called from time to time while virtio_rng_waiting().
 */
#ifndef USER_VMM_VIRTIO_RNG_H
#define USER_VMM_VIRTIO_RNG_H

#include "user/vmm/virtio/device.h"

struct random_backend {
	/* Fill in 1..`bytes` fresh bytes; returns how many, or 0: none now. */
	size_t (*read)(struct random_backend *backend, uint8_t *to, size_t bytes);
};

struct virtio_rng {
	struct virtio_device virtio;
	struct random_backend *backend;
	bool waiting;
};

void virtio_rng_init(struct virtio_rng *rng, struct random_backend *backend);
void virtio_rng_retry(struct virtio_rng *rng);

static inline bool virtio_rng_waiting(const struct virtio_rng *rng)
{
	return rng->waiting;
}

#endif
