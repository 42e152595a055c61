/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Several CPUs: what crosses between them, and what must not. Nothing here depends on how fast a CPU is, only on
 * that it gets on at all.
 */
#include "kernel/test/qemu/cpus.h"

#define WHERE	    0x330000000
#define STORM_MS    4000 /* of a race */
#define STORM_LEAST 3	  /* rounds, one of each kind: all there are when CPUs take turns, and wait for theirs */

volatile uint64_t values[8], seen[8];

bool storm(unsigned int i, unsigned int n)
{
	static uint64_t end;

	if (i == 0)
		end = hf_now() + STORM_MS * (boot->ticks_per_second / 1000);
	return i < STORM_LEAST || (this_run == RACE && i < n && hf_now() < end);
}

void counts(uint64_t n)
{
	for (;;)
		values[n]++;
}

void sleeps(uint64_t argument)
{
	uint64_t bits;

	(void)argument;
	for (;;)
		if (!hf_wait_event(0, hf_now() + 100, &bits))
			__builtin_trap();
}

static bool counting(unsigned int n)
{
	uint64_t before = values[n];

	return until(values[n] != before);
}

static void threads_run_everywhere(void)
{
	struct hf_words info = { { 0 } };

	for (unsigned int cpu = 1; cpu < boot->cpus; cpu++) {
		struct helper h = helper_on(cpu, counts, cpu, LOW, HF_NO_HANDLE);

		expect(hf_info(h.thread, &info), HF_OK);
		expect(info.w[3], cpu);
	}
	for (unsigned int cpu = 1; cpu < boot->cpus; cpu++)
		expect(counting(cpu), true);
}

void serves(uint64_t argument)
{
	struct hf_words words = { { 0 } };
	struct hf_arrived arrived;

	(void)argument;
	while (!hf_wait(HF_WAIT_CALLS | HF_WAIT_REPLY, 0, HF_NEVER, &words, &arrived))
		values[0]++;
	helper_end();
}

static void calls_do_not_cross(void)
{
	struct helper server = helper_on(1, serves, 0, LOW, HF_NO_HANDLE);
	hf_handle gate = gate_to(server.thread, 1);
	struct hf_words words = { { 0 } };

	values[0] = 0;
	for (unsigned int i = 0; i < 1000; i++)
		expect(hf_call(gate, &words), HF_E_CPU);
	expect(values[0], 0);
}

static void touches_nothing(uint64_t argument)
{
	(void)argument;
	*(volatile uint64_t *)0x7000000000 = 1;
	values[1] = 1;
	helper_end();
}

bool stopped(hf_handle thread)
{
	struct hf_words info = { { 0 } };

	return !hf_info(thread, &info) && info.w[2] == 0;
}

/* An exit is a call as well: a gate elsewhere does not take it. */
static void exits_do_not_cross(void)
{
	struct helper server = helper(serves, 0, LOW, HF_NO_HANDLE), h;

	values[0] = values[1] = 0;
	h = helper_on(1, touches_nothing, 0, LOW, gate_to(server.thread, 1));
	expect(until(stopped(h.thread)), true);
	expect(values[0] + values[1], 0);
}

static hf_handle to_init[8], to_helper[8];

/* Sends each value and waits until it came. */
static void sends(uint64_t n)
{
	for (uint64_t i = 1; i <= 2000; i++) {
		values[n] = i;
		if (hf_signal(to_init[n]))
			__builtin_trap();
		while (seen[n] != i)
			;
	}
	helper_end();
}

/* A signal that got lost would leave both sides waiting. */
static void no_signal_is_lost(void)
{
	for (unsigned int cpu = 1; cpu < boot->cpus; cpu++) {
		values[cpu] = seen[cpu] = 0;
		to_init[cpu] = slot();
		expect(hf_grant(HF_INIT_DOMAIN, to_init[cpu], HF_INIT_EVENT, HF_RIGHT_USE, cpu),
		       HF_OK);
		helper_on(cpu, sends, cpu, LOW, HF_NO_HANDLE);
	}
	for (unsigned int done = 0; done < boot->cpus - 1;) {
		uint64_t bits = 0;

		expect(hf_wait_event(~0ull, hf_now() + SECONDS * boot->ticks_per_second, &bits),
		       HF_OK);
		for (unsigned int cpu = 1; cpu < boot->cpus; cpu++) {
			if (!(bits >> cpu & 1))
				continue;
			done += values[cpu] == 2000;
			seen[cpu] = values[cpu];
		}
	}
}

static void answers(uint64_t n)
{
	uint64_t bits;

	while (!hf_wait_event(1, HF_NEVER, &bits)) {
		seen[n]++;
		if (hf_signal(to_init[n]))
			__builtin_trap();
	}
	helper_end();
}

static void ping_and_pong(void)
{
	struct helper h = helper_on(last_cpu(), answers, 1, LOW, HF_NO_HANDLE);
	uint64_t bits;

	seen[1] = 0;
	to_init[1] = slot();
	to_helper[1] = slot();
	expect(hf_grant(HF_INIT_DOMAIN, to_init[1], HF_INIT_EVENT, HF_RIGHT_USE, 9), HF_OK);
	expect(hf_grant(HF_INIT_DOMAIN, to_helper[1], h.event, HF_RIGHT_USE, 0), HF_OK);
	for (unsigned int i = 1; i <= 2000; i++) {
		expect(hf_signal(to_helper[1]), HF_OK);
		expect(hf_wait_event(1 << 9, hf_now() + SECONDS * boot->ticks_per_second, &bits),
		       HF_OK);
		expect(seen[1], i);
	}
}

