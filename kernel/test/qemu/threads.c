/* SPDX-License-Identifier: Apache-2.0 */
/* Threads: starting and stopping, priorities, faults, floating point, domains and their accounts. */
#include "kernel/test/qemu/test.h"

#define LOW	10
#define LOWER	5
#define WHERE	0x320000000
#define NOWHERE 0x7000000000

static volatile uint64_t counters[4];

static void counts(uint64_t n)
{
	for (;;)
		counters[n]++;
}

static void higher_priority_runs(void)
{
	counters[0] = counters[1] = 0;
	helper(counts, 0, LOWER, HF_NO_HANDLE);
	helper(counts, 1, LOW, HF_NO_HANDLE);
	expect(pause_ms(50), HF_E_TIME);
	expect(counters[1] > 0, 1);
	expect(counters[0], 0);
}

static void equals_take_turns(void)
{
	counters[0] = counters[1] = 0;
	helper(counts, 0, LOW, HF_NO_HANDLE);
	helper(counts, 1, LOW, HF_NO_HANDLE);
	expect(pause_ms(200), HF_E_TIME);
	expect(counters[0] > counters[1] / 2 && counters[1] > counters[0] / 2, 1);
}

static void schedule_limits(void)
{
	struct helper h = helper(counts, 0, LOWER, HF_NO_HANDLE);
	hf_handle weak = slot();

	expect(hf_control(h.thread, HF_THREAD_SCHEDULE, 64, 0, 0), HF_E_RANGE);
	expect(hf_control(h.thread, HF_THREAD_SCHEDULE, 1ull << 32, 0, 0), HF_E_RANGE);
	expect(hf_grant(HF_INIT_DOMAIN, weak, h.thread, HF_RIGHT_USE, 0), HF_OK);
	expect(hf_control(weak, HF_THREAD_SCHEDULE, 1, 0, 0), HF_E_RIGHTS);
}

/* A domain's threads cannot be more important than the domain may be, nor a domain than its creator. */
static void domain_limits_priority(void)
{
	hf_handle domain = slot(), space = slot(), thread = slot();

	expect(hf_create_domain(HF_INIT_DOMAIN, domain, 64, 16, 20), HF_OK);
	expect(hf_create_domain(HF_INIT_DOMAIN, slot(), 64, 16, 64), HF_E_RIGHTS);
	expect(hf_create_space(domain, space, 0), HF_OK);
	expect(hf_create_thread(domain, thread, space, WHERE, 0, 0), HF_OK);
	expect(hf_control(thread, HF_THREAD_SCHEDULE, 21, 0, 0), HF_E_RIGHTS);
	expect(hf_control(thread, HF_THREAD_SCHEDULE, 20, 0, 0), HF_OK);
}

static void start_and_stop(void)
{
	struct helper h = helper(counts, 0, LOW, HF_NO_HANDLE);
	uint64_t stopped;

	expect(hf_control(h.thread, HF_THREAD_START, 0, 0, 0), HF_E_STATE);
	expect(pause_ms(20), HF_E_TIME);
	expect(hf_control(h.thread, HF_THREAD_STOP, 0, 0, 0), HF_OK);
	stopped = counters[0];
	expect(pause_ms(20), HF_E_TIME);
	expect(counters[0], stopped);
	expect(hf_control(h.thread, HF_VCPU_RESUME, 0, 0, 0), HF_E_HANDLE);
}

static void thread_creation_refused(void)
{
	hf_handle domain = slot(), space = slot();

	expect(hf_create_thread(HF_INIT_DOMAIN, slot(), HF_INIT_SPACE, WHERE, boot->cpus, 0),
	       HF_E_CPU);
	expect(hf_create_thread(HF_INIT_DOMAIN, slot(), HF_INIT_SPACE, WHERE, 1ull << 40, 0),
	       HF_E_CPU);
	expect(hf_create_thread(HF_INIT_DOMAIN, slot(), HF_INIT_SPACE, WHERE + 1, 0, 0),
	       HF_E_RANGE);
	expect(hf_create_thread(HF_INIT_DOMAIN, slot(), HF_INIT_SPACE, HF_INIT_BASE, 0, 0),
	       HF_E_BUSY);
	expect(hf_create_thread(HF_INIT_DOMAIN, slot(), HF_INIT_SPACE, WHERE, 0, 2), HF_E_CALL);
	/* A thread runs in a space of its own domain. */
	expect(hf_create_domain(HF_INIT_DOMAIN, domain, 64, 16, 20), HF_OK);
	expect(hf_create_space(HF_INIT_DOMAIN, space, 0), HF_OK);
	expect(hf_create_thread(domain, slot(), space, WHERE, 0, 0), HF_E_HANDLE);
	/* A space with threads does not end. */
	expect(hf_create_thread(HF_INIT_DOMAIN, slot(), space, WHERE, 0, 0), HF_OK);
	expect(hf_destroy(space), HF_E_BUSY);
}

