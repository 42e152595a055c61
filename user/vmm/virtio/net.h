/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A virtio network device (virtio 1.2, section 5.1): one pair of queues, no offloads. Frames are copied
 * once in each direction. What the guest sends waits in its queue while the backend has no room; what comes in
 * while the guest offers no buffer is lost, as on any network.
 */
#ifndef USER_VMM_VIRTIO_NET_H
#define USER_VMM_VIRTIO_NET_H

#include "user/vmm/virtio/device.h"

enum {
	NET_FRAME_MIN = 14,   /* an Ethernet header */
	NET_FRAME_MAX = 1514, /* and 1,500 bytes; without the check sequence */
	NET_ADDRESS = 6,
};

struct net_backend {
	/* Where to put the next frame of up to NET_FRAME_MAX bytes, or NULL: there is no room now. */
	uint8_t *(*room)(struct net_backend *backend);
	/* That place holds a frame of `bytes` bytes: send it. */
	void (*send)(struct net_backend *backend, size_t bytes);
};

struct virtio_net {
	struct virtio_device virtio;
	struct net_backend *backend;
	uint8_t config[NET_ADDRESS];
};

void virtio_net_init(struct virtio_net *net, struct net_backend *backend,
		     const uint8_t address[NET_ADDRESS]);

/* A frame came in. Returns false if it was lost. */
bool virtio_net_receive(struct virtio_net *net, const uint8_t *frame, size_t bytes);

/* The backend has room again. */
void virtio_net_ready(struct virtio_net *net);

#endif
