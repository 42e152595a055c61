/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A guest for tests: a board with RAM of a few megabytes, a host that records what it is told, and the driver's side
 * of virtio as Linux does it: every access goes through vm_exit().
 */
#ifndef USER_VMM_TEST_GUEST_H
#define USER_VMM_TEST_GUEST_H

#include "user/vmm/board.h"

enum {
	GUEST_RAM = 8 << 20,
	GUEST_LISTED = 64, /* injections remembered for each VCPU */
	GUEST_DISK = 128,  /* sectors */
	GUEST_SCREEN_WIDTH = 40,
	GUEST_SCREEN_HEIGHT = 60,
	GUEST_POOL = 64 << 10,
	GUEST_LOG = 8192,
	GUEST_FRAMES = 8,
};

struct guest_cpu {
	uint64_t lr[GUEST_LISTED]; /* in the order of their injection */
	unsigned listed;
	unsigned room; /* list registers that are still free */
	uint64_t timer;
	bool running;
	uint64_t pc, x0;
};

struct guest {
	struct board board;
	uint8_t *ram;
	struct guest_cpu cpu[VM_CPUS];
	char log[GUEST_LOG];

	struct block_backend block;
	uint8_t disk[GUEST_DISK * BLOCK_SECTOR];
	bool hold; /* keep requests under way until guest_complete() */
	struct block_request *held[BLOCK_REQUESTS];
	unsigned held_count;

	struct net_backend net;
	unsigned net_room;
	uint8_t frame[GUEST_FRAMES][NET_FRAME_MAX];
	size_t frame_bytes[GUEST_FRAMES];
	unsigned frames;

	struct random_backend random;
	size_t entropy; /* bytes that the backend has */
	uint8_t next_random;

	struct clock_backend clock;
	uint64_t seconds;

	uint8_t *screen, *pool;
	uint8_t kernel[4096];
};

/* A board with all devices and this many VCPUs, booted. */
struct guest *guest_new(unsigned cpus);
void guest_free(struct guest *guest);

/* What VCPU 0 does. The first two fail the test unless the exit is answered. */
uint64_t guest_read(struct guest *guest, uint64_t address, unsigned size);
void guest_write(struct guest *guest, uint64_t address, unsigned size, uint64_t value);
struct answer guest_hvc(struct guest *guest, unsigned cpu, uint64_t x0, uint64_t x1, uint64_t x2,
			uint64_t x3);
struct answer guest_register(struct guest *guest, unsigned cpu, uint32_t number, bool write,
			     uint64_t value);

/* Let the backend's requests finish, with this result. */
void guest_complete(struct guest *guest, bool ok);

/* Bring the interrupt controller up as Linux does: all SPIs enabled, edge triggered, to VCPU 0. */
void guest_gic_up(struct guest *guest);

/* The driver of one queue. Its memory is a fixed 16 KiB for each queue of each device. */
struct driver {
	struct guest *guest;
	uint64_t base; /* the device's window */
	unsigned queue;
	uint64_t desc, avail, used, buffers;
	uint16_t next_desc, next_avail, next_used;
	uint64_t next_buffer;
};

enum {
	DRIVER_QUEUE_SIZE = 16,
	DRIVER_BUFFERS = 12 << 10, /* bytes */
};

/* Reset the device, negotiate all it offers, set `queues` queues up, DRIVER_OK. */
void driver_start(struct guest *guest, struct virtio_device *device, struct driver *queue,
		  unsigned queues);

/* One buffer of a chain. `at` is filled in by driver_add(). */
struct buffer {
	const void *from; /* what the device is to read, or NULL: it writes */
	uint32_t size;
	uint8_t *at; /* where it lies */
};

/* Make a chain available and tell the device. Returns its head. */
uint16_t driver_add(struct driver *driver, struct buffer *buffers, unsigned count);
void driver_kick(struct driver *driver);

/* The next used element; false if there is none. */
bool driver_used(struct driver *driver, uint16_t *head, uint32_t *written);

/* InterruptStatus, acknowledged. */
uint32_t driver_interrupt(struct driver *driver);

#endif
