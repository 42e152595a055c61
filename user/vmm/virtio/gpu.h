/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A virtio graphics device, 2D only (virtio 1.2, section 5.7): one scanout of fixed size, one cursor. It decodes
 * and answers commands; scene.h does what they say.
 *
 * Pixels are B8G8R8A8 or B8G8R8X8 in memory, the two that Linux uses; a picture of another format is refused.
 */
#ifndef USER_VMM_VIRTIO_GPU_H
#define USER_VMM_VIRTIO_GPU_H

#include "user/vmm/virtio/device.h"
#include "user/vmm/virtio/scene.h"

struct virtio_gpu {
	struct virtio_device virtio;
	uint8_t config[16];
	struct scene scene;
};

/* `pool`: memory for pictures; three screens' worth lets a guest flip pages. */
void virtio_gpu_init(struct virtio_gpu *gpu, struct screen screen, uint8_t *pool, size_t pool_size);

#endif
