/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The device tree reader: what it finds in a sound tree, and what it refuses.
 *
 * Every blob is handed over in a heap block of exactly its size, so that the sanitizer sees one byte read
 * too many.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdlib.h>
#include <cmocka.h>

#include "lib/fdt/fdt.h"
#include "lib/fdt/test/board.h"

static struct builder b;

/* Open the built blob from a heap copy that free_copy releases. */
static uint8_t *copy;

static bool open_built(struct fdt *t)
{
	bool ok;

	build_finish(&b);
	free(copy);
	copy = malloc(b.size);
	assert_non_null(copy);
	memcpy(copy, b.blob, b.size);
	ok = fdt_open(t, copy, b.size);
	return ok;
}

static int free_copy(void **state)
{
	(void)state;
	free(copy);
	copy = NULL;
	return 0;
}

static void walks_the_tree(void **state)
{
	struct fdt t;
	fdt_node node, soc;

	(void)state;
	build_board(&b);
	assert_true(open_built(&t));
	node = fdt_child(&t, FDT_ROOT);
	assert_string_equal(fdt_name(&t, node), "intc@8000000");
	assert_int_equal(fdt_child(&t, node), FDT_NONE);
	node = fdt_sibling(&t, node);
	assert_string_equal(fdt_name(&t, node), "timer");
	soc = fdt_sibling(&t, node);
	assert_string_equal(fdt_name(&t, soc), "soc");
	assert_int_equal(fdt_sibling(&t, soc), FDT_NONE);
	assert_int_equal(fdt_sibling(&t, FDT_ROOT), FDT_NONE);
	node = fdt_next(&t, soc);
	assert_string_equal(fdt_name(&t, node), "uart@9000");
	assert_int_equal(fdt_parent(&t, node), soc);
	assert_int_equal(fdt_parent(&t, soc), FDT_ROOT);
	assert_int_equal(fdt_parent(&t, FDT_ROOT), FDT_NONE);
	node = fdt_next(&t, node);
	assert_string_equal(fdt_name(&t, node), "uart@a000");
	assert_int_equal(fdt_next(&t, node), FDT_NONE);
}

static void finds_nodes(void **state)
{
	struct fdt t;
	fdt_node uart, other;

	(void)state;
	build_board(&b);
	assert_true(open_built(&t));
	uart = fdt_path(&t, "/soc/uart@9000");
	assert_string_equal(fdt_name(&t, uart), "uart@9000");
	assert_int_equal(fdt_path(&t, "/soc/uart"), uart);
	assert_int_equal(fdt_path(&t, "/"), FDT_ROOT);
	assert_int_equal(fdt_path(&t, "/soc/uart@900"), FDT_NONE);
	assert_int_equal(fdt_path(&t, "/soc/uar"), FDT_NONE);
	assert_int_equal(fdt_path(&t, "soc"), FDT_NONE);
	assert_int_equal(fdt_path(&t, ""), FDT_NONE);
	assert_int_equal(fdt_path(&t, "/timer/x"), FDT_NONE);
	assert_int_equal(fdt_compatible(&t, FDT_ROOT, "arm,pl011"), uart);
	other = fdt_compatible(&t, uart, "arm,pl011");
	assert_string_equal(fdt_name(&t, other), "uart@a000");
	assert_int_equal(fdt_compatible(&t, other, "arm,pl011"), FDT_NONE);
	assert_int_equal(fdt_phandle(&t, 1), fdt_path(&t, "/intc"));
	assert_int_equal(fdt_phandle(&t, 2), FDT_NONE);
	assert_true(fdt_is_compatible(&t, fdt_path(&t, "/intc"), "arm,cortex-a15-gic"));
	assert_false(fdt_is_compatible(&t, fdt_path(&t, "/intc"), "arm,gic"));
	assert_false(fdt_is_compatible(&t, fdt_path(&t, "/timer"), "arm,gic-400"));
	assert_true(fdt_is_enabled(&t, uart));
	assert_false(fdt_is_enabled(&t, other));
}

static void reads_properties(void **state)
{
	struct fdt t;
	uint32_t value, size;
	uint64_t base, length;

	(void)state;
	build_board(&b);
	assert_true(open_built(&t));
	assert_string_equal(fdt_string(&t, FDT_ROOT, "model"), "board");
	assert_true(fdt_u32(&t, FDT_ROOT, "#address-cells", &value));
	assert_int_equal(value, 2);
	assert_false(fdt_u32(&t, FDT_ROOT, "model", &value));
	assert_false(fdt_u32(&t, FDT_ROOT, "none", &value));
	assert_null(fdt_property(&t, FDT_ROOT, "none", &size));
	assert_null(fdt_string(&t, FDT_ROOT, "none"));
	assert_null(fdt_string(&t, fdt_path(&t, "/intc"), "interrupt-controller"));
	assert_true(fdt_reservation(&t, 0, &base, &length));
	assert_int_equal(base, 0x40000000);
	assert_int_equal(length, 0x1000);
	assert_false(fdt_reservation(&t, 1, &base, &length));
}

