/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vmm: one virtual machine, the open world.
 *
 * Grants (those marked * may be missing; then the guest has no such device):
 *	memory	guest		its RAM, physically contiguous, for guests, with DMA
 *	memory	screen *	WORLD_BYTES that display scans out
 *	memory	vmm-dma *	DISK_DMA and NIC_DMA bytes, with DMA
 *	device	disk *, net *	virtio-mmio windows with interrupts
 *	file	kernel		an arm64 Image
 *	file	initrd *
 *	channel	random		a gate (user/protocol/random.h)
 *	channel	clock *		a gate (user/protocol/clock.h)
 *	channel	input *		a stream (user/protocol/input.h)
 *	heap			for the guest's pictures: three screens' worth
 *
 * The argument is the kernel's command line. A word "cpus=N" at its start is ours.
 *
 * One thread serves the VCPUs' exits, the devices' interrupts and the channels. If it is killed and
 * started again everything is made anew from the boot record: the devices are reset before RAM is touched,
 * and the guest boots.
 */
#include <string.h>

#include "user/lib/channel.h"
#include "user/lib/hf.h"
#include "user/lib/log.h"
#include "user/lib/program.h"
#include "user/lib/time.h"
#include "user/protocol/clock.h"
#include "user/protocol/display.h"
#include "user/protocol/input.h"
#include "user/protocol/random.h"
#include "user/vmm/board.h"
#include "user/vmm/bytes.h"
#include "user/vmm/disk.h"
#include "user/vmm/machine.h"
#include "user/vmm/nic.h"

enum {
	RETRY_MS = 50, /* while random is not seeded */
	BOOT_EVERY_MS =
		1000, /* at most, so that a guest that cannot start does not take all time */
	NANOSECONDS = 1000000000,
};

struct vmm {
	const struct hf_program *self;
	struct board board;
	struct disk disk;
	struct nic nic;
	const struct hf_grant *disk_device, *nic_device, *random, *clock;
	struct hf_channel input;
	bool has_input;
	uint64_t bits;	     /* that end the wait */
	uint64_t boot_after; /* ticks: not before */
	int64_t day;	     /* nanoseconds since 1970 at counter zero; 0: not known */
	struct random_backend random_backend;
	struct clock_backend clock_backend;
};

static struct vmm vmm;

static uint64_t ticks(uint64_t milliseconds)
{
	return time_to_ticks(milliseconds, vmm.self->ticks_per_second, TIME_MILLI);
}

static size_t read_random(struct random_backend *backend, uint8_t *to, size_t bytes)
{
	struct hf_words words = { { RANDOM_READ } };

	(void)backend;
	if (hf_call(vmm.random->handle, &words) != HF_OK || words.w[0] != RANDOM_OK)
		return 0;
	bytes = least(bytes, RANDOM_BYTES);
	memcpy(to, &words.w[1], bytes);
	return bytes;
}

static void read_clock(void)
{
	struct hf_words words = { { CLOCK_READ } };

	if (hf_call(vmm.clock->handle, &words) == HF_OK && words.w[0] == CLOCK_OK)
		vmm.day = (int64_t)words.w[1];
}

static uint64_t now(struct clock_backend *backend)
{
	(void)backend;
	if (vmm.day == 0)
		read_clock();
	return (uint64_t)vmm.day / NANOSECONDS +
	       time_from_ticks(hf_now(), vmm.self->ticks_per_second, 1);
}

/* The board's parts, from the boot record. */

static unsigned parse_cpus(const char **argument)
{
	static const char word[] = "cpus=";
	const char *at = *argument;

	if (strncmp(at, word, sizeof(word) - 1) != 0)
		return 1;
	at += sizeof(word) - 1;
	if (*at < '1' || *at > '0' + VM_CPUS || (at[1] != ' ' && at[1] != 0)) {
		hf_log("cpus= takes 1 to %d", VM_CPUS);
		hf_exit(1);
	}
	*argument = at[1] == ' ' ? at + 2 : at + 1;
	return (unsigned)(*at - '0');
}

static struct blob file(const char *name)
{
	const struct hf_grant *grant = hf_find(vmm.self, name, HF_GRANT_FILE);

	if (grant == NULL)
		return (struct blob){ NULL, 0 };
	return (struct blob){ (const uint8_t *)(uintptr_t)grant->address, grant->size };
}

static struct dma dma_of(const struct hf_grant *grant)
{
	return (struct dma){ (uint8_t *)(uintptr_t)grant->address, grant->physical, grant->size };
}

