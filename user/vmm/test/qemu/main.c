/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vmm alone on the kernel, in init's place: what the manifest and the services would give it is made here,
 * as little as will do. For looking at vmm and the kernel without the rest of the phone, and for counting
 * what a guest costs.
 *
 * The boot pack holds open/Image and open/initrd, and in the file `argument` vmm's argument. The disk is at
 * the virtio-mmio slot of 0x0a003000, the network at 0x0a003200. Log lines go to the boot console.
 */
#include <stdarg.h>
#include <string.h>

#include "lib/cpio/cpio.h"
#include "lib/format/format.h"
#include "user/lib/hf.h"
#include "user/lib/log.h"
#include "user/lib/map.h"
#include "user/lib/program.h"
#include "user/protocol/display.h"
#include "user/protocol/log.h"
#include "user/protocol/random.h"

#define MIB ((uint64_t)1 << 20)

enum {
	ACCOUNT = 4 << 20, /* bytes for the kernel's objects */
	GUEST = 512 << 20,
	DMA = 1 << 20,
	HEAP = 12 << 20,
	STACK = 64 << 10,
	FIRST_SLOT = 1024, /* far from those that vmm fills */
	DEVICES = 0x0a003000,
	DISK_LINE = 32 + 16 + 24,
	NET_LINE,
	DISK_BIT = 1,
	NET_BIT,
};

uintptr_t __stack_chk_guard = 0x5ca1ab1e00;

static struct hf_program program;
static const struct hf_boot *boot;
static hf_handle next_slot = FIRST_SLOT;
static hf_handle ram_root;
static uint64_t ram_base, ram_next, address_next = HF_GRANT_BASE;

_Noreturn void __stack_chk_fail(void);
_Noreturn void _start(const struct hf_boot *given);

void __stack_chk_fail(void)
{
	__builtin_trap();
}

void hf_log(const char *format, ...)
{
	char line[LOG_LINE + 1];
	va_list a;

	va_start(a, format);
	format_into_v(line, sizeof(line), format, a);
	va_end(a);
	(void)!hf_console_text(HF_SELF_DOMAIN, line);
	(void)!hf_console_text(HF_SELF_DOMAIN, "\n");
}

void hf_exit(int status)
{
	hf_log("vmm ended: %d", status);
	if (hf_power(HF_SELF_DOMAIN, 0) != HF_OK)
		__builtin_trap();
	for (;;)
		hf_yield();
}

static void must(enum hf_error e, const char *what)
{
	if (e == HF_OK)
		return;
	hf_log("%s: error %d", what, (int)e);
	hf_exit(1);
}

const struct hf_grant *hf_find(const struct hf_program *self, const char *name,
			       enum hf_grant_kind kind)
{
	for (unsigned i = 0; i < self->grants; i++)
		if (self->grant[i].kind == kind && strcmp(self->grant[i].name, name) == 0)
			return &self->grant[i];
	return NULL;
}

const struct hf_grant *hf_need(const struct hf_program *self, const char *name,
			       enum hf_grant_kind kind)
{
	const struct hf_grant *grant = hf_find(self, name, kind);

	must(grant == NULL ? HF_E_HANDLE : HF_OK, name);
	return grant;
}

static const struct hf_boot_memory *largest_ram(void)
{
	const struct hf_boot_memory *largest = NULL;

	for (unsigned i = 0; i < boot->memories; i++)
		if (boot->memory[i].kind == HF_BOOT_RAM &&
		    (largest == NULL || boot->memory[i].size > largest->size))
			largest = &boot->memory[i];
	return largest;
}

/* 2 MiB-aligned RAM. */
static hf_handle take_ram(uint64_t size)
{
	hf_handle memory = next_slot++;

	ram_next += (0 - (ram_base + ram_next)) & (2 * MIB - 1);
	must(hf_carve(HF_SELF_DOMAIN, memory, ram_root, ram_next, size), "carve");
	ram_next += size;
	return memory;
}

static uint64_t map(hf_handle memory, uint64_t offset, uint64_t size, uint64_t rights)
{
	uint64_t address = address_next;

	address_next += (size + 4 * MIB - 1) & ~(2 * MIB - 1);
	must(hf_map_all(HF_SELF_SPACE, address, memory, offset, size, rights), "map");
	return address;
}

static struct hf_grant *grant(const char *name, enum hf_grant_kind kind)
{
	struct hf_grant *g = &program.grant[program.grants++];

	memcpy(g->name, name, strlen(name));
	g->kind = kind;
	return g;
}

static void grant_memory(const char *name, uint64_t size)
{
	struct hf_grant *g = grant(name, HF_GRANT_MEMORY);

	g->handle = take_ram(size);
	g->physical = ram_base + ram_next - size;
	g->address = map(g->handle, 0, size, HF_RIGHT_READ | HF_RIGHT_WRITE);
	g->size = size;
	memset((void *)(uintptr_t)g->address, 0, size);
	hf_log("%s: %lu KiB at 0x%lx", name, size >> 10, g->physical);
}

