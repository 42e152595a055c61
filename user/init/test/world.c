/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The machine of init's host tests.
 */
#define _GNU_SOURCE
#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#include "user/init/test/world.h"

const char world_manifest[] = "phone \"test\"\n"
			      "sealed 16M\n"
			      "personality person.elf\n"
			      "program init\n"
			      "\tpriority 50\n"
			      "program log\n"
			      "\timage a.elf\n"
			      "\tpriority 40\n"
			      "\tbudget 1ms in 10ms\n"
			      "\tdevice console node /uart@9000000 interrupt\n"
			      "program server\n"
			      "\timage a.elf\n"
			      "\theap 64K\n"
			      "\tpriority 30\n"
			      "\tbudget 1ms in 10ms\n"
			      "\tserves calls\n"
			      "\tpolicy p bit 4\n"
			      "\tdevice one compatible virtio,mmio 0 interrupt shared-page\n"
			      "\tmemory dma 16K dma\n"
			      "program client\n"
			      "\timage a.elf\n"
			      "\targument \"hello\"\n"
			      "\tpriority 10\n"
			      "\tspare\n"
			      "\tdevice two compatible virtio,mmio 1 shared-page\n"
			      "\tfile text text\n"
			      "program app\n"
			      "\tlinux app\n"
			      "\theap 512K\n"
			      "\tpriority 10\n"
			      "\tspare\n"
			      "program vmm\n"
			      "\timage a.elf\n"
			      "\taccount 16\n"
			      "\tpriority 10\n"
			      "\tspare\n"
			      "\tmemory guest 2M guest\n"
			      "region panel\n"
			      "\tpart strip 8K\n"
			      "\tpart screen 12K\n"
			      "\tgive server strip read write dma as top\n"
			      "\tgive client screen read write\n"
			      "\tgive vmm screen read\n"
			      "channel client -> server calls buffer 8K allow p\n"
			      "channel client:talk -> server:talk stream 8K\n"
			      "channel init -> log stream 16K\n"
			      "channel client -> log stream 8K\n";

static void build_device(struct builder *b, const char *name, const char *compatible, uint32_t base,
			 uint32_t size, uint32_t line)
{
	build_node(b, name);
	build_text(b, "compatible", compatible);
	CELLS(b, "reg", 0, base, 0, size);
	CELLS(b, "interrupts", 0, line, 4);
	build_end(b);
}

static size_t build_tree(uint8_t *out)
{
	static struct builder b;

	build_start(&b);
	build_node(&b, "");
	CELLS(&b, "#address-cells", 2);
	CELLS(&b, "#size-cells", 2);
	CELLS(&b, "interrupt-parent", 1);
	build_node(&b, "intc@8000000");
	CELLS(&b, "phandle", 1);
	CELLS(&b, "#interrupt-cells", 3);
	build_property(&b, "interrupt-controller", "", 0);
	CELLS(&b, "reg", 0, 0x8000000, 0, 0x10000);
	build_end(&b);
	build_device(&b, "uart@9000000", "arm,pl011", 0x9000000, 0x1000, 1);
	build_device(&b, "virtio@a000000", "virtio,mmio", 0xa000000, 0x200, 16);
	build_device(&b, "virtio@a000200", "virtio,mmio", 0xa000200, 0x200, 17);
	build_device(&b, "virtio@a001000", "virtio,mmio", 0xa001000, 0x200, 18);
	build_device(&b, "wide@a001000", "test,wide", 0xa001000, 0x2000, 19);
	build_node(&b, "huge@fff");
	CELLS(&b, "reg", 0, 0xfff, 0xffffffff, 0xfffff001);
	build_end(&b);
	build_node(&b, "chosen");
	build_property(&b, "rng-seed", "0123456789abcdef", 16);
	build_end(&b);
	build_end(&b);
	build_word(&b, 9);
	build_finish(&b);
	memcpy(out, b.blob, b.size);
	return b.size;
}

static void put(uint8_t *to, uint64_t value, unsigned bytes)
{
	memcpy(to, &value, bytes);
}

static void put_segment(uint8_t *h, uint32_t flags, uint64_t address, uint64_t offset,
			uint64_t bytes, uint64_t memory)
{
	put(h, 1, 4);
	put(h + 4, flags, 4);
	put(h + 8, offset, 8);
	put(h + 16, address, 8);
	put(h + 32, bytes, 8);
	put(h + 40, memory, 8);
}

size_t world_program(uint8_t *out, uint64_t base)
{
	memset(out, 0, 0x3000);
	memcpy(out,
	       "\x7f"
	       "ELF\x02\x01\x01",
	       7);
	put(out + 16, 2, 2);
	put(out + 18, 183, 2);
	put(out + 24, base + 0x10, 8);
	put(out + 32, 64, 8);
	put(out + 54, 56, 2);
	put(out + 56, 3, 2);
	put_segment(out + 64, ELF_READ | ELF_EXECUTE, base, 0x1000, 0x800, 0x800);
	put_segment(out + 64 + 56, ELF_READ, base + 0x1000, 0x1800, 0x100, 0x100);
	put_segment(out + 64 + 112, ELF_READ | ELF_WRITE, base + 0x2040, 0x2040, 0x20, 0x2000);
	memset(out + 0x1000, 'T', 0x800);
	memset(out + 0x1800, 'R', 0x100);
	memset(out + 0x2040, 'D', 0x20);
	return 0x3000;
}

