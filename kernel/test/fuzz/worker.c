/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A worker: one random call after the other. Most have objects of the right kind and arguments that may be right,
 * so that they get far; one in eight then has something in it replaced by what nobody would say.
 */
#include "kernel/test/fuzz/fuzz.h"

struct worker {
	uint64_t state;
	struct lane *lane;
	uint64_t lane_number;
};

#define RIGHTS_ALL (HF_RIGHTS_ALL)

/* What is made goes here, by kind. */
static const struct {
	uint8_t first, count;
} places[] = {
	[HF_KIND_NONE] = { 96, 32 },   [HF_KIND_DOMAIN] = { 24, 8 }, [HF_KIND_SPACE] = { 32, 8 },
	[HF_KIND_THREAD] = { 40, 16 }, [HF_KIND_GATE] = { 56, 8 },   [HF_KIND_EVENT] = { 64, 8 },
	[HF_KIND_MEMORY] = { 72, 24 },
};

static const uint8_t given[][6] = {
	[HF_KIND_NONE] = { OWN_DOMAIN, OWN_SPACE, OWN_THREADS, OWN_EVENT, OWN_GATE, OWN_RAM },
	[HF_KIND_DOMAIN] = { OWN_DOMAIN, OWN_DOMAIN, OTHER_DOMAIN, OWN_DOMAIN, OWN_DOMAIN,
			     OTHER_DOMAIN },
	[HF_KIND_SPACE] = { OWN_SPACE, OWN_SPACE, OWN_GUEST, OWN_SPACE, OWN_GUEST, OWN_SPACE },
	[HF_KIND_THREAD] = { OWN_THREADS, OWN_THREADS + 1, OWN_THREADS + 2, OWN_VCPU, OTHER_THREAD,
			     OWN_VCPU },
	[HF_KIND_GATE] = { OWN_GATE, OWN_EXITS, OTHER_GATE, OWN_GATE, OTHER_GATE, OWN_GATE },
	[HF_KIND_EVENT] = { OWN_EVENT, OTHER_EVENT, OWN_LINE, OWN_EVENT, OTHER_EVENT, OWN_LINE },
	[HF_KIND_MEMORY] = { OWN_RAM, OWN_BLOCKS, OTHER_RAM, OWN_RAM, OWN_BLOCKS, OWN_TEXT },
};

static uint64_t nasty(uint64_t *s)
{
	static const uint64_t values[] = {
		0,
		1,
		63,
		64,
		4095,
		4096,
		4097,
		0x1fffff,
		0x200000,
		1ull << 32 | 1,
		1ull << 38,
		1ull << 39,
		(1ull << 39) - 4096,
		1ull << 48,
		1ull << 63,
		~0ull,
		~0ull << 12,
		~0ull - 1,
		0xffffffff,
		0x7fffffffffffffff,
	};

	return below(s, 4) ? values[below(s, sizeof(values) / sizeof(values[0]))] : draw(s);
}

/* A slot where something of the kind may be. */
static uint64_t pick(uint64_t *s, unsigned int kind)
{
	switch (below(s, 8)) {
	case 0:
		return below(s, SLOTS);
	case 1:
	case 2:
	case 3:
		return given[kind][below(s, 6)];
	default:
		return places[kind].first + below(s, places[kind].count);
	}
}

static uint64_t pages(uint64_t *s, uint64_t n)
{
	return below(s, n) * HF_PAGE_SIZE;
}

static uint64_t page_address(uint64_t *s)
{
	switch (below(s, 8)) {
	case 0:
		return BLOCKS + (below(s, 4) << 21);
	case 1:
		return MESSAGES + pages(s, 32);
	case 2:
		return BLOCKS + pages(s, 1024);
	default:
		return WINDOW + pages(s, 48);
	}
}

static uint64_t page_size(uint64_t *s)
{
	return below(s, 8) ? HF_PAGE_SIZE * (1 + below(s, 4)) : (1 + below(s, 2)) << 21;
}

