/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Budgets: what bounds a program, and every way out of it that a program may try. In each case a bystander of
 * lower priority wants all the time there is, so what a program gets beyond its budget shows.
 */
#include "kernel/test/qemu/test.h"

#define HIGHER	  12
#define LOW	  10
#define BYSTANDER 5
#define THREADS	  4

static volatile uint64_t bystander_count;

static void bystander(uint64_t argument)
{
	(void)argument;
	for (;;)
		bystander_count++;
}

static uint64_t ms(uint64_t n)
{
	return boot->ticks_per_second / 1000 * n;
}

/* Ticks that a thread has consumed. */
static uint64_t consumed(hf_handle thread)
{
	struct hf_words info = { { 0 } };

	return hf_info(thread, &info) ? ~0ull : info.w[1];
}

static enum hf_error limited(struct program *p, uint64_t budget_ms, uint64_t period_ms)
{
	const struct hf_limits limits = { 64, 16, 20, ms(budget_ms), ms(period_ms), 0, 0 };

	return program_make(p, HF_INIT_DOMAIN, &limits);
}

static hf_handle counter(struct program *p, unsigned int priority)
{
	return program_thread(p, program_counts, PROGRAM_SHARED + 8 * p->threads, priority, 0);
}

/* Within 2 % of what was promised. */
#define expect_ms(ticks, wanted)                                                                   \
	expect((ticks)*100 >= ms(wanted) * 98 && (ticks)*100 <= ms(wanted) * 102, true)

static void one_thread(void)
{
	struct program p;
	hf_handle thread;

	helper(bystander, 0, BYSTANDER, HF_NO_HANDLE);
	expect(limited(&p, 5, 20), HF_OK);
	thread = counter(&p, LOW);
	expect(pause_ms(400), HF_E_TIME);
	expect_ms(consumed(thread), 100);
}

static void four_threads(void)
{
	struct program p;
	hf_handle thread[THREADS];
	uint64_t sum = 0;

	helper(bystander, 0, BYSTANDER, HF_NO_HANDLE);
	expect(limited(&p, 5, 20), HF_OK);
	for (unsigned int i = 0; i < THREADS; i++)
		thread[i] = counter(&p, LOW + i % 2);
	expect(pause_ms(400), HF_E_TIME);
	for (unsigned int i = 0; i < THREADS; i++)
		sum += consumed(thread[i]);
	expect_ms(sum, 100);
}

/* Beyond its budget a program comes before whom its creator puts below that level, and after the others. */
static void the_creator_chooses_the_level(void)
{
	const struct hf_limits limits = { 64, 16, 20, ms(5), ms(20), 0, BYSTANDER + 1 };
	struct helper above = helper(bystander, 0, BYSTANDER + 2, HF_NO_HANDLE);
	struct program p;
	hf_handle thread, lowest;
	uint64_t before;

	(void)helper(bystander, 0, BYSTANDER, HF_NO_HANDLE);
	expect(program_make(&p, HF_INIT_DOMAIN, &limits), HF_OK);
	thread = counter(&p, LOW);
	expect(pause_ms(200), HF_E_TIME);
	expect_ms(consumed(thread), 50);
	expect(hf_control(above.thread, HF_THREAD_STOP, 0, 0, 0), HF_OK);
	before = bystander_count;
	expect(pause_ms(200), HF_E_TIME);
	expect_ms(consumed(thread), 250);
	expect(bystander_count, before);
	lowest = counter(&p, BYSTANDER - 1); /* nor does falling raise anybody */
	expect(hf_control(thread, HF_THREAD_STOP, 0, 0, 0), HF_OK);
	expect(pause_ms(50), HF_E_TIME);
	expect(consumed(lowest), 0);
}

/* At a low level, too, nobody is forgotten; and all come back when the period ends. */
static void the_rest_is_not_wasted(void)
{
	struct program p;
	uint64_t sum = 0;
	hf_handle thread[THREADS];

	expect(limited(&p, 5, 20), HF_OK);
	for (unsigned int i = 0; i < THREADS; i++)
		thread[i] = counter(&p, LOW);
	expect(pause_ms(200), HF_E_TIME);
	for (unsigned int i = 0; i < THREADS; i++) {
		expect(consumed(thread[i]) > 0, true);
		sum += consumed(thread[i]);
	}
	expect(sum > ms(190), true);
}

