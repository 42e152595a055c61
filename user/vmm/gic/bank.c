/* SPDX-License-Identifier: Apache-2.0 */
/* The registers that every bank of 32 interrupts has, whether in the distributor or a redistributor. */
#include "user/vmm/gic/state.h"

static uint32_t pending(const struct gic_bank *bank)
{
	return bank->latch | (bank->line & ~bank->edge);
}

uint32_t bank_candidates(const struct gic_bank *bank)
{
	return pending(bank) & bank->enabled & ~bank->active & ~bank->listed;
}

uint32_t bank_read(const struct gic_bank *bank, uint32_t kind)
{
	switch (kind) {
	case GIC_IGROUPR:
		return bank->group;
	case GIC_ISENABLER:
	case GIC_ICENABLER:
		return bank->enabled;
	case GIC_ISPENDR:
	case GIC_ICPENDR:
		return pending(bank);
	case GIC_ISACTIVER:
	case GIC_ICACTIVER:
		return bank->active;
	default:
		return 0;
	}
}

void bank_write(struct gic_bank *bank, uint32_t kind, uint32_t value)
{
	switch (kind) {
	case GIC_IGROUPR:
		bank->group = value;
		break;
	case GIC_ISENABLER:
		bank->enabled |= value;
		break;
	case GIC_ICENABLER:
		bank->enabled &= ~value;
		break;
	case GIC_ISPENDR:
		bank->latch |= value;
		break;
	case GIC_ICPENDR:
		bank->latch &= ~value;
		break;
	case GIC_ISACTIVER:
		bank->active |= value;
		break;
	case GIC_ICACTIVER:
		bank->active &= ~value;
		break;
	}
}

uint32_t bank_read_priority(const struct gic_bank *bank, unsigned first, unsigned size)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < size; i++)
		value |= (uint32_t)bank->priority[first + i] << 8 * i;
	return value;
}

void bank_write_priority(struct gic_bank *bank, unsigned first, unsigned size, uint32_t value)
{
	for (unsigned i = 0; i < size; i++)
		bank->priority[first + i] = (uint8_t)(value >> 8 * i) & GIC_PRIORITIES;
}

uint32_t bank_read_config(const struct gic_bank *bank, unsigned half)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < 16; i++)
		if (bank->edge >> (16 * half + i) & 1)
			value |= 2u << 2 * i;
	return value;
}

void bank_write_config(struct gic_bank *bank, unsigned half, uint32_t value)
{
	for (unsigned i = 0; i < 16; i++) {
		uint32_t bit = 1u << (16 * half + i);

		bank->edge = value >> (2 * i + 1) & 1 ? bank->edge | bit : bank->edge & ~bit;
	}
}
