/* SPDX-License-Identifier: Apache-2.0 */
/* Runs all groups of cases; the model is in test.h. */
#include "kernel/test/qemu/test.h"

#include <stddef.h>

#include "user/lib/map.h"

#define STACK_SIZE 0x2000
#define ARENA_SIZE 0x1000000
#define ARENA	   0x100000000
#define HELPERS	   0x200000000 /* message pages */
#define TREE	   0x280000000

const struct hf_boot *boot;
bool failed;
unsigned int this_run = PLAIN;
uintptr_t __stack_chk_guard = 0x5ca1ab1e00;

static hf_handle next_slot = FREE, arena_root;
static uint64_t next_offset, helpers;

extern const struct test_group group_handles, group_memory, group_calls, group_events,
	group_threads, group_budgets, group_vcpus, group_cpus, group_races, group_open_devices,
	group_streams, group_attach;

static const struct test_group *const groups[] = {
	&group_handles, &group_memory,	     &group_calls,   &group_events,
	&group_threads, &group_budgets,	     &group_vcpus,   &group_cpus,
	&group_races,	&group_open_devices, &group_streams, &group_attach,
};

void __stack_chk_fail(void);
void __stack_chk_fail(void)
{
	__builtin_trap();
}

void print(const char *text)
{
	(void)!hf_console_text(HF_INIT_DOMAIN, text);
}

void print_number(uint64_t value)
{
	char digits[24];
	unsigned int n = sizeof(digits) - 1;

	digits[n] = 0;
	do
		digits[--n] = (char)('0' + value % 10);
	while (value /= 10);
	print(&digits[n]);
}

void expect_failed(const char *file, int line, const char *what, uint64_t got, uint64_t wanted)
{
	failed = true;
	print("# ");
	print(file);
	print(":");
	print_number((uint64_t)line);
	print(": ");
	print(what);
	print(" is ");
	print_number(got);
	print(", not ");
	print_number(wanted);
	print("\n");
}

hf_handle slot(void)
{
	return next_slot++;
}

hf_handle ram(uint64_t size)
{
	hf_handle memory = slot();

	if (hf_carve(HF_INIT_DOMAIN, memory, arena_root, next_offset, size))
		__builtin_trap();
	next_offset += size;
	return memory;
}

uint64_t mapped(hf_handle memory, uint64_t size)
{
	uint64_t address = ARENA + next_offset;

	if (hf_map(HF_INIT_SPACE, address, memory, 0, size, HF_RIGHT_READ | HF_RIGHT_WRITE))
		__builtin_trap();
	next_offset += size;
	return address;
}

struct helper helper(void (*run)(uint64_t), uint64_t argument, unsigned int priority,
		     hf_handle exits)
{
	return helper_on(0, run, argument, priority, exits);
}

struct helper helper_on(unsigned int cpu, void (*run)(uint64_t), uint64_t argument,
			unsigned int priority, hf_handle exits)
{
	struct helper h = { slot(), slot() };
	uint64_t stack = mapped(ram(STACK_SIZE), STACK_SIZE) + STACK_SIZE;

	if (hf_create_thread(HF_INIT_DOMAIN, h.thread, HF_INIT_SPACE,
			     HELPERS + helpers++ * HF_PAGE_SIZE, cpu, 0) ||
	    hf_create_event(HF_INIT_DOMAIN, h.event) ||
	    hf_control(h.event, HF_EVENT_BIND, h.thread, 0, 0) ||
	    hf_control(h.thread, HF_THREAD_SCHEDULE, priority, 0, 0) ||
	    hf_control(h.thread, HF_THREAD_EXITS, exits, 0, 0) ||
	    hf_control(h.thread, HF_THREAD_START, (uint64_t)run, stack, argument))
		__builtin_trap();
	return h;
}

hf_handle gate_to(hf_handle thread, uint64_t identity)
{
	hf_handle gate = slot();

	if (hf_create_gate(HF_INIT_DOMAIN, gate, identity) ||
	    hf_control(gate, HF_GATE_BIND, thread, 0, 0))
		__builtin_trap();
	return gate;
}

