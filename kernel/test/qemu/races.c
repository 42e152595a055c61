/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Races: what happens to a thing that one CPU ends while another uses it. Whoever came too late would find
 * somebody else's object in its place, or write to somebody else's page.
 */
#include "kernel/test/qemu/cpus.h"

#define RW    (HF_RIGHT_READ | HF_RIGHT_WRITE)
#define WHERE 0x330000000

static volatile uint64_t go_on, ended;

static void one_more_ended(void)
{
	__atomic_fetch_add(&ended, 1, __ATOMIC_RELAXED);
}

/* On every CPU a thread, in whatever state it is in just then. */
static void destroyed_while_it_runs(void)
{
	static void (*const runs[])(uint64_t) = { counts, sleeps, serves };
	uint64_t stack = mapped(ram(PAGE), PAGE) + PAGE;
	hf_handle thread = slot();

	for (unsigned int i = 0; storm(i, 2000); i++) {
		expect(hf_create_thread(HF_INIT_DOMAIN, thread, HF_INIT_SPACE, WHERE,
					i % boot->cpus, 0),
		       HF_OK);
		expect(hf_control(thread, HF_THREAD_SCHEDULE, LOW, 0, 0), HF_OK);
		expect(hf_control(thread, HF_THREAD_START, (uint64_t)runs[i % 3], stack, 2), HF_OK);
		for (volatile unsigned int wait = 0; wait < i % 64 * 8; wait++)
			;
		expect(hf_destroy(thread), HF_OK);
		expect(hf_destroy(thread), HF_E_HANDLE);
	}
}

static hf_handle shared_slot;

static void signals_always(uint64_t n)
{
	while (go_on) {
		enum hf_error e = hf_signal(shared_slot);

		values[n] += e == HF_OK;
		seen[n] += e != HF_OK && e != HF_E_HANDLE;
	}
	one_more_ended();
	helper_end();
}

static void calls_always(uint64_t n)
{
	struct hf_words words = { { 0 } };

	while (go_on) {
		enum hf_error e = hf_call(shared_slot, &words);

		values[n] += e == HF_E_CPU || e == HF_OK || e == HF_E_DEAD;
		seen[n] += e != HF_E_CPU && e != HF_OK && e != HF_E_DEAD && e != HF_E_HANDLE;
	}
	one_more_ended();
	helper_end();
}

static void race_with(void (*user)(uint64_t))
{
	shared_slot = slot();
	go_on = 1;
	ended = 0;
	for (unsigned int cpu = 0; cpu < 8; cpu++)
		values[cpu] = seen[cpu] = 0;
	for (unsigned int cpu = 1; cpu < boot->cpus; cpu++)
		helper_on(cpu, user, cpu, LOW, HF_NO_HANDLE);
}

static bool race_ended(void)
{
	go_on = 0;
	return until(ended == boot->cpus - 1);
}

/* Its page is at once somebody else's: whoever came too late would write there. */
static void an_event_ends_under_signals(void)
{
	struct helper waiter = helper_on(last_cpu(), sleeps, 0, LOW, HF_NO_HANDLE);

	expect(hf_destroy(waiter.event), HF_OK);
	race_with(signals_always);
	for (unsigned int i = 0; storm(i, 3000); i++) {
		expect(hf_create_event(HF_INIT_DOMAIN, shared_slot), HF_OK);
		expect(hf_control(shared_slot, HF_EVENT_BIND, waiter.thread, 0, 0), HF_OK);
		expect(hf_destroy(shared_slot), HF_OK);
	}
	expect(race_ended(), true);
	for (unsigned int cpu = 1; cpu < boot->cpus; cpu++)
		expect(seen[cpu], 0);
}