static uint64_t soon(uint64_t *s)
{
	switch (below(s, 128)) {
	case 0:
		return HF_NEVER;
	case 1 ... 63:
		return HF_NOW;
	default:
		return hf_now() + below(s, 20000);
	}
}

static uint64_t rights(uint64_t *s)
{
	return below(s, 3) ? draw(s) >> 57 & ~(uint64_t)HF_RIGHT_MACHINE : 0x3f;
}

/* The stack of a thread in this slot of the table, if it is one of the own space. */
static uint64_t stack_of(uint64_t slot)
{
	uint64_t n = slot >= 40 && slot < 56 ? CREW_THREADS + slot - 40 : (slot - OWN_THREADS) % 3;

	return STACKS + (n + 1) * STACK;
}

static void make_domain(uint64_t *s, uint64_t *x)
{
	uint64_t top = below(s, 40);

	x[2] = 3 + below(s, 24);
	x[3] = 1 + below(s, 160);
	x[4] = HF_PRIORITIES(top, 0);
	x[5] = x[6] = 0;
	x[7] = below(s, 2) ? 0 : 1 + below(s, 15);
	if (below(s, 2))
		return;
	x[6] = 20000 + below(s, 1000000);
	x[5] = 1 + below(s, x[6]);
	x[4] = HF_PRIORITIES(top, below(s, top + 1));
}

static void make_create(uint64_t *s, uint64_t *x)
{
	uint64_t kind = 1 + below(s, 6);

	x[8] = pick(s, HF_KIND_DOMAIN);
	x[0] = places[kind].first + below(s, places[kind].count);
	x[1] = kind;
	switch (kind) {
	case HF_KIND_DOMAIN:
		make_domain(s, x);
		break;
	case HF_KIND_SPACE:
		x[2] = below(s, 2);
		break;
	case HF_KIND_THREAD:
		x[2] = pick(s, HF_KIND_SPACE);
		x[3] = MESSAGES + pages(s, 32);
		x[4] = below(s, 3) ? 0 : below(s, 4);
		x[5] = x[2] == OWN_GUEST ? 1 : below(s, 8) == 0;
		break;
	case HF_KIND_EVENT:
		x[2] = below(s, 8) ? HF_NO_LINE : below(s, 1100);
		x[3] = below(s, 64);
		x[4] = pick(s, HF_KIND_EVENT);
		break;
	case HF_KIND_MEMORY:
		x[2] = pick(s, HF_KIND_MEMORY);
		x[3] = x[2] == OWN_BLOCKS ? below(s, 2) << 21 : pages(s, RAM_PAGES);
		x[4] = page_size(s);
		break;
	default:
		break;
	}
}

static void make_control(struct worker *w, uint64_t *x)
{
	uint64_t *s = &w->state;

	x[0] = 1 + below(s, 12);
	x[8] = pick(s, HF_KIND_THREAD);
	switch (x[0]) {
	case HF_THREAD_START:
		x[1] = x[8] == OWN_VCPU ? GUEST_BASE + (draw(s) >> 50 & ~3ull)
					: (uint64_t)worker_entry;
		x[2] = stack_of(x[8]);
		x[3] = WORKER(w->lane_number, draw(s));
		break;
	case HF_THREAD_STOP:
		if (below(s, 4))
			x[0] = HF_VCPU_RESUME;
		break;
	case HF_THREAD_SCHEDULE:
		x[1] = below(s, 42);
		break;
	case HF_THREAD_EXITS:
		x[1] = below(s, 4) ? OWN_EXITS : pick(s, HF_KIND_GATE);
		break;
	case HF_THREAD_REFLECT:
		x[1] = below(s, 16) ? (uint64_t)fuzz_reflect : 0;
		x[8] = below(s, 4) ? HF_NO_HANDLE : x[8];
		break;
	case HF_VCPU_TIMER:
		x[1] = 27 | 1ull << 60 | below(s, 2) << 41;
		break;
	case HF_GATE_BIND:
		x[8] = pick(s, HF_KIND_GATE);
		x[1] = below(s, 8) ? pick(s, HF_KIND_THREAD) : HF_NO_HANDLE;
		break;
	case HF_EVENT_BIND:
		x[8] = pick(s, HF_KIND_EVENT);
		x[1] = below(s, 8) ? pick(s, HF_KIND_THREAD) : HF_NO_HANDLE;
		break;
	case HF_DOMAIN_FUND:
		x[8] = pick(s, HF_KIND_DOMAIN);
		x[1] = pick(s, HF_KIND_MEMORY);
		break;
	case HF_THREAD_MOVE:
		x[1] = below(s, 4);
		break;
	default:
		break;
	}
}

