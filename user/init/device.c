/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Devices: from a manifest's line to pages of registers and an interrupt line, through the device tree.
 *
 * The page is what the hardware can protect. Where several devices have registers in one page (QEMU's
 * virtio-mmio slots: eight in each), whoever drives one can reach all; the manifest has to say
 * `shared-page` at each of them, so that a reader sees it.
 */
#include <string.h>

#include "user/init/maker.h"

#define DEVICE_MOST ((uint64_t)1 << 40) /* bytes of registers: no sum with it overflows */

static fdt_node find_node(const struct fdt *tree, const struct manifest_device *d)
{
	fdt_node node = FDT_ROOT;

	if (d->by == MANIFEST_BY_NODE)
		return fdt_path(tree, d->node);
	for (uint32_t seen = 0; node != FDT_NONE; seen++) {
		do
			node = fdt_compatible(tree, node, d->node);
		while (node != FDT_NONE && !fdt_is_enabled(tree, node));
		if (seen == d->index)
			return node;
	}
	return FDT_NONE;
}

static bool find_interrupt(struct maker *k, const struct manifest_device *d, fdt_node node,
			   uint32_t *line)
{
	struct fdt_interrupt irq;

	if (fdt_interrupt(k->in->tree, node, d->interrupt_index, &irq) && fdt_gic_line(&irq, line))
		return true;
	manifest_error(k->errors, d->line, "device '%s' has no interrupt %u in the device tree",
		       d->name, d->interrupt_index);
	return false;
}

/* Registers and interrupt, from the tree or from the line itself. */
static bool resolve(struct maker *k, const struct manifest_device *d, uint64_t *base,
		    struct plan_device *out)
{
	fdt_node node;

	out->size = d->size;
	*base = d->address;
	out->interrupt = d->interrupt_index;
	if (d->by == MANIFEST_BY_ADDRESS)
		return true;
	node = find_node(k->in->tree, d);
	if (node == FDT_NONE || !fdt_is_enabled(k->in->tree, node)) {
		manifest_error(k->errors, d->line, "this machine has no device '%s'", d->node);
		return false;
	}
	if (!fdt_reg(k->in->tree, node, 0, base, &out->size) || out->size == 0 ||
	    out->size > DEVICE_MOST) {
		manifest_error(k->errors, d->line,
			       "device '%s' has no registers in the device tree, or too many",
			       d->name);
		return false;
	}
	return !d->interrupt || find_interrupt(k, d, node, &out->interrupt);
}

/* The pages of registers, within a memory that the kernel gave. */
static bool find_pages(struct maker *k, const struct manifest_device *d, uint64_t base,
		       struct plan_device *out)
{
	uint64_t first = base & ~(PAGE - 1);
	uint64_t size = pages_up(base - first + out->size);

	out->registers = base - first;
	for (uint32_t i = 0; i < k->in->boot->memories; i++) {
		const struct hf_boot_memory *m = &k->in->boot->memory[i];

		if (m->kind != HF_BOOT_DEVICE || first < m->base || first - m->base > m->size ||
		    size > m->size - (first - m->base))
			continue;
		out->run = (struct plan_run){ m->handle, first - m->base, size, first };
		return true;
	}
	manifest_error(k->errors, d->line,
		       "the registers of '%s' at 0x%lx are not there to be given: they are the "
		       "kernel's, or memory",
		       d->name, base);
	return false;
}

static bool overlap(uint64_t a, uint64_t a_size, uint64_t b, uint64_t b_size)
{
	return a < b + b_size && b < a + a_size;
}

/* True if `i` may stand beside the earlier device `j`. */
static bool check_pair(struct maker *k, uint32_t i, uint32_t j)
{
	const struct manifest_device *d = &k->m->device[i], *e = &k->m->device[j];
	const struct plan_device *a = &k->plan->device[i], *b = &k->plan->device[j];

	if (d->interrupt && e->interrupt && a->interrupt == b->interrupt) {
		manifest_error(k->errors, d->line, "interrupt %u is given to '%s' already",
			       a->interrupt, k->m->program[e->program].name);
		return false;
	}
	if (!overlap(a->run.physical, a->run.size, b->run.physical, b->run.size))
		return true;
	if (overlap(a->run.physical + a->registers, a->size, b->run.physical + b->registers,
		    b->size)) {
		manifest_error(k->errors, d->line, "this is the device that line %u gives to '%s'",
			       e->line, k->m->program[e->program].name);
		return false;
	}
	if (a->run.physical != b->run.physical || a->run.size != b->run.size ||
	    (d->program != e->program && (!d->shared_page || !e->shared_page))) {
		manifest_error(k->errors, d->line,
			       "'%s' has registers in one page with '%s' of '%s' (line %u): say "
			       "'shared-page' at both, or use another slot",
			       d->name, e->name, k->m->program[e->program].name, e->line);
		return false;
	}
	return true;
}

/* Gives the device a memory: an earlier one's with the same pages, or its own. */
static void give_memory(struct maker *k, uint32_t i)
{
	struct plan_device *device = &k->plan->device[i];

	for (uint32_t j = 0; j < i; j++)
		if (k->plan->device[j].run.physical == device->run.physical) {
			device->memory = k->plan->device[j].memory;
			return;
		}
	device->memory = maker_slot(k);
	device->makes_memory = true;
}

void plan_devices(struct maker *k)
{
	for (uint32_t i = 0; i < k->m->devices; i++) {
		const struct manifest_device *d = &k->m->device[i];
		struct plan_device *device = &k->plan->device[i];
		uint64_t base;
		bool sound = resolve(k, d, &base, device) && find_pages(k, d, base, device);

		for (uint32_t j = 0; j < i && sound; j++)
			sound = check_pair(k, i, j);
		if (!sound)
			continue;
		give_memory(k, i);
		if (!d->interrupt)
			continue;
		device->line = maker_slot(k);
		device->bit = maker_bit(k, d->program);
	}
}
