/* SPDX-License-Identifier: Apache-2.0 */
/* What the device tree says; the model is in machine.h. */
#include "kernel/boot/machine.h"

#include <string.h>

#include "kernel/arm64/console.h"
#include "kernel/arm64/mmu.h"
#include "kernel/arm64/registers.h"
#include "kernel/arm64/smmu.h"

#define SMMU	 "arm,smmu-v3"
#define TREE_MAX 0x200000 /* the boot protocol's limit */

void machine_refuse(const char *why)
{
	console_text("holdfast: cannot start: ");
	console_line(why);
	for (;;)
		__asm__ volatile("wfi");
}

void machine_open(struct machine *machine, const void *blob)
{
	machine->blob = blob;
	machine->blob_size = blob && (uint64_t)blob % 8 == 0 ? fdt_size(blob) : 0;
	if (machine->blob_size == 0 || machine->blob_size > TREE_MAX ||
	    !fdt_open(&machine->tree, blob, machine->blob_size))
		machine_refuse("no valid device tree");
	console_init(&machine->tree);
}

/* Of a property that may be missing. */
static bool string_is(const char *text, const char *wanted)
{
	return text && strcmp(text, wanted) == 0;
}

static bool is_memory(const struct fdt *tree, fdt_node node)
{
	return string_is(fdt_string(tree, node, "device_type"), "memory");
}

static void add_banks(struct machine *machine)
{
	const struct fdt *tree = &machine->tree;
	uint64_t limit = 1ull << physical_bits();
	uint64_t base, size;

	for (fdt_node n = fdt_child(tree, FDT_ROOT); n != FDT_NONE; n = fdt_sibling(tree, n)) {
		if (!is_memory(tree, n) || !fdt_is_enabled(tree, n))
			continue;
		for (uint32_t i = 0; fdt_reg(tree, n, i, &base, &size); i++)
			if (!range_within(base, size, limit) ||
			    !ranges_add(&machine->ram, base, size))
				machine_refuse("memory banks overlap, are too many or too high");
	}
	if (machine->ram.count == 0)
		machine_refuse("the device tree has no memory");
}

static void reserve(struct machine *machine, uint64_t base, uint64_t size)
{
	if (!ranges_remove(&machine->free, base, size))
		machine_refuse("too many reserved ranges, or one that wraps");
}

static void remove_reserved(struct machine *machine)
{
	const struct fdt *tree = &machine->tree;
	fdt_node parent = fdt_path(tree, "/reserved-memory");
	uint64_t base, size;

	for (uint32_t i = 0; fdt_reservation(tree, i, &base, &size); i++)
		reserve(machine, base, size);
	if (parent == FDT_NONE)
		return;
	for (fdt_node n = fdt_child(tree, parent); n != FDT_NONE; n = fdt_sibling(tree, n))
		for (uint32_t i = 0; fdt_reg(tree, n, i, &base, &size); i++)
			reserve(machine, base, size);
}

/* A property of one or two cells. */
static bool address_property(const struct fdt *tree, fdt_node node, const char *name,
			     uint64_t *value)
{
	uint32_t size;
	const uint8_t *bytes = fdt_property(tree, node, name, &size);

	if (!bytes || (size != 4 && size != 8))
		return false;
	*value = size == 4 ? fdt_be32(bytes) : fdt_be64(bytes);
	return true;
}

static bool within(const struct ranges *ranges, uint64_t base, uint64_t size)
{
	for (unsigned int i = 0; i < ranges->count; i++) {
		const struct range *r = &ranges->range[i];

		if (base >= r->base && range_within(base - r->base, size, r->size))
			return true;
	}
	return false;
}

static void find_pack(struct machine *machine)
{
	const struct fdt *tree = &machine->tree;
	fdt_node chosen = fdt_path(tree, "/chosen");
	uint64_t start, end;

	if (chosen == FDT_NONE || !address_property(tree, chosen, "linux,initrd-start", &start) ||
	    !address_property(tree, chosen, "linux,initrd-end", &end))
		return;
	if (end <= start || !within(&machine->ram, start, end - start))
		machine_refuse("the boot pack (initrd) lies outside memory");
	machine->pack = start;
	machine->pack_size = end - start;
	reserve(machine, start, end - start);
}

