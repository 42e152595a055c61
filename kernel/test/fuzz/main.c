/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The supervisor: makes and ends crews, watches the bystanders, counts calls and pages. The model is in fuzz.h.
 *
 * It is told on the kernel's command line: `seed=N calls=N guests=0`. What it says on the console is for kernel/test/fuzz/run.
 */
#include "kernel/test/fuzz/fuzz.h"

#include "lib/fdt/fdt.h"
#include "user/lib/map.h"

#define FREE	      256 /* slots of init's */
#define ARENA	      0x80000000u
#define ARENA_SIZE    (CREWS_MAX * 0x800000u)
#define TREE	      0x280000000u
#define COPY	      0x290000000u
#define WATCHED	      0x2a0000000u
#define FUND_PAGES    1024u
#define PL061	      0x09030000u
#define ROUND_US      2000u
#define SEASON_ROUNDS 1000u
#define CPUS_MAX      8u

#define RW (HF_RIGHT_READ | HF_RIGHT_WRITE)
#define RX (HF_RIGHT_READ | HF_RIGHT_EXECUTE)

const struct hf_boot *boot;
hf_handle image, image_rodata, shared_memory;
uint64_t image_text_size, image_rodata_size;
extern const uintptr_t __stack_chk_guard;
const uintptr_t __stack_chk_guard = 0x5ca1ab1e00;

extern const char image_start[], text_end[], rodata_end[];

static hf_handle next_slot = FREE, arena, device;
static uint64_t seed = 1, wanted = 1000000, state, counted, next_word;
uint64_t with_guests = 1;
static struct crew crews[CREWS_MAX];
static unsigned int crews_count;
static hf_handle bystanders[CPUS_MAX];
static uint64_t lane_seen[LANES], bystander_seen[CPUS_MAX];

void __stack_chk_fail(void);
void __stack_chk_fail(void)
{
	fail("a stack was smashed", 0);
}

static void print(const char *text)
{
	(void)!hf_console_text(HF_INIT_DOMAIN, text);
}

static void print_number(uint64_t value)
{
	char digits[24];
	unsigned int n = sizeof(digits) - 1;

	digits[n] = 0;
	do
		digits[--n] = (char)('0' + value % 10);
	while (value /= 10);
	print(&digits[n]);
}

static void say(const char *what, uint64_t value)
{
	print("fuzz: ");
	print(what);
	print(" ");
	print_number(value);
	print("\n");
}

static _Noreturn void off(void)
{
	for (;;)
		(void)!hf_power(HF_INIT_DOMAIN, 0);
}

void fail(const char *what, uint64_t value)
{
	print("fuzz: FINDING: ");
	say(what, value);
	off();
}

static void need(enum hf_error e)
{
	if (e)
		fail("the world cannot be made:", e);
}

static hf_handle carve(uint64_t offset, uint64_t size)
{
	hf_handle memory = next_slot++;

	need(hf_carve(HF_INIT_DOMAIN, memory, arena, offset, size));
	return memory;
}

/* The number behind `name` on the command line, if it is there. */
static void setting(const char *line, const char *name, uint64_t *value)
{
	for (; *line; line++) {
		const char *l = line, *n = name;

		while (*n && *l == *n)
			l++, n++;
		if (*n)
			continue;
		for (*value = 0; *l >= '0' && *l <= '9'; l++)
			*value = *value * 10 + (uint64_t)(*l - '0');
		return;
	}
}

static void read_settings(void)
{
	const struct hf_boot_memory *m = boot->memory;
	const char *line;
	struct fdt tree;

	while (m->kind != HF_BOOT_TREE)
		m++;
	need(hf_map_all(HF_INIT_SPACE, TREE, m->handle, 0, m->size, HF_RIGHT_READ));
	if (!fdt_open(&tree, (const void *)(uintptr_t)TREE, boot->tree_size))
		fail("no device tree", 0);
	line = fdt_string(&tree, fdt_path(&tree, "/chosen"), "bootargs");
	if (line) {
		setting(line, "seed=", &seed);
		setting(line, "calls=", &wanted);
		setting(line, "guests=", &with_guests);
	}
	state = seed * 2 + 1;
}

