/* SPDX-License-Identifier: Apache-2.0 */
/* The interrupt controller; the model is in gic.h. */
#include "kernel/arm64/gic.h"

#include "kernel/arm64/registers.h"
#include "kernel/core/arch.h"

#define PRIORITY_ALL 0xa0a0a0a0

const struct gic *gic;
struct private_lines private_lines;

void gic_group1(uint64_t base, uint32_t first, uint32_t end)
{
	for (uint32_t line = first; line < end; line += 32)
		write32(base + GICD_IGROUPR + line / 32 * 4, ~0u);
}

void gic_quiet(uint64_t base, uint32_t first, uint32_t end)
{
	for (uint32_t line = first; line < end; line += 32) {
		uint64_t word = line / 32 * 4;

		write32(base + GICD_ICENABLER + word, ~0u);
		write32(base + GICD_ICPENDR + word, ~0u);
		write32(base + GICD_ICACTIVER + word, ~0u);
	}
	for (uint32_t line = first; line < end; line += 4)
		write32(base + GICD_IPRIORITYR + line, PRIORITY_ALL);
}

/* Line `index` of a node's interrupts; 0 if there is none. */
static uint32_t private_line(const struct fdt *tree, fdt_node node, uint32_t index)
{
	struct fdt_interrupt interrupt;
	uint32_t line;

	if (!fdt_interrupt(tree, node, index, &interrupt) || !fdt_gic_line(&interrupt, &line))
		return 0;
	return line < GIC_FIRST_SHARED ? line : 0;
}

bool gic_init(const struct fdt *tree)
{
	fdt_node timer = fdt_compatible(tree, FDT_ROOT, "arm,armv8-timer");
	fdt_node v3 = fdt_compatible(tree, FDT_ROOT, "arm,gic-v3");
	fdt_node node = v3;
	bool ok;

	if (timer == FDT_NONE)
		timer = fdt_compatible(tree, FDT_ROOT, "arm,armv7-timer");
	if (node == FDT_NONE)
		node = fdt_compatible(tree, FDT_ROOT, "arm,cortex-a15-gic");
	if (node == FDT_NONE)
		node = fdt_compatible(tree, FDT_ROOT, "arm,gic-400");
	if (node == FDT_NONE || timer == FDT_NONE)
		return false;
	/* arm,arch_timer.yaml: secure, non-secure, virtual, hypervisor. */
	private_lines.virtual_timer = private_line(tree, timer, 2);
	private_lines.timer = private_line(tree, timer, 3);
	private_lines.maintenance = private_line(tree, node, 0);
	ok = v3 != FDT_NONE ? gicv3_init(tree, node) : gicv2_init(tree, node);
	return ok && private_lines.timer && private_lines.virtual_timer;
}

bool gic_start_cpu(struct cpu *cpu)
{
	if (!gic->start_cpu(cpu))
		return false;
	gic->enable(GIC_MAIL);
	gic->enable(private_lines.timer);
	gic->enable(private_lines.virtual_timer);
	if (private_lines.maintenance)
		gic->enable(private_lines.maintenance);
	return true;
}

bool arch_line_valid(uint64_t line)
{
	return line >= GIC_FIRST_SHARED && line < gic->lines;
}

void arch_line_route(uint32_t line, const struct cpu *cpu)
{
	gic->route(line, cpu);
}

/* The letter is written before the interrupt comes. */
void arch_cpu_interrupt(const struct cpu *cpu)
{
	dsb_ish();
	gic->send(cpu);
}

void arch_line_enable(uint32_t line)
{
	gic->enable(line);
}

void arch_line_disable(uint32_t line)
{
	gic->disable(line);
	gic->deactivate(line);
}

void arch_line_acknowledge(uint32_t line)
{
	gic->deactivate(line);
}
