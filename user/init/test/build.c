/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What init makes of a manifest: memory, rights, handles, threads; what it refuses; and that any call
 * of the boot may fail.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "user/init/test/phone.h"

static void loads_programs(void **state)
{
	(void)state;
	phone_start(world_manifest);
	assert_int_equal(*(char *)phone_memory("client", HF_PROGRAM_BASE + 0x10), 'T');
	assert_int_equal(*(char *)phone_memory("client", HF_PROGRAM_BASE + 0x1000), 'R');
	assert_int_equal(*(char *)phone_memory("client", HF_PROGRAM_BASE + 0x2040), 'D');
	assert_int_equal(*(char *)phone_memory("client", HF_PROGRAM_BASE + 0x203f), 0);
	assert_true(all_zero(phone_memory("client", HF_PROGRAM_BASE + 0x2060), 0xfa0));
	assert_true(all_zero(phone_memory("client", HF_PROGRAM_BASE + 0x3000), 0x1000));
	assert_true(all_zero(phone_memory("server", HF_HEAP_BASE), 64 << 10));
	assert_true(all_zero(phone_memory("client", HF_STACK_TOP - (64 << 10)), 64 << 10));
	assert_null(kernel_mapped(phone_plan("client")->space, HF_STACK_TOP - (64 << 10) - 1));
	assert_null(kernel_mapped(phone_plan("client")->space, HF_STACK_TOP));
	assert_null(kernel_mapped(phone_plan("client")->space, HF_HEAP_BASE));
	assert_int_equal(*(char *)phone_memory("app", HF_PERSONALITY_BASE + 0x10), 'T');
	assert_int_equal(*(char *)phone_memory("app", HF_PROGRAM_BASE + 0x10), 'T');
	kernel_end();
}

static void writes_records(void **state)
{
	const struct hf_program *client, *app;

	(void)state;
	phone_start(world_manifest);
	client = phone_record("client");
	assert_int_equal(client->magic, HF_PROGRAM_MAGIC);
	assert_string_equal(client->name, "client");
	assert_string_equal(client->argument, "hello");
	assert_int_equal(client->ticks_per_second, 1000000);
	assert_int_equal(client->boot_ticks, 5);
	assert_int_equal(client->heap_size, 0);
	assert_int_equal(client->priority, 10);
	assert_int_equal(client->slots, 128);
	assert_int_equal(client->grants, 6);
	assert_false(all_zero(client->seed, 32));
	assert_memory_not_equal(client->seed, phone_record("server")->seed, 32);
	assert_int_equal(phone_record("server")->heap, HF_HEAP_BASE);
	app = phone_record("app");
	assert_int_equal(app->image_size, 0x3000);
	assert_int_equal(*(char *)phone_memory("app", app->image + 1), 'E');
	assert_string_equal(phone_memory("client", phone_grant("client", "text")->address),
			    "some text");
	kernel_end();
}

/* Rights of every mapping: what is written in the image, the stack and the record. */
static void keeps_write_from_execute(void **state)
{
	const struct plan_program *p;

	(void)state;
	phone_start(world_manifest);
	p = phone_plan("client");
	assert_int_equal(kernel_mapped(p->space, HF_PROGRAM_BASE)->rights,
			 HF_RIGHT_READ | HF_RIGHT_EXECUTE);
	assert_int_equal(kernel_mapped(p->space, HF_PROGRAM_BASE + 0x1000)->rights, HF_RIGHT_READ);
	assert_int_equal(kernel_mapped(p->space, HF_PROGRAM_BASE + 0x2000)->rights,
			 HF_RIGHT_READ | HF_RIGHT_WRITE);
	assert_int_equal(kernel_mapped(p->space, HF_PROGRAM_RECORD)->rights, HF_RIGHT_READ);
	assert_int_equal(kernel_mapped(p->space, HF_STACK_TOP - 1)->rights,
			 HF_RIGHT_READ | HF_RIGHT_WRITE);
	assert_int_equal(kernel_mapped(p->space, phone_grant("client", "two")->address)->rights,
			 HF_RIGHT_READ | HF_RIGHT_WRITE | HF_MAP_DEVICE);
	assert_int_equal(kernel_mapped(p->space, phone_grant("client", "text")->address)->rights,
			 HF_RIGHT_READ);
	kernel_end();
}

