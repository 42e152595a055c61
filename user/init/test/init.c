/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Init on a kernel of the test's own: what it makes, what it hands out, how it starts programs anew, and
 * that any call may fail.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "user/init/init.h"
#include "user/init/test/kernel.h"

static struct world world;
static struct init init;

static uint32_t index_of(const char *name)
{
	uint32_t i = manifest_find(&init.manifest, name);

	assert_int_not_equal(i, MANIFEST_NOBODY);
	return i;
}

static const struct plan_program *plan_of(const char *name)
{
	return &init.plan.program[index_of(name)];
}

static void start(const char *manifest)
{
	world_open(&world, manifest);
	kernel_start(&world);
	memset(&init, 0, sizeof(init));
}

/* What main.c does, up to serving. */
static enum hf_error boot(void)
{
	enum hf_error e;

	if (!init_open(&init, &world.boot))
		return HF_E_CALL;
	init_seed(&init);
	e = init_build(&init);
	for (uint32_t i = 0; i < init.manifest.programs && e == HF_OK; i++) {
		if (init.manifest.program[i].is_init)
			continue;
		e = init_clear_program(&init, i);
		if (e == HF_OK)
			e = init_start(&init, i);
		init.life[i].state = INIT_RUNNING;
	}
	return e;
}

static void start_booted(const char *manifest)
{
	start(manifest);
	assert_int_equal(boot(), HF_OK);
}

/* A program's memory as the program would see it. */
static void *program_memory(const char *name, uint64_t address)
{
	const struct kernel_mapping *m = kernel_mapped(plan_of(name)->space, address);

	if (m == NULL)
		fail_msg("%s has nothing at 0x%lx", name, address);
	return kernel_memory(m->physical + (address - m->address));
}

static const struct hf_program *record_of(const char *name)
{
	return program_memory(name, HF_PROGRAM_RECORD);
}

static const struct hf_grant *grant_of(const char *program, const char *name)
{
	const struct hf_program *r = record_of(program);

	for (uint32_t i = 0; i < r->grants; i++)
		if (strcmp(r->grant[i].name, name) == 0)
			return &r->grant[i];
	fail_msg("%s has no grant '%s'", program, name);
	return NULL;
}

static bool all_zero(const void *bytes, uint64_t size)
{
	const unsigned char *b = bytes;

	for (uint64_t i = 0; i < size; i++)
		if (b[i] != 0)
			return false;
	return true;
}

static void loads_programs(void **state)
{
	(void)state;
	start_booted(world_manifest);
	assert_int_equal(*(char *)program_memory("client", HF_PROGRAM_BASE + 0x10), 'T');
	assert_int_equal(*(char *)program_memory("client", HF_PROGRAM_BASE + 0x1000), 'R');
	assert_int_equal(*(char *)program_memory("client", HF_PROGRAM_BASE + 0x2040), 'D');
	assert_int_equal(*(char *)program_memory("client", HF_PROGRAM_BASE + 0x203f), 0);
	assert_true(all_zero(program_memory("client", HF_PROGRAM_BASE + 0x2060), 0xfa0));
	assert_true(all_zero(program_memory("client", HF_PROGRAM_BASE + 0x3000), 0x1000));
	assert_true(all_zero(program_memory("server", HF_HEAP_BASE), 64 << 10));
	assert_true(all_zero(program_memory("client", HF_STACK_TOP - (64 << 10)), 64 << 10));
	assert_null(kernel_mapped(plan_of("client")->space, HF_STACK_TOP - (64 << 10) - 1));
	assert_null(kernel_mapped(plan_of("client")->space, HF_STACK_TOP));
	assert_null(kernel_mapped(plan_of("client")->space, HF_HEAP_BASE));
	assert_int_equal(*(char *)program_memory("app", HF_PERSONALITY_BASE + 0x10), 'T');
	assert_int_equal(*(char *)program_memory("app", HF_PROGRAM_BASE + 0x10), 'T');
	kernel_end();
}