/* A signaller found the event just before it ended, and its place is somebody else's now: he sees no bit. */
static void a_late_signal_hits_nobody(void)
{
	hf_handle other = slot();
	uint64_t bits;

	expect(hf_control(HF_INIT_EVENT, HF_EVENT_BIND, HF_NO_HANDLE, 0, 0), HF_OK);
	race_with(signals_always);
	for (unsigned int i = 0; storm(i, 100000); i++) {
		expect(hf_create_event(HF_INIT_DOMAIN, shared_slot), HF_OK);
		expect(hf_destroy(shared_slot), HF_OK);
		expect(hf_create_event(HF_INIT_DOMAIN, other), HF_OK);
		expect(hf_control(other, HF_EVENT_BIND, HF_INIT_THREAD, 0, 0), HF_OK);
		for (volatile unsigned int wait = 0; wait < 1000; wait++)
			;
		expect(hf_wait_event(~0ull, HF_NOW, &bits), HF_E_TIME);
		expect(hf_destroy(other), HF_OK);
	}
	expect(race_ended(), true);
	expect(hf_control(HF_INIT_EVENT, HF_EVENT_BIND, HF_INIT_THREAD, 0, 0), HF_OK);
}

static void a_gate_ends_under_calls(void)
{
	struct helper server = helper_on(last_cpu(), serves, 0, LOW, HF_NO_HANDLE);

	race_with(calls_always);
	for (unsigned int i = 0; storm(i, 2000); i++) {
		expect(hf_create_gate(HF_INIT_DOMAIN, shared_slot, i), HF_OK);
		expect(hf_control(shared_slot, HF_GATE_BIND, server.thread, 0, 0), HF_OK);
		expect(hf_destroy(shared_slot), HF_OK);
	}
	expect(race_ended(), true);
	for (unsigned int cpu = 1; cpu < boot->cpus; cpu++)
		expect(seen[cpu], 0);
}

/* The slot names a gate, an event and a memory in turn: nobody takes one for the other. */
static void kinds_change_under_use(void)
{
	hf_handle frames = ram(PAGE);

	race_with(signals_always);
	for (unsigned int i = 0; storm(i, 3000); i++) {
		if (i % 3 == 0)
			expect(hf_create_event(HF_INIT_DOMAIN, shared_slot), HF_OK);
		else if (i % 3 == 1)
			expect(hf_create_gate(HF_INIT_DOMAIN, shared_slot, i), HF_OK);
		else
			expect(hf_carve(HF_INIT_DOMAIN, shared_slot, frames, 0, PAGE), HF_OK);
		expect(hf_destroy(shared_slot), HF_OK);
	}
	expect(race_ended(), true);
	for (unsigned int cpu = 1; cpu < boot->cpus; cpu++)
		expect(seen[cpu], 0);
}

static void writes_there(uint64_t address)
{
	for (;;)
		++*(volatile uint64_t *)address;
}

/* When the unmapping call returns nobody writes any more, whatever his TLB held. */
static void unmapped_while_it_writes(void)
{
	hf_handle frames = ram(PAGE);
	volatile uint64_t *word = (volatile uint64_t *)mapped(frames, PAGE);
	uint64_t stack = mapped(ram(PAGE), PAGE) + PAGE;
	struct helper h = helper_on(1, sleeps, 0, LOW, HF_NO_HANDLE);

	for (unsigned int i = 0; storm(i, 300); i++) {
		uint64_t before = *word;

		expect(hf_control(h.thread, HF_THREAD_STOP, 0, 0, 0), HF_OK);
		expect(hf_map(HF_INIT_SPACE, WHERE, frames, 0, PAGE, RW), HF_OK);
		expect(hf_control(h.thread, HF_THREAD_START, (uint64_t)writes_there, stack, WHERE),
		       HF_OK);
		expect(until(*word != before), true);
		expect(hf_unmap(HF_INIT_SPACE, WHERE, PAGE), HF_OK);
		before = *word;
		expect(until(stopped(h.thread)), true);
		expect(*word, before);
	}
}

static hf_handle small_domain, slots_of[8];

static void fills_and_empties(uint64_t n)
{
	for (unsigned int round = 0; round < 100 && (go_on || round == 0); round++) {
		unsigned int made = 0;

		while (made < 40 && !hf_create_event(small_domain, slots_of[n] + made))
			made++;
		values[n] += made;
		while (made > 0)
			if (hf_destroy(slots_of[n] + --made))
				seen[n]++;
	}
	one_more_ended();
	helper_end();
}

