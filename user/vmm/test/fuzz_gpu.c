/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Graphics commands in well-formed chains. Each command of the input: a byte for its type, a byte for its
 * length, so many bytes of body. In ATTACH_BACKING's body the addresses are made to lie in RAM unless their
 * top bit is set.
 */
#include <string.h>

#include "lib/virtio/ring.h"
#include "user/vmm/bytes.h"
#include "user/vmm/test/fuzz_guest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define WINDOW (BOARD_RAM + (uint64_t)FUZZ_WINDOW)

enum {
	QUEUE_BYTES = 0x1000,
	COMMAND = 0x4000, /* offset in the window */
	ANSWER = 0x5000,
	ATTACH_BACKING = 0x106,
	HEADER = 24,
};

static uint16_t next_avail[2];

static void set_up(uint64_t base, unsigned queue)
{
	uint64_t at = WINDOW + queue * QUEUE_BYTES;
	struct virtq_desc chain[2] = {
		{ WINDOW + COMMAND, 0, VIRTQ_DESC_F_NEXT, 1 },
		{ WINDOW + ANSWER, 512, VIRTQ_DESC_F_WRITE, 0 },
	};

	memcpy(fuzz_ram + FUZZ_WINDOW + queue * QUEUE_BYTES, chain, sizeof(chain));
	fuzz_write(base + 0x30, queue);
	fuzz_write(base + 0x38, 4);
	fuzz_write(base + 0x80, (uint32_t)at);
	fuzz_write(base + 0x90, (uint32_t)at + 0x400);
	fuzz_write(base + 0xa0, (uint32_t)at + 0x800);
	fuzz_write(base + 0x44, 1);
	next_avail[queue] = 0;
}

static uint64_t bring_up(void)
{
	uint64_t base = fuzz_board.gpu.virtio.device.base;

	fuzz_write(base + 0x70, 3);
	fuzz_write(base + 0x24, 1);
	fuzz_write(base + 0x20, 1);
	fuzz_write(base + 0x70, 11);
	set_up(base, 0);
	set_up(base, 1);
	fuzz_write(base + 0x70, 15);
	return base;
}

static void aim_entries(uint8_t *body, size_t bytes)
{
	for (size_t at = 8; at + 16 <= bytes; at += 16) {
		uint64_t address = get64(body + at);

		if (!(address >> 63))
			put64(body + at, WINDOW + (address & 0xffff));
	}
}

static void command(uint64_t base, struct input *input)
{
	static const uint32_t types[] = { 0x100, 0x101, 0x102, 0x103, 0x104, 0x105,
					  0x106, 0x107, 0x300, 0x301, 0x10a };
	uint32_t type = types[input_take(input, 1) % ARRAY_SIZE(types)];
	size_t bytes = least((size_t)input_take(input, 1), input->left);
	uint8_t *at = fuzz_ram + FUZZ_WINDOW + COMMAND;
	unsigned queue = type >= 0x300;
	uint8_t *ring = fuzz_ram + FUZZ_WINDOW + queue * QUEUE_BYTES;

	memset(at, 0, HEADER);
	put32(at, type);
	memcpy(at + HEADER, input->at, bytes);
	input->at += bytes;
	input->left -= bytes;
	if (type == ATTACH_BACKING)
		aim_entries(at + HEADER, bytes);
	put32(ring + 8, (uint32_t)(HEADER + bytes));
	put16(ring + 0x402, ++next_avail[queue]);
	fuzz_write(base + 0x50, queue);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	uint64_t base;

	fuzz_boot();
	base = bring_up();
	while (input.left > 0)
		command(base, &input);
	return 0;
}
