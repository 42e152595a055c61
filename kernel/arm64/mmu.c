/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel's own translation; the model is in mmu.h. */
#include "kernel/arm64/mmu.h"

#include "kernel/arm64/registers.h"
#include "kernel/core/assert.h"

/* Descriptor fields, Arm ARM D8.3.1 (stage 1, EL2). */
#define VALID	     1ull
#define TABLE	     2ull
#define INDEX_NORMAL (0ull << 2)
#define INDEX_DEVICE (1ull << 2)
#define AP_RES1	     (1ull << 6)
#define READ_ONLY    (1ull << 7)
#define SH_INNER     (3ull << 8)
#define ACCESSED     (1ull << 10)
#define NO_EXECUTE   (1ull << 54)
#define ADDRESS	     0x0000fffffffff000ull

#define MAIR 0x04ff /* 0: Normal write-back, 1: Device-nGnRE */

#define RAM	 (INDEX_NORMAL | AP_RES1 | SH_INNER | ACCESSED | NO_EXECUTE)
#define CONSTANT (RAM | READ_ONLY)
#define TEXT	 (CONSTANT & ~NO_EXECUTE)
#define DEVICE	 (INDEX_DEVICE | AP_RES1 | ACCESSED | NO_EXECUTE)

#define TABLES 32

static uint64_t tables[TABLES][512] __attribute__((section(".bss.tables"), aligned(4096)));
static unsigned int tables_used = 1; /* the first is the root */
static bool sealed;

extern char _start[], text_end[], rodata_end[], tables_start[], tables_end[];
extern char stacks[], image_end[];

/* MAIR_EL2, TCR_EL2, TTBR0_EL2 and SCTLR_EL2, as head.S loads them on the other CPUs. */
uint64_t mmu_registers[4];

uint64_t image_base(void)
{
	return (uint64_t)_start;
}

uint64_t image_bytes(void)
{
	return (uint64_t)(image_end - _start);
}

unsigned int physical_bits(void)
{
	static const uint8_t bits[] = { 32, 36, 40, 42, 44, 48 };
	uint64_t range = read_register(id_aa64mmfr0_el1) & 15;

	return range < sizeof(bits) ? bits[range] : 48;
}

static uint64_t *descend(uint64_t *entry)
{
	if (!(*entry & VALID)) {
		assert(tables_used < TABLES && !sealed);
		*entry = (uint64_t)tables[tables_used++] | TABLE | VALID;
	}
	assert(*entry & TABLE);
	return (uint64_t *)(*entry & ADDRESS);
}

/* Maps one entry at `base` and returns its size: the largest that fits. */
static uint64_t map_one(uint64_t base, uint64_t size, uint64_t attributes)
{
	uint64_t *table = descend(&tables[0][base >> 39 & 511]);

	for (unsigned int shift = 30;; shift -= 9) {
		uint64_t *entry = &table[base >> shift & 511];
		uint64_t step = 1ull << shift;

		if (shift == 12 || (base % step == 0 && size >= step && !(*entry & VALID))) {
			*entry = base | attributes | VALID | (shift == 12 ? TABLE : 0);
			return step;
		}
		table = descend(entry);
	}
}

static void map(uint64_t base, uint64_t size, uint64_t attributes)
{
	assert(page_aligned(base) && page_aligned(size) && !sealed);
	while (size > 0) {
		uint64_t step = map_one(base, size, attributes);

		base += step;
		size -= step;
	}
}

static void map_between(const char *start, const char *end, uint64_t attributes)
{
	map((uint64_t)start, (uint64_t)(end - start), attributes);
}

void mmu_map_image(void)
{
	map_between(_start, text_end, TEXT);
	map_between(text_end, rodata_end, CONSTANT);
	map_between(rodata_end, stacks, RAM);
	for (unsigned int i = 0; i < CPUS_MAX; i++)
		map_between(stacks + i * STACK_STEP + STACK_GUARD, stacks + (i + 1) * STACK_STEP,
			    RAM);
}

/* [base, base + size) without the image, which has a mapping of its own. */
void mmu_map_ram(uint64_t base, uint64_t size)
{
	uint64_t end = base + size, image = image_base(), after = image + image_bytes();

	if (!ranges_overlap(base, size, image, image_bytes())) {
		map(base, size, RAM);
		return;
	}
	if (base < image)
		map(base, image - base, RAM);
	if (after < end)
		map(after, end - after, RAM);
}

void mmu_map_device(uint64_t base, uint64_t size)
{
	uint64_t start = base & ~(uint64_t)(HF_PAGE_SIZE - 1);
	uint64_t end = (base + size + HF_PAGE_SIZE - 1) & ~(uint64_t)(HF_PAGE_SIZE - 1);

	map(start, end - start, DEVICE);
}

void mmu_on(void)
{
	uint64_t tcr = 1ull << 31 | 1ull << 23 | 3ull << 12 | 1ull << 10 | 1ull << 8 | 16;

	tcr |= (read_register(id_aa64mmfr0_el1) & 7) << 16; /* PS */
	mmu_registers[0] = MAIR;
	mmu_registers[1] = tcr;
	mmu_registers[2] = (uint64_t)tables[0];
	mmu_registers[3] = SCTLR_EL2_ON;
	write_register(mair_el2, MAIR);
	write_register(tcr_el2, tcr);
	write_register(ttbr0_el2, tables[0]);
	__asm__ volatile("dsb sy\n\tisb\n\ttlbi alle2\n\tic iallu\n\tdsb sy\n\tisb" : : : "memory");
	write_register(sctlr_el2, SCTLR_EL2_ON);
	isb();
}

void mmu_seal(void)
{
	sealed = true;
	for (char *page = tables_start; page < tables_end; page += HF_PAGE_SIZE)
		map_one((uint64_t)page, HF_PAGE_SIZE, CONSTANT);
	__asm__ volatile("dsb ish\n\ttlbi alle2\n\tdsb ish\n\tisb" : : : "memory");
}