/* Takes one exit call and keeps its words; replies with what the case wants. */
static struct hf_words fault;
static volatile uint64_t faults;
static uint64_t fault_reply;

static void takes_faults(uint64_t argument)
{
	struct hf_arrived arrived;
	uint64_t flags = HF_WAIT_CALLS;
	struct hf_words words = { { 0 } };

	(void)argument;
	while (!hf_wait(flags, 0, HF_NEVER, &words, &arrived)) {
		fault = words;
		faults++;
		if (fault_reply == HF_RESUME_RETRY && faults == 1 &&
		    hf_map(HF_INIT_SPACE, NOWHERE, (hf_handle)argument, 0, HF_PAGE_SIZE,
			   HF_RIGHT_READ | HF_RIGHT_WRITE))
			fault_reply = HF_RESUME_STOP;
		words.w[0] = fault_reply;
		flags = HF_WAIT_CALLS | HF_WAIT_REPLY;
	}
	helper_end();
}

static void touches(uint64_t address)
{
	*(volatile uint64_t *)address = 42;
	counters[3] = 1;
	helper_end();
}

static void fault_is_reported(void)
{
	hf_handle exits = gate_to(helper(takes_faults, 0, LOW, HF_NO_HANDLE).thread, 77);

	faults = 0;
	counters[3] = 0;
	fault_reply = HF_RESUME_STOP;
	helper(touches, NOWHERE, LOW, exits);
	expect(pause_ms(20), HF_E_TIME);
	expect(faults, 1);
	expect(counters[3], 0);
	expect(fault.w[0], HF_EXIT_FAULT);
	expect(fault.w[1], NOWHERE);
	expect(fault.w[2] >> 26, 0x24);
	expect(fault.w[3] >= HF_INIT_BASE, 1);
}

static void fault_is_mended(void)
{
	hf_handle page = ram(HF_PAGE_SIZE);
	hf_handle exits = gate_to(helper(takes_faults, page, LOW, HF_NO_HANDLE).thread, 77);

	faults = 0;
	counters[3] = 0;
	fault_reply = HF_RESUME_RETRY;
	helper(touches, NOWHERE, LOW, exits);
	expect(pause_ms(20), HF_E_TIME);
	expect(faults, 1);
	expect(counters[3], 1);
}

static void fault_without_a_gate_stops(void)
{
	struct helper h = helper(touches, NOWHERE, LOW, HF_NO_HANDLE);
	struct hf_words info = { { 0 } };

	expect(pause_ms(20), HF_E_TIME);
	expect(hf_info(h.thread, &info), HF_OK);
	expect(info.w[2], 0);
}

static void executes(uint64_t address)
{
	((void (*)(void))address)();
	helper_end();
}

static void executing_data_faults(void)
{
	hf_handle exits = gate_to(helper(takes_faults, 0, LOW, HF_NO_HANDLE).thread, 77);

	faults = 0;
	fault_reply = HF_RESUME_STOP;
	helper(executes, mapped(ram(HF_PAGE_SIZE), HF_PAGE_SIZE), LOW, exits);
	expect(pause_ms(20), HF_E_TIME);
	expect(faults, 1);
	expect(fault.w[2] >> 26, 0x20);
}