/* The programs whose spaces have this page, as bits by index. */
static uint32_t users_of(uint64_t physical)
{
	uint32_t users = 0;

	for (int m = 0; m < KERNEL_MAPPINGS; m++) {
		const struct kernel_mapping *k = &kernel.mapping[m];

		if (k->space < 0 || physical < k->physical || physical - k->physical >= k->size)
			continue;
		for (uint32_t i = 0; i < init.manifest.programs; i++)
			if (!init.manifest.program[i].is_init &&
			    k->space == kernel.slot[0][init.plan.program[i].space].object)
				users |= 1u << i;
	}
	return users;
}

static uint32_t bits_of(const char *a, const char *b)
{
	return 1u << phone_index(a) | 1u << phone_index(b);
}

/* Walk all of memory: a page that two programs see is one that the manifest shares between them. */
static void shares_nothing_else(void **state)
{
	unsigned shared = 0;

	(void)state;
	phone_start(world_manifest);
	for (uint64_t page = 0; page < WORLD_SIZE; page += 4096) {
		uint64_t physical = WORLD_RAM_BASE + page;
		uint32_t users = users_of(physical);
		const struct plan_run *talk = &init.plan.channel[1].run;
		const struct plan_run *calls = &init.plan.channel[0].run;
		const struct plan_run *log = &init.plan.channel[3].run;
		const struct plan_run *screen = &init.plan.part[2][1].run;

		if ((users & (users - 1)) == 0)
			continue;
		shared++;
		if (physical - talk->physical < talk->size ||
		    physical - calls->physical < calls->size)
			assert_int_equal(users, bits_of("client", "server"));
		else if (physical - log->physical < log->size)
			assert_int_equal(users, bits_of("client", "log"));
		else if (physical - screen->physical < screen->size)
			assert_int_equal(users, bits_of("client", "vmm"));
		else
			fail_msg("0x%lx is shared by 0x%x", physical, users);
	}
	assert_int_equal(shared, 2 + 2 + 2 + 3);
	kernel_end();
}

static void hands_out_handles(void **state)
{
	hf_handle client, server;
	const struct kernel_slot *s;

	(void)state;
	phone_start(world_manifest);
	client = phone_plan("client")->domain;
	server = phone_plan("server")->domain;
	assert_int_equal(kernel_slot(client, HF_SELF_DOMAIN)->rights, HF_RIGHT_USE);
	assert_int_equal(kernel_slot(client, HF_SELF_SPACE)->rights, HF_RIGHT_USE);
	assert_int_equal(kernel_slot(client, HF_SELF_THREAD)->rights, HF_RIGHT_USE);
	assert_int_equal(kernel_slot(client, HF_SELF_EVENT)->rights, HF_RIGHT_USE);
	assert_int_equal(kernel_slot(client, HF_SELF_EVENT)->bit, HF_SELF_BIT);
	assert_int_equal(kernel_slot(client, HF_SELF_EXIT)->rights, HF_RIGHT_USE);
	assert_null(kernel_slot(client, HF_SELF_HEAP));
	assert_int_equal(kernel_slot(server, HF_SELF_HEAP)->rights, HF_RIGHT_READ | HF_RIGHT_WRITE);

	s = kernel_slot(client, phone_grant("client", "server")->notify);
	assert_int_equal(s->rights, HF_RIGHT_USE);
	assert_int_equal(s->object, kernel.slot[0][phone_plan("server")->event].object);
	assert_int_equal(s->bit, phone_grant("server", "client")->bit);
	s = kernel_slot(server, phone_grant("server", "talk")->notify);
	assert_int_equal(s->object, kernel.slot[0][phone_plan("client")->event].object);
	assert_int_equal(s->bit, phone_grant("client", "talk")->bit);
	s = kernel_slot(client, phone_grant("client", "server")->handle);
	assert_int_equal(s->rights, HF_RIGHT_USE);
	assert_int_equal(kernel.object[s->object].identity,
			 phone_grant("server", "client")->identity);
	assert_int_equal(kernel.object[s->object].bound,
			 kernel.slot[0][phone_plan("server")->thread].object);
	s = kernel_slot(server, phone_grant("server", "one")->irq);
	assert_int_equal(s->rights, HF_RIGHT_USE);
	assert_int_equal(kernel.object[s->object].line, 48);

	assert_int_equal(phone_handles("client"), 5 + 2 + 1 + 1 + 1);
	assert_int_equal(phone_handles("server"), 6 + 1 + 1 + 1 + 1 + 1);
	assert_int_equal(phone_handles("app"), 6);
	kernel_end();
}

