/* SPDX-License-Identifier: Apache-2.0 */
/* The boot console; the model is in console.h. */
#include "kernel/arm64/console.h"

#include "kernel/arm64/mmu.h"
#include "kernel/arm64/registers.h"
#include "kernel/core/arch.h"

#define UARTDR	 0x00
#define UARTFR	 0x18
#define FR_FULL	 (1 << 5)
#define PATH_MAX 64

static uint64_t uart; /* 0: none */

/* The node that stdout-path names: a path or alias, then perhaps ":options". */
static fdt_node find(const struct fdt *tree)
{
	fdt_node chosen = fdt_path(tree, "/chosen");
	const char *text = chosen == FDT_NONE ? NULL : fdt_string(tree, chosen, "stdout-path");
	char path[PATH_MAX];
	size_t n = 0;

	if (!text)
		return fdt_compatible(tree, FDT_ROOT, "arm,pl011");
	while (text[n] && text[n] != ':' && n < PATH_MAX - 1) {
		path[n] = text[n];
		n++;
	}
	path[n] = 0;
	if (path[0] != '/') {
		fdt_node aliases = fdt_path(tree, "/aliases");

		text = aliases == FDT_NONE ? NULL : fdt_string(tree, aliases, path);
		return text ? fdt_path(tree, text) : FDT_NONE;
	}
	return fdt_path(tree, path);
}

void console_init(const struct fdt *tree)
{
	fdt_node node = find(tree);
	uint64_t size;

	if (node == FDT_NONE || !fdt_is_compatible(tree, node, "arm,pl011") ||
	    !fdt_reg(tree, node, 0, &uart, &size)) {
		uart = 0;
		return;
	}
	mmu_map_device(uart, HF_PAGE_SIZE);
}

void arch_console(char c)
{
	if (!uart)
		return;
	if (c == '\n')
		arch_console('\r');
	while (read32(uart + UARTFR) & FR_FULL)
		;
	write32(uart + UARTDR, (uint8_t)c);
}

void console_text(const char *text)
{
	while (*text)
		arch_console(*text++);
}

void console_hex(uint64_t value)
{
	for (int shift = 60; shift >= 0; shift -= 4)
		arch_console("0123456789abcdef"[value >> shift & 15]);
}

void console_line(const char *text)
{
	console_text("holdfast: ");
	console_text(text);
	console_text("\n");
}
