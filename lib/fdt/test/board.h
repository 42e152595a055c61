/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tree that most tests of the reader look at.
 */
#ifndef LIB_FDT_TEST_BOARD_H
#define LIB_FDT_TEST_BOARD_H

#include "lib/fdt/test/builder.h"

/* A board with a bus that moves addresses, a GIC, a UART, a timer, a device behind the bus. */
static inline void build_board(struct builder *b)
{
	build_start(b);
	build_node(b, "");
	CELLS(b, "#address-cells", 2);
	CELLS(b, "#size-cells", 2);
	CELLS(b, "interrupt-parent", 1);
	build_text(b, "model", "board");
	build_node(b, "intc@8000000");
	CELLS(b, "phandle", 1);
	CELLS(b, "#interrupt-cells", 3);
	build_property(b, "interrupt-controller", "", 0);
	build_property(b, "compatible", "arm,gic-400\0arm,cortex-a15-gic", 31);
	CELLS(b, "reg", 0, 0x8000000, 0, 0x10000, 0, 0x8010000, 0, 0x10000);
	build_end(b);
	build_node(b, "timer");
	CELLS(b, "interrupts", 1, 13, 4, 1, 14, 4);
	build_end(b);
	build_word(b, 4);
	build_node(b, "soc");
	CELLS(b, "#address-cells", 1);
	CELLS(b, "#size-cells", 1);
	CELLS(b, "ranges", 0x0, 1, 0x40000000, 0x1000000, 0x2000000, 1, 0x80000000, 0x1000);
	build_node(b, "uart@9000");
	build_text(b, "compatible", "arm,pl011");
	CELLS(b, "reg", 0x9000, 0x1000);
	CELLS(b, "interrupts", 0, 1, 4);
	build_end(b);
	build_node(b, "uart@a000");
	build_text(b, "compatible", "arm,pl011");
	build_text(b, "status", "disabled");
	CELLS(b, "reg", 0x2000800, 0x1000, 0x3000000, 4);
	CELLS(b, "interrupts-extended", 1, 0, 7, 4, 1, 1, 3, 4);
	build_end(b);
	build_end(b);
	build_end(b);
	build_word(b, 9);
}

#endif