static void stop_and_start(void)
{
	struct helper h = helper_on(1, counts, 1, LOW, HF_NO_HANDLE);
	struct hf_words info = { { 0 } };

	expect(counting(1), true);
	expect(hf_control(h.thread, HF_THREAD_START, (uint64_t)counts, 0, 1), HF_E_STATE);
	expect(hf_state(h.thread, 0), HF_E_STATE);
	for (unsigned int i = 0; storm(i, 500); i++) {
		uint64_t value;

		expect(hf_control(h.thread, HF_THREAD_STOP, 0, 0, 0), HF_OK);
		value = values[1];
		expect(hf_info(h.thread, &info), HF_OK);
		expect(info.w[2], 0);
		expect(hf_state(h.thread, 0), HF_OK);
		expect(hf_message_page()->state.pc >= HF_INIT_BASE, true);
		expect(values[1], value);
		expect(hf_control(h.thread, HF_THREAD_START, (uint64_t)counts,
				  hf_message_page()->state.sp, 1),
		       HF_OK);
	}
	expect(counting(1), true);
}

/* Each thread keeps a pattern in the vector registers: they travel with it. */
static void keeps_pattern(uint64_t pattern)
{
	uint64_t low, high;

	for (;;) {
		__asm__ volatile(".arch armv8-a\n\tdup v1.2d, %0\n\tdup v30.2d, %0"
				 :
				 : "r"(pattern));
		for (volatile unsigned int i = 0; i < 100; i++)
			;
		__asm__ volatile(".arch armv8-a\n\tmov %0, v1.d[1]\n\tmov %1, v30.d[0]"
				 : "=r"(low), "=r"(high));
		if (low != pattern || high != pattern)
			seen[0]++;
		values[pattern & 7]++;
	}
}

static void moved_from_cpu_to_cpu(void)
{
	struct helper h = helper_on(0, keeps_pattern, 0x5555555555555551, LOW, HF_NO_HANDLE);
	struct hf_words info = { { 0 } };

	seen[0] = 0;
	for (unsigned int cpu = 0; cpu < boot->cpus; cpu++)
		helper_on(cpu, keeps_pattern, 0xaaaaaaaaaaaaaaa2, LOW, HF_NO_HANDLE);
	for (unsigned int i = 0; storm(i, 100); i++) {
		struct hf_state *state = &hf_message_page()->state;

		expect(counting(1), true);
		expect(hf_control(h.thread, HF_THREAD_MOVE, i % boot->cpus, 0, 0), HF_E_STATE);
		expect(hf_control(h.thread, HF_THREAD_STOP, 0, 0, 0), HF_OK);
		expect(hf_control(h.thread, HF_THREAD_MOVE, i % boot->cpus, 0, 0), HF_OK);
		expect(hf_info(h.thread, &info), HF_OK);
		expect(info.w[3], i % boot->cpus);
		expect(hf_state(h.thread, 0), HF_OK);
		expect(hf_control(h.thread, HF_THREAD_START, state->pc, state->sp, state->x[0]),
		       HF_OK);
	}
	expect(counting(1), true);
	expect(seen[0], 0);
}

static void moves_refused(void)
{
	struct helper h = helper_on(1, counts, 1, LOW, HF_NO_HANDLE);
	const struct hf_limits one = { 40, 16, 20, 0, 0, 1 << 1, 0 },
			       none = { 40, 16, 20, 0, 0, 0, 0 };
	hf_handle domain = slot(), space = slot(), thread = slot(), weak = slot();

	expect(hf_control(h.thread, HF_THREAD_STOP, 0, 0, 0), HF_OK);
	expect(hf_control(h.thread, HF_THREAD_MOVE, boot->cpus, 0, 0), HF_E_CPU);
	expect(hf_control(h.thread, HF_THREAD_MOVE, ~0ull, 0, 0), HF_E_CPU);
	expect(hf_grant(HF_INIT_DOMAIN, weak, h.thread, HF_RIGHT_USE, 0), HF_OK);
	expect(hf_control(weak, HF_THREAD_MOVE, 0, 0, 0), HF_E_RIGHTS);
	/* A domain has the CPUs that it was given, and so have those that it makes. */
	expect(hf_create_limited(HF_INIT_DOMAIN, domain, &one), HF_OK);
	expect(hf_create_space(domain, space, 0), HF_OK);
	expect(hf_create_thread(domain, thread, space, WHERE, 0, 0), HF_E_CPU);
	expect(hf_create_thread(domain, thread, space, WHERE, 1, 0), HF_OK);
	expect(hf_control(thread, HF_THREAD_MOVE, 0, 0, 0), HF_E_CPU);
	expect(hf_create_limited(domain, slot(), &(struct hf_limits){ 8, 16, 1, 0, 0, 3, 0 }),
	       HF_E_RIGHTS);
	expect(hf_create_limited(HF_INIT_DOMAIN, slot(),
				 &(struct hf_limits){ 8, 16, 1, 0, 0, 1ull << boot->cpus, 0 }),
	       HF_E_RIGHTS);
	expect(hf_create_limited(HF_INIT_DOMAIN, slot(), &none), HF_OK);
}

static const struct test_case cases[] = {
	{ "threads run on every CPU", threads_run_everywhere },
	{ "a call to another CPU is refused", calls_do_not_cross },
	{ "an exit to another CPU stops the thread", exits_do_not_cross },
	{ "no signal is lost between CPUs", no_signal_is_lost },
	{ "ping and pong between CPUs", ping_and_pong },
	{ "a thread of another CPU stops and starts", stop_and_start },
	{ "a thread moves with all its registers", moved_from_cpu_to_cpu },
	{ "moves and CPUs that cannot be", moves_refused },
};

GROUP(cpus, PLAIN | RACE, several_cpus);
