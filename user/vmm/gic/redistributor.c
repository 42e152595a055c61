/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GICR: for each VCPU a frame of its own state and a frame of its SGIs and PPIs (IHI 0069 section 12.11), one after
 * another from the lowest VCPU on.
 */
#include "user/vmm/bytes.h"
#include "user/vmm/gic/state.h"
#include "user/vmm/vm.h"

enum {
	GICR_IIDR = 0x0004,
	GICR_TYPER = 0x0008,
	GICR_WAKER = 0x0014,
	WAKER_PROCESSOR_SLEEP = 1 << 1,
	WAKER_CHILDREN_ASLEEP = 1 << 2,
	TYPER_LAST = 1 << 4,
	TYPER_NUMBER = 8, /* shift */
	TYPER_AFFINITY = 32,
};

static uint64_t typer(const struct gic *gic, unsigned cpu)
{
	return (uint64_t)cpu << TYPER_AFFINITY | cpu << TYPER_NUMBER |
	       (cpu == gic->vm->cpus - 1 ? TYPER_LAST : 0);
}

static uint64_t read_state(const struct gic *gic, unsigned cpu, uint32_t offset, unsigned size)
{
	if ((offset & ~4u) == GICR_TYPER && size >= 4)
		return typer(gic, cpu) >> 8 * (offset & 4);
	if (size != 4)
		return 0;
	switch (offset) {
	case GICR_IIDR:
		return IIDR_ARM;
	case GICR_WAKER:
		return gic->cpu[cpu].asleep ? WAKER_PROCESSOR_SLEEP | WAKER_CHILDREN_ASLEEP : 0;
	case PIDR2:
		return PIDR2_GICV3;
	default:
		return 0;
	}
}

static void write_state(struct gic *gic, unsigned cpu, uint32_t offset, unsigned size,
			uint64_t value)
{
	if (offset != GICR_WAKER || size != 4)
		return;
	gic->cpu[cpu].asleep = value & WAKER_PROCESSOR_SLEEP;
	gic_timer(gic, cpu);
	gic_deliver(gic, cpu);
}

static bool is_bits(uint32_t offset, unsigned size)
{
	return offset >= GIC_IGROUPR && offset < GIC_IPRIORITYR && offset % 0x80 == 0 && size == 4;
}

static bool is_priority(uint32_t offset, unsigned size)
{
	return offset >= GIC_IPRIORITYR && offset < GIC_IPRIORITYR + GIC_BANK && size <= 4;
}

static bool is_config(uint32_t offset, unsigned size)
{
	return (offset == GIC_ICFGR || offset == GIC_ICFGR + 4) && size == 4;
}

static uint64_t read_private(const struct gic_bank *bank, uint32_t offset, unsigned size)
{
	if (is_bits(offset, size))
		return bank_read(bank, offset);
	if (is_priority(offset, size))
		return bank_read_priority(bank, offset - GIC_IPRIORITYR, size);
	if (is_config(offset, size))
		return bank_read_config(bank, offset == GIC_ICFGR + 4);
	return 0;
}

static void write_private(struct gic *gic, unsigned cpu, uint32_t offset, unsigned size,
			  uint32_t value)
{
	struct gic_bank *bank = &gic->cpu[cpu].bank;

	if (is_bits(offset, size))
		bank_write(bank, offset, value);
	else if (is_priority(offset, size))
		bank_write_priority(bank, offset - GIC_IPRIORITYR, size, value);
	else if (is_config(offset, size) && offset != GIC_ICFGR)
		bank_write_config(bank, 1, value);
	else
		return;
	gic_timer(gic, cpu);
	gic_deliver(gic, cpu);
}

static uint64_t redistributor_read(struct device *device, uint32_t offset, unsigned size)
{
	const struct gic *gic = CONTAINER(device, struct gic, redistributors);
	unsigned cpu = offset / (2 * GIC_FRAME);

	if (offset & GIC_FRAME)
		return read_private(&gic->cpu[cpu].bank, offset % GIC_FRAME, size);
	return read_state(gic, cpu, offset % GIC_FRAME, size);
}

static void redistributor_write(struct device *device, uint32_t offset, unsigned size,
				uint64_t value)
{
	struct gic *gic = CONTAINER(device, struct gic, redistributors);
	unsigned cpu = offset / (2 * GIC_FRAME);

	if (offset & GIC_FRAME)
		write_private(gic, cpu, offset % GIC_FRAME, size, (uint32_t)value);
	else
		write_state(gic, cpu, offset % GIC_FRAME, size, value);
}

/* The distributor resets the whole controller. */
static void redistributor_reset(struct device *device)
{
	(void)device;
}

const struct device_model gic_redistributor_model = {
	.compatible = "arm,gic-v3",
	.read = redistributor_read,
	.write = redistributor_write,
	.reset = redistributor_reset,
};