static void decodes_addresses(void **state)
{
	struct fdt t;
	uint64_t base, size;
	fdt_node other;

	(void)state;
	build_board(&b);
	assert_true(open_built(&t));
	assert_true(fdt_reg(&t, fdt_path(&t, "/intc"), 1, &base, &size));
	assert_int_equal(base, 0x8010000);
	assert_int_equal(size, 0x10000);
	assert_false(fdt_reg(&t, fdt_path(&t, "/intc"), 2, &base, &size));
	assert_true(fdt_reg(&t, fdt_path(&t, "/soc/uart@9000"), 0, &base, &size));
	assert_int_equal(base, 0x140009000);
	assert_int_equal(size, 0x1000);
	other = fdt_path(&t, "/soc/uart@a000");
	/* Reaches beyond its range, and outside any. */
	assert_false(fdt_reg(&t, other, 0, &base, &size));
	assert_false(fdt_reg(&t, other, 1, &base, &size));
	assert_false(fdt_reg(&t, fdt_path(&t, "/timer"), 0, &base, &size));
	assert_false(fdt_reg(&t, FDT_ROOT, 0, &base, &size));
}

static void decodes_interrupts(void **state)
{
	struct fdt t;
	struct fdt_interrupt irq;
	uint32_t line;
	fdt_node other;

	(void)state;
	build_board(&b);
	assert_true(open_built(&t));
	assert_true(fdt_interrupt(&t, fdt_path(&t, "/timer"), 1, &irq));
	assert_int_equal(irq.controller, fdt_path(&t, "/intc"));
	assert_true(fdt_gic_line(&irq, &line));
	assert_int_equal(line, 30);
	assert_false(fdt_interrupt(&t, fdt_path(&t, "/timer"), 2, &irq));
	assert_true(fdt_interrupt(&t, fdt_path(&t, "/soc/uart@9000"), 0, &irq));
	assert_true(fdt_gic_line(&irq, &line));
	assert_int_equal(line, 33);
	other = fdt_path(&t, "/soc/uart@a000");
	assert_true(fdt_interrupt(&t, other, 1, &irq));
	assert_true(fdt_gic_line(&irq, &line));
	assert_int_equal(line, 19);
	assert_false(fdt_interrupt(&t, other, 2, &irq));
	assert_false(fdt_interrupt(&t, FDT_ROOT, 0, &irq));
	irq.cell[0] = 2;
	assert_false(fdt_gic_line(&irq, &line));
	irq.cell[0] = 0;
	irq.cell[1] = 0xffffffff;
	assert_false(fdt_gic_line(&irq, &line));
}

/* Texts of a tree that are well-formed and lie. */
static void refuses_lies(void **state)
{
	struct fdt t;
	struct fdt_interrupt irq;
	uint64_t base, size;

	(void)state;
	build_start(&b);
	build_node(&b, "");
	CELLS(&b, "#address-cells", 3);
	CELLS(&b, "interrupt-parent", 9);
	build_node(&b, "a");
	CELLS(&b, "reg", 1, 2, 3, 4);
	CELLS(&b, "interrupts", 1);
	build_property(&b, "compatible", "abc", 3);
	build_property(&b, "status", "ok", 2);
	build_end(&b);
	build_node(&b, "b");
	CELLS(&b, "#address-cells", 2);
	CELLS(&b, "#size-cells", 2);
	CELLS(&b, "interrupts-extended", 9);
	CELLS(&b, "phandle", 9);
	CELLS(&b, "#interrupt-cells", 0);
	build_property(&b, "interrupt-controller", "", 0);
	build_node(&b, "c");
	CELLS(&b, "reg", 0xffffffff, 0xfffff000, 0, 0x2000);
	CELLS(&b, "interrupts-extended", 9, 1);
	build_end(&b);
	build_end(&b);
	build_end(&b);
	build_word(&b, 9);
	assert_true(open_built(&t));
	assert_false(fdt_reg(&t, fdt_path(&t, "/a"), 0, &base, &size));
	assert_false(fdt_reg(&t, fdt_path(&t, "/b/c"), 0, &base, &size));
	assert_false(fdt_interrupt(&t, fdt_path(&t, "/a"), 0, &irq));
	assert_false(fdt_interrupt(&t, fdt_path(&t, "/b"), 0, &irq));
	assert_false(fdt_interrupt(&t, fdt_path(&t, "/b/c"), 0, &irq));
	assert_false(fdt_is_compatible(&t, fdt_path(&t, "/a"), "abc"));
	assert_false(fdt_is_enabled(&t, fdt_path(&t, "/a")));
}