static void find_disk(struct board_parts *parts, struct dma *memory, const struct hf_grant *ram)
{
	const struct hf_grant *device = hf_find(vmm.self, "disk", HF_GRANT_DEVICE);
	enum virtio_error error;

	if (device == NULL)
		return;
	error = disk_start(&vmm.disk, device->address, dma_take(memory, DISK_DMA, HF_PAGE_SIZE),
			   dma_of(ram));
	if (error != VIRTIO_OK) {
		hf_log("no disk: virtio error %d", (int)error);
		return;
	}
	vmm.disk_device = device;
	vmm.bits |= (uint64_t)1 << device->bit;
	parts->block = &vmm.disk.backend;
}

static void find_nic(struct board_parts *parts, struct dma *memory)
{
	const struct hf_grant *device = hf_find(vmm.self, "net", HF_GRANT_DEVICE);
	enum virtio_error error;

	if (device == NULL)
		return;
	error = nic_start(&vmm.nic, device->address, dma_take(memory, NIC_DMA, HF_PAGE_SIZE));
	if (error != VIRTIO_OK) {
		hf_log("no network: virtio error %d", (int)error);
		return;
	}
	vmm.nic_device = device;
	vmm.bits |= (uint64_t)1 << device->bit;
	parts->net = &vmm.nic.backend;
	memcpy(parts->address, vmm.nic.address, sizeof(parts->address));
}

static void find_devices(struct board_parts *parts, const struct hf_grant *ram)
{
	const struct hf_grant *grant = hf_find(vmm.self, "vmm-dma", HF_GRANT_MEMORY);
	struct dma memory;

	if (grant == NULL)
		return;
	memory = dma_of(grant);
	find_disk(parts, &memory, ram);
	find_nic(parts, &memory);
}

static void find_channels(struct board_parts *parts)
{
	vmm.random = hf_need(vmm.self, "random", HF_GRANT_CHANNEL_CLIENT);
	vmm.random_backend.read = read_random;
	parts->random = &vmm.random_backend;
	vmm.clock = hf_find(vmm.self, "clock", HF_GRANT_CHANNEL_CLIENT);
	if (vmm.clock != NULL) {
		vmm.clock_backend.now = now;
		parts->clock = &vmm.clock_backend;
		vmm.bits |= (uint64_t)1 << vmm.clock->bit;
	}
	vmm.has_input = hf_channel_open(vmm.self, "input", &vmm.input);
	if (vmm.has_input)
		vmm.bits |= hf_channel_bit(&vmm.input);
}

static void find_screen(struct board_parts *parts)
{
	const struct hf_grant *screen = hf_find(vmm.self, "screen", HF_GRANT_MEMORY);

	if (screen == NULL || screen->size < WORLD_BYTES)
		return;
	parts->screen = (struct screen){ (uint8_t *)(uintptr_t)screen->address, PANEL_WIDTH,
					 WORLD_HEIGHT, PANEL_STRIDE };
	parts->pool = (uint8_t *)(uintptr_t)vmm.self->heap;
	parts->pool_size = vmm.self->heap_size;
}

static void assemble(void)
{
	const struct hf_grant *ram = hf_need(vmm.self, "guest", HF_GRANT_MEMORY);
	struct board_parts parts = {
		.ram = (uint8_t *)(uintptr_t)ram->address,
		.ram_size = ram->size,
		.kernel = file("kernel"),
		.initrd = file("initrd"),
		.bootargs = vmm.self->argument,
	};
	enum hf_error e;

	parts.cpus = parse_cpus(&parts.bootargs);
	find_devices(&parts, ram);
	find_channels(&parts);
	find_screen(&parts);
	board_init(&vmm.board, &machine_host, &parts);
	e = machine_make(vmm.self, ram, BOARD_RAM, parts.cpus);
	if (e != HF_OK) {
		hf_log("no virtual machine: error %d", (int)e);
		hf_exit(1);
	}
}

/* What the owner does. */

static bool on_screen(const struct input_message *m)
{
	return m->finger < INPUT_FINGERS && m->x >= 0 && m->x < PANEL_WIDTH && m->y >= 0 &&
	       m->y < WORLD_HEIGHT;
}

static void key(const struct input_message *m)
{
	if (m->code >= INPUT_KEYS || m->value > 2)
		return;
	if (vmm.board.vm.power == VM_OFF && m->code == INPUT_KEY_POWER && m->value == 1)
		vmm.board.vm.power = VM_RESET;
	else
		virtio_input_key(&vmm.board.keyboard, (uint16_t)m->code, m->value);
}

