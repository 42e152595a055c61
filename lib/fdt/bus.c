/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses and interrupts: what a node says in its parent's and its controller's units.
 *
 * Cell counts, ranges and phandles come from the tree's text and are not trusted: an address may have
 * one or two cells, sums must not overflow, chains of parents are as long as the tree is deep.
 */
#include "lib/fdt/fdt.h"

#define CELL 4u

/* The cell counts for the children of a node (2.3.5). */
struct cells {
	uint32_t address, size;
};

static bool cells_of(const struct fdt *t, fdt_node bus, struct cells *c)
{
	*c = (struct cells){ 2, 1 };
	(void)fdt_u32(t, bus, "#address-cells", &c->address);
	(void)fdt_u32(t, bus, "#size-cells", &c->size);
	return c->address >= 1 && c->address <= 2 && c->size <= 2;
}

static uint64_t read_cells(const uint8_t *p, uint32_t cells)
{
	return cells == 0 ? 0 : cells == 1 ? fdt_be32(p) : fdt_be64(p);
}

/* From an address on `bus` to one on the bus above it, by the bus's `ranges`. */
static bool translate(const struct fdt *t, fdt_node bus, fdt_node above, uint64_t *base,
		      uint64_t size)
{
	struct cells inner, outer;
	uint32_t length, entry;
	const uint8_t *p = fdt_property(t, bus, "ranges", &length);

	if (p == NULL || !cells_of(t, bus, &inner) || !cells_of(t, above, &outer))
		return false;
	if (length == 0)
		return true;
	entry = (inner.address + outer.address + inner.size) * CELL;
	for (; length >= entry; length -= entry, p += entry) {
		uint64_t from = read_cells(p, inner.address);
		uint64_t to = read_cells(p + inner.address * CELL, outer.address);
		uint64_t span = read_cells(p + (inner.address + outer.address) * CELL, inner.size);
		uint64_t offset = *base - from;

		if (*base >= from && offset < span && size <= span - offset)
			return !__builtin_add_overflow(to, offset, base);
	}
	return false;
}

bool fdt_reg(const struct fdt *t, fdt_node node, uint32_t index, uint64_t *base, uint64_t *size)
{
	fdt_node bus = fdt_parent(t, node);
	uint64_t last;
	struct cells c;
	uint32_t length, entry;
	const uint8_t *p = fdt_property(t, node, "reg", &length);

	if (p == NULL || bus == FDT_NONE || !cells_of(t, bus, &c))
		return false;
	entry = (c.address + c.size) * CELL;
	if (index >= length / entry)
		return false;
	p += index * entry;
	*base = read_cells(p, c.address);
	*size = read_cells(p + c.address * CELL, c.size);
	while (bus != FDT_ROOT) {
		fdt_node above = fdt_parent(t, bus);

		if (!translate(t, bus, above, base, *size))
			return false;
		bus = above;
	}
	return *size == 0 || !__builtin_add_overflow(*base, *size - 1, &last);
}

/* Read one specifier at *p, moving *p and *left past it. */
static bool read_specifier(const struct fdt *t, fdt_node controller, const uint8_t **p,
			   uint32_t *left, struct fdt_interrupt *interrupt)
{
	uint32_t size;

	interrupt->controller = controller;
	if (controller == FDT_NONE ||
	    fdt_property(t, controller, "interrupt-controller", &size) == NULL ||
	    !fdt_u32(t, controller, "#interrupt-cells", &interrupt->cells) ||
	    interrupt->cells < 1 || interrupt->cells > 4 || *left < interrupt->cells * CELL)
		return false;
	for (uint32_t i = 0; i < interrupt->cells; i++, *p += CELL, *left -= CELL)
		interrupt->cell[i] = fdt_be32(*p);
	return true;
}

/* The node's or the nearest ancestor's `interrupt-parent` (2.4.1). */
static fdt_node interrupt_parent(const struct fdt *t, fdt_node node)
{
	uint32_t phandle;

	for (; node != FDT_NONE; node = fdt_parent(t, node))
		if (fdt_u32(t, node, "interrupt-parent", &phandle))
			return fdt_phandle(t, phandle);
	return FDT_NONE;
}

bool fdt_interrupt(const struct fdt *t, fdt_node node, uint32_t index,
		   struct fdt_interrupt *interrupt)
{
	uint32_t left;
	const uint8_t *p = fdt_property(t, node, "interrupts-extended", &left);
	bool extended = p != NULL;
	fdt_node controller = FDT_NONE;

	if (!extended) {
		p = fdt_property(t, node, "interrupts", &left);
		controller = p != NULL ? interrupt_parent(t, node) : FDT_NONE;
	}
	do {
		if (extended) {
			if (left < CELL)
				return false;
			controller = fdt_phandle(t, fdt_be32(p));
			p += CELL;
			left -= CELL;
		}
		if (!read_specifier(t, controller, &p, &left, interrupt))
			return false;
	} while (index-- > 0);
	return true;
}

bool fdt_gic_line(const struct fdt_interrupt *interrupt, uint32_t *line)
{
	uint32_t number = interrupt->cell[1];

	if (interrupt->cells < 3)
		return false;
	*line = number + (interrupt->cell[0] == 0 ? 32 : 16);
	return interrupt->cell[0] == 0 ? number < 988 : interrupt->cell[0] == 1 && number < 16;
}