static void starts_threads(void **state)
{
	const struct kernel_object *t;

	(void)state;
	phone_start(world_manifest);
	t = kernel_object(phone_plan("server")->thread);
	assert_true(t->started);
	assert_int_equal(t->pc, HF_PROGRAM_BASE + 0x10);
	assert_int_equal(t->sp, HF_STACK_TOP);
	assert_int_equal(t->argument, HF_PROGRAM_RECORD);
	assert_int_equal(t->priority, 30);
	assert_int_equal(kernel_object(phone_plan("server")->domain)->budget, 1000);
	assert_int_equal(kernel_object(phone_plan("server")->domain)->period, 10000);
	assert_int_equal(kernel_object(phone_plan("server")->domain)->spent_level, 11);
	assert_int_equal(t->exits, HF_SELF_EXIT);
	assert_int_equal(kernel_object(phone_plan("app")->thread)->pc, HF_PERSONALITY_BASE + 0x10);
	assert_int_equal(kernel_object(phone_plan("server")->event)->bound,
			 kernel.slot[0][phone_plan("server")->thread].object);
	assert_int_equal(kernel_object(phone_plan("server")->exit[0].gate)->bound,
			 kernel.slot[0][HF_INIT_THREAD].object);
	assert_int_equal(kernel_object(phone_plan("server")->exit[0].gate)->identity,
			 phone_index("server") + 1);
	assert_int_equal(phone_record("server")->exit[0], HF_SELF_EXIT);
	for (unsigned cpu = 1; cpu < HF_CPUS; cpu++)
		assert_int_equal(phone_record("server")->exit[cpu], HF_NO_HANDLE);
	kernel_end();
}

static bool all_started(void)
{
	for (uint32_t i = 0; i < init.manifest.programs; i++)
		if (!init.manifest.program[i].is_init &&
		    !kernel_object(init.plan.program[i].thread)->started)
			return false;
	return true;
}

/* Programs are where the manifest says, with gates for their exits on each of their CPUs. */
static void puts_programs_on_cpus(void **state)
{
	const struct hf_program *r;

	(void)state;
	phone_start(PHONE_ON_TWO_CPUS);
	assert_int_equal(kernel_object(phone_plan("app")->thread)->cpu, 1);
	assert_int_equal(kernel_object(phone_plan("app")->domain)->cpus, 2);
	assert_int_equal(phone_record("app")->exit[1], HF_SELF_EXIT);
	assert_int_equal(kernel_object(phone_plan("vmm")->thread)->cpu, 0);
	assert_int_equal(kernel_object(phone_plan("vmm")->domain)->cpus, 3);
	r = phone_record("vmm");
	assert_int_equal(r->cpu, 0);
	assert_int_equal(r->threads, 2);
	assert_int_equal(r->exit[0], HF_SELF_EXIT);
	assert_true(r->exit[1] >= PLAN_SLOT && r->exit[1] < HF_SELF_FREE);
	assert_int_equal(kernel_slot(phone_plan("vmm")->domain, r->exit[1])->object,
			 kernel.slot[0][phone_plan("vmm")->exit[1].gate].object);
	assert_int_equal(kernel_object(phone_plan("vmm")->exit[1].gate)->bound,
			 kernel.slot[0][init.plan.desk[1].thread].object);
	assert_int_equal(kernel_object(init.plan.desk[1].thread)->cpu, 1);
	assert_int_equal(kernel_object(phone_plan("server")->domain)->cpus, 1);
	assert_int_equal(init.plan.desk[2].thread, HF_NO_HANDLE);
	kernel_end();
}

