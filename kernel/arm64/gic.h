/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The interrupt controller: GICv2 or GICv3, chosen at boot from the device tree.
 *
 * Priority drop and deactivation are split (EOImode 1): the kernel drops the priority at once, so that
 * other interrupts come through, and the line stays silent until it is deactivated, which for a
 * program's line is its HF_ACKNOWLEDGE. All lines have one priority.
 */
#ifndef KERNEL_ARM64_GIC_H
#define KERNEL_ARM64_GIC_H

#include "kernel/core/cpu.h"
#include "lib/fdt/fdt.h"

#define GIC_SPURIOUS	 1020 /* and above: no interrupt */
#define GIC_FIRST_SHARED 32
#define GIC_MAIL	 0 /* the software-generated interrupt between CPUs */

struct gic {
	unsigned int version;
	bool (*start_cpu)(struct cpu *cpu); /* that executes this */
	/* Acknowledges and drops the priority, and deactivates GIC_MAIL; GIC_SPURIOUS.. if none. */
	uint32_t (*take)(void);
	void (*enable)(uint32_t line); /* a private one of this CPU */
	void (*route)(uint32_t line, const struct cpu *cpu);
	void (*send)(const struct cpu *cpu); /* GIC_MAIL */
	void (*disable)(uint32_t line);
	void (*deactivate)(uint32_t line);
	uint32_t lines; /* shared lines are 32..lines-1 */
};

extern const struct gic *gic;

/* Finds the controller in the tree and starts its distributor; false if there is none that we know. */
must_check bool gic_init(const struct fdt *tree);

/* Starts what belongs to the CPU that executes this; false if the controller has no part for it. */
must_check bool gic_start_cpu(struct cpu *cpu);
must_check bool gicv2_init(const struct fdt *tree, fdt_node node);
must_check bool gicv3_init(const struct fdt *tree, fdt_node node);

/* The private lines that the kernel itself uses; from the tree. */
struct private_lines {
	uint32_t timer; /* EL2 physical timer */
	uint32_t virtual_timer;
	uint32_t maintenance; /* of the virtual CPU interface; 0: none */
};

extern struct private_lines private_lines;

/* The distributor's registers, which both versions share (IHI 0069, 12.9). */
#define GICD_CTLR	0x000
#define GICD_TYPER	0x004
#define GICD_IGROUPR	0x080
#define GICD_ISENABLER	0x100
#define GICD_ICENABLER	0x180
#define GICD_ICPENDR	0x280
#define GICD_ICACTIVER	0x380
#define GICD_IPRIORITYR 0x400
#define GICD_ITARGETSR	0x800
#define GICD_SGIR	0xf00

/* Sets all lines of one distributor or redistributor frame to one priority, disabled and not pending. */
void gic_quiet(uint64_t base, uint32_t first, uint32_t end);

/* ... to group 1. Of GICv2 the non-secure view has one group only, and a machine without one uses group 0. */
void gic_group1(uint64_t base, uint32_t first, uint32_t end);

#endif
