/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A driver that is up and then lies: the input chooses the device and fills descriptors, rings and buffers.
 *
 *	byte 0		device, and whether VIRTIO_F_EVENT_IDX is taken
 *	then, again and again: an offset in the window, a length, so many bytes for it, a kick, an event
 *
 * Each queue has 16 descriptors at window + 0x1000 * queue, its available ring 0x400 behind, its used ring 0x800
 * behind. A descriptor's address is the window's plus its low 16 bits unless its top bit is set.
 */
#include <string.h>

#include "lib/virtio/ring.h"
#include "user/vmm/bytes.h"
#include "user/vmm/test/fuzz_guest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define WINDOW (BOARD_RAM + (uint64_t)FUZZ_WINDOW)

enum {
	DESCRIPTORS = 16,
};

static struct virtio_device *choose(unsigned which)
{
	struct virtio_device *all[] = {
		&fuzz_board.console.virtio,  &fuzz_board.block.virtio, &fuzz_board.net.virtio,
		&fuzz_board.rng.virtio,	     &fuzz_board.gpu.virtio,   &fuzz_board.touch.virtio,
		&fuzz_board.keyboard.virtio,
	};

	return all[which % ARRAY_SIZE(all)];
}

static void bring_up(struct virtio_device *device, bool event_idx)
{
	uint64_t base = device->device.base;
	uint32_t low;

	fuzz_write(base + 0x70, 3);
	low = (uint32_t)fuzz_read(base + 0x10);
	fuzz_write(base + 0x20, event_idx ? low : low & ~(uint32_t)VIRTIO_F_EVENT_IDX);
	fuzz_write(base + 0x24, 1);
	fuzz_write(base + 0x20, 1);
	fuzz_write(base + 0x70, 11);
	for (unsigned queue = 0; queue < device->kind->queues; queue++) {
		uint64_t at = WINDOW + 0x1000 * queue;

		fuzz_write(base + 0x30, queue);
		fuzz_write(base + 0x38, DESCRIPTORS);
		fuzz_write(base + 0x80, (uint32_t)at);
		fuzz_write(base + 0x90, (uint32_t)at + 0x400);
		fuzz_write(base + 0xa0, (uint32_t)at + 0x800);
		fuzz_write(base + 0x44, 1);
	}
	fuzz_write(base + 0x70, 15);
}

/* Make most addresses mean something. */
static void aim_descriptors(const struct virtio_device *device)
{
	for (unsigned i = 0; i < DESCRIPTORS * device->kind->queues; i++) {
		uint8_t *at = fuzz_ram + FUZZ_WINDOW + 0x1000 * (i / DESCRIPTORS) +
			      sizeof(struct virtq_desc) * (i % DESCRIPTORS);
		uint64_t address = get64(at);

		if (!(address >> 63))
			put64(at, WINDOW + (address & 0xffff));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	unsigned which = (unsigned)input_take(&input, 1);
	struct virtio_device *device;

	fuzz_boot();
	device = choose(which);
	bring_up(device, which & 0x80);
	for (unsigned i = 0; i < 100 && input.left > 0; i++) {
		uint64_t offset = input_take(&input, 2), bytes = input_take(&input, 1);

		bytes = least(least(bytes, input.left), 0x10000 - offset);
		memcpy(fuzz_ram + FUZZ_WINDOW + offset, input.at, bytes);
		input.at += bytes;
		input.left -= bytes;
		aim_descriptors(device);
		fuzz_write(device->device.base + 0x50, (uint32_t)input_take(&input, 1) % 3);
		fuzz_event((unsigned)input_take(&input, 1));
	}
	return 0;
}
