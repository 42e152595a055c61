/* SPDX-License-Identifier: Apache-2.0 */
/* Spaces in the CPU; the model is in stage2.h. */
#include "kernel/arm64/stage2.h"

#include "kernel/arm64/mmu.h"
#include "kernel/arm64/registers.h"
#include "kernel/core/arch.h"

/* VTCR_EL2: 39-bit input from level 1, inner shareable write-back walks, 4 KiB. */
#define VTCR	  (1ull << 31 | 3 << 12 | 1 << 10 | 1 << 8 | 1 << 6 | 25)
#define VTCR_VS	  (1ull << 19) /* 16-bit VMIDs */
#define VMID_BITS(mmfr1) (((mmfr1) >> 4 & 15) == 2 ? 16 : 8)

static uint64_t generation = 1;
static uint64_t next_vmid = 1;
static uint64_t vmids; /* of the hardware */

void stage2_init(void)
{
	uint64_t range = read_register(id_aa64mmfr0_el1) & 7;
	unsigned int bits = VMID_BITS(read_register(id_aa64mmfr1_el1));

	vmids = 1ull << bits;
	write_register(vtcr_el2, VTCR | range << 16 | (bits == 16 ? VTCR_VS : 0));
	isb();
	__asm__ volatile("tlbi alle1\n\tdsb nsh\n\tisb" : : : "memory");
}

static bool current_generation(const struct space *space)
{
	return space->vmid >> 16 == generation;
}

static void assign_vmid(struct space *space)
{
	if (next_vmid == vmids) {
		generation++;
		next_vmid = 1;
		__asm__ volatile("tlbi alle1is\n\tic ialluis\n\tdsb ish\n\tisb" : : : "memory");
	}
	space->vmid = generation << 16 | next_vmid++;
}

static uint64_t vttbr(const struct space *space)
{
	return (space->vmid & 0xffff) << 48 | pointer_pa(space->root).value;
}

void stage2_load(struct space *space)
{
	if (!current_generation(space))
		assign_vmid(space);
	write_register(vttbr_el2, vttbr(space));
}

void arch_space_flush(struct space *space)
{
	uint64_t old = read_register(vttbr_el2);

	if (!current_generation(space))
		return;
	write_register(vttbr_el2, vttbr(space));
	__asm__ volatile("isb\n\tdsb ish\n\ttlbi vmalls12e1is\n\tdsb ish\n\tisb" : : : "memory");
	write_register(vttbr_el2, old);
	isb();
}

void arch_space_end(struct space *space)
{
	arch_space_flush(space);
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
