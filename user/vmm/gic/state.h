/* SPDX-License-Identifier: Apache-2.0 */
/* Between the files of the interrupt controller. */
#ifndef USER_VMM_GIC_STATE_H
#define USER_VMM_GIC_STATE_H

#include "user/vmm/gic/gic.h"

enum {
	CONTROL_GROUP0 = 1 << 0, /* GICD_CTLR */
	CONTROL_GROUP1 = 1 << 1,
	CONTROL_ARE = 1 << 4,
	CONTROL_DS = 1 << 6,
};

/* The architecture revision in GICD_PIDR2 and GICR_PIDR2, at the same offset in both. */
enum {
	PIDR2 = 0xffe8,
	PIDR2_GICV3 = 0x3b,
	IIDR_ARM = 0x43b, /* implementer, in GICD_IIDR and GICR_IIDR */
};

/* The registers that distributor and redistributor share, by the offset of the first of each kind. */
enum bank_register {
	GIC_IGROUPR = 0x080,
	GIC_ISENABLER = 0x100,
	GIC_ICENABLER = 0x180,
	GIC_ISPENDR = 0x200,
	GIC_ICPENDR = 0x280,
	GIC_ISACTIVER = 0x300,
	GIC_ICACTIVER = 0x380,
	GIC_IPRIORITYR = 0x400,
	GIC_ICFGR = 0xc00,
};

/* One bit for each interrupt, `kind` from IGROUPR to ICACTIVER; false if it is none of these. */
uint32_t bank_read(const struct gic_bank *bank, uint32_t kind);
void bank_write(struct gic_bank *bank, uint32_t kind, uint32_t value);

/* IPRIORITYR: `size` bytes from interrupt `first` on; the access is aligned. */
uint32_t bank_read_priority(const struct gic_bank *bank, unsigned first, unsigned size);
void bank_write_priority(struct gic_bank *bank, unsigned first, unsigned size, uint32_t value);

/* ICFGR: sixteen interrupts, the lower or the upper `half` of the bank. */
uint32_t bank_read_config(const struct gic_bank *bank, unsigned half);
void bank_write_config(struct gic_bank *bank, unsigned half, uint32_t value);

/* Interrupts that could be handed to an interface, groups apart. */
uint32_t bank_candidates(const struct gic_bank *bank);

/* Hand over to `cpu`, or to all, what can be; after any change of state. */
void gic_deliver(struct gic *gic, unsigned cpu);
void gic_deliver_all(struct gic *gic);

/* Let the timer's template follow PPI 27's configuration. */
void gic_timer(struct gic *gic, unsigned cpu);

/* GICR_TYPER's and IROUTER's affinity value of a VCPU is its number. */
unsigned gic_route(const struct gic *gic, uint64_t router);

extern const struct device_model gic_distributor_model, gic_redistributor_model;

#endif
