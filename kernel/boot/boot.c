/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the machine's entry to the first thread.
 *
 * The kernel takes the pages for init's domain from RAM, makes everything else into memories, gives init
 * the handles, and has nothing left. Init's image is part of the kernel's: what is measured and
 * signed as one is one.
 */
#include <string.h>

#include "kernel/arm64/console.h"
#include "kernel/arm64/exception.h"
#include "kernel/arm64/gic.h"
#include "kernel/arm64/mmu.h"
#include "kernel/arm64/registers.h"
#include "kernel/arm64/smmu.h"
#include "kernel/arm64/switch.h"
#include "kernel/boot/cpus.h"
#include "kernel/core/arch.h"
#include "kernel/core/assert.h"
#include "kernel/core/event.h"
#include "kernel/core/grace.h"
#include "kernel/core/space.h"

#define INIT_ACCOUNT_PAGES 512
#define INIT_SLOTS	   2048
#define INIT_STACK_SIZE	   0x20000
#define INIT_PRIORITY	   (PRIORITIES - 1)
#define INIT_MAGIC	   0x313054494e494648 /* "HFINIT01" */

/* The header at the start of init's image (user/init/init.ld). The parts follow each other in pages. */
struct init_header {
	uint64_t magic;
	/* Bytes in the image, whole pages; text includes this header. */
	uint64_t text, rodata, data;
	uint64_t bss;	/* bytes after data */
	uint64_t entry; /* offset from the image's start */
};

extern const struct init_header init_image[];

static struct machine machine;

static uint64_t whole_pages(uint64_t size)
{
	return (size + HF_PAGE_SIZE - 1) & ~(uint64_t)(HF_PAGE_SIZE - 1);
}

/* Frames for what init is made of; they are init's from then on. */
static struct memory *take(struct cold *cold, struct domain *domain, uint64_t size)
{
	struct memory *memory;
	uint64_t base;

	size = whole_pages(size);
	base = ranges_take(&machine.free, size);
	if (!base || memory_first(cold, domain, pa(base), size, false, &memory))
		machine_refuse("not enough memory for init");
	return memory;
}

static void map(struct cold *cold, struct space *space, uint64_t address, struct memory *memory,
		uint64_t offset, uint64_t size, uint64_t rights)
{
	if (size && space_map(cold, space, ipa(address), memory, offset, size, rights))
		machine_refuse("init cannot be mapped");
}

/* Copies init's image to frames of its own and maps its parts. */
static void load_init(struct cold *cold, struct domain *domain, struct space *space)
{
	const struct init_header *header = init_image;
	uint64_t loaded = header->text + header->rodata + header->data;
	uint64_t size = whole_pages(loaded + header->bss);
	struct memory *memory = take(cold, domain, size);
	char *to = pa_pointer(memory->base);

	assert(header->magic == INIT_MAGIC && page_aligned(header->text) &&
	       page_aligned(header->rodata) && page_aligned(header->data));
	memcpy(to, header, loaded);
	for (uint64_t page = loaded; page < size; page += HF_PAGE_SIZE)
		arch_zero_page(to + page);
	__asm__ volatile("dsb ish\n\tic iallu\n\tdsb ish\n\tisb" : : : "memory");
	map(cold, space, HF_INIT_BASE, memory, 0, header->text, HF_RIGHT_READ | HF_RIGHT_EXECUTE);
	map(cold, space, HF_INIT_BASE + header->text, memory, header->text, header->rodata,
	    HF_RIGHT_READ);
	map(cold, space, HF_INIT_BASE + header->text + header->rodata, memory,
	    header->text + header->rodata, size - header->text - header->rodata,
	    HF_RIGHT_READ | HF_RIGHT_WRITE);
}

static void give(struct cold *cold, struct domain *domain, hf_handle handle, struct object *object,
		 uint8_t rights)
{
	struct slot *slot;

	if (domain_empty_slot(domain, handle, &slot))
		machine_refuse("init's table is full");
	slot_fill(cold, slot, object, rights, 0);
}

static void give_memory(struct cold *cold, struct domain *domain, struct hf_boot *boot,
			uint64_t base, uint64_t size, enum hf_boot_kind kind)
{
	struct memory *memory;
	hf_handle handle = HF_INIT_MEMORY + boot->memories;

	if (boot->memories == HF_BOOT_MEMORIES ||
	    memory_first(cold, domain, pa(base), size, kind == HF_BOOT_DEVICE, &memory))
		machine_refuse("the memory map has too many parts");
	give(cold, domain, handle, &memory->object, HF_RIGHTS_ALL & ~HF_RIGHT_MACHINE);
	boot->memory[boot->memories++] = (struct hf_boot_memory){ base, size, handle, kind };
}

/* The tree goes to init as a copy in pages of its own; the pack where it is. */
static void give_files(struct cold *cold, struct domain *domain, struct hf_boot *boot)
{
	uint64_t tree = ranges_take(&machine.free, machine.blob_size);
	uint64_t start = machine.pack & ~(uint64_t)(HF_PAGE_SIZE - 1);

	if (!tree)
		machine_refuse("not enough memory for init");
	memcpy(pa_pointer(pa(tree)), machine.blob, machine.blob_size);
	give_memory(cold, domain, boot, tree, whole_pages(machine.blob_size), HF_BOOT_TREE);
	boot->tree_size = machine.blob_size;
	if (!machine.pack)
		return;
	boot->pack_offset = machine.pack - start;
	boot->pack_size = machine.pack_size;
	give_memory(cold, domain, boot, start, whole_pages(boot->pack_offset + machine.pack_size),
		    HF_BOOT_PACK);
}

