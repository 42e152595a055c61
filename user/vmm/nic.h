/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest's network: a net backend over a virtio network device of the machine's own. Frames are copied
 * between the guest and buffers that only the device and we reach.
 *
 * A device that breaks the rules is reset; frames under way are lost, as they may be on any network.
 */
#ifndef USER_VMM_NIC_H
#define USER_VMM_NIC_H

#include "lib/virtio/mmio.h"
#include "user/vmm/virtio/net.h"

enum {
	NIC_BUFFERS = 64, /* in each direction */
	NIC_BUFFER = 2048,
	NIC_DMA = 2 * NIC_BUFFERS * NIC_BUFFER + (16 << 10), /* bytes of DMA memory that suffice */
};

struct nic {
	struct net_backend backend;
	struct virtio virtio;
	struct virtqueue receive, transmit;
	uintptr_t registers;
	struct dma memory; /* all of it, for a new start */
	struct dma in, out;
	bool dead;
	uint8_t address[NET_ADDRESS];
	uint8_t idle[NIC_BUFFERS]; /* transmit buffers that nobody has */
	unsigned idle_count;
};

enum virtio_error nic_start(struct nic *nic, uintptr_t registers, struct dma memory);

/* The device's interrupt: frames go to `net`. */
void nic_interrupt(struct nic *nic, struct virtio_net *net);

#endif
