/* SPDX-License-Identifier: Apache-2.0 */
/* Identification registers of guests; the model is in identity.h. */
#include "kernel/arm64/identity.h"

#include "kernel/arm64/registers.h"
#include "kernel/core/arch.h"

#define NAME(op0, op1, crn, crm, op2) ((op0) << 16 | (op1) << 12 | (crn) << 8 | (crm) << 4 | (op2))
#define FIELD(shift)		      (0xfull << (shift))

/* ID_AA64PFR0: FP, AdvSIMD, GIC, DIT, CSV2, CSV3 as they are; EL0 and EL1 in AArch64 only. */
static uint64_t features(void)
{
	uint64_t kept = FIELD(16) | FIELD(20) | FIELD(24) | FIELD(48) | FIELD(56) | FIELD(60);

	return (read_register(id_aa64pfr0_el1) & kept) | 0x11;
}

/* Bits that guests see of ID_AA64ISAR1: no pointer authentication, no LS64. */
#define ISAR1_KEPT (~(FIELD(4) | FIELD(8) | FIELD(24) | FIELD(28) | FIELD(60)))
/* ... of ID_AA64ISAR0: no transactional memory. */
#define ISAR0_KEPT (~FIELD(24))
/* ... of ID_AA64MMFR0: no counter offsets, no fine-grained traps. */
#define MMFR0_KEPT (~(FIELD(56) | FIELD(60)))
/* ... of ID_AA64MMFR1: no virtualisation host extensions, no HCRX. */
#define MMFR1_KEPT (~(FIELD(8) | FIELD(40)))
/* ... of ID_AA64MMFR2: no nested virtualisation, no enhanced traps. */
#define MMFR2_KEPT (~(FIELD(24) | FIELD(56)))

/* Debug architecture 8, with the least that it allows: no watchpoints or counters are usable. */
#define DFR0 0x6

uint64_t arch_instruction_features(void)
{
	return read_register(id_aa64isar0_el1) & ISAR0_KEPT;
}

static uint64_t identification(uint32_t name)
{
	switch (name) {
	case NAME(3, 0, 0, 4, 0):
		return features();
	case NAME(3, 0, 0, 4, 1): /* ID_AA64PFR1: BT, SSBS */
		return read_register(id_aa64pfr1_el1) & 0xff;
	case NAME(3, 0, 0, 5, 0):
		return DFR0;
	case NAME(3, 0, 0, 6, 0):
		return read_register(id_aa64isar0_el1) & ISAR0_KEPT;
	case NAME(3, 0, 0, 6, 1):
		return read_register(id_aa64isar1_el1) & ISAR1_KEPT;
	case NAME(3, 0, 0, 7, 0):
		return read_register(id_aa64mmfr0_el1) & MMFR0_KEPT;
	case NAME(3, 0, 0, 7, 1):
		return read_register(id_aa64mmfr1_el1) & MMFR1_KEPT;
	case NAME(3, 0, 0, 7, 2):
		return read_register(s3_0_c0_c7_2) & MMFR2_KEPT;
	default:
		return 0; /* AArch32's, and what has no name yet */
	}
}

static bool is_identification(uint32_t name)
{
	return name >= NAME(3, 0, 0, 1, 0) && name <= NAME(3, 0, 0, 7, 7);
}

static bool is_debug(uint32_t name)
{
	return name >> 16 == 2;
}

/* PMU: CRn 9, CRm 12..14 of op1 0 and 3; CRn 14, CRm 8..15 of op1 3. */
static bool is_performance(uint32_t name)
{
	uint32_t op1 = name >> 12 & 7, crn = name >> 8 & 15, crm = name >> 4 & 15;

	if (name >> 16 != 3)
		return false;
	if (crn == 9)
		return (op1 == 0 || op1 == 3) && crm >= 12 && crm <= 14;
	return op1 == 3 && crn == 14 && crm >= 8;
}

bool identity_register(uint32_t name, bool write, uint64_t *value)
{
	*value = 0;
	if (is_identification(name) && !write) {
		*value = identification(name);
		return true;
	}
	return is_debug(name) || is_performance(name);
}
