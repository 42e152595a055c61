/* SPDX-License-Identifier: Apache-2.0 */
/* GICv2 (IHI 0048): distributor and CPU interface in memory. */
#include "kernel/arm64/gic.h"
#include "kernel/arm64/mmu.h"
#include "kernel/arm64/registers.h"

#define GICC_CTLR 0x0000
#define GICC_PMR  0x0004
#define GICC_IAR  0x000c
#define GICC_EOIR 0x0010
#define GICC_DIR  0x1000

#define GICC_ENABLE  1
#define GICC_EOIMODE (1 << 9)

static uint64_t distributor, interface;

static uint8_t targets[CPUS_MAX]; /* each CPU as the distributor's bit */

/* A private line's target register names this CPU. */
static bool start_cpu(struct cpu *cpu)
{
	targets[cpu->number] = (uint8_t)read32(distributor + GICD_ITARGETSR);
	gic_quiet(distributor, 0, GIC_FIRST_SHARED);
	write32(interface + GICC_PMR, 0xff);
	write32(interface + GICC_CTLR, GICC_ENABLE | GICC_EOIMODE);
	return targets[cpu->number] || cpu->number == 0;
}

/* A software-generated interrupt's word has its sender, whom deactivation must name. */
static uint32_t take(void)
{
	uint32_t word = read32(interface + GICC_IAR), line = word & 0x3ff;

	if (line < GIC_SPURIOUS)
		write32(interface + GICC_EOIR, word);
	if (line == GIC_MAIL)
		write32(interface + GICC_DIR, word);
	return line;
}

static void enable(uint32_t line)
{
	write32(distributor + GICD_ISENABLER + line / 32 * 4, 1u << line % 32);
}

static void route(uint32_t line, const struct cpu *cpu)
{
	write8(distributor + GICD_ITARGETSR + line, targets[cpu->number]);
}

static void send(const struct cpu *cpu)
{
	write32(distributor + GICD_SGIR, (uint32_t)targets[cpu->number] << 16 | GIC_MAIL);
}

static void disable(uint32_t line)
{
	write32(distributor + GICD_ICENABLER + line / 32 * 4, 1u << line % 32);
}

static void deactivate(uint32_t line)
{
	write32(interface + GICC_DIR, line);
}

static struct gic gicv2 = {
	.version = 2,
	.start_cpu = start_cpu,
	.take = take,
	.enable = enable,
	.route = route,
	.send = send,
	.disable = disable,
	.deactivate = deactivate,
};

bool gicv2_init(const struct fdt *tree, fdt_node node)
{
	uint64_t size, interface_size;

	/* Deactivation is in the second page. */
	if (!fdt_reg(tree, node, 0, &distributor, &size) || size < 0x1000 ||
	    !fdt_reg(tree, node, 1, &interface, &interface_size) || interface_size < 0x2000)
		return false;
	mmu_map_device(distributor, size);
	mmu_map_device(interface, interface_size);
	gicv2.lines = ((read32(distributor + GICD_TYPER) & 31) + 1) * 32;
	if (gicv2.lines > GIC_SPURIOUS)
		gicv2.lines = GIC_SPURIOUS;
	write32(distributor + GICD_CTLR, 0);
	gic_quiet(distributor, GIC_FIRST_SHARED, gicv2.lines);
	write32(distributor + GICD_CTLR, 1);
	gic = &gicv2;
	return true;
}
