/* SPDX-License-Identifier: Apache-2.0 */
#include "user/vmm/board.h"
#include "user/vmm/bytes.h"

enum {
	UART = 0x09000000,
	RTC = 0x09010000,
	VIRTIO = 0x0a000000,
	FIRST_SPI = 32,
};

#define CONSOLE_PATH "/serial@9000000"

static void place(struct board *board, struct device *device, uint64_t base, unsigned spi)
{
	device->base = base;
	device->intid = FIRST_SPI + spi;
	vm_add(&board->vm, device);
}

static void place_virtio(struct board *board, struct virtio_device *virtio, unsigned *next)
{
	place(board, &virtio->device, VIRTIO + *next * VIRTIO_WINDOW, 2 + *next);
	++*next;
}

static void add_legacy(struct board *board, const struct board_parts *parts)
{
	pl011_init(&board->uart, &board->vm);
	place(board, &board->uart.device, UART, 0);
	board->vm.console = CONSOLE_PATH;
	if (parts->clock == NULL)
		return;
	pl031_init(&board->rtc, parts->clock);
	place(board, &board->rtc.device, RTC, 1);
}

static void add_screen(struct board *board, const struct board_parts *parts, unsigned *next)
{
	const struct screen *screen = &parts->screen;

	virtio_gpu_init(&board->gpu, *screen, parts->pool, parts->pool_size);
	place_virtio(board, &board->gpu.virtio, next);
	virtio_input_init(&board->touch, INPUT_TOUCH_SCREEN, screen->width, screen->height);
	place_virtio(board, &board->touch.virtio, next);
	virtio_input_init(&board->keyboard, INPUT_KEYBOARD, 0, 0);
	place_virtio(board, &board->keyboard.virtio, next);
}

static void add_virtio(struct board *board, const struct board_parts *parts)
{
	unsigned next = 0;

	virtio_console_init(&board->console, &board->vm);
	place_virtio(board, &board->console.virtio, &next);
	if (parts->block != NULL) {
		virtio_block_init(&board->block, parts->block);
		place_virtio(board, &board->block.virtio, &next);
	}
	if (parts->net != NULL) {
		virtio_net_init(&board->net, parts->net, parts->address);
		place_virtio(board, &board->net.virtio, &next);
	}
	if (parts->random != NULL) {
		virtio_rng_init(&board->rng, parts->random);
		place_virtio(board, &board->rng.virtio, &next);
	}
	if (parts->screen.at != NULL)
		add_screen(board, parts, &next);
}

void board_init(struct board *board, const struct vm_host *host, const struct board_parts *parts)
{
	struct ram ram = { parts->ram, BOARD_RAM, parts->ram_size };

	memset(board, 0, sizeof(*board));
	vm_init(&board->vm, host, ram, parts->cpus);
	board->vm.kernel = parts->kernel;
	board->vm.initrd = parts->initrd;
	board->vm.bootargs = parts->bootargs;
	add_legacy(board, parts);
	add_virtio(board, parts);
}