/* Who comes back comes back at his own priority. */
static void priorities_return(void)
{
	struct program p;
	hf_handle low, high;

	helper(bystander, 0, BYSTANDER, HF_NO_HANDLE);
	expect(limited(&p, 5, 20), HF_OK);
	low = counter(&p, LOW);
	high = counter(&p, HIGHER);
	expect(pause_ms(400), HF_E_TIME);
	expect_ms(consumed(high), 100);
	expect(consumed(low), 0);
}

static void a_later_thread_joins(void)
{
	struct program p;
	hf_handle later;

	helper(bystander, 0, BYSTANDER, HF_NO_HANDLE);
	expect(limited(&p, 5, 1000), HF_OK);
	(void)counter(&p, LOW);
	expect(pause_ms(50), HF_E_TIME);
	later = counter(&p, HIGHER);
	expect(pause_ms(50), HF_E_TIME);
	expect(consumed(later), 0);
}

static void a_domain_within_shares(void)
{
	const struct hf_limits own = { 30, 16, 20, ms(5), ms(20), 0, 0 },
			       none = { 30, 16, 20, 0, 0, 0, 0 };
	struct program p, child;
	hf_handle a, b;

	helper(bystander, 0, BYSTANDER, HF_NO_HANDLE);
	expect(limited(&p, 5, 20), HF_OK);
	expect(hf_create_limited(p.domain, slot(), &own), HF_E_RIGHTS);
	expect(program_make(&child, p.domain, &none), HF_OK);
	expect(hf_create_limited(child.domain, slot(), &own), HF_E_RIGHTS);
	a = counter(&p, LOW);
	b = counter(&child, LOW);
	expect(pause_ms(400), HF_E_TIME);
	expect_ms(consumed(a) + consumed(b), 100);
}

