/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What init does with programs that end: how they start anew, what is cleared and who is told; and that
 * any call of a restart may fail.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "user/init/test/phone.h"

/* All traces of the server's first life are gone, its neighbours have theirs, and it lives again. */
static void starts_anew(void **state)
{
	unsigned char seed[32];
	const struct hf_grant *own, *shared;
	int client_domain, client_thread, server_thread, gate;

	(void)state;
	phone_start(world_manifest);
	phone_soil("server", HF_HEAP_BASE, 64 << 10);
	phone_soil("server", HF_PROGRAM_BASE + 0x2000, 0x2000);
	phone_soil("server", HF_STACK_TOP - 4096, 4096);
	own = phone_grant("server", "dma");
	phone_soil("server", own->address, own->size);
	shared = phone_grant("client", "screen");
	phone_soil("client", shared->address, shared->size);
	phone_soil("client", phone_grant("client", "talk")->address, 8192);
	phone_soil("client", phone_grant("client", "server")->address, 8192);
	phone_soil("client", phone_grant("client", "log")->address, 8192);
	memcpy(seed, phone_record("server")->seed, 32);
	client_domain = kernel.slot[0][phone_plan("client")->domain].object;
	client_thread = kernel.slot[0][phone_plan("client")->thread].object;
	server_thread = kernel.slot[0][phone_plan("server")->thread].object;
	gate = kernel.slot[0][init.plan.channel[0].gate].object;
	phone_clear_pending();

	phone_fault("server");
	init_serve_once(&init);
	assert_null(kernel_object(phone_plan("server")->thread));
	assert_int_equal(kernel.object[gate].bound, -1);
	assert_int_equal(kernel_object(phone_plan("client")->event)->pending,
			 1u << phone_grant("client", "talk")->bit |
				 1u << phone_grant("client", "server")->bit);
	phone_serve();

	assert_int_not_equal(kernel.slot[0][phone_plan("server")->thread].object, server_thread);
	assert_true(kernel_object(phone_plan("server")->thread)->started);
	assert_int_equal(kernel.object[gate].bound,
			 kernel.slot[0][phone_plan("server")->thread].object);
	assert_int_equal(phone_record("server")->restarts, 1);
	assert_memory_not_equal(phone_record("server")->seed, seed, 32);
	assert_true(all_zero(phone_memory("server", HF_HEAP_BASE), 64 << 10));
	assert_true(all_zero(phone_memory("server", HF_PROGRAM_BASE + 0x3000), 0x1000));
	assert_true(all_zero(phone_memory("server", HF_STACK_TOP - 4096), 4096));
	assert_true(all_zero(phone_memory("server", phone_grant("server", "dma")->address), 16384));
	assert_true(all_zero(phone_memory("client", phone_grant("client", "talk")->address), 8192));
	assert_int_equal(*(char *)phone_memory("server", HF_PROGRAM_BASE + 0x2040), 'D');
	assert_int_equal(phone_handles("server"), 11);
	assert_int_equal(kernel_object(init.plan.device[1].line)->acknowledged, 2);

	assert_int_equal(kernel.slot[0][phone_plan("client")->domain].object, client_domain);
	assert_int_equal(kernel.slot[0][phone_plan("client")->thread].object, client_thread);
	assert_int_equal(*(unsigned char *)phone_memory("client", shared->address), 0xee);
	assert_int_equal(
		*(unsigned char *)phone_memory("client", phone_grant("client", "log")->address),
		0xee);
	assert_int_equal(phone_record("client")->restarts, 0);
	kernel_end();
}