void helper_end(void)
{
	uint64_t bits = 0;

	for (;;)
		if (!hf_wait_event(0, HF_NEVER, &bits))
			__builtin_trap();
}

static uint64_t free_pages(void)
{
	struct hf_words info = { { 0 } };

	return hf_info(HF_INIT_DOMAIN, &info) ? 0 : info.w[1];
}

/* Destroys what the case left, so that its pages can be counted. */
static void clean(void)
{
	for (hf_handle h = next_slot; h-- > FREE;)
		if (hf_destroy(h) && hf_drop(HF_INIT_DOMAIN, h))
			continue;
	next_slot = FREE;
	next_offset = 0;
	helpers = 0;
}

static void run(const struct test_group *group, const struct test_case *c, unsigned int number)
{
	uint64_t before, after;

	before = free_pages();
	failed = false;
	c->run();
	clean();
	after = free_pages();
	if (!failed && after != before)
		expect_failed(c->name, 0, "pages left in the account", after, before);
	print(failed ? "not ok " : "ok ");
	print_number(number);
	print(" ");
	print(group->name);
	print(": ");
	print(c->name);
	print("\n");
}

/* The largest RAM is the arena's origin. */
static void find_arena(void)
{
	const struct hf_boot_memory *largest = NULL;

	for (unsigned int i = 0; i < boot->memories; i++) {
		const struct hf_boot_memory *m = &boot->memory[i];

		if (m->kind == HF_BOOT_RAM && (!largest || m->size > largest->size))
			largest = m;
	}
	arena_root = HF_INIT_MEMORY + HF_BOOT_MEMORIES;
	if (!largest || hf_carve(HF_INIT_DOMAIN, arena_root, largest->handle,
				 (largest->size - ARENA_SIZE) & ~0x1fffffull, ARENA_SIZE))
		__builtin_trap();
}

static bool is_word(const char *text, const char *word)
{
	while (*word && *text == *word) {
		text++;
		word++;
	}
	return !*text && !*word;
}

/* The command line, one word, is a property in the device tree: properties begin at multiples of four bytes. */
static void find_word(void)
{
	const struct hf_boot_memory *tree = NULL;
	const char *text = (const char *)TREE;

	for (unsigned int i = 0; i < boot->memories; i++)
		if (boot->memory[i].kind == HF_BOOT_TREE)
			tree = &boot->memory[i];
	if (!tree || hf_map_all(HF_INIT_SPACE, TREE, tree->handle, 0, tree->size, HF_RIGHT_READ))
		__builtin_trap();
	for (uint64_t i = 0; i + 8 <= boot->tree_size; i += 4) {
		if (is_word(text + i, "race"))
			this_run = RACE;
		if (is_word(text + i, "devices"))
			this_run = DEVICES;
		if (is_word(text + i, "boot"))
			this_run = NOTHING;
	}
}

static bool runs(const struct test_group *group)
{
	return group->in & this_run && (!group->runs || group->runs());
}

static void nothing(uint64_t argument)
{
	(void)argument;
}

/* Tables of this space's regions are made at first use and stay: make them before pages are counted. */
static void warm_up(void)
{
	(void)helper(nothing, 0, 0, HF_NO_HANDLE);
	clean();
}

_Noreturn void _start(const struct hf_boot *given);
_Noreturn void _start(const struct hf_boot *given)
{
	unsigned int total = 0, number = 0;

	boot = given;
	find_arena();
	find_word();
	warm_up();
	for (unsigned int g = 0; g < sizeof(groups) / sizeof(groups[0]); g++)
		total += runs(groups[g]) ? groups[g]->count : 0;
	print("1..");
	print_number(total);
	print("\n");
	for (unsigned int g = 0; g < sizeof(groups) / sizeof(groups[0]); g++)
		for (unsigned int i = 0; runs(groups[g]) && i < groups[g]->count; i++)
			run(groups[g], &groups[g]->cases[i], ++number);
	print("# done\n");
	if (hf_power(HF_INIT_DOMAIN, 0))
		__builtin_trap();
	for (;;)
		;
}