static void budgets_that_cannot_be(void)
{
	const struct hf_limits wrong[] = {
		{ 30, 16, 20, 2, 1, 0, 0 },  { 30, 16, 20, 0, 1, 0, 0 },
		{ 30, 16, 20, 1, 0, 0, 0 },  { 30, 16, 20, ~0ull, 1, 0, 0 },
		{ 30, 16, 20, 1, 2, 0, 21 }, { 30, 16, 20, 0, 0, 0, 1 },
	};

	for (unsigned int i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		expect(hf_create_limited(HF_INIT_DOMAIN, slot(), &wrong[i]), HF_E_RANGE);
}

/* Each new thread finds the reserve as the last one left it. */
static void threads_made_anew_gain_nothing(void)
{
	uint64_t sum = 0, end;
	struct program p;

	helper(bystander, 0, BYSTANDER, HF_NO_HANDLE);
	expect(limited(&p, 5, 20), HF_OK);
	end = hf_now() + ms(400);
	while (hf_now() < end) {
		hf_handle thread = counter(&p, LOW);

		expect(pause_ms(2), HF_E_TIME);
		sum += consumed(thread);
		expect(hf_destroy(thread), HF_OK);
	}
	expect(sum <= ms(105), true);
	expect(sum >= ms(80), true);
}

static void stopping_gains_nothing(void)
{
	struct program p;
	hf_handle thread;

	helper(bystander, 0, BYSTANDER, HF_NO_HANDLE);
	expect(limited(&p, 5, 20), HF_OK);
	thread = program_thread(&p, program_counts, PROGRAM_SHARED, LOW, 0);
	for (uint64_t end = hf_now() + ms(400); hf_now() < end;) {
		expect(pause_ms(1), HF_E_TIME);
		expect(hf_control(thread, HF_THREAD_STOP, 0, 0, 0), HF_OK);
		expect(hf_control(thread, HF_THREAD_START, 0x10000, 0, PROGRAM_SHARED), HF_OK);
	}
	expect(consumed(thread) <= ms(105), true);
}

/* Whoever sets his own priority again and again is charged for what lies between. */
static void rescheduling_gains_nothing(void)
{
	struct program p;
	hf_handle thread;

	bystander_count = 0;
	helper(bystander, 0, BYSTANDER, HF_NO_HANDLE);
	expect(limited(&p, 5, 20), HF_OK);
	thread = program_thread(&p, program_reschedules, LOW, LOW, 0);
	expect(hf_grant(p.domain, PROGRAM_SLOT, thread, HF_RIGHT_CONTROL, 0), HF_OK);
	expect(pause_ms(400), HF_E_TIME);
	expect_ms(consumed(thread), 100);
}

static void works_a_millisecond(uint64_t argument)
{
	struct hf_words words = { { 0 } };
	struct hf_arrived arrived;
	uint64_t flags = HF_WAIT_CALLS;

	(void)argument;
	while (!hf_wait(flags, 0, HF_NEVER, &words, &arrived)) {
		for (uint64_t end = hf_now() + ms(1); hf_now() < end;)
			;
		flags = HF_WAIT_CALLS | HF_WAIT_REPLY;
	}
	helper_end();
}

/* A server that has no limit itself works on the budget of whoever calls. */
static void a_server_spends_its_callers(void)
{
	struct helper server = helper(works_a_millisecond, 0, LOW, HF_NO_HANDLE);
	hf_handle gate = gate_to(server.thread, 1), caller;
	struct program p;

	helper(bystander, 0, BYSTANDER, HF_NO_HANDLE);
	expect(limited(&p, 5, 20), HF_OK);
	expect(hf_grant(p.domain, PROGRAM_SLOT, gate, HF_RIGHT_USE, 0), HF_OK);
	caller = program_thread(&p, program_calls, 0, LOW, 0);
	expect(pause_ms(400), HF_E_TIME);
	expect_ms(consumed(caller), 100);
	expect(consumed(server.thread) < ms(1), true);
}

/* Two who queue at one server help it, each with his own reserve. */
static void helpers_spend_their_own(void)
{
	struct helper server = helper(works_a_millisecond, 0, LOW, HF_NO_HANDLE);
	hf_handle gate = gate_to(server.thread, 1), a, b;
	struct program p, q;

	helper(bystander, 0, BYSTANDER, HF_NO_HANDLE);
	expect(limited(&p, 5, 20), HF_OK);
	expect(limited(&q, 3, 20), HF_OK);
	expect(hf_grant(p.domain, PROGRAM_SLOT, gate, HF_RIGHT_USE, 0), HF_OK);
	expect(hf_grant(q.domain, PROGRAM_SLOT, gate, HF_RIGHT_USE, 0), HF_OK);
	a = program_thread(&p, program_calls, 0, LOW, 0);
	b = program_thread(&q, program_calls, 0, LOW, 0);
	expect(pause_ms(400), HF_E_TIME);
	expect_ms(consumed(a), 100);
	expect_ms(consumed(b), 60);
}

/* Nothing of a domain that ends while its reserve is spent is touched when the period ends. */
static void destroyed_while_spent(void)
{
	helper(bystander, 0, BYSTANDER, HF_NO_HANDLE);
	for (unsigned int i = 0; i < 10; i++) {
		struct program p;

		expect(limited(&p, 1, 20), HF_OK);
		(void)counter(&p, LOW);
		(void)counter(&p, HIGHER);
		expect(pause_ms(5), HF_E_TIME);
		expect(hf_destroy(p.domain), HF_OK);
	}
	expect(pause_ms(30), HF_E_TIME);
}

static const struct test_case cases[] = {
	{ "a budget bounds a thread", one_thread },
	{ "a budget bounds four threads together", four_threads },
	{ "a spent budget runs on what is left", the_rest_is_not_wasted },
	{ "its creator chooses at which level", the_creator_chooses_the_level },
	{ "a new period restores priorities", priorities_return },
	{ "a thread made later joins", a_later_thread_joins },
	{ "a domain within shares", a_domain_within_shares },
	{ "budgets that cannot be", budgets_that_cannot_be },
	{ "threads made anew gain nothing", threads_made_anew_gain_nothing },
	{ "stopping and starting gains nothing", stopping_gains_nothing },
	{ "rescheduling oneself gains nothing", rescheduling_gains_nothing },
	{ "a server spends its callers' budget", a_server_spends_its_callers },
	{ "who helps a server spends his own", helpers_spend_their_own },
	{ "a domain is destroyed while its budget is spent", destroyed_while_spent },
};

GROUP(budgets, PLAIN, NULL);