/* A hundred restarts take nothing from init's account. */
static void restarts_cost_nothing(void **state)
{
	uint64_t pages;

	(void)state;
	phone_start(world_manifest);
	pages = kernel.object[0].pages;
	for (int i = 0; i < 100; i++) {
		init.life[phone_index("server")].recent = 0;
		phone_fault("server");
		phone_serve();
		assert_int_equal(init.life[phone_index("server")].state, INIT_RUNNING);
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
	phone_start(world_manifest);
	server = phone_index("server");
	for (; n < 8 && init.life[server].state == INIT_RUNNING; n++) {
		phone_fault("server");
		init_serve_once(&init);
		waits[n] = init.life[server].due - init.life[server].ended;
		phone_serve();
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
	phone_start(world_manifest);
	server = phone_index("server");
	for (unsigned i = 0; i < 20; i++) {
		kernel.now += 61000000;
		phone_fault("server");
		phone_serve();
		assert_int_equal(init.life[server].state, INIT_RUNNING);
		assert_int_equal(init.life[server].recent, 1);
	}
	kernel_end();
}

static void some_ends_are_final(void **state)
{
	(void)state;
	phone_start(world_manifest);
	kernel_exit(phone_index("client") + 1, HF_EXIT_END, 0, 0);
	phone_serve();
	assert_int_equal(init.life[phone_index("client")].state, INIT_OVER);
	assert_null(kernel_object(phone_plan("client")->thread));
	kernel_exit(phone_index("server") + 1, HF_EXIT_END, 3, 0);
	phone_serve();
	assert_int_equal(init.life[phone_index("server")].state, INIT_RUNNING);
	assert_int_equal(init.life[phone_index("server")].restarts, 1);
	init.manifest.program[phone_index("log")].restarts = false;
	phone_fault("log");
	phone_serve();
	assert_int_equal(init.life[phone_index("log")].state, INIT_OVER);
	kernel_end();
}

/* While a virtual machine's memory is being cleared, another program dies and is back before that is done. */
static void clearing_waits_for_others(void **state)
{
	uint32_t vmm, server;

	(void)state;
	phone_start(world_manifest);
	vmm = phone_index("vmm");
	server = phone_index("server");
	phone_fault("vmm");
	for (int i = 0; i < 4; i++)
		init_serve_once(&init);
	assert_int_equal(init.life[vmm].state, INIT_CLEARING);
	phone_fault("server");
	init_serve_once(&init);
	assert_int_equal(init.life[server].restarts, 1);
	assert_int_equal(init.life[vmm].state, INIT_CLEARING);
	phone_serve();
	assert_int_equal(init.life[vmm].state, INIT_RUNNING);
	assert_int_equal(init.life[server].state, INIT_RUNNING);
	assert_true(all_zero(phone_memory("vmm", phone_grant("vmm", "guest")->address), 4096));
	kernel_end();
}

/* What the thread of CPU 1 does with an exit. */
static void put_on_desk(const char *name, uint64_t identity)
{
	struct init_desk *desk = &init.desk[1];

	assert_int_equal(desk->full, 0);
	desk->identity = identity != 0 ? identity : init_exit_identity(&init, phone_index(name));
	desk->exit = (struct hf_words){ { HF_EXIT_FAULT, 0x123, 0x93800006 } };
	desk->full = 1;
	kernel_object(HF_INIT_EVENT)->pending |= INIT_DESK_BIT(1);
}

/* An exit on another CPU lies on its desk; then the desk is free and its thread told. */
static void takes_exits_of_other_cpus(void **state)
{
	int gate;

	(void)state;
	phone_start(PHONE_ON_TWO_CPUS);
	gate = kernel.slot[0][phone_plan("app")->exit[1].gate].object;
	put_on_desk("app", 0);
	phone_serve();
	assert_int_equal(init.desk[1].full, 0);
	assert_int_equal(kernel_object(init.plan.desk[1].event)->pending, 1);
	assert_int_equal(init.life[phone_index("app")].restarts, 1);
	assert_int_equal(init.life[phone_index("app")].state, INIT_RUNNING);
	assert_int_equal(kernel_object(phone_plan("app")->thread)->cpu, 1);
	assert_int_not_equal(kernel.slot[0][phone_plan("app")->exit[1].gate].object, gate);
	kernel_end();
}

/* Two threads of a program end on two CPUs: the second exit comes late, and must not end the next life. */
static void a_late_exit_ends_nobody(void **state)
{
	uint64_t identity;

	(void)state;
	phone_start(PHONE_ON_TWO_CPUS);
	identity = init_exit_identity(&init, phone_index("vmm"));
	phone_fault("vmm");
	phone_serve();
	assert_int_equal(init.life[phone_index("vmm")].restarts, 1);
	put_on_desk("vmm", identity);
	phone_serve();
	assert_int_equal(init.desk[1].full, 0);
	assert_int_equal(init.life[phone_index("vmm")].restarts, 1);
	assert_int_equal(init.life[phone_index("vmm")].state, INIT_RUNNING);
	kernel_exit(identity, HF_EXIT_FAULT, 0, 0);
	phone_serve();
	assert_int_equal(init.life[phone_index("vmm")].restarts, 1);
	kernel_end();
}

/* Exits that nobody can mean: of init itself, of nobody, of one that is over. */
static void ignores_nonsense(void **state)
{
	(void)state;
	phone_start(world_manifest);
	kernel_exit(0, HF_EXIT_FAULT, 0, 0);
	kernel_exit(99, HF_EXIT_FAULT, 0, 0);
	kernel_exit(phone_index("init") + 1, HF_EXIT_FAULT, 0, 0);
	for (int i = 0; i < 3; i++)
		init_serve_once(&init);
	for (uint32_t i = 0; i < init.manifest.programs; i++)
		assert_true(init.manifest.program[i].is_init || init.life[i].state == INIT_RUNNING);
	phone_fault("server");
	phone_fault("server");
	init_serve_once(&init);
	init_serve_once(&init);
	assert_int_equal(init.life[phone_index("server")].restarts, 1);
	kernel_end();
}

/* Lines go to the console until the log runs, then to its stream, and to the console while it is down. */
static void speaks_through_the_log(void **state)
{
	struct stream log;
	char line[256];
	int size;

	(void)state;
	phone_start(world_manifest);
	assert_true(init.log_open);
	assert_true(stream_open(&log, STREAM_SERVER,
				phone_memory("log", phone_grant("log", "init")->address), 16384));
	phone_clear_pending();
	phone_fault("server");
	init_serve_once(&init);
	assert_int_equal(kernel.console_used, 0);
	size = stream_receive(&log, line, sizeof(line) - 1);
	assert_true(size > 0);
	line[size] = '\0';
	assert_non_null(strstr(line, "server: cannot read 0x123, pc"));
	assert_int_equal(kernel_object(phone_plan("log")->event)->pending &
				 1u << phone_grant("log", "init")->bit,
			 1u << phone_grant("log", "init")->bit);

	phone_fault("log");
	phone_serve();
	assert_true(init.log_open);
	assert_true(stream_open(&log, STREAM_SERVER,
				phone_memory("log", phone_grant("log", "init")->address), 16384));
	phone_fault("client");
	init_serve_once(&init);
	assert_true(stream_receive(&log, line, sizeof(line)) > 0);
	kernel_end();
}

/* Every call of a restart fails once: that program may be over; init goes on and the others run. */
static void any_call_may_fail_at_restart(void **state)
{
	uint64_t before, calls;

	(void)state;
	phone_start(world_manifest);
	before = kernel.calls;
	phone_fault("server");
	phone_serve();
	calls = kernel.calls - before;
	kernel_end();
	for (uint64_t n = 1; n <= calls; n++) {
		phone_start(world_manifest);
		kernel.fail_at = kernel.calls + n;
		phone_fault("server");
		phone_serve();
		assert_int_equal(init.life[phone_index("client")].state, INIT_RUNNING);
		assert_true(init.life[phone_index("server")].state == INIT_RUNNING ||
			    init.life[phone_index("server")].state == INIT_OVER);
		phone_fault("client");
		phone_serve();
		assert_int_equal(init.life[phone_index("client")].state, INIT_RUNNING);
		kernel_end();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(starts_anew),
		cmocka_unit_test(restarts_cost_nothing),
		cmocka_unit_test(restarts_are_limited),
		cmocka_unit_test(the_limit_is_in_time),
		cmocka_unit_test(some_ends_are_final),
		cmocka_unit_test(clearing_waits_for_others),
		cmocka_unit_test(takes_exits_of_other_cpus),
		cmocka_unit_test(a_late_exit_ends_nobody),
		cmocka_unit_test(ignores_nonsense),
		cmocka_unit_test(speaks_through_the_log),
		cmocka_unit_test(any_call_may_fail_at_restart),
	};

	return cmocka_run_group_tests_name("init: serve", tests, NULL, NULL);
}