static void refuses_bad_nesting(void **state)
{
	struct fdt t;

	(void)state;
	build_start(&b);
	build_word(&b, 9);
	assert_false(open_built(&t));

	build_start(&b);
	build_node(&b, "");
	build_word(&b, 9);
	assert_false(open_built(&t));

	build_start(&b);
	build_node(&b, "");
	build_end(&b);
	assert_false(open_built(&t));

	build_start(&b);
	build_node(&b, "");
	build_end(&b);
	build_end(&b);
	build_word(&b, 9);
	assert_false(open_built(&t));

	build_start(&b);
	build_node(&b, "");
	build_end(&b);
	build_node(&b, "two");
	build_end(&b);
	build_word(&b, 9);
	assert_false(open_built(&t));

	build_start(&b);
	build_node(&b, "");
	build_node(&b, "a");
	build_end(&b);
	CELLS(&b, "late", 1);
	build_end(&b);
	build_word(&b, 9);
	assert_false(open_built(&t));

	build_start(&b);
	build_node(&b, "");
	build_word(&b, 5);
	build_end(&b);
	build_word(&b, 9);
	assert_false(open_built(&t));
}

static void bounds_the_depth(void **state)
{
	struct fdt t;

	(void)state;
	for (unsigned depth = FDT_DEPTH; depth <= FDT_DEPTH + 1; depth++) {
		build_start(&b);
		for (unsigned i = 0; i < depth; i++)
			build_node(&b, i == 0 ? "" : "n");
		for (unsigned i = 0; i < depth; i++)
			build_end(&b);
		build_word(&b, 9);
		assert_int_equal(open_built(&t), depth == FDT_DEPTH);
	}
}

static void refuses_bad_versions(void **state)
{
	struct fdt t;

	(void)state;
	build_board(&b);
	b.version = 16;
	assert_false(open_built(&t));
	b.version = 18;
	b.compatible = 17;
	assert_true(open_built(&t));
	b.compatible = 18;
	assert_false(open_built(&t));
}

/* A blob cut anywhere is refused, whether or not its header admits it. */
static void refuses_every_truncation(void **state)
{
	struct fdt t;

	(void)state;
	build_board(&b);
	assert_true(open_built(&t));
	for (uint32_t size = 0; size < b.size; size++) {
		uint8_t *cut = malloc(size + 1);

		assert_non_null(cut);
		memcpy(cut, b.blob, size);
		assert_false(fdt_open(&t, cut, size));
		if (size >= 8) {
			put32(cut + 4, size);
			assert_false(fdt_open(&t, cut, size));
		}
		free(cut);
	}
}

/* Any one byte of the blob changed: it may open, and then nothing reads outside. */
static void survives_every_damage(void **state)
{
	static const uint8_t damage[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
	uint32_t opened = 0;

	(void)state;
	build_board(&b);
	build_finish(&b);
	for (uint32_t at = 0; at < b.size * sizeof(damage); at++) {
		struct fdt t;
		uint64_t base, size;
		struct fdt_interrupt irq;

		build_finish(&b);
		b.blob[at / sizeof(damage)] = damage[at % sizeof(damage)];
		free(copy);
		copy = malloc(b.size);
		assert_non_null(copy);
		memcpy(copy, b.blob, b.size);
		if (!fdt_open(&t, copy, b.size))
			continue;
		opened++;
		for (fdt_node n = FDT_ROOT; n != FDT_NONE; n = fdt_next(&t, n)) {
			(void)fdt_reg(&t, n, 0, &base, &size);
			(void)fdt_interrupt(&t, n, 0, &irq);
			(void)fdt_is_compatible(&t, n, "arm,pl011");
		}
	}
	assert_true(opened > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walks_the_tree),	 cmocka_unit_test(finds_nodes),
		cmocka_unit_test(reads_properties),	 cmocka_unit_test(decodes_addresses),
		cmocka_unit_test(decodes_interrupts),	 cmocka_unit_test(refuses_lies),
		cmocka_unit_test(refuses_bad_nesting),	 cmocka_unit_test(bounds_the_depth),
		cmocka_unit_test(refuses_bad_versions),	 cmocka_unit_test(refuses_every_truncation),
		cmocka_unit_test(survives_every_damage),
	};

	return cmocka_run_group_tests_name("fdt", tests, NULL, free_copy);
}
