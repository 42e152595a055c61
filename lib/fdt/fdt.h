/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A reader of flattened device trees (Devicetree Specification v0.4, chapters 2 and 5).
 *
 * fdt_open walks the whole blob once and refuses it if anything is malformed: tokens, nesting, names,
 * lengths, offsets. All else relies on that walk, so the blob must not change while it is used. What
 * a well-formed tree *says* stays untrusted: cell counts, ranges, phandles and sizes are checked where
 * they are read.
 *
 * No allocation, no recursion, no state: a node is its offset in the structure block. Freestanding; the
 * kernel, init and the host use the same code.
 */
#ifndef LIB_FDT_FDT_H
#define LIB_FDT_FDT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FDT_DEPTH 16 /* deepest nesting that is accepted; the root is at depth 1 */

struct fdt {
	const uint8_t *structure, *strings, *reservations;
	uint32_t structure_size, strings_size;
	uint32_t reserved; /* entries of the memory reservation block */
};

typedef uint32_t fdt_node;
#define FDT_NONE 0xffffffffu
#define FDT_ROOT 0u

/*
 * Check the blob of at most `size` bytes at `blob` (any alignment) and make `tree` refer to it.
 * Returns false if it is not a well-formed tree of version 17, or a compatible one.
 */
bool fdt_open(struct fdt *tree, const void *blob, size_t size);

/* A blob's own idea of its size, from its header of at least 8 bytes: 0 if there is no magic number. */
uint32_t fdt_size(const void *blob);

/* Entry `index` of the memory reservation block; false past the last. */
bool fdt_reservation(const struct fdt *tree, uint32_t index, uint64_t *base, uint64_t *size);

/* Around the tree. Each returns FDT_NONE where there is no such node. */
fdt_node fdt_child(const struct fdt *tree, fdt_node node);   /* the first child */
fdt_node fdt_sibling(const struct fdt *tree, fdt_node node); /* the next one of the same parent */
fdt_node fdt_next(const struct fdt *tree, fdt_node node);    /* the next in document order */
fdt_node fdt_parent(const struct fdt *tree, fdt_node node);

/* The name with its unit address ("pl011@9000000"); the root's is "". */
const char *fdt_name(const struct fdt *tree, fdt_node node);

/*
 * The node at an absolute path ("/soc/pl011@9000000"). A component without a unit address matches the
 * first node of that name (2.2.3). FDT_NONE if there is none.
 */
fdt_node fdt_path(const struct fdt *tree, const char *path);

/* The first node after `after` in document order (FDT_ROOT: of all) that is compatible with `name`. */
fdt_node fdt_compatible(const struct fdt *tree, fdt_node after, const char *name);

/* The node with this phandle. */
fdt_node fdt_phandle(const struct fdt *tree, uint32_t phandle);

/* Does the node's `compatible` list (2.3.1) have this name in it? */
bool fdt_is_compatible(const struct fdt *tree, fdt_node node, const char *name);

/* False if `status` (2.3.4) says that the device is not to be used. */
bool fdt_is_enabled(const struct fdt *tree, fdt_node node);

/* A property's bytes, and their number in *size; a null pointer if the node has none of this name. */
const uint8_t *fdt_property(const struct fdt *tree, fdt_node node, const char *name,
			    uint32_t *size);

/* Big-endian words of a property. */
uint32_t fdt_be32(const uint8_t *bytes);
uint64_t fdt_be64(const uint8_t *bytes);

/* A property of one cell. False if it is missing or of another size. */
bool fdt_u32(const struct fdt *tree, fdt_node node, const char *name, uint32_t *value);

/* A property of one string (2.2.4); a null pointer if it is missing or not terminated. */
const char *fdt_string(const struct fdt *tree, fdt_node node, const char *name);

/*
 * Entry `index` of the node's `reg` (2.3.6), as an address of the CPUs: translated by the `ranges`
 * (2.3.8) of every bus above. False if there is no such entry, it is not translatable, or it does not
 * fit into 64 bits.
 */
bool fdt_reg(const struct fdt *tree, fdt_node node, uint32_t index, uint64_t *base, uint64_t *size);

/* An interrupt specifier (2.4): meaning of the cells is the controller's affair. */
struct fdt_interrupt {
	fdt_node controller;
	uint32_t cells; /* 1..4 */
	uint32_t cell[4];
};

/*
 * Interrupt `index` of the node, from `interrupts-extended` or `interrupts`. False if there is no such
 * entry, or it does not lead to an interrupt controller (an `interrupt-map` is not followed).
 */
bool fdt_interrupt(const struct fdt *tree, fdt_node node, uint32_t index,
		   struct fdt_interrupt *interrupt);

/*
 * The GIC's interrupt number (INTID) of a specifier of three or four cells: shared interrupts from
 * 32, private ones from 16. False for anything else.
 */
bool fdt_gic_line(const struct fdt_interrupt *interrupt, uint32_t *line);

#endif