static void take_input(const struct input_message *m)
{
	struct virtio_input *touch = &vmm.board.touch;

	switch (m->type) {
	case INPUT_DOWN:
	case INPUT_MOVE:
		if (on_screen(m))
			virtio_input_touch(touch, m->finger, (uint32_t)m->x, (uint32_t)m->y);
		break;
	case INPUT_UP:
	case INPUT_CANCEL:
		if (m->finger < INPUT_FINGERS)
			virtio_input_lift(touch, m->finger);
		break;
	case INPUT_KEY:
		key(m);
		break;
	}
}

static void lift_all(void)
{
	for (unsigned finger = 0; finger < INPUT_SLOTS; finger++)
		virtio_input_lift(&vmm.board.touch, finger);
}

static void drain_input(void)
{
	struct input_message message;
	int result;

	while ((result = hf_receive(&vmm.input, &message, sizeof(message))) >= 0) {
		if (result == STREAM_RESET)
			lift_all();
		else if (result == (int)sizeof(message) && vmm.board.touch.virtio.kind != NULL)
			take_input(&message);
	}
}

/* The loop. */

static bool has(uint64_t bits, const struct hf_grant *grant)
{
	return grant != NULL && bits >> grant->bit & 1;
}

static void acknowledge(const struct hf_grant *device)
{
	enum hf_error e = hf_acknowledge(device->irq);

	if (e != HF_OK)
		hf_log("acknowledge %s: error %d", device->name, (int)e);
}

static void take_events(uint64_t bits)
{
	if (has(bits, vmm.disk_device)) {
		disk_interrupt(&vmm.disk);
		acknowledge(vmm.disk_device);
	}
	if (has(bits, vmm.nic_device)) {
		nic_interrupt(&vmm.nic, &vmm.board.net);
		acknowledge(vmm.nic_device);
	}
	if (has(bits, vmm.clock))
		read_clock();
	if (vmm.has_input && bits & hf_channel_bit(&vmm.input))
		drain_input();
}

static bool draw_seed(void)
{
	struct vm *vm = &vmm.board.vm;

	return read_random(&vmm.random_backend, vm->seed, sizeof(vm->seed)) == sizeof(vm->seed);
}

/* If a reset is due, boot. Returns when to look again. */
static uint64_t boot_when_due(void)
{
	struct vm *vm = &vmm.board.vm;
	uint64_t time;

	if (vm->power != VM_RESET)
		return HF_NEVER;
	if (!vm_quiet(vm))
		disk_cancel(&vmm.disk);
	time = hf_now();
	if (time < vmm.boot_after)
		return vmm.boot_after;
	if (!draw_seed())
		return time + ticks(RETRY_MS);
	vmm.boot_after = time + ticks(BOOT_EVERY_MS);
	if (vm_boot(vm))
		hf_log("the open world boots");
	return HF_NEVER;
}

static uint64_t random_due(void)
{
	struct virtio_rng *rng = &vmm.board.rng;

	if (virtio_rng_waiting(rng))
		virtio_rng_retry(rng);
	return virtio_rng_waiting(rng) ? hf_now() + ticks(RETRY_MS) : HF_NEVER;
}

static uint64_t do_due(void)
{
	uint64_t boot = boot_when_due(), rng = random_due();

	return boot < rng ? boot : rng;
}

static void loop(void)
{
	struct hf_words words = { { 0 } };
	struct hf_arrived arrived;
	uint64_t flags = HF_WAIT_CALLS, deadline;
	enum hf_error e;

	for (;;) {
		deadline = do_due();
		e = hf_wait(flags, vmm.bits, deadline, &words, &arrived);
		flags = HF_WAIT_CALLS;
		if (e != HF_OK)
			continue; /* the deadline */
		if (arrived.what == HF_ARRIVED_EVENT) {
			take_events(arrived.word);
		} else if (arrived.word - MACHINE_EXITS < vmm.board.vm.cpus) {
			machine_serve(&vmm.board.vm, (unsigned)(arrived.word - MACHINE_EXITS),
				      &words);
			flags |= HF_WAIT_REPLY;
		}
	}
}

int main(const struct hf_program *self)
{
	vmm.self = self;
	assemble();
	vmm.board.vm.power = VM_RESET;
	loop();
	return 1;
}