static void make_map(uint64_t *s, uint64_t *x)
{
	static const uint8_t usual[] = { 1, 3, 3, 3, 5, 5, 7, 2 };

	x[8] = pick(s, HF_KIND_SPACE);
	x[0] = page_address(s);
	x[1] = pick(s, HF_KIND_MEMORY);
	x[2] = below(s, 4) ? pages(s, RAM_PAGES) : below(s, 2) << 21;
	x[3] = page_size(s);
	x[4] = usual[below(s, 8)] | (below(s, 8) ? 0 : 0x100u << below(s, 2));
	if (x[8] == OWN_GUEST)
		x[0] = GUEST_BASE + pages(s, 512);
}

/* Half of the replies that a worker gives are to exits. */
static void make_wait(uint64_t *s, uint64_t *x)
{
	x[8] = below(s, 8) ? 2 + below(s, 2) : below(s, 4);
	x[9] = below(s, 2) ? draw(s) : 0;
	x[10] = soon(s);
	if (below(s, 2))
		x[0] = below(s, 6);
}

/* The last of the message page's state is where a thread that is written to goes on. */
static void make_state(uint64_t *s, uint64_t *x)
{
	struct hf_message_page *page = hf_message_page();

	x[8] = pick(s, HF_KIND_THREAD);
	x[0] = below(s, 2);
	if (!x[0] || below(s, 4))
		return;
	page->state.x[below(s, 31)] = nasty(s);
	page->state.pc = below(s, 2) ? GUEST_BASE + (draw(s) >> 50 & ~3ull) : nasty(s);
	page->state.pstate = below(s, 2) ? 5 : draw(s);
	page->state.sctlr_el1 = below(s, 2) ? 0x30d00800 : draw(s);
	page->state.vbar_el1 = GUEST_BASE;
	page->state.mpidr = draw(s);
}

/* Of every 100 calls so many. */
static const struct {
	uint8_t upto, number;
} mix[] = {
	{ 10, HF_CALL },   { 24, HF_WAIT },	   { 30, HF_SIGNAL },  { 32, HF_YIELD },
	{ 46, HF_CREATE }, { 54, HF_DESTROY },	   { 61, HF_GRANT },   { 64, HF_DROP },
	{ 71, HF_MAP },	   { 75, HF_UNMAP },	   { 90, HF_CONTROL }, { 93, HF_STATE },
	{ 95, HF_INJECT }, { 96, HF_ACKNOWLEDGE }, { 97, HF_INFO },    { 98, HF_CONSOLE },
	{ 99, HF_POWER },  { 100, HF_CALLS },
};

static uint64_t choose(uint64_t *s)
{
	uint64_t n = below(s, 100);
	unsigned int i = 0;

	while (n >= mix[i].upto)
		i++;
	return mix[i].number;
}

static uint64_t make_odd(uint64_t *s)
{
	uint64_t number = 16 + below(s, 16);

	switch (below(s, 4)) {
	case 0:
		return 0; /* reflected */
	case 1:
		hf_message_page()->reflect_pc = (uint64_t)fuzz_after;
		hf_message_page()->reflect_pstate = draw(s);
		return HF_RESUME;
	default:
		return number < HF_CALLS ? HF_CALLS : number;
	}
}