static void privileged(uint64_t which)
{
	if (which == 0)
		__asm__ volatile("msr daifset, #15");
	else if (which == 1)
		__asm__ volatile("mrs x0, hcr_el2" : : : "x0");
	else if (which == 2)
		__asm__ volatile("hvc #0");
	else if (which == 3)
		__asm__ volatile("smc #0");
	else if (which == 4)
		__asm__ volatile("mrs x0, ttbr0_el1" : : : "x0");
	else if (which == 5)
		__asm__ volatile("tlbi vmalle1");
	else if (which == 6)
		__asm__ volatile("mrs x0, cntp_ctl_el0" : : : "x0");
	else if (which == 7)
		__asm__ volatile("mrs x0, pmccntr_el0" : : : "x0");
	else if (which == 8)
		__asm__ volatile("brk #1");
	else
		__asm__ volatile("msr cntv_ctl_el0, %0" : : "r"(1ull));
	counters[3] = 1;
	helper_end();
}

static void privileged_instructions_fault(void)
{
	hf_handle exits = gate_to(helper(takes_faults, 0, LOW, HF_NO_HANDLE).thread, 77);

	fault_reply = HF_RESUME_STOP;
	for (uint64_t which = 0; which < 10; which++) {
		faults = 0;
		counters[3] = 0;
		helper(privileged, which, LOW, exits);
		expect(pause_ms(10), HF_E_TIME);
		expect(faults, 1);
		expect(counters[3], 0);
	}
}

/* Each fills its vector registers with a pattern of its own and looks whether they stay. */
static void keeps_vectors(uint64_t pattern)
{
	uint64_t low, high;

	for (;;) {
		__asm__ volatile(".arch armv8-a\n\tdup v0.2d, %0\n\tdup v31.2d, %0"
				 :
				 : "r"(pattern));
		for (volatile unsigned int i = 0; i < 1000; i++)
			;
		__asm__ volatile(".arch armv8-a\n\tmov %0, v0.d[1]\n\tmov %1, v31.d[0]"
				 : "=r"(low), "=r"(high));
		if (low != pattern || high != pattern)
			counters[2] = 1;
		counters[pattern & 1]++;
	}
}

static void vectors_are_private(void)
{
	counters[0] = counters[1] = counters[2] = 0;
	helper(keeps_vectors, 0xaaaaaaaaaaaaaaaa, LOW, HF_NO_HANDLE);
	helper(keeps_vectors, 0x5555555555555555, LOW, HF_NO_HANDLE);
	expect(pause_ms(300), HF_E_TIME);
	expect(counters[0] > 0 && counters[1] > 0, 1);
	expect(counters[2], 0);
}

static volatile uint64_t vector_seen;

static void reads_vector(uint64_t argument)
{
	uint64_t value;

	(void)argument;
	__asm__ volatile(".arch armv8-a\n\tmov %0, v0.d[1]" : "=r"(value));
	vector_seen = value;
	helper_end();
}

/* A new thread finds zeros, not what others left in the registers. */
static void vectors_begin_empty(void)
{
	struct helper h = helper(keeps_vectors, 0xaaaaaaaaaaaaaaaa, LOW, HF_NO_HANDLE);

	expect(pause_ms(20), HF_E_TIME);
	expect(hf_destroy(h.thread), HF_OK);
	vector_seen = 1;
	helper(reads_vector, 0, LOW, HF_NO_HANDLE);
	expect(pause_ms(20), HF_E_TIME);
	expect(vector_seen, 0);
}

static void account_is_the_limit(void)
{
	hf_handle domain = slot();
	struct hf_words info = { { 0 } };
	enum hf_error e = HF_OK;
	unsigned int made = 0;

	expect(hf_create_domain(HF_INIT_DOMAIN, domain, 4, 16, 1), HF_OK);
	while (!e && made < 1000) {
		e = hf_create_event(domain, slot());
		made += !e;
	}
	expect(e, HF_E_NOMEM);
	expect(made, 2 * 31);
	expect(hf_info(domain, &info), HF_OK);
	expect(info.w[1], 0);
	expect(info.w[2], 4);
}