static void writes_records(void **state)
{
	const struct hf_program *client, *app;

	(void)state;
	start_booted(world_manifest);
	client = record_of("client");
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
	assert_memory_not_equal(client->seed, record_of("server")->seed, 32);
	assert_int_equal(record_of("server")->heap, HF_HEAP_BASE);
	app = record_of("app");
	assert_int_equal(app->image_size, 0x3000);
	assert_int_equal(*(char *)program_memory("app", app->image + 1), 'E');
	assert_string_equal(program_memory("client", grant_of("client", "text")->address),
			    "some text");
	kernel_end();
}

/* Rights of every mapping: what is written in the image, the stack and the record. */
static void keeps_write_from_execute(void **state)
{
	const struct plan_program *p;

	(void)state;
	start_booted(world_manifest);
	p = plan_of("client");
	assert_int_equal(kernel_mapped(p->space, HF_PROGRAM_BASE)->rights,
			 HF_RIGHT_READ | HF_RIGHT_EXECUTE);
	assert_int_equal(kernel_mapped(p->space, HF_PROGRAM_BASE + 0x1000)->rights, HF_RIGHT_READ);
	assert_int_equal(kernel_mapped(p->space, HF_PROGRAM_BASE + 0x2000)->rights,
			 HF_RIGHT_READ | HF_RIGHT_WRITE);
	assert_int_equal(kernel_mapped(p->space, HF_PROGRAM_RECORD)->rights, HF_RIGHT_READ);
	assert_int_equal(kernel_mapped(p->space, HF_STACK_TOP - 1)->rights,
			 HF_RIGHT_READ | HF_RIGHT_WRITE);
	assert_int_equal(kernel_mapped(p->space, grant_of("client", "two")->address)->rights,
			 HF_RIGHT_READ | HF_RIGHT_WRITE | HF_MAP_DEVICE);
	assert_int_equal(kernel_mapped(p->space, grant_of("client", "text")->address)->rights,
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
	return 1u << index_of(a) | 1u << index_of(b);
}

/* Walk all of memory: a page that two programs see is one that the manifest shares between them. */
static void shares_nothing_else(void **state)
{
	unsigned shared = 0;

	(void)state;
	start_booted(world_manifest);
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

/* The number of filled slots of a program's table. */
static unsigned handles_of(const char *name)
{
	int domain = kernel_domain(plan_of(name)->domain);
	unsigned count = 0;

	for (int s = 0; s < KERNEL_SLOTS; s++)
		count += kernel.slot[domain][s].object >= 0;
	return count;
}

static void hands_out_handles(void **state)
{
	hf_handle client, server;
	const struct kernel_slot *s;

	(void)state;
	start_booted(world_manifest);
	client = plan_of("client")->domain;
	server = plan_of("server")->domain;
	assert_int_equal(kernel_slot(client, HF_SELF_DOMAIN)->rights, HF_RIGHT_USE);
	assert_int_equal(kernel_slot(client, HF_SELF_SPACE)->rights, HF_RIGHT_USE);
	assert_int_equal(kernel_slot(client, HF_SELF_THREAD)->rights, HF_RIGHT_USE);
	assert_int_equal(kernel_slot(client, HF_SELF_EVENT)->rights, HF_RIGHT_USE);
	assert_int_equal(kernel_slot(client, HF_SELF_EVENT)->bit, HF_SELF_BIT);
	assert_int_equal(kernel_slot(client, HF_SELF_EXIT)->rights, HF_RIGHT_USE);
	assert_null(kernel_slot(client, HF_SELF_HEAP));
	assert_int_equal(kernel_slot(server, HF_SELF_HEAP)->rights, HF_RIGHT_READ | HF_RIGHT_WRITE);

	s = kernel_slot(client, grant_of("client", "server")->notify);
	assert_int_equal(s->rights, HF_RIGHT_USE);
	assert_int_equal(s->object, kernel.slot[0][plan_of("server")->event].object);
	assert_int_equal(s->bit, grant_of("server", "client")->bit);
	s = kernel_slot(server, grant_of("server", "talk")->notify);
	assert_int_equal(s->object, kernel.slot[0][plan_of("client")->event].object);
	assert_int_equal(s->bit, grant_of("client", "talk")->bit);
	s = kernel_slot(client, grant_of("client", "server")->handle);
	assert_int_equal(s->rights, HF_RIGHT_USE);
	assert_int_equal(kernel.object[s->object].identity, grant_of("server", "client")->identity);
	assert_int_equal(kernel.object[s->object].bound,
			 kernel.slot[0][plan_of("server")->thread].object);
	s = kernel_slot(server, grant_of("server", "one")->irq);
	assert_int_equal(s->rights, HF_RIGHT_USE);
	assert_int_equal(kernel.object[s->object].line, 48);

	assert_int_equal(handles_of("client"), 5 + 2 + 1 + 1 + 1);
	assert_int_equal(handles_of("server"), 6 + 1 + 1 + 1 + 1 + 1);
	assert_int_equal(handles_of("app"), 6);
	kernel_end();
}

static void starts_threads(void **state)
{
	const struct kernel_object *t;

	(void)state;
	start_booted(world_manifest);
	t = kernel_object(plan_of("server")->thread);
	assert_true(t->started);
	assert_int_equal(t->pc, HF_PROGRAM_BASE + 0x10);
	assert_int_equal(t->sp, HF_STACK_TOP);
	assert_int_equal(t->argument, HF_PROGRAM_RECORD);
	assert_int_equal(t->priority, 30);
	assert_int_equal(t->budget, 1000);
	assert_int_equal(t->period, 10000);
	assert_int_equal(t->exits, HF_SELF_EXIT);
	assert_int_equal(kernel_object(plan_of("app")->thread)->pc, HF_PERSONALITY_BASE + 0x10);
	assert_int_equal(kernel_object(plan_of("server")->event)->bound,
			 kernel.slot[0][plan_of("server")->thread].object);
	assert_int_equal(kernel_object(plan_of("server")->exit)->bound,
			 kernel.slot[0][HF_INIT_THREAD].object);
	assert_int_equal(kernel_object(plan_of("server")->exit)->identity, index_of("server") + 1);
	kernel_end();
}

static void soil(const char *name, uint64_t address, uint64_t size)
{
	for (uint64_t at = 0; at < size; at += 4096)
		memset(program_memory(name, address + at), 0xee, 4096);
}

static void clear_pending(void)
{
	for (int i = 0; i < kernel.objects; i++)
		kernel.object[i].pending = 0;
}

/* Serve until nothing is left to do now. */
static void serve(void)
{
	bool busy = true;

	for (int rounds = 0; busy; rounds++) {
		assert_true(rounds < 1000);
		init_serve_once(&init);
		busy = kernel.exits > 0;
		for (uint32_t i = 0; i < init.manifest.programs; i++)
			busy |= !init.manifest.program[i].is_init &&
				(init.life[i].state == INIT_CLEARING ||
				 (init.life[i].state == INIT_DUE &&
				  init.life[i].due <= kernel.now));
	}
}

static void fault(const char *name)
{
	kernel_exit(index_of(name) + 1, HF_EXIT_FAULT, 0x123, 0x93800006);
}

/* All traces of the server's first life are gone, its neighbours have theirs, and it lives again. */
static void starts_anew(void **state)
{
	unsigned char seed[32];
	const struct hf_grant *own, *shared;
	int client_domain, client_thread, server_thread, gate;

	(void)state;
	start_booted(world_manifest);
	soil("server", HF_HEAP_BASE, 64 << 10);
	soil("server", HF_PROGRAM_BASE + 0x2000, 0x2000);
	soil("server", HF_STACK_TOP - 4096, 4096);
	own = grant_of("server", "dma");
	soil("server", own->address, own->size);
	shared = grant_of("client", "screen");
	soil("client", shared->address, shared->size);
	soil("client", grant_of("client", "talk")->address, 8192);
	soil("client", grant_of("client", "server")->address, 8192);
	soil("client", grant_of("client", "log")->address, 8192);
	memcpy(seed, record_of("server")->seed, 32);
	client_domain = kernel.slot[0][plan_of("client")->domain].object;
	client_thread = kernel.slot[0][plan_of("client")->thread].object;
	server_thread = kernel.slot[0][plan_of("server")->thread].object;
	gate = kernel.slot[0][init.plan.channel[0].gate].object;
	clear_pending();

	fault("server");
	init_serve_once(&init);
	assert_null(kernel_object(plan_of("server")->thread));
	assert_int_equal(kernel.object[gate].bound, -1);
	assert_int_equal(kernel_object(plan_of("client")->event)->pending,
			 1u << grant_of("client", "talk")->bit |
				 1u << grant_of("client", "server")->bit);
	serve();

	assert_int_not_equal(kernel.slot[0][plan_of("server")->thread].object, server_thread);
	assert_true(kernel_object(plan_of("server")->thread)->started);
	assert_int_equal(kernel.object[gate].bound,
			 kernel.slot[0][plan_of("server")->thread].object);
	assert_int_equal(record_of("server")->restarts, 1);
	assert_memory_not_equal(record_of("server")->seed, seed, 32);
	assert_true(all_zero(program_memory("server", HF_HEAP_BASE), 64 << 10));
	assert_true(all_zero(program_memory("server", HF_PROGRAM_BASE + 0x3000), 0x1000));
	assert_true(all_zero(program_memory("server", HF_STACK_TOP - 4096), 4096));
	assert_true(all_zero(program_memory("server", grant_of("server", "dma")->address), 16384));
	assert_true(all_zero(program_memory("client", grant_of("client", "talk")->address), 8192));
	assert_int_equal(*(char *)program_memory("server", HF_PROGRAM_BASE + 0x2040), 'D');
	assert_int_equal(handles_of("server"), 11);
	assert_int_equal(kernel_object(init.plan.device[1].line)->acknowledged, 2);

	assert_int_equal(kernel.slot[0][plan_of("client")->domain].object, client_domain);
	assert_int_equal(kernel.slot[0][plan_of("client")->thread].object, client_thread);
	assert_int_equal(*(unsigned char *)program_memory("client", shared->address), 0xee);
	assert_int_equal(
		*(unsigned char *)program_memory("client", grant_of("client", "log")->address),
		0xee);
	assert_int_equal(record_of("client")->restarts, 0);
	kernel_end();
}

/* A hundred restarts take nothing from init's account. */
static void restarts_cost_nothing(void **state)
{
	uint64_t pages;

	(void)state;
	start_booted(world_manifest);
	pages = kernel.object[0].pages;
	for (int i = 0; i < 100; i++) {
		init.life[index_of("server")].recent = 0;
		fault("server");
		serve();
		assert_int_equal(init.life[index_of("server")].state, INIT_RUNNING);
	}
	assert_int_equal(kernel.object[0].pages, pages);
	kernel_end();
}

/* Restarts wait longer and longer, and end. */
static void restarts_are_limited(void **state)
{
	uint64_t waits[8] = { 0 };
	unsigned n = 0;
	uint32_t server;

	(void)state;
	start_booted(world_manifest);
	server = index_of("server");
	for (; n < 8 && init.life[server].state == INIT_RUNNING; n++) {
		fault("server");
		init_serve_once(&init);
		waits[n] = init.life[server].due - init.life[server].ended;
		serve();
		while (init.life[server].state == INIT_DUE)
			init_serve_once(&init);
		if (init.life[server].state == INIT_OVER)
			break;
	}
	assert_int_equal(n, 5);
	assert_int_equal(waits[0], 0);
	for (unsigned i = 1; i < 5; i++)
		assert_true(waits[i] > waits[i - 1] && waits[i] <= 50000u << (i - 1));
	init_serve_once(&init);
	assert_int_equal(init.life[server].state, INIT_OVER);
	assert_int_equal(kernel.waited_until, HF_NEVER);
	kernel_end();
}

/* After the manifest's time the count begins again. */
static void the_limit_is_in_time(void **state)
{
	uint32_t server;

	(void)state;
	start_booted(world_manifest);
	server = index_of("server");
	for (unsigned i = 0; i < 20; i++) {
		kernel.now += 61000000;
		fault("server");
		serve();
		assert_int_equal(init.life[server].state, INIT_RUNNING);
		assert_int_equal(init.life[server].recent, 1);
	}
	kernel_end();
}

static void some_ends_are_final(void **state)
{
	(void)state;
	start_booted(world_manifest);
	kernel_exit(index_of("client") + 1, HF_EXIT_END, 0, 0);
	serve();
	assert_int_equal(init.life[index_of("client")].state, INIT_OVER);
	assert_null(kernel_object(plan_of("client")->thread));
	kernel_exit(index_of("server") + 1, HF_EXIT_END, 3, 0);
	serve();
	assert_int_equal(init.life[index_of("server")].state, INIT_RUNNING);
	assert_int_equal(init.life[index_of("server")].restarts, 1);
	init.manifest.program[index_of("log")].restarts = false;
	fault("log");
	serve();
	assert_int_equal(init.life[index_of("log")].state, INIT_OVER);
	kernel_end();
}

/* While a virtual machine's memory is being cleared, another program dies and is back before that is done. */
static void clearing_waits_for_others(void **state)
{
	uint32_t vmm, server;

	(void)state;
	start_booted(world_manifest);
	vmm = index_of("vmm");
	server = index_of("server");
	fault("vmm");
	for (int i = 0; i < 4; i++)
		init_serve_once(&init);
	assert_int_equal(init.life[vmm].state, INIT_CLEARING);
	fault("server");
	init_serve_once(&init);
	assert_int_equal(init.life[server].restarts, 1);
	assert_int_equal(init.life[vmm].state, INIT_CLEARING);
	serve();
	assert_int_equal(init.life[vmm].state, INIT_RUNNING);
	assert_int_equal(init.life[server].state, INIT_RUNNING);
	assert_true(all_zero(program_memory("vmm", grant_of("vmm", "guest")->address), 4096));
	kernel_end();
}

/* Exits that nobody can mean: of init itself, of nobody, of one that is over. */
static void ignores_nonsense(void **state)
{
	(void)state;
	start_booted(world_manifest);
	kernel_exit(0, HF_EXIT_FAULT, 0, 0);
	kernel_exit(99, HF_EXIT_FAULT, 0, 0);
	kernel_exit(index_of("init") + 1, HF_EXIT_FAULT, 0, 0);
	for (int i = 0; i < 3; i++)
		init_serve_once(&init);
	for (uint32_t i = 0; i < init.manifest.programs; i++)
		assert_true(init.manifest.program[i].is_init || init.life[i].state == INIT_RUNNING);
	fault("server");
	fault("server");
	init_serve_once(&init);
	init_serve_once(&init);
	assert_int_equal(init.life[index_of("server")].restarts, 1);
	kernel_end();
}

/* Lines go to the console until the log runs, then to its stream, and to the console while it is down. */
static void speaks_through_the_log(void **state)
{
	struct stream log;
	char line[256];
	int size;

	(void)state;
	start_booted(world_manifest);
	assert_true(init.log_open);
	assert_true(stream_open(&log, STREAM_SERVER,
				program_memory("log", grant_of("log", "init")->address), 16384));
	clear_pending();
	fault("server");
	init_serve_once(&init);
	assert_int_equal(kernel.console_used, 0);
	size = stream_receive(&log, line, sizeof(line) - 1);
	assert_true(size > 0);
	line[size] = '\0';
	assert_non_null(strstr(line, "server: cannot read, address 0x123"));
	assert_int_equal(kernel_object(plan_of("log")->event)->pending &
				 1u << grant_of("log", "init")->bit,
			 1u << grant_of("log", "init")->bit);

	fault("log");
	serve();
	assert_true(init.log_open);
	assert_true(stream_open(&log, STREAM_SERVER,
				program_memory("log", grant_of("log", "init")->address), 16384));
	fault("client");
	init_serve_once(&init);
	assert_true(stream_receive(&log, line, sizeof(line)) > 0);
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

/* Every call of the boot fails once: init sees it and knows where it was, or tried again and all runs. */
static void any_call_may_fail_at_boot(void **state)
{
	uint64_t calls;

	(void)state;
	start_booted(world_manifest);
	calls = kernel.calls;
	kernel_end();
	assert_true(calls > 150);
	for (uint64_t n = 1; n <= calls; n++) {
		start(world_manifest);
		kernel.fail_at = n;
		if (boot() == HF_OK)
			assert_true(all_started());
		else
			assert_true(init.doing != NULL || kernel.console_used > 0);
		kernel_end();
	}
}

/* Every call of a restart fails once: that program may be over; init goes on and the others run. */
static void any_call_may_fail_at_restart(void **state)
{
	uint64_t before, calls;

	(void)state;
	start_booted(world_manifest);
	before = kernel.calls;
	fault("server");
	serve();
	calls = kernel.calls - before;
	kernel_end();
	for (uint64_t n = 1; n <= calls; n++) {
		start_booted(world_manifest);
		kernel.fail_at = kernel.calls + n;
		fault("server");
		serve();
		assert_int_equal(init.life[index_of("client")].state, INIT_RUNNING);
		assert_true(init.life[index_of("server")].state == INIT_RUNNING ||
			    init.life[index_of("server")].state == INIT_OVER);
		fault("client");
		serve();
		assert_int_equal(init.life[index_of("client")].state, INIT_RUNNING);
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
	start(world_manifest);
	world.boot.magic++;
	assert_refused("no boot record");
	start(world_manifest);
	world.boot.memories = HF_BOOT_MEMORIES + 1;
	assert_refused("no boot record");
	start(world_manifest);
	world.boot.tree_size = WORLD_TREE_SIZE + 1;
	assert_refused("device tree is damaged");
	start(world_manifest);
	memset(world.at + WORLD_PACK_SIZE, 0, 4);
	assert_refused("device tree is damaged");
	start(world_manifest);
	world.boot.memory[WORLD_PACK].kind = HF_BOOT_RAM;
	assert_refused("no boot pack");
	start(world_manifest);
	world.boot.pack_size = WORLD_PACK_SIZE + 1;
	assert_refused("no boot pack");
	start(world_manifest);
	world.boot.pack_offset = WORLD_PACK_SIZE;
	assert_refused("no boot pack");
	start(world_manifest);
	world.at[0] = 'x';
	assert_refused("no boot pack");
	start(world_manifest);
	world_pack_start(&world);
	world_pack_end(&world);
	assert_refused("has no manifest");
	start(world_manifest);
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
		cmocka_unit_test(starts_anew),
		cmocka_unit_test(restarts_cost_nothing),
		cmocka_unit_test(restarts_are_limited),
		cmocka_unit_test(the_limit_is_in_time),
		cmocka_unit_test(some_ends_are_final),
		cmocka_unit_test(clearing_waits_for_others),
		cmocka_unit_test(ignores_nonsense),
		cmocka_unit_test(speaks_through_the_log),
		cmocka_unit_test(any_call_may_fail_at_boot),
		cmocka_unit_test(any_call_may_fail_at_restart),
		cmocka_unit_test(refuses_bad_input),
	};

	return cmocka_run_group_tests_name("init", tests, NULL, NULL);
}
