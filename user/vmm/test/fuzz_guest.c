/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "user/vmm/bytes.h"
#include "user/vmm/test/fuzz_guest.h"

enum {
	SCREEN_WIDTH = 32,
	SCREEN_HEIGHT = 24,
	POOL = 32 << 10,
	SECTORS = 64,
};

struct board fuzz_board;
uint8_t *fuzz_ram;

static uint8_t *screen, *pool;
static uint8_t kernel[4096], frame[NET_FRAME_MAX], disk[SECTORS * BLOCK_SECTOR];
static bool running[FUZZ_CPUS];
static unsigned room;
static struct block_request *held;

static bool inject(struct vm *vm, unsigned cpu, uint64_t lr)
{
	(void)vm;
	if (cpu >= FUZZ_CPUS || !running[cpu] || lr >> 62 != 1)
		abort();
	return room > 0 && room-- > 0;
}

static void timer(struct vm *vm, unsigned cpu, uint64_t lr)
{
	(void)vm;
	if (cpu >= FUZZ_CPUS || (lr != 0 && (uint32_t)lr != GIC_TIMER))
		abort();
}

static void start(struct vm *vm, unsigned cpu, uint64_t pc, uint64_t x0)
{
	(void)x0;
	if (running[cpu] || ram_range(&vm->ram, pc, 4) == NULL)
		abort();
	running[cpu] = true;
}

static void stop(struct vm *vm, unsigned cpu)
{
	(void)vm;
	running[cpu] = false;
}

static void forget(struct vm *vm, const char *line)
{
	(void)vm;
	if (strlen(line) > 200)
		abort();
}

/* Sanitizers see whether it is memory. */
static void publish(struct vm *vm, const void *at, uint64_t bytes)
{
	const uint8_t *byte = at;
	uint8_t sum = 0;

	for (uint64_t i = 0; i < bytes; i += 4096)
		sum ^= byte[i];
	(void)sum;
	(void)vm;
}

static const struct vm_host host = { inject, timer, start, stop, publish, forget };

/* A disk's DMA: every byte of the request is touched. */
static void finish(struct block_request *request)
{
	uint8_t *at = disk + request->sector * BLOCK_SECTOR;

	for (unsigned i = 0; i < request->parts; at += request->part[i++].size) {
		if (request->operation == BLOCK_READ)
			memcpy(request->part[i].at, at, request->part[i].size);
		else
			memmove(at, request->part[i].at, request->part[i].size);
	}
	virtio_block_done(request, true);
}

static void submit(struct block_backend *backend, struct block_request *request)
{
	(void)backend;
	if (held == NULL && request->sector % 2 == 1)
		held = request; /* a slow one */
	else
		finish(request);
}

static uint8_t *net_room(struct net_backend *backend)
{
	(void)backend;
	return frame;
}

static void net_send(struct net_backend *backend, size_t bytes)
{
	(void)backend;
	if (bytes < NET_FRAME_MIN || bytes > sizeof(frame))
		abort();
}

static size_t random_read(struct random_backend *backend, uint8_t *to, size_t bytes)
{
	(void)backend;
	memset(to, 0x55, bytes);
	return room % 4 == 0 ? 0 : bytes;
}

static uint64_t now(struct clock_backend *backend)
{
	(void)backend;
	return 1800000000;
}

static struct block_backend block = { .sectors = SECTORS, .submit = submit };
static struct net_backend net = { net_room, net_send };
static struct random_backend source = { random_read };
static struct clock_backend clock_now = { now };

void fuzz_boot(void)
{
	struct board_parts parts = {
		.ram_size = FUZZ_RAM,
		.cpus = FUZZ_CPUS,
		.kernel = { kernel, sizeof(kernel) },
		.bootargs = "",
		.clock = &clock_now,
		.block = &block,
		.net = &net,
		.random = &source,
	};

	if (fuzz_ram == NULL) {
		fuzz_ram = malloc(FUZZ_RAM);
		screen = malloc(SCREEN_WIDTH * SCREEN_HEIGHT * SCENE_PIXEL);
		pool = malloc(POOL);
		put64(kernel + 16, sizeof(kernel));
		memcpy(kernel + 56, "ARM\x64", 4);
	}
	memset(fuzz_ram + FUZZ_WINDOW, 0, 1 << 16);
	parts.ram = fuzz_ram;
	parts.screen =
		(struct screen){ screen, SCREEN_WIDTH, SCREEN_HEIGHT, SCREEN_WIDTH * SCENE_PIXEL };
	parts.pool = pool;
	parts.pool_size = POOL;
	held = NULL;
	room = 8;
	memset(running, 0, sizeof(running));
	board_init(&fuzz_board, &host, &parts);
	if (!vm_boot(&fuzz_board.vm))
		abort();
}

uint64_t fuzz_exit(unsigned cpu, const struct exit *exit)
{
	struct answer answer = { .verdict = (enum verdict) - 1 };

	vm_exit(&fuzz_board.vm, cpu, exit, &answer);
	if (answer.verdict > VERDICT_UNDEFINED)
		abort();
	return answer.verdict == VERDICT_NEXT ? answer.value : 0;
}

void fuzz_write(uint64_t address, uint32_t value)
{
	struct exit exit = {
		.kind = EXIT_MMIO, .write = true, .size = 4, .address = address, .value = value
	};

	fuzz_exit(0, &exit);
}

uint64_t fuzz_read(uint64_t address)
{
	struct exit exit = { .kind = EXIT_MMIO, .size = 4, .address = address };

	return fuzz_exit(0, &exit);
}

void fuzz_event(unsigned what)
{
	struct block_request *request = held;
	unsigned rest = what / 8;

	room++;
	switch (what % 8) {
	case 0:
		virtio_net_receive(&fuzz_board.net, frame, least(rest * 64, sizeof(frame)));
		break;
	case 1:
		virtio_rng_retry(&fuzz_board.rng);
		break;
	case 2:
		virtio_input_touch(&fuzz_board.touch, rest % INPUT_SLOTS, rest, rest);
		break;
	case 3:
		virtio_input_lift(&fuzz_board.touch, rest % INPUT_SLOTS);
		break;
	case 4:
		virtio_input_key(&fuzz_board.keyboard, (uint16_t)(rest * 9), rest % 3);
		break;
	case 5:
		held = NULL;
		if (request != NULL)
			finish(request);
		break;
	case 6:
		gic_window(&fuzz_board.vm.gic, rest % FUZZ_CPUS);
		break;
	case 7:
		gic_deactivated(&fuzz_board.vm.gic, rest % FUZZ_CPUS, rest * 3);
		break;
	}
}

uint64_t input_take(struct input *input, unsigned bytes)
{
	size_t count = least(bytes, input->left);
	uint64_t value = 0;

	memcpy(&value, input->at, count);
	input->at += count;
	input->left -= count;
	return value;
}
