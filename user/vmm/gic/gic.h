/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A virtual GICv3 (IHI 0069, version H): the distributor, a redistributor for each VCPU, and the choice of what
 * goes to a VCPU's list registers. The CPU interface is the hardware's own; the kernel drives it.
 *
 * One security state (GICD_CTLR.DS 1), affinity routing on, two groups, no LPIs, no extended ranges.
 * Interrupts 0..15 are SGIs, 16..31 PPIs, 32.. SPIs.
 *
 * State. An interrupt is kept in its bank until it is handed to a VCPU's interface as pending:
 *
 *	            line up (edge), SGI, ISPENDR          inject
 *	inactive  -------------------------------> latch --------> the interface's
 *	          \ line high (level) ------------------/   |
 *	                                                    | level: `listed` until EXIT_EOI
 *
 * Of an edge interrupt in the interface nothing is remembered here: if it comes again it is injected
 * again, and the interface makes it pending once more. A level interrupt is injected at most once until
 * the guest deactivates it, and then again if its line is still high.
 *
 * What is in the interface stays there: disabling an interrupt, or clearing its pending state, acts on
 * what has not been handed over yet. The guest may therefore take one interrupt just after it disabled it,
 * as GICR_CTLR.RWP and GICD_CTLR.RWP let it expect of slow hardware, and reads of the pending and active
 * states show the bank's part.
 *
 * The virtual timer (PPI 27) never is in a bank: the kernel injects it by itself from a template that
 * follows the interrupt's configuration.
 */
#ifndef USER_VMM_GIC_GIC_H
#define USER_VMM_GIC_GIC_H

#include <stdbool.h>
#include <stdint.h>

#include "user/vmm/device.h"
#include "user/vmm/limits.h"

enum {
	GIC_BANK = 32,	   /* interrupts in a bank */
	GIC_SPI_BANKS = 1, /* 32 SPIs: more than VM_DEVICES can use */
	GIC_SPIS = GIC_BANK * GIC_SPI_BANKS,
	GIC_TIMER = 27,	       /* the virtual timer's PPI */
	GIC_PRIORITIES = 0xf8, /* the priority bits there are */
	GIC_NOWHERE = VM_CPUS, /* a route that leads to no VCPU */
};

struct gic_bank {
	uint32_t group; /* 1: group 1 */
	uint32_t enabled;
	uint32_t latch;	 /* pending by an edge, an SGI or software, not handed over yet */
	uint32_t line;	 /* the input is high */
	uint32_t edge;	 /* 1: edge triggered */
	uint32_t active; /* by software only */
	uint32_t listed; /* level: handed over and not deactivated */
	uint8_t priority[GIC_BANK];
};

struct gic_cpu {
	struct gic_bank bank; /* its SGIs and PPIs */
	bool running;	      /* the VCPU is on */
	bool asleep;	      /* GICR_WAKER.ProcessorSleep */
};

struct gic {
	struct vm *vm;
	uint32_t control; /* GICD_CTLR's group enables */
	struct gic_cpu cpu[VM_CPUS];
	struct gic_bank spi[GIC_SPI_BANKS];
	uint64_t route[GIC_SPIS];    /* GICD_IROUTER */
	uint8_t listed_at[GIC_SPIS]; /* level: the VCPU that has it */
	struct device distributor, redistributors;
};

/* Where the guest finds it. */
#define GIC_DISTRIBUTOR	   0x08000000
#define GIC_REDISTRIBUTORS 0x080a0000
#define GIC_FRAME	   0x10000 /* bytes; a redistributor has two */

/* Assemble; adds its two devices to the VM. */
void gic_init(struct gic *gic, struct vm *vm);

/* The reset state, no VCPU running but 0. Done by the distributor's reset too. */
void gic_reset(struct gic *gic);

/* A VCPU was started, with nothing in its interface; or stopped, which loses what is in there. */
void gic_cpu_start(struct gic *gic, unsigned cpu);
void gic_cpu_stop(struct gic *gic, unsigned cpu);

/* The input of SPI `intid` (32..) is now high or low. */
void gic_line(struct gic *gic, unsigned intid, bool high);

/* A write to ICC_SGI1R_EL1 or ICC_SGI0R_EL1 by VCPU `from`. */
enum gic_sgi_kind {
	GIC_SGI_ANY_GROUP,
	GIC_SGI_GROUP0,
};
void gic_sgi(struct gic *gic, unsigned from, uint64_t value, enum gic_sgi_kind kind);

/* The kernel's exits: a list register became free; `intid` was deactivated. */
void gic_window(struct gic *gic, unsigned cpu);
void gic_deactivated(struct gic *gic, unsigned cpu, unsigned intid);

#endif
