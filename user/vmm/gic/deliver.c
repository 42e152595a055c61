/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the banks to the list registers: highest priority first, the lower number first among equals.
 *
 * When a VCPU's list registers are full the rest waits in the banks; the kernel's window exit comes back
 * to gic_window(). An interrupt of higher priority does not displace one that is listed.
 */
#include "user/vmm/bytes.h"
#include "user/vmm/gic/state.h"
#include "user/vmm/vm.h"

/* ICH_LR<n>_EL2 */
#define LR_PENDING	  ((uint64_t)1 << 62)
#define LR_GROUP1	  ((uint64_t)1 << 60)
#define LR_PRIORITY_SHIFT 48
#define LR_EOI		  ((uint64_t)1 << 41) /* an exit when it is deactivated */

struct choice {
	struct gic_bank *bank;
	unsigned intid; /* 0..: also the bit in the bank, modulo 32 */
};

/* The interrupts of a bank whose group is enabled in the distributor. */
static uint32_t group_mask(const struct gic *gic, const struct gic_bank *bank)
{
	return (gic->control & CONTROL_GROUP1 ? bank->group : 0) |
	       (gic->control & CONTROL_GROUP0 ? ~bank->group : 0);
}

unsigned gic_route(const struct gic *gic, uint64_t router)
{
	return router < gic->vm->cpus ? (unsigned)router : GIC_NOWHERE;
}

/* Take the best of `candidates` as the choice if it beats what is chosen already. */
static void consider(struct choice *best, struct gic_bank *bank, unsigned first,
		     uint32_t candidates)
{
	for (; candidates != 0; candidates &= candidates - 1) {
		unsigned bit = (unsigned)__builtin_ctz(candidates);

		if (best->bank == NULL ||
		    bank->priority[bit] < best->bank->priority[best->intid % GIC_BANK])
			*best = (struct choice){ bank, first + bit };
	}
}

static uint32_t routed_to(const struct gic *gic, unsigned index, unsigned cpu, uint32_t bits)
{
	for (uint32_t left = bits; left != 0; left &= left - 1) {
		unsigned bit = (unsigned)__builtin_ctz(left);

		if (gic_route(gic, gic->route[index * GIC_BANK + bit]) != cpu)
			bits &= ~(1u << bit);
	}
	return bits;
}

static struct choice choose(struct gic *gic, unsigned cpu)
{
	struct gic_bank *own = &gic->cpu[cpu].bank;
	struct choice best = { NULL, 0 };

	consider(&best, own, 0, bank_candidates(own) & group_mask(gic, own) & ~(1u << GIC_TIMER));
	for (unsigned i = 0; i < GIC_SPI_BANKS; i++) {
		struct gic_bank *bank = &gic->spi[i];
		uint32_t bits = bank_candidates(bank) & group_mask(gic, bank);

		consider(&best, bank, GIC_BANK * (i + 1), routed_to(gic, i, cpu, bits));
	}
	return best;
}

static uint64_t list_register(const struct gic_bank *bank, unsigned intid)
{
	unsigned bit = intid % GIC_BANK;

	return LR_PENDING | intid | (uint64_t)bank->priority[bit] << LR_PRIORITY_SHIFT |
	       (bank->group >> bit & 1 ? LR_GROUP1 : 0);
}

static bool hand_over(struct gic *gic, unsigned cpu, struct choice choice)
{
	uint32_t bit = 1u << choice.intid % GIC_BANK;
	bool level = !(choice.bank->edge & bit);
	uint64_t lr = list_register(choice.bank, choice.intid);

	if (!gic->vm->host->inject(gic->vm, cpu, level ? lr | LR_EOI : lr))
		return false;
	choice.bank->latch &= ~bit;
	if (level) {
		choice.bank->listed |= bit;
		if (choice.intid >= GIC_BANK)
			gic->listed_at[choice.intid - GIC_BANK] = (uint8_t)cpu;
	}
	return true;
}

void gic_deliver(struct gic *gic, unsigned cpu)
{
	struct choice choice;

	if (!gic->cpu[cpu].running || gic->cpu[cpu].asleep)
		return;
	do
		choice = choose(gic, cpu);
	while (choice.bank != NULL && hand_over(gic, cpu, choice));
}

void gic_deliver_all(struct gic *gic)
{
	for (unsigned cpu = 0; cpu < gic->vm->cpus; cpu++)
		gic_deliver(gic, cpu);
}

