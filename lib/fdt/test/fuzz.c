/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a device tree: refused, or everything that can be asked of it stays within it.
 */
#include <stdlib.h>

#include "lib/fdt/fdt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(const struct fdt *t, fdt_node node)
{
	struct fdt_interrupt irq;
	uint64_t base, length;
	uint32_t line, value;

	if (fdt_parent(t, node) == node)
		abort();
	for (uint32_t i = 0; i < 4 && fdt_reg(t, node, i, &base, &length); i++)
		if (length > 0 && base + length - 1 < base)
			abort();
	for (uint32_t i = 0; i < 4 && fdt_interrupt(t, node, i, &irq); i++)
		if (fdt_gic_line(&irq, &line) && line >= 1020)
			abort();
	(void)fdt_is_compatible(t, node, "arm,pl011");
	(void)fdt_is_enabled(t, node);
	(void)fdt_string(t, node, "model");
	(void)fdt_u32(t, node, "phandle", &value);
	(void)fdt_child(t, node);
	(void)fdt_sibling(t, node);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fdt t;
	uint64_t base, length;

	if (!fdt_open(&t, data, size))
		return 0;
	for (uint32_t i = 0; fdt_reservation(&t, i, &base, &length); i++)
		;
	for (fdt_node node = FDT_ROOT; node != FDT_NONE; node = fdt_next(&t, node))
		ask(&t, node);
	(void)fdt_path(&t, "/soc/uart@9000");
	return 0;
}