static void give_machine(struct cold *cold, struct domain *domain, struct space *space)
{
	struct memory *page = take(cold, domain, sizeof(struct hf_boot));
	struct hf_boot *boot = pa_pointer(page->base);

	arch_zero_page(boot);
	map(cold, space, HF_BOOT_ADDRESS, page, 0, HF_PAGE_SIZE, HF_RIGHT_READ);
	boot->magic = HF_BOOT_MAGIC;
	boot->cpus = cpus_online;
	boot->gic = gic->version;
	boot->smmu = arch_streams();
	boot->ticks_per_second = read_register(cntfrq_el0);
	boot->boot_ticks = arch_ticks();
	give_files(cold, domain, boot);
	for (unsigned int i = 0; i < machine.free.count; i++)
		give_memory(cold, domain, boot, machine.free.range[i].base,
			    machine.free.range[i].size, HF_BOOT_RAM);
	for (unsigned int i = 0; i < machine.devices.count; i++)
		give_memory(cold, domain, boot, machine.devices.range[i].base,
			    machine.devices.range[i].size, HF_BOOT_DEVICE);
}

_Static_assert(sizeof(struct hf_boot) <= HF_PAGE_SIZE, "one page for the boot record");

static void start_init(void)
{
	struct cold *cold = cold_lock(NULL);
	uint64_t pages = ranges_take(&machine.free, (INIT_ACCOUNT_PAGES + 1) * HF_PAGE_SIZE);
	struct domain *domain;
	struct space *space;
	struct thread *thread;
	struct event *event;

	if (!pages)
		machine_refuse("not enough memory for init");
	domain = domain_first(cold, pa_pointer(pa(pages)), pa(pages + HF_PAGE_SIZE),
			      INIT_ACCOUNT_PAGES, INIT_SLOTS);
	if (space_create(cold, domain, false, &space) ||
	    thread_create(cold, domain, space, ipa(HF_INIT_MESSAGE), &cpus[0], false, &thread) ||
	    event_create(cold, domain, &event) || event_bind(cold, event, thread) ||
	    thread_schedule(thread, INIT_PRIORITY))
		machine_refuse("init cannot be made");
	load_init(cold, domain, space);
	map(cold, space, HF_INIT_STACK - INIT_STACK_SIZE, take(cold, domain, INIT_STACK_SIZE), 0,
	    INIT_STACK_SIZE, HF_RIGHT_READ | HF_RIGHT_WRITE);
	give(cold, domain, HF_INIT_DOMAIN, &domain->object, HF_RIGHTS_ALL & ~HF_RIGHT_CONTROL);
	give(cold, domain, HF_INIT_SPACE, &space->object, HF_RIGHT_USE);
	give(cold, domain, HF_INIT_THREAD, &thread->object, HF_RIGHT_USE | HF_RIGHT_CONTROL);
	give(cold, domain, HF_INIT_EVENT, &event->object, HF_RIGHT_USE | HF_RIGHT_CONTROL);
	give_machine(cold, domain, space);
	if (thread_start(thread, HF_INIT_BASE + init_image->entry, HF_INIT_STACK, HF_BOOT_ADDRESS))
		machine_refuse("init cannot be started");
	cold_unlock(cold);
}

static void map_memory(void)
{
	mmu_map_image();
	for (unsigned int i = 0; i < machine.ram.count; i++)
		mmu_map_ram(machine.ram.range[i].base, machine.ram.range[i].size);
	if (machine.smmu)
		mmu_map_device(machine.smmu, SMMU_SIZE);
}

static void start_smmu(void)
{
	const char *why = machine.smmu ? smmu_start(machine.smmu) : machine.no_smmu;

	if (!why)
		return;
	console_text("holdfast: no SMMU: ");
	console_text(why);
	console_text("\n");
	console_line("warning: a device that accesses memory can reach all of it");
}

/* head.S */
struct thread *boot(const void *tree);

struct thread *boot(const void *tree)
{
	struct cpu *cpu = &cpus[0];
	struct thread *thread;

	cpus_first();
	machine_open(&machine, tree);
	machine_memory(&machine);
	machine_devices(&machine);
	machine_cpus(&machine, cpu->affinity);
	map_memory();
	if (!gic_init(&machine.tree))
		machine_refuse("no GICv2 or GICv3, or no EL2 timer, in the device tree");
	mmu_on();
	mmu_seal();
	start_smmu();
	ticks_per_turn = read_register(cntfrq_el0) / 1000 * TURN_MS;
	if (!cpus_begin(cpu))
		machine_refuse("the interrupt controller has no part for this CPU");
	cpus_start(&machine);
	start_init();
	console_line("kernel started");
	thread = sched_next(cpu);
	switch_to(cpu, thread);
	grace_leave(cpu);
	return thread;
}
