/* SPDX-License-Identifier: Apache-2.0 */
/* Calls through gates: words and identity, refusals, queueing, lending of time, ends in the middle. */
#include "kernel/test/qemu/test.h"

#define LOW  10
#define HIGH 62

/* Replies to each call with its words plus one, and the identity in word 7. */
static void adder(uint64_t argument)
{
	struct hf_words words = { { 0 } };
	struct hf_arrived arrived;
	uint64_t flags = HF_WAIT_CALLS;

	(void)argument;
	while (!hf_wait(flags, 0, HF_NEVER, &words, &arrived)) {
		for (unsigned int i = 0; i < 7; i++)
			words.w[i]++;
		words.w[7] = arrived.word;
		flags = HF_WAIT_CALLS | HF_WAIT_REPLY;
	}
	helper_end();
}

static void words_and_identity(void)
{
	struct helper server = helper(adder, 0, LOW, HF_NO_HANDLE);
	hf_handle gate = gate_to(server.thread, 0xfeedfacecafebeef);
	struct hf_words words = { { 1, 2, 3, 4, 5, 6, ~0ull, 8 } };

	expect(hf_call(gate, &words), HF_OK);
	for (unsigned int i = 0; i < 6; i++)
		expect(words.w[i], i + 2);
	expect(words.w[6], 0);
	expect(words.w[7], 0xfeedfacecafebeef);
}

static void two_gates_two_identities(void)
{
	struct helper server = helper(adder, 0, LOW, HF_NO_HANDLE);
	hf_handle a = gate_to(server.thread, 1), b = gate_to(server.thread, 2);
	struct hf_words words = { { 0 } };

	expect(hf_call(a, &words), HF_OK);
	expect(words.w[7], 1);
	expect(hf_call(b, &words), HF_OK);
	expect(words.w[7], 2);
}

static void many_calls(void)
{
	struct helper server = helper(adder, 0, HIGH, HF_NO_HANDLE);
	hf_handle gate = gate_to(server.thread, 1);
	struct hf_words words = { { 0 } };

	for (unsigned int i = 0; i < 10000; i++)
		expect(hf_call(gate, &words), HF_OK);
	expect(words.w[0], 10000);
}

static void unbound_gate_is_dead(void)
{
	struct hf_words words = { { 0 } };
	hf_handle gate = slot();

	expect(hf_create_gate(HF_INIT_DOMAIN, gate, 1), HF_OK);
	expect(hf_call(gate, &words), HF_E_DEAD);
}

static void call_needs_the_right(void)
{
	struct helper server = helper(adder, 0, LOW, HF_NO_HANDLE);
	hf_handle gate = gate_to(server.thread, 1), weak = slot();
	struct hf_words words = { { 0 } };

	expect(hf_grant(HF_INIT_DOMAIN, weak, gate, HF_RIGHT_CONTROL, 0), HF_OK);
	expect(hf_call(weak, &words), HF_E_RIGHTS);
}

static void call_through_an_event(void)
{
	struct hf_words words = { { 0 } };

	expect(hf_call(HF_INIT_EVENT, &words), HF_E_HANDLE);
	expect(hf_call(slot(), &words), HF_E_HANDLE);
	expect(hf_call(0, &words), HF_E_HANDLE);
	expect(hf_call(~0u, &words), HF_E_HANDLE);
}

static void call_to_oneself(void)
{
	struct hf_words words = { { 0 } };

	expect(hf_call(gate_to(HF_INIT_THREAD, 1), &words), HF_E_CYCLE);
}

static hf_handle back;

/* While serving, calls the caller back: a cycle. */
static void calls_back(uint64_t argument)
{
	struct hf_words words = { { 0 } }, other = { { 0 } };
	struct hf_arrived arrived;

	(void)argument;
	if (hf_wait(HF_WAIT_CALLS, 0, HF_NEVER, &words, &arrived))
		helper_end();
	words.w[0] = hf_call(back, &other);
	if (hf_wait(HF_WAIT_CALLS | HF_WAIT_REPLY, 0, HF_NEVER, &words, &arrived))
		helper_end();
	helper_end();
}