/* All CPUs take from one account, which is soon empty, and give back. */
static void one_account_for_all(void)
{
	struct hf_words info = { { 0 } };

	small_domain = slot();
	expect(hf_create_domain(HF_INIT_DOMAIN, small_domain, 4, 16, 1), HF_OK);
	ended = 0;
	go_on = 1;
	for (unsigned int cpu = 0; cpu < boot->cpus; cpu++) {
		slots_of[cpu] = slot();
		for (unsigned int i = 1; i < 40; i++)
			(void)slot();
		values[cpu] = seen[cpu] = 0;
	}
	for (unsigned int cpu = 1; cpu < boot->cpus; cpu++)
		helper_on(cpu, fills_and_empties, cpu, LOW, HF_NO_HANDLE);
	for (unsigned int i = 0; storm(i, 1000) && ended < boot->cpus - 1; i++)
		expect(pause_ms(10), HF_E_TIME);
	expect(race_ended(), true);
	for (unsigned int cpu = 1; cpu < boot->cpus; cpu++)
		expect(seen[cpu], 0);
	expect(hf_info(small_domain, &info), HF_OK);
	expect(info.w[1], 2);
}

static void domains_end_while_they_run(void)
{
	const struct hf_limits limits = { 64, 16, 20, 0, 0, 0, 0 };
	struct program p;

	expect(program_make(&p, HF_INIT_DOMAIN, &limits), HF_OK);
	for (unsigned int i = 0; storm(i, 200); i++) {
		expect(hf_destroy(p.domain), HF_OK);
		expect(program_again(&p, HF_INIT_DOMAIN, &limits), HF_OK);
		for (unsigned int cpu = 0; cpu < boot->cpus; cpu++)
			expect(program_thread(&p, program_counts, PROGRAM_SHARED + 8 * cpu, LOW,
					      cpu) != HF_NO_HANDLE,
			       true);
		if (i % 10 == 0)
			expect(until(p.shared[last_cpu()] > 0), true);
	}
}

/* More spaces than there are VMIDs of 8 bits, on two CPUs, while others keep theirs. */
static void more_spaces_than_vmids(void)
{
	const struct hf_limits limits = { 64, 16, 20, 0, 0, 0, 0 };
	struct program stays, comes;

	expect(program_make(&stays, HF_INIT_DOMAIN, &limits), HF_OK);
	expect(program_make(&comes, HF_INIT_DOMAIN, &limits), HF_OK);
	expect(program_thread(&stays, program_counts, PROGRAM_SHARED, LOW, 1) != HF_NO_HANDLE,
	       true);
	for (unsigned int i = 0; i < 300; i++) {
		uint64_t before = stays.shared[1];

		expect(hf_destroy(comes.domain), HF_OK);
		expect(program_again(&comes, HF_INIT_DOMAIN, &limits), HF_OK);
		comes.shared[1] = 0;
		expect(program_thread(&comes, program_counts, PROGRAM_SHARED + 8, LOW,
				      i % 2 ? 0 : last_cpu()) != HF_NO_HANDLE,
		       true);
		expect(until(comes.shared[1] > 0), true);
		expect(comes.shared[0], 0);
		expect(stays.shared[1], before);
		before = stays.shared[0];
		if (i % 50 == 0)
			expect(until(stays.shared[0] != before), true);
	}
}

static const struct test_case cases[] = {
	{ "threads are destroyed while they run elsewhere", destroyed_while_it_runs },
	{ "an event ends while others signal it", an_event_ends_under_signals },
	{ "a late signal hits nobody", a_late_signal_hits_nobody },
	{ "a gate ends while others call it", a_gate_ends_under_calls },
	{ "a slot changes its kind while others use it", kinds_change_under_use },
	{ "unmapped while another CPU writes", unmapped_while_it_writes },
	{ "an account is the limit on all CPUs together", one_account_for_all },
	{ "domains end while they run on all CPUs", domains_end_while_they_run },
	{ "more spaces than VMIDs", more_spaces_than_vmids },
};

GROUP(races, PLAIN | RACE, several_cpus);
