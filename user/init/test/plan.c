/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The planner: its invariants on a small phone.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "user/init/test/world.h"

static struct world world;

static const struct manifest_program *manifest_of(const char *name)
{
	return &world.manifest.program[manifest_find(&world.manifest, name)];
}

static const struct plan_program *plan_of(const char *name)
{
	return &world.plan.program[manifest_find(&world.manifest, name)];
}

static const struct plan_grant *grant_of(const char *program, const char *name,
					 enum hf_grant_kind kind)
{
	const struct plan_program *p = plan_of(program);

	for (uint32_t i = 0; i < p->grants; i++)
		if (p->grant[i].record.kind == kind && strcmp(p->grant[i].record.name, name) == 0)
			return &p->grant[i];
	fail_msg("%s has no grant '%s'", program, name);
	return NULL;
}

static void assert_planned(void)
{
	if (!world_plan(&world))
		fail_msg("line %u: %s", world.errors.error[0].line, world.errors.error[0].text);
}

/* Ranges that must not overlap. */
struct ranges {
	struct {
		uint64_t from, to;
	} range[512];
	unsigned count;
};

static void add_range(struct ranges *r, uint64_t from, uint64_t size)
{
	if (size == 0)
		return;
	for (unsigned i = 0; i < r->count; i++)
		if (from < r->range[i].to && r->range[i].from < from + size)
			fail_msg("0x%lx..0x%lx overlaps 0x%lx..0x%lx", from, from + size,
				 r->range[i].from, r->range[i].to);
	assert_true(r->count < 512);
	assert_int_equal(from % 4096, 0);
	r->range[r->count].from = from;
	r->range[r->count++].to = from + size;
}

/* A run lies in the memory that it says. */
static void add_run(struct ranges *r, const struct plan_run *run, enum hf_boot_kind kind)
{
	const struct hf_boot_memory *m;

	if (run->size == 0)
		return;
	assert_true(run->parent >= HF_INIT_MEMORY &&
		    run->parent < HF_INIT_MEMORY + world.boot.memories);
	m = &world.boot.memory[run->parent - HF_INIT_MEMORY];
	assert_int_equal(m->kind, kind);
	assert_true(run->offset <= m->size && run->size <= m->size - run->offset);
	assert_int_equal(run->physical, m->base + run->offset);
	add_range(r, run->physical, run->size);
}

static void runs_are_disjoint(void **state)
{
	struct ranges r = { .count = 0 };

	(void)state;
	world_open(&world, world_manifest);
	assert_planned();
	for (uint32_t i = 0; i < world.manifest.programs; i++) {
		add_run(&r, &world.plan.program[i].body_run, HF_BOOT_RAM);
		add_run(&r, &world.plan.program[i].heap_run, HF_BOOT_RAM);
	}
	for (uint32_t i = 0; i < world.manifest.channels; i++)
		add_run(&r, &world.plan.channel[i].run, HF_BOOT_RAM);
	for (uint32_t i = 0; i < world.manifest.regions; i++)
		for (uint32_t j = 0; j < world.manifest.region[i].parts; j++)
			add_run(&r, &world.plan.part[i][j].run, HF_BOOT_RAM);
	for (uint32_t i = 0; i < world.plan.fund_runs; i++)
		add_run(&r, &world.plan.funds[i], HF_BOOT_RAM);
	for (uint32_t i = 0; i < world.manifest.devices; i++)
		if (world.plan.device[i].makes_memory)
			add_run(&r, &world.plan.device[i].run, HF_BOOT_DEVICE);
	assert_true(r.count >= 18);
}

static void add_segments(struct ranges *r, const struct elf *elf)
{
	for (uint32_t i = 0; i < elf->segments; i++)
		add_range(r, elf_first_page(&elf->segment[i]),
			  elf_pages_end(&elf->segment[i]) - elf_first_page(&elf->segment[i]));
}

static void spaces_do_not_overlap(void **state)
{
	(void)state;
	world_open(&world, world_manifest);
	assert_planned();
	for (uint32_t i = 0; i < world.manifest.programs; i++) {
		const struct plan_program *p = &world.plan.program[i];
		const struct manifest_program *m = &world.manifest.program[i];
		struct ranges r = { .count = 0 };

		if (m->is_init)
			continue;
		for (uint32_t n = 0; n < p->images; n++)
			add_segments(&r, &p->image[n].elf);
		add_range(&r, HF_HEAP_BASE, m->heap);
		add_range(&r, HF_STACK_TOP - m->stack, m->stack);
		add_range(&r, HF_PROGRAM_RECORD, sizeof(struct hf_program));
		add_range(&r, HF_MESSAGE_PAGES, 4096);
		for (uint32_t g = 0; g < p->grants; g++) {
			const struct plan_grant *grant = &p->grant[g];

			add_range(&r, grant->record.address & ~4095ull, grant->size);
			assert_false((grant->map & HF_RIGHT_WRITE) != 0 &&
				     (grant->map & HF_RIGHT_EXECUTE) != 0);
			assert_true(grant->size == 0 || grant->record.address >= HF_GRANT_BASE);
		}
		add_range(&r, p->ported.record.address, p->ported.size);
	}
}

