/* SPDX-License-Identifier: Apache-2.0 */
/* The operations between programs: calls, events, yields, faults, mapping, interrupts. Two sides, a and b. */
#include "bench/kernel/native.h"

#include "bench/kernel/stage.h"

#define RTC	 0x9010000 /* PL031 of QEMU's virt board */
#define RTC_LINE 34

static struct side a, b;

static void alone(const char *part)
{
	start(actor_make(&a, FIRST), part, 0, 0, 0);
}

static void call(const char *client_part, const char *server_part)
{
	struct actor server = actor_make(&b, FIRST), client = actor_make(&a, LATER);

	start(server, server_part, 0, 0, 0);
	start(client, client_part, gate_for(&a, &b, server), 0, 0);
}

static void signal_switch(void)
{
	struct actor waiter = actor_make(&b, FIRST), signaller = actor_make(&a, LATER);

	start(waiter, part_waiter, 0, 0, 0);
	start(signaller, part_signal, give(&a, waiter.event, HF_RIGHT_USE, 0), 0, 0);
}

static void signal_no_switch(void)
{
	struct actor waiter = actor_make(&b, LATER), signaller = actor_make(&a, FIRST);
	struct actor last = actor_make(&a, DIRECTOR + 1);

	start(waiter, part_waiter, 0, 0, 0);
	start(signaller, part_signal_on, give(&a, waiter.event, HF_RIGHT_USE, 0), 0, 0);
	start(last, part_go_on, give(&a, signaller.event, HF_RIGHT_USE, 0), 0, 0);
}

/* Neither runs before both are started: this program comes first meanwhile. */
static void yield(void)
{
	struct actor one = actor_make(&a, LATER), other = actor_make(&b, LATER);

	must(hf_control(HF_INIT_THREAD, HF_THREAD_SCHEDULE, FIRST, 0, 0), "schedule");
	start(one, part_yield, 0, 0, 0);
	start(other, part_yield_back, 0, 0, 0);
	must(hf_control(HF_INIT_THREAD, HF_THREAD_SCHEDULE, DIRECTOR, 0, 0), "schedule");
}

static void fault(void)
{
	struct actor handler = actor_make(&b, FIRST), faulter = actor_make(&a, LATER);

	start(handler, part_fault_handler, 0, 0, 0);
	must(hf_control(faulter.thread, HF_THREAD_EXITS, gate_for(&a, &b, handler), 0, 0), "exits");
	start(faulter, part_faulter, 0, 0, 0);
}

/* The page beside it is mapped already, so that the tables are there. */
static void map(void)
{
	hf_handle memory = ram(2 * HF_PAGE_SIZE);
	uint64_t rights = HF_RIGHT_READ | HF_RIGHT_WRITE;

	must(hf_map(a.space, PAGE_AT, memory, HF_PAGE_SIZE, HF_PAGE_SIZE, rights), "map");
	start(actor_make(&a, FIRST), part_map, give(&a, a.space, HF_RIGHT_USE, 0),
	      give(&a, memory, rights, 0), PAGE_AT + HF_PAGE_SIZE);
}

static void see_device(const struct side *side, hf_handle memory)
{
	must(hf_map(side->space, DEVICE_AT, memory, 0, HF_PAGE_SIZE,
		    HF_RIGHT_READ | HF_RIGHT_WRITE),
	     "map a device");
}

static void interrupt(void)
{
	struct actor driver = actor_make(&b, FIRST), interrupter = actor_make(&a, LATER);
	hf_handle memory = device(RTC), line = slot();

	see_device(&a, memory);
	see_device(&b, memory);
	must(hf_create_line(HF_INIT_DOMAIN, line, RTC_LINE, 0, driver.event), "line");
	start(driver, part_driver, DEVICE_AT, give(&b, line, HF_RIGHT_USE, 0), 0);
	start(interrupter, part_interrupter, DEVICE_AT, 0, 0);
}

void measure_native(void)
{
	a = side_make();
	b = side_make();
	alone(part_empty);
	alone(part_null);
	call(part_call, part_server);
	call(part_call_words, part_server_words);
	call(part_call_fp, part_server_fp);
	signal_switch();
	signal_no_switch();
	yield();
	map();
	interrupt();
	fault();
}
