/* SPDX-License-Identifier: Apache-2.0 */
/* Spaces in the CPU; the model is in stage2.h. */
#include "kernel/arm64/stage2.h"

#include "kernel/arm64/mmu.h"
#include "kernel/arm64/registers.h"
#include "kernel/core/arch.h"
#include "kernel/core/atomic.h"
#include "kernel/core/stream.h"

/* VTCR_EL2 */
#define VTCR		 (1ull << 31 | STAGE2_FORMAT)
#define VTCR_VS		 (1ull << 19) /* 16-bit VMIDs */
#define VMID_BITS(mmfr1) (((mmfr1) >> 4 & 15) == 2 ? 16 : 8)

#define NUMBER(vmid)	 ((vmid)&0xffff)
#define GENERATION(vmid) ((vmid) >> 16)

static uint64_t generation = 1;
static uint64_t next_vmid = 1;	    /* the lock's, like what follows */
static uint64_t vmids = 1ull << 16; /* of the hardware: the CPU that has the least */
static uint64_t kept[CPUS_MAX];	    /* VMIDs that spaces took along into this generation */
static uint32_t lock;

static const uint64_t no_tables[512] __attribute__((aligned(4096)));

static void write_vttbr(uint64_t vmid, const uint64_t *root)
{
	write_register(vttbr_el2, NUMBER(vmid) << 48 | pointer_pa(root).value);
}

void stage2_init(void)
{
	uint64_t range = read_register(id_aa64mmfr0_el1) & 7;
	unsigned int bits = VMID_BITS(read_register(id_aa64mmfr1_el1));

	if (vmids > 1ull << bits)
		vmids = 1ull << bits;
	write_register(vtcr_el2, VTCR | range << 16 | (bits == 16 ? VTCR_VS : 0));
	write_vttbr(0, no_tables);
	isb();
	__asm__ volatile("tlbi alle1\n\tdsb nsh\n\tisb" : : : "memory");
}

/*
 * A space that a CPU is only about to load may be of an older generation: its number is another's by now, and is not
 * kept.
 */
static void begin_generation(void)
{
	store_ordered(&generation, generation + 1);
	next_vmid = 1;
	for (unsigned int i = 0; i < CPUS_MAX; i++) {
		struct space *space = load_ordered(&cpus[i].space);

		kept[i] = 0;
		if (!space || GENERATION(space->vmid) + 1 != generation)
			continue;
		kept[i] = NUMBER(space->vmid);
		store_ordered(&space->vmid, generation << 16 | kept[i]);
	}
}

static bool is_kept(uint64_t number)
{
	for (unsigned int i = 0; i < CPUS_MAX; i++)
		if (kept[i] == number)
			return true;
	return false;
}

/* There are more VMIDs than CPUs. */
static uint64_t take_vmid(void)
{
	while (next_vmid < vmids && is_kept(next_vmid))
		next_vmid++;
	if (next_vmid == vmids)
		return 0;
	return generation << 16 | next_vmid++;
}

static void assign_vmid(struct space *space)
{
	uint64_t vmid = take_vmid();

	if (!vmid) {
		begin_generation();
		vmid = take_vmid();
	}
	store_ordered(&space->vmid, vmid);
}

apart void stage2_renew(struct cpu *cpu, struct space *space)
{
	while (exchange(&lock, 1))
		arch_spin();
	if (GENERATION(space->vmid) != generation)
		assign_vmid(space);
	write_vttbr(space->vmid, space->root);
	isb();
	if (cpu->generation != generation)
		__asm__ volatile("tlbi alle1\n\tic iallu" : : : "memory");
	cpu->generation = generation;
	__asm__ volatile("dsb ish\n\tisb" : : : "memory");
	store_ordered(&lock, 0);
}

bool stage2_load(struct cpu *cpu, struct space *space)
{
	uint64_t now, vmid;

	if (cpu->space == space)
		return true;
	store_ordered(&cpu->space, space);
	now = load_ordered(&generation);
	vmid = load_relaxed(&space->vmid);
	if (GENERATION(vmid) != now || cpu->generation != now)
		return false;
	write_vttbr(vmid, space->root);
	return true;
}

void stage2_unload(struct cpu *cpu)
{
	write_vttbr(0, no_tables);
	isb();
	store_ordered(&cpu->space, NULL);
}

void arch_space_flush(struct space *space)
{
	uint64_t old = read_register(vttbr_el2), vmid;

	dsb_ish();
	stream_flush(space);
	vmid = load_ordered(&space->vmid);
	if (!vmid)
		return;
	write_vttbr(vmid, no_tables);
	__asm__ volatile("isb\n\ttlbi vmalls12e1is\n\tdsb ish\n\tisb" : : : "memory");
	write_register(vttbr_el2, old);
	isb();
}

void arch_table_publish(uint64_t *entry, uint64_t value)
{
	dsb_ish();
	if (entry)
		*entry = value;
	dsb_ish();
}

bool stage2_guest_address(uint64_t virtual_address, ipaddr *result)
{
	uint64_t par;

	__asm__ volatile("at s1e1r, %1\n\tisb\n\tmrs %0, par_el1"
			 : "=r"(par)
			 : "r"(virtual_address)
			 : "memory");
	if (par & 1)
		return false;
	*result = ipa((par & 0x0000fffffffff000) | (virtual_address & 0xfff));
	return true;
}

void arch_zero_page(void *page)
{
	uint64_t *words = page;

	for (unsigned int i = 0; i < HF_PAGE_SIZE / sizeof(*words); i += 8) {
		words[i] = 0;
		words[i + 1] = 0;
		words[i + 2] = 0;
		words[i + 3] = 0;
		words[i + 4] = 0;
		words[i + 5] = 0;
		words[i + 6] = 0;
		words[i + 7] = 0;
	}
}