/* The largest RAM's end is the arena and, behind it, what stays; some pages join init's account for good. */
static void make_arena(void)
{
	const struct hf_boot_memory *largest = NULL;
	uint64_t end;

	for (unsigned int i = 0; i < boot->memories; i++) {
		const struct hf_boot_memory *m = &boot->memory[i];

		if (m->kind == HF_BOOT_RAM && (!largest || m->size > largest->size))
			largest = m;
		if (m->kind == HF_BOOT_DEVICE && PL061 - m->base < m->size) {
			device = next_slot++;
			need(hf_carve(HF_INIT_DOMAIN, device, m->handle, PL061 - m->base,
				      HF_PAGE_SIZE));
		}
	}
	end = (largest->base + largest->size) & ~0x1fffffull;
	arena = next_slot++;
	need(hf_carve(HF_INIT_DOMAIN, arena, largest->handle,
		      end - largest->base - ARENA_SIZE - 0x1000000, ARENA_SIZE + 0x1000000));
	image = carve(ARENA_SIZE, FUND_PAGES * HF_PAGE_SIZE);
	need(hf_control(HF_INIT_DOMAIN, HF_DOMAIN_FUND, image, 0, 0));
	next_word = ARENA_SIZE + FUND_PAGES * HF_PAGE_SIZE;
}

static hf_handle stay(uint64_t size)
{
	uint64_t at = next_word;

	next_word += (size + HF_PAGE_SIZE - 1) & ~(uint64_t)(HF_PAGE_SIZE - 1);
	return carve(at, next_word - at);
}

/* Text and constants, where they are mapped for crews at the addresses that they are linked at. */
static void copy_image(void)
{
	const uint64_t *from = (const uint64_t *)(const void *)image_start;
	volatile uint64_t *to = (volatile uint64_t *)(uintptr_t)COPY;
	uint64_t size = (uint64_t)(rodata_end - image_start);

	image_text_size = (uint64_t)(text_end - image_start);
	image_rodata_size = size - image_text_size;
	image = stay(size);
	need(hf_map_all(HF_INIT_SPACE, COPY, image, 0, size, RW));
	for (uint64_t i = 0; i < size / 8; i++)
		to[i] = from[i];
	for (uint64_t i = 0; i < size; i += 16)
		__asm__ volatile("dc cvau, %0\n\tdsb ish\n\tic ivau, %0\n\tdsb ish"
				 :
				 : "r"(COPY + i)
				 : "memory");
	need(hf_unmap(HF_INIT_SPACE, COPY, size));
}

static void make_shared(void)
{
	uint64_t size = (sizeof(struct shared) + HF_PAGE_SIZE - 1) & ~(uint64_t)(HF_PAGE_SIZE - 1);
	volatile uint64_t *words = (volatile uint64_t *)(uintptr_t)SHARED;
	struct hf_words info = { { 0 } };

	shared_memory = stay(size);
	need(hf_map_all(HF_INIT_SPACE, SHARED, shared_memory, 0, size, RW));
	for (uint64_t i = 0; i < size / 8; i++)
		words[i] = 0;
	need(hf_info(shared_memory, &info));
	say("records at", info.w[2]);
}

