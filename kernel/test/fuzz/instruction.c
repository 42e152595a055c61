/* SPDX-License-Identifier: Apache-2.0 */
/* Random code for virtual machines: what traps, what rules the machine, and loads and stores to anywhere. */
#include "kernel/test/fuzz/fuzz.h"

static uint32_t bits(uint64_t *state, unsigned int n)
{
	return (uint32_t)(draw(state) >> 33) & ((1u << n) - 1);
}

/* MRS or MSR: of anything; of EL1's; of the timers; of the interrupt controller. */
static uint32_t system_register(uint64_t *state)
{
	uint32_t word = 0xd5100000u | bits(state, 1) << 21 | bits(state, 20);

	switch (bits(state, 2)) {
	case 0:
		return word;
	case 1:
		return (word & ~0x78000u) | 0x80000u | 0x0u << 12;
	case 2:
		return (word & ~0x7f000u) | 0x80000u | 0x3u << 16 | 0xeu << 12;
	default:
		return (word & ~0x7f000u) | 0x80000u | 0xcu << 12;
	}
}

/* TLBI, AT, DC, IC. */
static uint32_t maintenance(uint64_t *state)
{
	return 0xd5080000u | bits(state, 3) << 16 | (7 + bits(state, 1)) << 12 | bits(state, 12);
}

static uint32_t memory_access(uint64_t *state)
{
	static const uint32_t kinds[] = { 0x39000000, 0x39400000, 0x79400000, 0xb9000000,
					  0xb9400000, 0xb9800000, 0xf9000000, 0xf9400000,
					  0xa9000000, 0xa9400000, 0xc85f7c00, 0x3dc00000 };

	return kinds[below(state, sizeof(kinds) / sizeof(kinds[0]))] | bits(state, 12) << 10 |
	       bits(state, 10);
}

uint32_t random_instruction(uint64_t *state)
{
	static const uint32_t hints[] = { 0xd503207f, 0xd503205f, 0xd503203f, 0xd5033fdf,
					  0xd5033f9f, 0xd69f03e0, 0xd50342df, 0xd50342ff };

	switch (bits(state, 4)) {
	case 0:
	case 1:
	case 2:
		return system_register(state);
	case 3:
		return maintenance(state);
	case 4: /* HVC, SMC */
		return 0xd4000002u | bits(state, 1) | bits(state, 4) << 5;
	case 5: /* WFI, WFE, YIELD, ISB, DSB, ERET, DAIF */
		return hints[bits(state, 3)];
	case 6:
	case 7:
	case 8:
		return memory_access(state);
	case 9:
	case 10: /* MOVZ, MOVK of 64 bits */
		return 0xd2800000u | bits(state, 1) << 29 | bits(state, 7) << 16 |
		       bits(state, 2) << 21 | bits(state, 5);
	case 11: /* ADD of registers */
		return 0x8b000000u | bits(state, 5) << 16 | bits(state, 10);
	case 12: /* B to near by */
		return 0x14000000u | bits(state, 6);
	case 13: /* SVC, BRK */
		return bits(state, 1) ? 0xd4000001u : 0xd4200000u;
	default:
		return (uint32_t)(draw(state) >> 32);
	}
}