static void domain_sizes(void)
{
	expect(hf_create_domain(HF_INIT_DOMAIN, slot(), 1, 16, 1), HF_E_NOMEM);
	expect(hf_create_domain(HF_INIT_DOMAIN, slot(), 8, 0, 1), HF_E_RANGE);
	expect(hf_create_domain(HF_INIT_DOMAIN, slot(), 8, 2049, 1), HF_E_RANGE);
	expect(hf_create_domain(HF_INIT_DOMAIN, slot(), 1025, 16, 1), HF_E_RANGE);
	expect(hf_create_domain(HF_INIT_DOMAIN, slot(), 1000, 16, 1), HF_E_NOMEM);
	expect(hf_create_domain(HF_INIT_DOMAIN, slot(), ~0ull, 16, 1), HF_E_RANGE);
}

/* Domains in domains, each with a thread that runs, end together and return every page. */
static void nested_domains_end(void)
{
	hf_handle outer = slot(), inner = slot(), space = slot(), thread = slot();
	struct hf_words info = { { 0 } };

	expect(hf_create_domain(HF_INIT_DOMAIN, outer, 100, 16, 20), HF_OK);
	expect(hf_create_domain(outer, inner, 50, 16, 20), HF_OK);
	expect(hf_create_space(inner, space, 0), HF_OK);
	expect(hf_create_thread(inner, thread, space, WHERE, 0, 0), HF_OK);
	expect(hf_control(thread, HF_THREAD_START, 0x1000, 0, 0), HF_OK);
	expect(pause_ms(5), HF_E_TIME);
	expect(hf_destroy(outer), HF_OK);
	expect(hf_info(inner, &info), HF_E_HANDLE);
	expect(hf_info(thread, &info), HF_E_HANDLE);
}

static void domains_come_and_go(void)
{
	for (unsigned int i = 0; i < 1000; i++) {
		hf_handle domain = FREE, space = FREE + 1, thread = FREE + 2;

		expect(hf_create_domain(HF_INIT_DOMAIN, domain, 40, 16, 20), HF_OK);
		expect(hf_create_space(domain, space, 0), HF_OK);
		expect(hf_create_thread(domain, thread, space, WHERE, 0, 0), HF_OK);
		expect(hf_destroy(domain), HF_OK);
	}
}

static void funding(void)
{
	hf_handle domain = slot(), memory = ram(8 * HF_PAGE_SIZE), used = ram(HF_PAGE_SIZE);
	hf_handle part = slot();
	struct hf_words info = { { 0 } };

	expect(hf_create_domain(HF_INIT_DOMAIN, domain, 4, 16, 1), HF_OK);
	(void)mapped(used, HF_PAGE_SIZE);
	expect(hf_control(domain, HF_DOMAIN_FUND, used, 0, 0), HF_E_BUSY);
	expect(hf_control(domain, HF_DOMAIN_FUND, ram(0x401000), 0, 0), HF_E_RANGE);
	expect(hf_control(domain, HF_DOMAIN_FUND, HF_INIT_EVENT, 0, 0), HF_E_HANDLE);
	expect(hf_carve(domain, part, memory, 0, HF_PAGE_SIZE), HF_OK);
	expect(hf_control(domain, HF_DOMAIN_FUND, part, 0, 0), HF_E_RIGHTS);
	expect(hf_info(domain, &info), HF_OK);
	expect(info.w[2], 4);
}

static const struct test_case cases[] = {
	{ "the higher priority runs", higher_priority_runs },
	{ "equals take turns", equals_take_turns },
	{ "priorities that cannot be", schedule_limits },
	{ "a domain limits its threads' priority", domain_limits_priority },
	{ "start and stop", start_and_stop },
	{ "threads that cannot be", thread_creation_refused },
	{ "a fault is reported", fault_is_reported },
	{ "a fault is mended and the instruction runs again", fault_is_mended },
	{ "a fault without a gate stops the thread", fault_without_a_gate_stops },
	{ "executing data is a fault", executing_data_faults },
	{ "privileged instructions are faults", privileged_instructions_fault },
	{ "vector registers are private", vectors_are_private },
	{ "vector registers begin empty", vectors_begin_empty },
	{ "an account is the limit", account_is_the_limit },
	{ "domains that cannot be", domain_sizes },
	{ "domains in domains end together", nested_domains_end },
	{ "a thousand domains come and go", domains_come_and_go },
	{ "funding an account", funding },
};

GROUP(threads, PLAIN, NULL);