/* Every slot of init's table once; every slot and bit of a program's once. */
static void slots_and_bits_are_unique(void **state)
{
	bool used[4096] = { false };

	(void)state;
	world_open(&world, world_manifest);
	assert_planned();
#define ONCE(h)                                                                                    \
	do {                                                                                       \
		hf_handle once = (h);                                                              \
		assert_true(once < 4096 && !used[once]);                                           \
		assert_true(once == 0 ||                                                           \
			    (once >= HF_INIT_MEMORY + WORLD_MEMORIES && once < world.plan.slots)); \
		used[once] = once != 0;                                                            \
	} while (0)
	for (uint32_t i = 0; i < world.manifest.programs; i++) {
		const struct plan_program *p = &world.plan.program[i];
		bool slot[HF_SELF_FREE] = { false }, bit[64] = { false };

		if (!world.manifest.program[i].is_init) {
			ONCE(p->domain);
			ONCE(p->space);
			ONCE(p->thread);
			ONCE(p->event);
			for (uint32_t cpu = 0; cpu < HF_CPUS; cpu++) {
				ONCE(p->exit[cpu].gate);
				assert_true(p->exit[cpu].slot < HF_SELF_FREE);
				slot[p->exit[cpu].slot] = p->exit[cpu].slot >= PLAN_SLOT;
			}
			ONCE(p->body);
			ONCE(p->heap);
		}
		for (uint32_t g = 0; g < p->grants; g++) {
			const struct hf_grant *r = &p->grant[g].record;
			hf_handle handles[] = { r->handle, r->notify, r->irq };

			for (unsigned h = 0; h < 3; h++) {
				assert_true(handles[h] == 0 || handles[h] >= PLAN_SLOT);
				assert_true(handles[h] < HF_SELF_FREE && !slot[handles[h]]);
				slot[handles[h]] = handles[h] != 0;
			}
			if (r->notify == 0 && r->irq == 0)
				continue;
			assert_true(r->bit < HF_SELF_BIT && !bit[r->bit]);
			bit[r->bit] = true;
		}
	}
	for (uint32_t i = 0; i < world.manifest.channels; i++) {
		ONCE(world.plan.channel[i].buffer);
		ONCE(world.plan.channel[i].gate);
		ONCE(world.plan.channel[i].signals_client);
		ONCE(world.plan.channel[i].signals_server);
	}
	for (uint32_t i = 0; i < world.manifest.devices; i++) {
		if (world.plan.device[i].makes_memory)
			ONCE(world.plan.device[i].memory);
		ONCE(world.plan.device[i].line);
	}
}

static void regions_are_contiguous(void **state)
{
	const struct plan_grant *top, *screen, *dma, *guest;
	const struct plan_part *part;

	(void)state;
	world_open(&world, world_manifest);
	assert_planned();
	part = world.plan.part[2];
	assert_int_equal(part[1].run.physical, part[0].run.physical + 8192);
	top = grant_of("server", "top", HF_GRANT_MEMORY);
	assert_int_equal(top->record.physical, part[0].run.physical);
	assert_int_equal(top->record.flags, HF_GRANT_DMA);
	assert_int_equal(top->record.size, 8192);
	assert_int_equal(top->rights, HF_RIGHT_READ | HF_RIGHT_WRITE | HF_RIGHT_ADDRESS);
	screen = grant_of("vmm", "screen", HF_GRANT_MEMORY);
	assert_int_equal(screen->record.flags, HF_GRANT_READONLY);
	assert_int_equal(screen->record.physical, 0);
	assert_int_equal(screen->map, HF_RIGHT_READ);
	assert_int_equal(screen->rights, HF_RIGHT_READ);
	dma = grant_of("server", "dma", HF_GRANT_MEMORY);
	assert_int_equal(dma->record.flags, HF_GRANT_DMA);
	guest = grant_of("vmm", "guest", HF_GRANT_MEMORY);
	assert_int_equal(guest->rights, HF_RIGHT_READ | HF_RIGHT_WRITE | HF_RIGHT_EXECUTE);
	assert_int_equal(guest->map, HF_RIGHT_READ | HF_RIGHT_WRITE);
	assert_int_equal(guest->physical % (2 << 20), 0);
	assert_int_equal(guest->record.address % (2 << 20), 0);
	assert_true(plan_of("vmm")->has_guest);
	assert_false(plan_of("client")->has_guest);
}

