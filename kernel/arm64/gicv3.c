/* SPDX-License-Identifier: Apache-2.0 */
/* GICv3 (IHI 0069): distributor and redistributor in memory, CPU interface in system registers. */
#include "kernel/arm64/gic.h"
#include "kernel/arm64/mmu.h"
#include "kernel/arm64/registers.h"
#include "kernel/core/arch.h"

#define GICD_ENABLE_GROUP1 (1 << 1)
#define GICD_ARE	   (1 << 4)
#define GICD_RWP	   (1u << 31)
#define GICD_IROUTER	   0x6000
#define GICR_FRAME	   0x20000
#define GICR_TYPER	   0x08
#define GICR_TYPER_LAST	   (1 << 4)
#define GICR_TYPER_VLPIS   (1 << 1)
#define GICR_WAKER	   0x14
#define GICR_SLEEP	   (1 << 1)
#define GICR_ASLEEP	   (1 << 2)
#define GICR_SGI	   0x10000 /* the frame of private lines */

static uint64_t distributor, redistributors, redistributors_size;
static uint64_t own[CPUS_MAX]; /* each CPU's redistributor */

static uint64_t frame_of(uint32_t line)
{
	return line < GIC_FIRST_SHARED ? own[arch_cpu()->number] + GICR_SGI : distributor;
}

static void wait_distributor(void)
{
	while (read32(distributor + GICD_CTLR) & GICD_RWP)
		;
}

/* Aff3 follows Aff2 in GICR_TYPER; in a CPU's own register there is a gap. */
static uint64_t packed(uint64_t affinity)
{
	return (affinity >> 32 & 0xff) << 24 | (affinity & 0xffffff);
}

/* 0: there is none. */
static uint64_t find_redistributor(const struct cpu *cpu)
{
	uint64_t step = 0;

	for (uint64_t at = 0; at + GICR_FRAME <= redistributors_size; at += step) {
		uint64_t type = read64(redistributors + at + GICR_TYPER);

		if (type >> 32 == packed(cpu->affinity))
			return redistributors + at;
		if (type & GICR_TYPER_LAST)
			break;
		step = type & GICR_TYPER_VLPIS ? 2 * GICR_FRAME : GICR_FRAME;
	}
	return 0;
}

static bool start_cpu(struct cpu *cpu)
{
	uint64_t frame = find_redistributor(cpu);

	if (!frame)
		return false;
	own[cpu->number] = frame;
	write32(frame + GICR_WAKER, read32(frame + GICR_WAKER) & ~(uint32_t)GICR_SLEEP);
	while (read32(frame + GICR_WAKER) & GICR_ASLEEP)
		;
	gic_quiet(frame + GICR_SGI, 0, GIC_FIRST_SHARED);
	gic_group1(frame + GICR_SGI, 0, GIC_FIRST_SHARED);
	write_register(icc_sre_el2,
		       read_register(icc_sre_el2) | 0xf); /* system registers, EL1 too */
	isb();
	write_register(icc_pmr_el1, 0xff);
	write_register(icc_ctlr_el1, 1 << 1); /* EOImode */
	write_register(icc_igrpen1_el1, 1);
	isb();
	return true;
}

static uint32_t take(void)
{
	uint32_t line = (uint32_t)read_register(icc_iar1_el1) & 0xffffff;

	if (line < GIC_SPURIOUS)
		write_register(icc_eoir1_el1, line);
	if (line == GIC_MAIL)
		write_register(icc_dir_el1, line);
	return line;
}

static void enable(uint32_t line)
{
	write32(frame_of(line) + GICD_ISENABLER + line / 32 * 4, 1u << line % 32);
}

static void route(uint32_t line, const struct cpu *cpu)
{
	write64(distributor + GICD_IROUTER + 8ull * line, cpu->affinity);
}

/* ICC_SGI1R_EL1: one CPU in the list of 16 that share Aff3..Aff1. */
static void send(const struct cpu *cpu)
{
	uint64_t a = cpu->affinity;
	uint64_t range = (a & 0xff) / 16, bit = 1ull << a % 16;

	write_register(icc_sgi1r_el1, (a >> 32 & 0xff) << 48 | range << 44 |
					      (a >> 16 & 0xff) << 32 | (uint64_t)GIC_MAIL << 24 |
					      (a >> 8 & 0xff) << 16 | bit);
	isb();
}

static void disable(uint32_t line)
{
	write32(frame_of(line) + GICD_ICENABLER + line / 32 * 4, 1u << line % 32);
	if (line >= GIC_FIRST_SHARED)
		wait_distributor();
}

static void deactivate(uint32_t line)
{
	write_register(icc_dir_el1, line);
}

static struct gic gicv3 = {
	.version = 3,
	.start_cpu = start_cpu,
	.take = take,
	.enable = enable,
	.route = route,
	.send = send,
	.disable = disable,
	.deactivate = deactivate,
};

bool gicv3_init(const struct fdt *tree, fdt_node node)
{
	uint64_t size;

	if (!fdt_reg(tree, node, 0, &distributor, &size) || size < 0x10000 ||
	    !fdt_reg(tree, node, 1, &redistributors, &redistributors_size))
		return false;
	mmu_map_device(distributor, size);
	mmu_map_device(redistributors, redistributors_size);
	gicv3.lines = ((read32(distributor + GICD_TYPER) & 31) + 1) * 32;
	if (gicv3.lines > GIC_SPURIOUS)
		gicv3.lines = GIC_SPURIOUS;
	write32(distributor + GICD_CTLR, 0);
	wait_distributor();
	write32(distributor + GICD_CTLR, GICD_ARE);
	wait_distributor();
	gic_quiet(distributor, GIC_FIRST_SHARED, gicv3.lines);
	gic_group1(distributor, GIC_FIRST_SHARED, gicv3.lines);
	write32(distributor + GICD_CTLR, GICD_ARE | GICD_ENABLE_GROUP1);
	wait_distributor();
	gic = &gicv3;
	return true;
}