static uint64_t make(struct worker *w, uint64_t *x)
{
	uint64_t *s = &w->state, number = choose(s);

	for (unsigned int i = 0; i < 8; i++)
		x[i] = draw(s) >> (draw(s) & 63);
	switch (number) {
	case HF_CALL:
		x[8] = pick(s, HF_KIND_GATE);
		break;
	case HF_WAIT:
		make_wait(s, x);
		break;
	case HF_SIGNAL:
	case HF_ACKNOWLEDGE:
		x[8] = pick(s, HF_KIND_EVENT);
		break;
	case HF_CREATE:
		make_create(s, x);
		break;
	case HF_DESTROY:
	case HF_INFO:
		x[8] = below(s, 4) ? pick(s, 1 + (unsigned int)below(s, 6)) : 24 + below(s, 104);
		break;
	case HF_GRANT:
		x[8] = pick(s, HF_KIND_DOMAIN);
		x[1] = pick(s, 1 + (unsigned int)below(s, 6));
		x[0] = below(s, 2) ? x[1] : below(s, SLOTS);
		x[2] = rights(s);
		x[3] = below(s, 64);
		break;
	case HF_DROP:
		x[8] = pick(s, HF_KIND_DOMAIN);
		x[0] = 20 + below(s, 108);
		break;
	case HF_MAP:
		make_map(s, x);
		break;
	case HF_UNMAP:
		x[8] = pick(s, below(s, 4) ? HF_KIND_SPACE : HF_KIND_MEMORY);
		x[0] = x[8] == OWN_GUEST ? GUEST_BASE + pages(s, 512) : page_address(s);
		x[1] = below(s, 4) ? page_size(s) : 64 * HF_PAGE_SIZE;
		break;
	case HF_CONTROL:
		make_control(w, x);
		break;
	case HF_STATE:
		make_state(s, x);
		break;
	case HF_INJECT:
		x[8] = below(s, 4) ? OWN_VCPU : pick(s, HF_KIND_THREAD);
		x[0] = below(s, 2) ? 1ull << 60 | below(s, 64) | below(s, 2) << 41 : draw(s);
		break;
	case HF_CONSOLE:
	case HF_POWER:
		x[8] = pick(s, HF_KIND_DOMAIN);
		break;
	case HF_CALLS:
		number = make_odd(s);
		break;
	default:
		break;
	}
	if (!below(s, 8))
		x[below(s, 9)] = nasty(s);
	return number;
}

static void call(struct worker *w)
{
	struct hf_registers r = { { 0 } };
	uint64_t number = make(w, r.x);
	uint64_t n = __atomic_fetch_add(&w->lane->calls, 1, __ATOMIC_RELAXED);
	struct record *record = &w->lane->records[n % RECORDS];

	record->number = number;
	for (unsigned int i = 0; i < 11; i++)
		record->x[i] = r.x[i];
	record->result = ~0ull;
	fuzz_enter(number, &r);
	record->result = r.x[8];
}

/* Some of the virtual machine's code anew. */
static void write_guest(struct worker *w)
{
	volatile uint32_t *code = (volatile uint32_t *)(uintptr_t)GUEST;
	uint64_t n = below(&w->state, GUEST_PAGES * HF_PAGE_SIZE / 4 - 64);

	for (unsigned int i = 0; i < 32; i++)
		code[n + i] = random_instruction(&w->state);
	__asm__ volatile("dsb ish" : : : "memory");
}

/* The device's line rises, or falls: PL061's raw level interrupts. */
static void touch_device(struct worker *w)
{
	volatile uint32_t *device = (volatile uint32_t *)(uintptr_t)DEVICE;

	device[0x404 / 4] = 0xff;			    /* GPIOIS: level */
	device[0x40c / 4] = 0;				    /* GPIOIEV: low */
	device[0x410 / 4] = below(&w->state, 2) ? 0xff : 0; /* GPIOIE */
}

void worker_entry(uint64_t what)
{
	struct shared *shared = (struct shared *)(uintptr_t)SHARED;
	uint64_t lane = (what & 0xff) % LANES;
	struct worker w = { what >> 8 | 1, &shared->lanes[lane], lane };

	for (;;) {
		switch (below(&w.state, 64)) {
		case 0:
			write_guest(&w);
			break;
		case 1:
			if (lane < CREW_THREADS)
				touch_device(&w);
			break;
		default:
			call(&w);
		}
	}
}
