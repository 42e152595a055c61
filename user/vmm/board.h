/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The board: which devices a guest has, and where. A device whose backend is missing is left out.
 *
 *	0x08000000  interrupt controller: distributor, then (0x080a0000) a redistributor for each VCPU
 *	0x09000000  PL011, SPI 0
 *	0x09010000  PL031, SPI 1
 *	0x0a000000  virtio-mmio windows, 4 KiB each, SPI 2 and up
 *	0x40000000  RAM
 */
#ifndef USER_VMM_BOARD_H
#define USER_VMM_BOARD_H

#include "user/vmm/pl011.h"
#include "user/vmm/pl031.h"
#include "user/vmm/virtio/block.h"
#include "user/vmm/virtio/console.h"
#include "user/vmm/virtio/gpu.h"
#include "user/vmm/virtio/input.h"
#include "user/vmm/virtio/net.h"
#include "user/vmm/virtio/rng.h"
#include "user/vmm/vm.h"

#define BOARD_RAM 0x40000000

struct board {
	struct vm vm;
	struct pl011 uart;
	struct pl031 rtc;
	struct virtio_console console;
	struct virtio_block block;
	struct virtio_net net;
	struct virtio_rng rng;
	struct virtio_gpu gpu;
	struct virtio_input touch, keyboard;
};

struct board_parts {
	uint8_t *ram; /* 2 MiB-aligned */
	uint64_t ram_size;
	unsigned cpus; /* 1..VM_CPUS */
	struct blob kernel, initrd;
	const char *bootargs;

	/* Each may be NULL. */
	struct clock_backend *clock;
	struct block_backend *block;
	struct net_backend *net;
	struct random_backend *random;

	uint8_t address[NET_ADDRESS];
	struct screen screen; /* at NULL: neither screen nor input */
	uint8_t *pool;
	size_t pool_size;
};

void board_init(struct board *board, const struct vm_host *host, const struct board_parts *parts);

#endif