static size_t pack_used;

void world_pack_start(struct world *w)
{
	memset(w->at, 0, WORLD_PACK_SIZE);
	pack_used = 0;
}

void world_pack_add(struct world *w, const char *name, const void *bytes, size_t size, bool aligned)
{
	char header[CPIO_HEADER + 1];
	size_t end = pack_used + CPIO_HEADER + strlen(name) + 1, align = aligned ? 4096 : 4;
	size_t data = (end + align - 1) / align * align;

	assert_true(data + size + 4096 < WORLD_PACK_SIZE);
	snprintf(header, sizeof(header),
		 "070701%08x%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x%08zx%08x", 1, 0100444, 0, 0,
		 1, 0, size, 0, 0, 0, 0, data - pack_used - CPIO_HEADER, 0);
	memcpy(w->at + pack_used, header, CPIO_HEADER);
	memcpy(w->at + pack_used + CPIO_HEADER, name, strlen(name) + 1);
	memcpy(w->at + data, bytes, size);
	pack_used = (data + size + 3) & ~(size_t)3;
}

void world_pack_end(struct world *w)
{
	world_pack_add(w, CPIO_END, "", 0, false);
	w->boot.pack_size = pack_used;
	assert_true(cpio_open(&w->pack, w->at, pack_used));
}

static void build_pack(struct world *w, const char *manifest)
{
	static uint8_t program[0x3000];

	world_pack_start(w);
	world_pack_add(w, "manifest", manifest, strlen(manifest), true);
	world_pack_add(w, "a.elf", program, world_program(program, HF_PROGRAM_BASE), true);
	world_pack_add(w, "person.elf", program, world_program(program, HF_PERSONALITY_BASE), true);
	world_pack_add(w, "app", program, world_program(program, HF_PROGRAM_BASE), true);
	world_pack_add(w, "text", "some text", 9, true);
	world_pack_add(w, "unaligned", "some text", 9, false);
	world_pack_add(w, "empty", "", 0, true);
	world_pack_end(w);
}

static void add_memory(struct world *w, uint64_t base, uint64_t size, enum hf_boot_kind kind)
{
	w->boot.memory[w->boot.memories] =
		(struct hf_boot_memory){ base, size, HF_INIT_MEMORY + w->boot.memories, kind };
	w->boot.memories++;
}

/* One file serves all worlds: its pages are made once. Whatever an earlier one left is overwritten. */
static void make_ram(struct world *w)
{
	static int ram = -1;
	static uint8_t *at;

	if (ram < 0) {
		ram = memfd_create("ram", 0);
		assert_true(ram >= 0 && ftruncate(ram, WORLD_SIZE) == 0);
		at = mmap(NULL, WORLD_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, ram, 0);
		assert_ptr_not_equal(at, MAP_FAILED);
	}
	memset(at, 0x55, WORLD_SIZE);
	w->ram = ram;
	w->at = at;
}

void world_open(struct world *w, const char *manifest)
{
	uint64_t tree = WORLD_RAM_BASE + WORLD_PACK_SIZE, ram = tree + WORLD_TREE_SIZE;

	memset(w, 0, sizeof(*w));
	make_ram(w);
	w->boot.magic = HF_BOOT_MAGIC;
	w->boot.cpus = WORLD_CPUS;
	w->boot.ticks_per_second = 1000000;
	w->boot.boot_ticks = 5;
	build_pack(w, manifest);
	w->boot.tree_size = build_tree(w->at + WORLD_PACK_SIZE);
	assert_true(fdt_open(&w->tree, w->at + WORLD_PACK_SIZE, w->boot.tree_size));
	add_memory(w, WORLD_RAM_BASE, WORLD_PACK_SIZE, HF_BOOT_PACK);
	add_memory(w, tree, WORLD_TREE_SIZE, HF_BOOT_TREE);
	add_memory(w, ram, WORLD_RAM_BASE + WORLD_RAM_SIZE - ram, HF_BOOT_RAM);
	add_memory(w, WORLD_RAM_BASE + WORLD_RAM_SIZE + WORLD_GAP, WORLD_MORE_SIZE, HF_BOOT_RAM);
	add_memory(w, 0x9000000 + 0x10000, 0x40000000 - 0x9010000, HF_BOOT_DEVICE);
	add_memory(w, 0x9000000, 0x1000, HF_BOOT_DEVICE);
	if (!manifest_parse(&w->manifest, manifest, strlen(manifest), &w->errors) ||
	    !manifest_check(&w->manifest, &w->errors))
		fail_msg("line %u: %s", w->errors.error[0].line, w->errors.error[0].text);
}

bool world_plan(struct world *w)
{
	struct plan_input in = {
		.boot = &w->boot,
		.manifest = &w->manifest,
		.tree = &w->tree,
		.pack = &w->pack,
		.pack_memory = &w->boot.memory[WORLD_PACK],
		.first_slot = HF_INIT_MEMORY + WORLD_MEMORIES,
	};

	return plan_make(&w->plan, &in, &w->errors);
}

char *world_changed(const char *from, const char *to)
{
	static char text[8192];
	const char *at = strstr(world_manifest, from);
	size_t before;

	if (from[0] == '\0')
		at = world_manifest + strlen(world_manifest);
	assert_non_null(at);
	before = (size_t)(at - world_manifest);
	memcpy(text, world_manifest, before);
	strcpy(text + before, to);
	strcat(text, at + strlen(from));
	return text;
}
