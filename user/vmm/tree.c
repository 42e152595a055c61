/* SPDX-License-Identifier: Apache-2.0 */
/* The nodes follow the kernel's Documentation/devicetree/bindings of the same names. */
#include "user/vmm/bytes.h"
#include "user/vmm/tree.h"
#include "user/vmm/vm.h"

enum {
	SPI = 0, /* first cell of an interrupt */
	PPI = 1,
	EDGE_RISING = 1, /* third cell */
	LEVEL_HIGH = 4,
	CLOCK_HZ = 24000000, /* nominal: no guest can measure it */
};

void tree_window(struct dtb *dtb, const struct device *device)
{
	DTB_CELLS(dtb, "reg", DTB_64(device->base), DTB_64(device->size));
}

void tree_line(struct dtb *dtb, const struct device *device, bool edge)
{
	DTB_CELLS(dtb, "interrupts", SPI, device->intid - 32, edge ? EDGE_RISING : LEVEL_HIGH);
}

static void describe_root(struct dtb *dtb)
{
	dtb_text(dtb, "compatible", "holdfast,open-world");
	dtb_text(dtb, "model", "Holdfast open world");
	DTB_CELLS(dtb, "#address-cells", 2);
	DTB_CELLS(dtb, "#size-cells", 2);
	DTB_CELLS(dtb, "interrupt-parent", TREE_GIC);
}

static void describe_chosen(struct dtb *dtb, const struct vm *vm, const struct layout *layout)
{
	dtb_node(dtb, "chosen");
	dtb_text(dtb, "bootargs", vm->bootargs);
	if (vm->console != NULL)
		dtb_text(dtb, "stdout-path", vm->console);
	if (layout->initrd_size > 0) {
		DTB_CELLS(dtb, "linux,initrd-start", DTB_64(layout->initrd));
		DTB_CELLS(dtb, "linux,initrd-end", DTB_64(layout->initrd + layout->initrd_size));
	}
	dtb_bytes(dtb, "kaslr-seed", vm->seed, VM_KASLR_SEED);
	dtb_bytes(dtb, "rng-seed", vm->seed + VM_KASLR_SEED, sizeof(vm->seed) - VM_KASLR_SEED);
	dtb_end_node(dtb);
}

static void describe_memory(struct dtb *dtb, const struct ram *ram)
{
	dtb_node_at(dtb, "memory", ram->base);
	dtb_text(dtb, "device_type", "memory");
	DTB_CELLS(dtb, "reg", DTB_64(ram->base), DTB_64(ram->size));
	dtb_end_node(dtb);
}

static void describe_cpus(struct dtb *dtb, unsigned cpus)
{
	dtb_node(dtb, "cpus");
	DTB_CELLS(dtb, "#address-cells", 1);
	DTB_CELLS(dtb, "#size-cells", 0);
	for (unsigned cpu = 0; cpu < cpus; cpu++) {
		dtb_node_at(dtb, "cpu", cpu);
		dtb_text(dtb, "device_type", "cpu");
		dtb_text(dtb, "compatible", "arm,armv8");
		dtb_text(dtb, "enable-method", "psci");
		DTB_CELLS(dtb, "reg", cpu);
		dtb_end_node(dtb);
	}
	dtb_end_node(dtb);
}

static void describe_psci(struct dtb *dtb)
{
	static const char compatible[] = "arm,psci-1.0\0arm,psci-0.2";

	dtb_node(dtb, "psci");
	dtb_bytes(dtb, "compatible", compatible, sizeof(compatible));
	dtb_text(dtb, "method", "hvc");
	dtb_end_node(dtb);
}

/* In the order of the binding: secure, non-secure, virtual, hypervisor. A guest has the virtual one. */
static void describe_timer(struct dtb *dtb)
{
	dtb_node(dtb, "timer");
	dtb_text(dtb, "compatible", "arm,armv8-timer");
	DTB_CELLS(dtb, "interrupts", PPI, 13, LEVEL_HIGH, PPI, 14, LEVEL_HIGH, PPI, 11, LEVEL_HIGH,
		  PPI, 10, LEVEL_HIGH);
	dtb_flag(dtb, "always-on");
	dtb_end_node(dtb);
}

static void describe_clock(struct dtb *dtb)
{
	dtb_node(dtb, "clock");
	dtb_text(dtb, "compatible", "fixed-clock");
	DTB_CELLS(dtb, "#clock-cells", 0);
	DTB_CELLS(dtb, "clock-frequency", CLOCK_HZ);
	DTB_CELLS(dtb, "phandle", TREE_CLOCK);
	dtb_end_node(dtb);
}

size_t tree_build(const struct vm *vm, const struct layout *layout, void *buffer, size_t size)
{
	struct dtb dtb;

	dtb_begin(&dtb, buffer, size);
	describe_root(&dtb);
	describe_chosen(&dtb, vm, layout);
	describe_memory(&dtb, &vm->ram);
	describe_cpus(&dtb, vm->cpus);
	describe_psci(&dtb);
	describe_timer(&dtb);
	describe_clock(&dtb);
	for (unsigned i = 0; i < vm->devices; i++)
		if (vm->device[i]->model->describe != NULL)
			vm->device[i]->model->describe(vm->device[i], &dtb);
	return dtb_end(&dtb);
}