void gic_timer(struct gic *gic, unsigned cpu)
{
	const struct gic_bank *bank = &gic->cpu[cpu].bank;
	uint32_t bit = 1u << GIC_TIMER;
	bool on = bank->enabled & group_mask(gic, bank) & bit && !gic->cpu[cpu].asleep;

	if (gic->cpu[cpu].running)
		gic->vm->host->timer(gic->vm, cpu, on ? list_register(bank, GIC_TIMER) : 0);
}

void gic_line(struct gic *gic, unsigned intid, bool high)
{
	unsigned index = intid - GIC_BANK;
	struct gic_bank *bank = &gic->spi[index / GIC_BANK];
	uint32_t bit = 1u << index % GIC_BANK;
	bool rose = high && !(bank->line & bit);
	unsigned cpu = gic_route(gic, gic->route[index]);

	bank->line = high ? bank->line | bit : bank->line & ~bit;
	if (!rose)
		return;
	if (bank->edge & bit)
		bank->latch |= bit;
	if (cpu != GIC_NOWHERE)
		gic_deliver(gic, cpu);
}

/* ICC_SGI1R_EL1: TargetList, INTID, IRM; Aff3.Aff2.Aff1 and RS must lead to our one cluster. */
void gic_sgi(struct gic *gic, unsigned from, uint64_t value, enum gic_sgi_kind kind)
{
	uint32_t bit = 1u << (value >> 24 & 15);
	bool all_others = value >> 40 & 1;
	uint64_t elsewhere = value & 0x00fff0ff00ff0000;
	uint32_t targets = (uint32_t)value & 0xffff;

	if (all_others)
		targets = ~(1u << from);
	else if (elsewhere != 0)
		return;
	for (unsigned cpu = 0; cpu < gic->vm->cpus; cpu++) {
		struct gic_bank *bank = &gic->cpu[cpu].bank;

		if (!(targets >> cpu & 1) || (kind == GIC_SGI_GROUP0 && bank->group & bit))
			continue;
		bank->latch |= bit;
		gic_deliver(gic, cpu);
	}
}

void gic_window(struct gic *gic, unsigned cpu)
{
	gic_deliver(gic, cpu);
}

void gic_deactivated(struct gic *gic, unsigned cpu, unsigned intid)
{
	if (intid >= GIC_BANK + GIC_SPIS)
		return;
	if (intid < GIC_BANK) {
		gic->cpu[cpu].bank.listed &= ~(1u << intid);
		gic_deliver(gic, cpu);
	} else {
		gic->spi[intid / GIC_BANK - 1].listed &= ~(1u << intid % GIC_BANK);
		gic_deliver_all(gic);
	}
}

void gic_cpu_start(struct gic *gic, unsigned cpu)
{
	gic->cpu[cpu].running = true;
	gic_timer(gic, cpu);
	gic_deliver(gic, cpu);
}

void gic_cpu_stop(struct gic *gic, unsigned cpu)
{
	gic->cpu[cpu].running = false;
	gic->cpu[cpu].bank.listed = 0;
	for (unsigned i = 0; i < GIC_SPIS; i++)
		if (gic->listed_at[i] == cpu)
			gic->spi[i / GIC_BANK].listed &= ~(1u << i % GIC_BANK);
}

static void reset_bank(struct gic_bank *bank)
{
	memset(bank, 0, sizeof(*bank));
}

void gic_reset(struct gic *gic)
{
	for (unsigned cpu = 0; cpu < VM_CPUS; cpu++) {
		reset_bank(&gic->cpu[cpu].bank);
		gic->cpu[cpu].bank.edge = 0x0000ffff; /* SGIs, for good */
		gic->cpu[cpu].asleep = true;
		gic->cpu[cpu].running = cpu == 0;
	}
	for (unsigned i = 0; i < GIC_SPI_BANKS; i++)
		reset_bank(&gic->spi[i]);
	memset(gic->route, 0, sizeof(gic->route));
	memset(gic->listed_at, 0, sizeof(gic->listed_at));
	gic->control = 0;
}

void gic_init(struct gic *gic, struct vm *vm)
{
	gic->vm = vm;
	gic->distributor = (struct device){ .model = &gic_distributor_model,
					    .base = GIC_DISTRIBUTOR,
					    .size = GIC_FRAME };
	gic->redistributors = (struct device){ .model = &gic_redistributor_model,
					       .base = GIC_REDISTRIBUTORS,
					       .size = 2 * GIC_FRAME * vm->cpus };
	vm_add(vm, &gic->distributor);
	vm_add(vm, &gic->redistributors);
	gic_reset(gic);
}