static void grant_device(const char *name, uint64_t registers, uint64_t line, uint32_t bit)
{
	struct hf_grant *g = grant(name, HF_GRANT_DEVICE);

	g->address = registers;
	g->size = 0x200;
	g->bit = bit;
	g->irq = next_slot++;
	must(hf_create_line(HF_SELF_DOMAIN, g->irq, line, bit, HF_SELF_EVENT), "interrupt");
	must(hf_acknowledge(g->irq), "interrupt");
}

static void grant_devices(void)
{
	for (unsigned i = 0; i < boot->memories; i++) {
		const struct hf_boot_memory *m = &boot->memory[i];
		uint64_t offset = DEVICES - m->base, page;

		if (m->kind != HF_BOOT_DEVICE || offset >= m->size)
			continue;
		page = map(m->handle, offset, HF_PAGE_SIZE,
			   HF_RIGHT_READ | HF_RIGHT_WRITE | HF_MAP_DEVICE);
		grant_device("disk", page, DISK_LINE, DISK_BIT);
		grant_device("net", page + 0x200, NET_LINE, NET_BIT);
	}
}

static void grant_file(const struct cpio *pack, const char *path, const char *name)
{
	struct cpio_file file;
	struct hf_grant *g;

	if (!cpio_find(pack, path, &file))
		return;
	g = grant(name, HF_GRANT_FILE);
	g->address = (uint64_t)(uintptr_t)(pack->at + file.offset);
	g->size = file.size;
}

static void grant_files(void)
{
	struct cpio pack = { NULL, boot->pack_size };
	struct cpio_file file;

	for (unsigned i = 0; i < boot->memories; i++)
		if (boot->memory[i].kind == HF_BOOT_PACK)
			pack.at = (uint8_t *)(uintptr_t)map(boot->memory[i].handle, 0,
							    boot->memory[i].size, HF_RIGHT_READ) +
				  boot->pack_offset;
	must(pack.at != NULL && cpio_open(&pack, pack.at, pack.size) ? HF_OK : HF_E_RANGE, "pack");
	grant_file(&pack, "open/Image", "kernel");
	grant_file(&pack, "open/initrd", "initrd");
	if (cpio_find(&pack, "argument", &file) && file.size < HF_ARGUMENT)
		memcpy(program.argument, pack.at + file.offset, file.size);
}

/* Always the same bytes, so that runs can be compared. */
static void serve_random(void)
{
	struct hf_words words = { { 0 } };
	struct hf_arrived arrived;
	uint64_t flags = HF_WAIT_CALLS, state = 1;

	while (hf_wait(flags, 0, HF_NEVER, &words, &arrived) == HF_OK) {
		words.w[0] = RANDOM_OK;
		for (unsigned i = 1; i < 8; i++)
			words.w[i] = state = state * 6364136223846793005u + 1442695040888963407u;
		flags = HF_WAIT_CALLS | HF_WAIT_REPLY;
	}
	__builtin_trap();
}

static void grant_random(void)
{
	uint64_t stack = map(take_ram(STACK), 0, STACK, HF_RIGHT_READ | HF_RIGHT_WRITE);
	struct hf_grant *g = grant("random", HF_GRANT_CHANNEL_CLIENT);
	hf_handle thread = next_slot++;

	g->handle = next_slot++;
	must(hf_create_thread(HF_SELF_DOMAIN, thread, HF_SELF_SPACE, HF_INIT_MESSAGE + HF_PAGE_SIZE,
			      0, 0),
	     "thread");
	must(hf_create_gate(HF_SELF_DOMAIN, g->handle, 1), "gate");
	must(hf_control(g->handle, HF_GATE_BIND, thread, 0, 0), "gate");
	must(hf_control(thread, HF_THREAD_SCHEDULE, 20, 0, 0), "schedule");
	must(hf_control(thread, HF_THREAD_START, (uint64_t)(uintptr_t)serve_random, stack + STACK,
			0),
	     "thread");
}

void _start(const struct hf_boot *given)
{
	const struct hf_boot_memory *ram;

	boot = given;
	ram = largest_ram();
	ram_root = ram->handle;
	ram_base = ram->base;
	must(hf_control(HF_SELF_DOMAIN, HF_DOMAIN_FUND, take_ram(ACCOUNT), 0, 0), "account");
	program.magic = HF_PROGRAM_MAGIC;
	program.ticks_per_second = boot->ticks_per_second;
	program.priority = 10;
	must(hf_control(HF_SELF_THREAD, HF_THREAD_SCHEDULE, program.priority, 0, 0), "schedule");
	grant_memory("guest", GUEST);
	grant_memory("screen", (WORLD_BYTES + 4095) & ~4095);
	grant_memory("vmm-dma", DMA);
	program.heap = map(take_ram(HEAP), 0, HEAP, HF_RIGHT_READ | HF_RIGHT_WRITE);
	program.heap_size = HEAP;
	grant_devices();
	grant_files();
	grant_random();
	hf_exit(main(&program));
}