static void channels_meet(void **state)
{
	const struct plan_grant *client, *server;
	const struct plan_channel *channel = &world.plan.channel[0];

	(void)state;
	world_open(&world, world_manifest);
	assert_planned();
	client = grant_of("client", "server", HF_GRANT_CHANNEL_CLIENT);
	server = grant_of("server", "client", HF_GRANT_CHANNEL_SERVER);
	assert_int_equal(client->handle, channel->gate);
	assert_int_equal(client->rights, HF_RIGHT_USE);
	assert_int_equal(client->notify, channel->signals_server);
	assert_int_equal(server->notify, channel->signals_client);
	assert_int_equal(server->handle, HF_NO_HANDLE);
	assert_int_equal(client->record.bit, channel->client_bit);
	assert_int_equal(server->record.bit, channel->server_bit);
	assert_int_equal(client->memory, server->memory);
	assert_int_equal(client->record.size, 8192);
	assert_int_equal(server->record.policy, 1 << 4);
	assert_int_equal(client->record.policy, 0);
	assert_int_equal(server->record.identity, 1);
	client = grant_of("client", "talk", HF_GRANT_CHANNEL_CLIENT);
	assert_int_equal(client->record.flags, HF_GRANT_STREAM);
	assert_int_equal(client->handle, HF_NO_HANDLE);
	assert_int_equal(client->record.handle, HF_NO_HANDLE);
}

static void devices_are_found(void **state)
{
	const struct plan_grant *one, *two, *console;

	(void)state;
	world_open(&world, world_manifest);
	assert_planned();
	console = grant_of("log", "console", HF_GRANT_DEVICE);
	assert_int_equal(console->physical, 0x9000000);
	assert_int_equal(console->record.size, 0x1000);
	assert_int_equal(world.plan.device[0].interrupt, 33);
	one = grant_of("server", "one", HF_GRANT_DEVICE);
	two = grant_of("client", "two", HF_GRANT_DEVICE);
	assert_int_equal(one->physical, 0xa000000);
	assert_int_equal(one->memory, two->memory);
	assert_int_equal(one->record.size, 0x200);
	assert_int_equal(two->record.address % 4096, 0x200);
	assert_int_equal(world.plan.device[1].interrupt, 48);
	assert_int_equal(two->record.irq, HF_NO_HANDLE);
	assert_true((one->map & HF_MAP_DEVICE) != 0);
}

static void files_and_images(void **state)
{
	const struct plan_grant *text;
	const struct plan_program *app;

	(void)state;
	world_open(&world, world_manifest);
	assert_planned();
	text = grant_of("client", "text", HF_GRANT_FILE);
	assert_int_equal(text->record.size, 9);
	assert_int_equal(text->size, 4096);
	assert_int_equal(text->map, HF_RIGHT_READ);
	assert_memory_equal(world.at + text->physical - WORLD_RAM_BASE, "some text", 9);
	app = plan_of("app");
	assert_int_equal(app->images, 2);
	assert_int_equal(app->image[0].elf.entry, HF_PERSONALITY_BASE + 0x10);
	assert_int_equal(app->image[1].elf.entry, HF_PROGRAM_BASE + 0x10);
	assert_int_equal(app->ported.record.size, 0x3000);
	assert_memory_equal(world.at + app->ported.physical - WORLD_RAM_BASE, app->image[1].file,
			    0x3000);
	assert_int_equal(plan_of("server")->images, 1);
	assert_int_equal(plan_of("client")->heap, HF_NO_HANDLE);
	assert_int_equal(manifest_of("client")->heap, 0);
}

/* One program may have two devices in one page without saying so: nobody else is near. */
static void accepts_own_neighbours(void **state)
{
	(void)state;
	world_open(&world,
		   world_changed("compatible virtio,mmio 1 shared-page\n",
				 "node /virtio@a001000\n\tdevice three address 0xa001200 0x200\n"));
	assert_planned();
	assert_int_equal(grant_of("client", "two", HF_GRANT_DEVICE)->memory,
			 grant_of("client", "three", HF_GRANT_DEVICE)->memory);
}

/* An empty file is granted, and nothing is mapped for it. */
static void grants_an_empty_file(void **state)
{
	const struct plan_grant *g;

	(void)state;
	world_open(&world, world_changed("file text text", "file text empty"));
	assert_planned();
	g = grant_of("client", "text", HF_GRANT_FILE);
	assert_true(g->size == 0 && g->record.size == 0 && g->memory == HF_NO_HANDLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_are_disjoint),
		cmocka_unit_test(spaces_do_not_overlap),
		cmocka_unit_test(slots_and_bits_are_unique),
		cmocka_unit_test(regions_are_contiguous),
		cmocka_unit_test(channels_meet),
		cmocka_unit_test(devices_are_found),
		cmocka_unit_test(files_and_images),
		cmocka_unit_test(accepts_own_neighbours),
		cmocka_unit_test(grants_an_empty_file),
	};

	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