void machine_memory(struct machine *machine)
{
	add_banks(machine);
	if (!within(&machine->ram, image_base(), image_bytes()))
		machine_refuse("the kernel does not lie in the memory of the device tree");
	machine->free = machine->ram;
	remove_reserved(machine);
	reserve(machine, image_base(), image_bytes());
	reserve(machine, (uint64_t)machine->blob, machine->blob_size);
	find_pack(machine);
}

/* False: there are too many parts. */
static bool take_devices(struct machine *machine, const char *compatible)
{
	const struct fdt *tree = &machine->tree;
	uint64_t base, size;
	bool ok = true;

	for (fdt_node n = fdt_compatible(tree, FDT_ROOT, compatible); n != FDT_NONE;
	     n = fdt_compatible(tree, n, compatible))
		for (uint32_t r = 0; fdt_reg(tree, n, r, &base, &size); r++)
			ok = ok && ranges_remove(&machine->devices, base, size);
	return ok;
}

/* One that lies where nothing else of the kernel's is. Who has two of them has devices behind the other one. */
static void find_smmu(struct machine *machine)
{
	const struct fdt *tree = &machine->tree;
	fdt_node node = fdt_compatible(tree, FDT_ROOT, SMMU);
	uint64_t base, size;

	if (node == FDT_NONE || !fdt_is_enabled(tree, node))
		machine->no_smmu = "the device tree has none";
	else if (fdt_compatible(tree, node, SMMU) != FDT_NONE)
		machine->no_smmu = "the device tree has more than one";
	else if (!fdt_reg(tree, node, 0, &base, &size) || size < SMMU_SIZE || base % 0x10000 ||
		 !within(&machine->devices, base, SMMU_SIZE))
		machine->no_smmu = "its registers are missing, or not where a device can be";
	else
		machine->smmu = base;
}

void machine_devices(struct machine *machine)
{
	bool ok = ranges_add(&machine->devices, 0, 1ull << physical_bits());

	for (unsigned int i = 0; i < machine->ram.count; i++)
		ok = ok && ranges_remove(&machine->devices, machine->ram.range[i].base,
					 machine->ram.range[i].size);
	ok = ok && take_devices(machine, "arm,gic-v3") &&
	     take_devices(machine, "arm,cortex-a15-gic") && take_devices(machine, "arm,gic-400");
	find_smmu(machine);
	if (!ok || !take_devices(machine, SMMU))
		machine_refuse("the memory map has too many parts");
}

/* PSCI of version 0.2 or later, called as programs at EL2 must. */
static bool has_psci(const struct fdt *tree)
{
	fdt_node node = fdt_compatible(tree, FDT_ROOT, "arm,psci-0.2");

	if (node == FDT_NONE)
		node = fdt_compatible(tree, FDT_ROOT, "arm,psci-1.0");
	return node != FDT_NONE && string_is(fdt_string(tree, node, "method"), "smc");
}

/* A CPU's `reg` is its affinity in as many cells as /cpus says, which have no size. */
static bool cpu_affinity(const struct fdt *tree, fdt_node node, uint64_t *affinity)
{
	return string_is(fdt_string(tree, node, "device_type"), "cpu") &&
	       address_property(tree, node, "reg", affinity) && !(*affinity & ~MPIDR_AFFINITY);
}

void machine_cpus(struct machine *machine, uint64_t self)
{
	const struct fdt *tree = &machine->tree;
	fdt_node cpus = fdt_path(tree, "/cpus");
	uint64_t affinity;

	if (cpus == FDT_NONE || !has_psci(tree))
		return;
	for (fdt_node n = fdt_child(tree, cpus); n != FDT_NONE; n = fdt_sibling(tree, n))
		if (cpu_affinity(tree, n, &affinity) && affinity != self &&
		    string_is(fdt_string(tree, n, "enable-method"), "psci") &&
		    machine->cpus < CPUS_MAX - 1)
			machine->affinity[machine->cpus++] = affinity;
}