/* A twentieth of the time above all crews. */
static void make_bystander(unsigned int cpu)
{
	uint64_t ms = boot->ticks_per_second / 1000;
	const struct hf_limits limits = { 16, 8, 50, ms / 20, ms, 1u << cpu, 0 };
	hf_handle domain = next_slot++, space = next_slot++, thread = next_slot++;
	volatile uint64_t *words = (volatile uint64_t *)(WATCHED + cpu * HF_PAGE_SIZE);

	bystanders[cpu] = stay(HF_PAGE_SIZE);
	need(hf_map(HF_INIT_SPACE, (uint64_t)words, bystanders[cpu], 0, HF_PAGE_SIZE, RW));
	words[0] = words[1] = 0;
	need(hf_create_limited(HF_INIT_DOMAIN, domain, &limits));
	need(hf_create_space(domain, space, 0));
	need(hf_map(space, HF_INIT_BASE, image, 0, image_text_size, RX));
	need(hf_map(space, WINDOW, bystanders[cpu], 0, HF_PAGE_SIZE, RW));
	need(hf_create_thread(domain, thread, space, MESSAGES, cpu, 0));
	need(hf_control(thread, HF_THREAD_SCHEDULE, 50, 0, 0));
	need(hf_control(thread, HF_THREAD_START, (uint64_t)bystander, 0, WINDOW));
}

static void watch_bystanders(bool must_go_on)
{
	for (unsigned int cpu = 0; cpu < boot->cpus; cpu++) {
		const volatile uint64_t *words =
			(volatile uint64_t *)(WATCHED + cpu * HF_PAGE_SIZE);

		if (words[1])
			fail("a bystander's registers or memory changed; CPU", cpu);
		if (must_go_on && words[0] == bystander_seen[cpu])
			fail("a bystander got no time; CPU", cpu);
		if (must_go_on)
			bystander_seen[cpu] = words[0];
	}
}

static uint64_t free_pages(void)
{
	struct hf_words info = { { 0 } };

	need(hf_info(HF_INIT_DOMAIN, &info));
	return info.w[1];
}

/* A worker whose stack is not his alone may write anything into his lane: what no round can bring is not counted. */
static void count_calls(void)
{
	const struct shared *shared = (const struct shared *)(uintptr_t)SHARED;

	for (unsigned int i = 0; i < LANES; i++) {
		uint64_t calls = *(const volatile uint64_t *)&shared->lanes[i].calls;
		uint64_t more = calls - lane_seen[i];

		lane_seen[i] = calls;
		if (more < 10000000)
			counted += more;
	}
}

static void make(unsigned int i)
{
	crews[i].seed = draw(&state);
	crew_make(&crews[i], i ? &crews[i - 1] : NULL, arena, device);
}

static void end_all(void)
{
	for (unsigned int i = 0; i < crews_count; i++)
		crew_end(&crews[i]);
}

/* Some rounds of the crews, of which one now and then is ended and made anew; then all end, and no page is missing. */
static void season(uint64_t pages)
{
	uint64_t round_ticks = boot->ticks_per_second / 1000000 * ROUND_US, bits;

	for (unsigned int i = 0; i < crews_count; i++)
		make(i);
	for (unsigned int round = 0; round < SEASON_ROUNDS && counted < wanted; round++) {
		(void)!hf_wait_event(0, hf_now() + round_ticks, &bits);
		count_calls();
		watch_bystanders(round % 100 == 99);
		if (below(&state, 4) == 0) {
			unsigned int i = (unsigned int)below(&state, crews_count);

			crew_end(&crews[i]);
			make(i);
		}
		if (round % 50 == 49)
			say("calls", counted);
	}
	end_all();
	if (free_pages() != pages)
		fail("pages are lost; so many are left:", free_pages());
}

_Noreturn void _start(const struct hf_boot *given);
_Noreturn void _start(const struct hf_boot *given)
{
	uint64_t pages;

	boot = given;
	read_settings();
	make_arena();
	copy_image();
	make_shared();
	for (unsigned int cpu = 0; cpu < boot->cpus; cpu++)
		make_bystander(cpu);
	crews_count = boot->cpus < 5 ? 2 + boot->cpus * 2 : CREWS_MAX;
	for (unsigned int i = 0; i < crews_count; i++) {
		crews[i].number = i;
		crews[i].slots = next_slot;
		next_slot += CREW_HANDLES;
	}
	say("seed", seed);
	pages = free_pages();
	while (counted < wanted)
		season(pages);
	say("done, calls", counted);
	off();
}
