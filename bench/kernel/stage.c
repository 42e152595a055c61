/* SPDX-License-Identifier: Apache-2.0 */
/* Sides and actors; the model is in stage.h. */
#include "bench/kernel/stage.h"

#include <stddef.h>

#define MIB 0x100000ull

#define FREE	    512 /* of this program's slots */
#define CODE_AT	    0x400000
#define SEEN_AT	    0x100000000
#define ACCOUNT	    256 /* pages */
#define OWN_ACCOUNT (4 * MIB)
#define SLOTS	    64

const struct hf_boot *boot;
uintptr_t __stack_chk_guard = 0x5ca1ab1e00;

static hf_handle next_slot = FREE, arena, code;
static uint64_t arena_size, seen;

_Noreturn void __stack_chk_fail(void);
_Noreturn void __stack_chk_fail(void)
{
	__builtin_trap();
}

static void print(const char *text)
{
	(void)!hf_console_text(HF_INIT_DOMAIN, text);
}

void must(enum hf_error e, const char *what)
{
	const char code_text[] = { (char)('0' + e / 10), (char)('0' + e % 10), '\n', 0 };

	if (!e)
		return;
	print("bench: ");
	print(what);
	print(": error ");
	print(code_text);
	if (hf_power(HF_INIT_DOMAIN, 0))
		__builtin_trap();
	for (;;)
		hf_yield();
}

hf_handle slot(void)
{
	return next_slot++;
}

/* From the end of the arena, which is the largest RAM. */
hf_handle ram(uint64_t size)
{
	hf_handle memory = slot();

	arena_size = (arena_size - size) & ~(2 * MIB - 1);
	must(hf_carve(HF_INIT_DOMAIN, memory, arena, arena_size, size), "carve RAM");
	return memory;
}

hf_handle device(uint64_t address)
{
	hf_handle memory = slot();

	for (unsigned int i = 0; i < boot->memories; i++) {
		const struct hf_boot_memory *m = &boot->memory[i];

		if (m->kind != HF_BOOT_DEVICE || address - m->base >= m->size)
			continue;
		must(hf_carve(HF_INIT_DOMAIN, memory, m->handle, address - m->base, HF_PAGE_SIZE),
		     "carve a device");
		return memory;
	}
	must(HF_E_RANGE, "find a device");
	return HF_NO_HANDLE;
}

void *see(hf_handle memory, uint64_t size)
{
	uint64_t address = SEEN_AT + seen;

	seen += (size + 2 * MIB - 1) & ~(2 * MIB - 1);
	must(hf_map(HF_INIT_SPACE, address, memory, 0, size, HF_RIGHT_READ | HF_RIGHT_WRITE),
	     "see memory");
	return (void *)(uintptr_t)address;
}

/* The parts' page, which is written here before it is executable anywhere. */
static void load_parts(void)
{
	char *to;

	code = ram(HF_PAGE_SIZE);
	to = see(code, HF_PAGE_SIZE);
	must(parts_end - parts > HF_PAGE_SIZE ? HF_E_RANGE : HF_OK, "load the parts");
	for (ptrdiff_t i = 0; i < parts_end - parts; i++)
		to[i] = parts[i];
	for (unsigned int i = 0; i < HF_PAGE_SIZE; i += 16)
		__asm__ volatile("dc cvau, %0\n\tdsb ish\n\tic ivau, %0\n\tdsb ish"
				 :
				 : "r"(to + i)
				 : "memory");
}

void stage_init(const struct hf_boot *given)
{
	const struct hf_boot_memory *largest = NULL;

	boot = given;
	for (unsigned int i = 0; i < boot->memories; i++) {
		const struct hf_boot_memory *m = &boot->memory[i];

		if (m->kind == HF_BOOT_RAM && (!largest || m->size > largest->size))
			largest = m;
	}
	must(largest ? HF_OK : HF_E_NOMEM, "find RAM");
	arena = largest->handle;
	/* What is carved begins at a multiple of 2 MiB of the machine's addresses. */
	arena_size = largest->size - (largest->base + largest->size) % (2 * MIB);
	must(hf_control(HF_INIT_DOMAIN, HF_DOMAIN_FUND, ram(OWN_ACCOUNT), 0, 0), "fund");
	must(hf_control(HF_INIT_THREAD, HF_THREAD_SCHEDULE, DIRECTOR, 0, 0), "schedule");
	load_parts();
}

struct side side_make(void)
{
	struct side side = { slot(), slot(), 1, 0 };

	must(hf_create_domain(HF_INIT_DOMAIN, side.domain, ACCOUNT, SLOTS, FIRST), "domain");
	must(hf_create_space(side.domain, side.space, 0), "space");
	must(hf_map(side.space, CODE_AT, code, 0, HF_PAGE_SIZE, HF_RIGHT_READ | HF_RIGHT_EXECUTE),
	     "map the parts");
	return side;
}

hf_handle give(struct side *side, hf_handle handle, uint64_t rights, uint64_t bit)
{
	must(hf_grant(side->domain, side->next, handle, rights, bit), "grant");
	return side->next++;
}

struct actor actor_make(struct side *side, unsigned int priority)
{
	struct actor actor = { slot(), slot() };
	uint64_t page = MESSAGES_AT + (uint64_t)side->threads++ * HF_PAGE_SIZE;

	must(hf_create_thread(side->domain, actor.thread, side->space, page, 0, 0), "thread");
	must(hf_create_event(side->domain, actor.event), "event");
	must(hf_control(actor.event, HF_EVENT_BIND, actor.thread, 0, 0), "bind");
	must(hf_control(actor.thread, HF_THREAD_SCHEDULE, priority, 0, 0), "schedule");
	return actor;
}

void start(struct actor actor, const char *part, uint64_t x19, uint64_t x20, uint64_t x21)
{
	struct hf_state *state = &hf_message_page()->state;
	uint64_t pc = CODE_AT + (uint64_t)(part - parts);

	must(hf_state(actor.thread, 0), "state");
	state->x[19] = x19;
	state->x[20] = x20;
	state->x[21] = x21;
	must(hf_state(actor.thread, 1), "state");
	must(hf_control(actor.thread, HF_THREAD_START, pc, 0, 0), "start");
}

hf_handle gate_for(struct side *client, struct side *side, struct actor actor)
{
	hf_handle gate = slot();

	must(hf_create_gate(side->domain, gate, 1), "gate");
	must(hf_control(gate, HF_GATE_BIND, actor.thread, 0, 0), "bind");
	return give(client, gate, HF_RIGHT_USE, 0);
}