/* On a machine with fewer CPUs all run, and who is not where he belongs is below the others. */
static void cpus_may_be_missing(void **state)
{
	(void)state;
	phone_open(PHONE_ON_TWO_CPUS);
	world.boot.cpus = 1;
	kernel.object[0].cpus = 1;
	assert_int_equal(phone_boot(), HF_OK);
	assert_true(all_started());
	assert_int_equal(kernel_object(phone_plan("app")->thread)->cpu, 0);
	assert_int_equal(kernel_object(phone_plan("app")->thread)->priority, 11);
	assert_int_equal(phone_record("app")->priority, 11);
	assert_int_equal(kernel_object(phone_plan("app")->domain)->budget, 1000);
	assert_int_equal(kernel_object(phone_plan("vmm")->thread)->priority, 10);
	assert_int_equal(phone_record("vmm")->threads, 1);
	assert_int_equal(kernel_object(phone_plan("server")->thread)->priority, 30);
	assert_int_equal(init.plan.desk[1].thread, HF_NO_HANDLE);
	kernel_end();
}

/* Every call of the boot fails once: init sees it and knows where it was, or tried again and all runs. */
static void any_call_may_fail_at_boot(void **state)
{
	uint64_t calls;

	(void)state;
	phone_start(world_manifest);
	calls = kernel.calls;
	kernel_end();
	assert_true(calls > 150);
	for (uint64_t n = 1; n <= calls; n++) {
		phone_open(PHONE_ON_TWO_CPUS);
		kernel.fail_at = n;
		if (phone_boot() == HF_OK)
			assert_true(all_started());
		else
			assert_true(init.doing != NULL || kernel.console_used > 0);
		kernel_end();
	}
}

static void assert_refused(const char *words)
{
	assert_false(init_open(&init, &world.boot));
	if (strstr(kernel.console, words) == NULL)
		fail_msg("no '%s' in: %s", words, kernel.console);
	kernel_end();
}

static void refuses_bad_input(void **state)
{
	(void)state;
	phone_open(world_manifest);
	world.boot.magic++;
	assert_refused("no boot record");
	phone_open(world_manifest);
	world.boot.memories = HF_BOOT_MEMORIES + 1;
	assert_refused("no boot record");
	phone_open(world_manifest);
	world.boot.tree_size = WORLD_TREE_SIZE + 1;
	assert_refused("device tree is damaged");
	phone_open(world_manifest);
	memset(world.at + WORLD_PACK_SIZE, 0, 4);
	assert_refused("device tree is damaged");
	phone_open(world_manifest);
	world.boot.memory[WORLD_PACK].kind = HF_BOOT_RAM;
	assert_refused("no boot pack");
	phone_open(world_manifest);
	world.boot.pack_size = WORLD_PACK_SIZE + 1;
	assert_refused("no boot pack");
	phone_open(world_manifest);
	world.boot.pack_offset = WORLD_PACK_SIZE;
	assert_refused("no boot pack");
	phone_open(world_manifest);
	world.at[0] = 'x';
	assert_refused("no boot pack");
	phone_open(world_manifest);
	world_pack_start(&world);
	world_pack_end(&world);
	assert_refused("has no manifest");
	phone_open(world_manifest);
	world_pack_start(&world);
	world_pack_add(&world, "manifest", "phon\n", 5, true);
	world_pack_end(&world);
	assert_refused("manifest, line 1: 'phon' is no statement");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loads_programs),
		cmocka_unit_test(writes_records),
		cmocka_unit_test(keeps_write_from_execute),
		cmocka_unit_test(shares_nothing_else),
		cmocka_unit_test(hands_out_handles),
		cmocka_unit_test(starts_threads),
		cmocka_unit_test(puts_programs_on_cpus),
		cmocka_unit_test(cpus_may_be_missing),
		cmocka_unit_test(any_call_may_fail_at_boot),
		cmocka_unit_test(refuses_bad_input),
	};

	return cmocka_run_group_tests_name("init: build", tests, NULL, NULL);
}
