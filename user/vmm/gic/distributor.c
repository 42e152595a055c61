/* SPDX-License-Identifier: Apache-2.0 */
/* GICD: the distributor's registers (IHI 0069 section 12.9), and the node of the whole controller. */
#include "user/vmm/bytes.h"
#include "user/vmm/gic/state.h"
#include "user/vmm/tree.h"
#include "user/vmm/vm.h"

enum {
	GICD_CTLR = 0x0000,
	GICD_TYPER = 0x0004,
	GICD_IIDR = 0x0008,
	GICD_IROUTER = 0x6000,
	/* GICD_TYPER: ITLinesNumber, IDbits 10, no 1-of-N routing */
	TYPER = GIC_SPI_BANKS | 9 << 19 | 1 << 25,
	IRM = 31, /* IROUTER's 1-of-N bit, which is not there */
};

#define ROUTER_BITS 0xff00ffffffu

/* Which of the registers that a bank has; `index` is the SPI bank. */
struct place {
	enum { BITS, PRIORITY, CONFIG, ROUTER, OTHER } what;
	unsigned index; /* BITS, CONFIG: bank. PRIORITY, ROUTER: SPI */
	uint32_t kind;	/* BITS */
	unsigned half;	/* CONFIG */
};

/* An SPI's index from its number, or GIC_SPIS if there is no such. */
static unsigned spi(uint32_t intid)
{
	return intid >= GIC_BANK && intid < GIC_BANK + GIC_SPIS ? intid - GIC_BANK : GIC_SPIS;
}

static struct place locate(uint32_t offset, unsigned size)
{
	struct place place = { .what = OTHER };

	if (offset >= GIC_IGROUPR && offset < GIC_IPRIORITYR && size == 4) {
		place.index = spi((offset & 0x7f) * 8) / GIC_BANK;
		place.kind = offset & ~0x7fu;
		place.what = place.index < GIC_SPI_BANKS ? BITS : OTHER;
	} else if (offset >= GIC_IPRIORITYR && offset < GIC_IPRIORITYR + 0x400 && size <= 4) {
		place.index = spi(offset - GIC_IPRIORITYR);
		place.what = place.index < GIC_SPIS ? PRIORITY : OTHER;
	} else if (offset >= GIC_ICFGR && offset < GIC_ICFGR + 0x100 && size == 4) {
		place.index = spi((offset - GIC_ICFGR) * 4) / GIC_BANK;
		place.half = offset >> 2 & 1;
		place.what = place.index < GIC_SPI_BANKS ? CONFIG : OTHER;
	} else if (offset >= GICD_IROUTER && offset < GICD_IROUTER + 0x2000 && size >= 4) {
		place.index = spi((offset - GICD_IROUTER) / 8);
		place.what = place.index < GIC_SPIS ? ROUTER : OTHER;
	}
	return place;
}

static uint64_t read_own(const struct gic *gic, uint32_t offset)
{
	switch (offset) {
	case GICD_CTLR:
		return gic->control | CONTROL_ARE | CONTROL_DS;
	case GICD_TYPER:
		return TYPER;
	case GICD_IIDR:
		return IIDR_ARM;
	case PIDR2:
		return PIDR2_GICV3;
	default:
		return 0;
	}
}

static uint64_t distributor_read(struct device *device, uint32_t offset, unsigned size)
{
	const struct gic *gic = CONTAINER(device, struct gic, distributor);
	struct place place = locate(offset, size);

	switch (place.what) {
	case BITS:
		return bank_read(&gic->spi[place.index], place.kind);
	case PRIORITY:
		return bank_read_priority(&gic->spi[place.index / GIC_BANK], place.index % GIC_BANK,
					  size);
	case CONFIG:
		return bank_read_config(&gic->spi[place.index], place.half);
	case ROUTER:
		return gic->route[place.index] >> 8 * (offset & 4);
	case OTHER:
		break;
	}
	return size == 4 ? read_own(gic, offset) : 0;
}

static void write_router(struct gic *gic, unsigned index, uint32_t offset, unsigned size,
			 uint64_t value)
{
	uint64_t old = gic->route[index];

	if (size == 4 && offset & 4)
		value = value << 32 | (uint32_t)old;
	else if (size == 4)
		value |= old & ~(uint64_t)UINT32_MAX;
	gic->route[index] = value & ROUTER_BITS;
}

static void write_control(struct gic *gic, uint64_t value)
{
	gic->control = (uint32_t)value & (CONTROL_GROUP0 | CONTROL_GROUP1);
	for (unsigned cpu = 0; cpu < gic->vm->cpus; cpu++)
		gic_timer(gic, cpu);
}

static void distributor_write(struct device *device, uint32_t offset, unsigned size, uint64_t value)
{
	struct gic *gic = CONTAINER(device, struct gic, distributor);
	struct place place = locate(offset, size);

	switch (place.what) {
	case BITS:
		bank_write(&gic->spi[place.index], place.kind, (uint32_t)value);
		break;
	case PRIORITY:
		bank_write_priority(&gic->spi[place.index / GIC_BANK], place.index % GIC_BANK, size,
				    (uint32_t)value);
		break;
	case CONFIG:
		bank_write_config(&gic->spi[place.index], place.half, (uint32_t)value);
		break;
	case ROUTER:
		write_router(gic, place.index, offset, size, value);
		break;
	case OTHER:
		if (offset != GICD_CTLR || size != 4)
			return;
		write_control(gic, value);
		break;
	}
	gic_deliver_all(gic);
}

static void distributor_reset(struct device *device)
{
	gic_reset(CONTAINER(device, struct gic, distributor));
}

static void describe(const struct device *device, struct dtb *dtb)
{
	const struct device *other = &CONTAINER(device, struct gic, distributor)->redistributors;

	dtb_node_at(dtb, "interrupt-controller", device->base);
	dtb_text(dtb, "compatible", device->model->compatible);
	dtb_flag(dtb, "interrupt-controller");
	DTB_CELLS(dtb, "#interrupt-cells", 3);
	DTB_CELLS(dtb, "reg", DTB_64(device->base), DTB_64(device->size), DTB_64(other->base),
		  DTB_64(other->size));
	DTB_CELLS(dtb, "phandle", TREE_GIC);
	dtb_end_node(dtb);
}

const struct device_model gic_distributor_model = {
	.compatible = "arm,gic-v3",
	.read = distributor_read,
	.write = distributor_write,
	.reset = distributor_reset,
	.describe = describe,
};