static void cycle_of_two(void)
{
	struct helper server = helper(calls_back, 0, LOW, HF_NO_HANDLE);
	hf_handle gate = gate_to(server.thread, 1);
	struct hf_words words = { { 0 } };

	back = gate_to(HF_INIT_THREAD, 2);
	expect(hf_call(gate, &words), HF_OK);
	expect(words.w[0], HF_E_CYCLE);
}

/* Takes a call and never replies: destroys nothing, only waits for an event. */
static void never_replies(uint64_t argument)
{
	struct hf_words words = { { 0 } };
	struct hf_arrived arrived;

	(void)argument;
	if (!hf_wait(HF_WAIT_CALLS, 0, HF_NEVER, &words, &arrived))
		helper_end();
	helper_end();
}

static hf_handle victim, victim_gate;
static volatile uint64_t outcome;

static void calls_victim(uint64_t argument)
{
	struct hf_words words = { { 0 } };

	(void)argument;
	outcome = hf_call(victim_gate, &words);
	helper_end();
}

static uint64_t sleep_ticks(uint64_t ticks)
{
	uint64_t bits = 0;

	return hf_wait_event(0, hf_now() + ticks, &bits);
}

static void server_destroyed_while_serving(void)
{
	victim = helper(never_replies, 0, LOW, HF_NO_HANDLE).thread;
	victim_gate = gate_to(victim, 1);
	outcome = 99;
	helper(calls_victim, 0, LOW, HF_NO_HANDLE);
	expect(sleep_ticks(boot->ticks_per_second / 50), HF_E_TIME);
	expect(outcome, 99);
	expect(hf_destroy(victim), HF_OK);
	expect(sleep_ticks(boot->ticks_per_second / 50), HF_E_TIME);
	expect(outcome, HF_E_DEAD);
}

static void gate_destroyed_while_queueing(void)
{
	struct helper busy = helper(never_replies, 0, LOW, HF_NO_HANDLE);
	hf_handle first = gate_to(busy.thread, 1);

	victim_gate = first;
	helper(calls_victim, 0, LOW, HF_NO_HANDLE);
	expect(sleep_ticks(boot->ticks_per_second / 50), HF_E_TIME);
	victim_gate = gate_to(busy.thread, 2);
	outcome = 99;
	helper(calls_victim, 0, LOW, HF_NO_HANDLE);
	expect(sleep_ticks(boot->ticks_per_second / 50), HF_E_TIME);
	expect(outcome, 99);
	expect(hf_destroy(victim_gate), HF_OK);
	expect(sleep_ticks(boot->ticks_per_second / 50), HF_E_TIME);
	expect(outcome, HF_E_DEAD);
}

static hf_handle chain[4];

/* Serves by passing the call on to the next in the chain. */
static void passes_on(uint64_t index)
{
	struct hf_words words = { { 0 } };
	struct hf_arrived arrived;
	uint64_t flags = HF_WAIT_CALLS;

	while (!hf_wait(flags, 0, HF_NEVER, &words, &arrived)) {
		if (hf_call(chain[index], &words))
			words.w[0] = 0;
		words.w[0] += 100;
		flags = HF_WAIT_CALLS | HF_WAIT_REPLY;
	}
	helper_end();
}

static void chain_of_four(void)
{
	hf_handle entry = HF_NO_HANDLE;
	struct hf_words words = { { 5 } };

	for (unsigned int i = 0; i < 4; i++) {
		struct helper h = i == 0 ? helper(adder, 0, LOW, HF_NO_HANDLE)
					 : helper(passes_on, i, LOW, HF_NO_HANDLE);

		chain[i] = entry;
		entry = gate_to(h.thread, i);
	}
	expect(hf_call(entry, &words), HF_OK);
	expect(words.w[0], 306);
}

static const struct test_case cases[] = {
	{ "eight words and the identity", words_and_identity },
	{ "two gates of one server have their identities", two_gates_two_identities },
	{ "ten thousand calls", many_calls },
	{ "an unbound gate is dead", unbound_gate_is_dead },
	{ "calling needs the right", call_needs_the_right },
	{ "only a gate can be called", call_through_an_event },
	{ "a call to oneself is refused", call_to_oneself },
	{ "a cycle of two is refused", cycle_of_two },
	{ "the server is destroyed while it serves", server_destroyed_while_serving },
	{ "the gate is destroyed while a call queues", gate_destroyed_while_queueing },
	{ "a call through four servers", chain_of_four },
};

GROUP(calls, PLAIN, NULL);
