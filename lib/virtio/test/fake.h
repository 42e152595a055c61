/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A virtio-mmio device for tests of drivers: it defines the functions of lib/virtio/registers.h and plays the
 * device whose registers are at the address of a struct fake. It checks what a driver must do
 * (sections 3.1.1 and 4.2.2.2) with assertions of its own, and can be told to misbehave.
 *
 * The device's address of a byte of `memory` is its offset + FAKE_BASE.
 */
#ifndef LIB_VIRTIO_TEST_FAKE_H
#define LIB_VIRTIO_TEST_FAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/virtio/dma.h"

#define FAKE_BASE   UINT64_C(0x900000000)
#define FAKE_QUEUES 8
#define FAKE_PARTS  16

struct fake_queue {
	uint32_t num_max, num, ready;
	uint64_t desc, driver, device;
	uint16_t seen; /* of the available ring */
	uint16_t used;
	unsigned notices;
};

struct fake {
	/* Set by the test before it begins. */
	uint32_t magic, version, id;
	uint64_t features;
	uint8_t config[256];
	bool never_resets, refuses_features, changes_config;
	/* Called when the driver writes a byte of the configuration. */
	void (*configured)(struct fake *f, unsigned offset);

	uint8_t *memory;
	size_t memory_size;

	uint64_t driver_features;
	uint32_t device_select, driver_select, queue_select;
	uint32_t status, interrupt, generation;
	unsigned resets;
	struct fake_queue queue[FAKE_QUEUES];
};

/* One chain of descriptors, as the device sees it. */
struct fake_chain {
	uint16_t head;
	unsigned readable, writable;
	struct {
		uint8_t *at;
		uint32_t size;
	} part[FAKE_PARTS];
};

/* A well-behaved device with `size` bytes of memory and queues of `num_max`. */
void fake_init(struct fake *f, uint32_t id, uint64_t features, size_t size, uint32_t num_max);
void fake_free(struct fake *f);

/* The whole memory, as the driver is granted it. */
struct dma fake_dma(struct fake *f);

/* Take the next available chain. False if there is none. */
bool fake_take(struct fake *f, unsigned queue, struct fake_chain *chain);

/* Copy into a chain's writable parts, from their start; returns how much fitted. */
uint32_t fake_fill(const struct fake_chain *chain, const void *from, size_t size);

/* Copy a chain's readable parts out; returns how much there was, at most `size`. */
uint32_t fake_read(const struct fake_chain *chain, void *to, size_t size);

/* Give a chain back, with an interrupt. */
void fake_use(struct fake *f, unsigned queue, uint32_t id, uint32_t length);

/* A used ring's index, to be set to anything. */
void fake_set_used(struct fake *f, unsigned queue, uint16_t idx);

#endif
