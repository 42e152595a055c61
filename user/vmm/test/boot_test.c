/* SPDX-License-Identifier: Apache-2.0 */
/* Image headers, the device tree as another reader sees it, boot, reset, power calls and faults. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fdt/fdt.h"
#include "user/vmm/bytes.h"
#include "user/vmm/dtb.h"
#include "user/vmm/test/guest.h"

#define MIB ((uint64_t)1 << 20)

static uint8_t image[4096];

static struct blob make_image(uint64_t text_offset, uint64_t size, uint64_t flags)
{
	memset(image, 0, sizeof(image));
	put64(image + 8, text_offset);
	put64(image + 16, size);
	put64(image + 24, flags);
	memcpy(image + 56, "ARM\x64", 4);
	return (struct blob){ image, sizeof(image) };
}

static void test_image_places(void **state)
{
	struct ram ram = { NULL, 0x40000000, 64 * MIB };
	struct layout l;

	(void)state;
	assert_int_equal(image_place(&ram, make_image(0, 5 * MIB, 0xa),
				     (struct blob){ image, 4096 }, 16384, &l),
			 IMAGE_OK);
	assert_true(l.kernel == 0x40000000);
	assert_true(l.tree == 0x40600000 && l.tree_size == 16384);
	assert_true(l.initrd == 0x40800000 && l.initrd_size == 4096);
	assert_int_equal(image_place(&ram, make_image(0x80000, 2 * MIB, 0),
				     (struct blob){ NULL, 0 }, 16384, &l),
			 IMAGE_OK);
	assert_true(l.kernel == 0x40080000 && l.tree == 0x40400000);
}

static void test_image_refused(void **state)
{
	struct ram ram = { NULL, 0x40000000, 16 * MIB };
	struct blob none = { NULL, 0 }, big = { image, 11 * MIB }, kernel;
	struct layout l;

	(void)state;
	kernel = make_image(0, MIB, 0);
	kernel.size = 63;
	assert_int_equal(image_place(&ram, kernel, none, 4096, &l), IMAGE_SHORT);
	assert_int_equal(image_place(&ram, make_image(0, 4095, 0), none, 4096, &l), IMAGE_SHORT);
	assert_int_equal(image_place(&ram, make_image(0, 0, 0), none, 4096, &l), IMAGE_OLD);
	assert_int_equal(image_place(&ram, make_image(0, MIB, 1), none, 4096, &l), IMAGE_ENDIAN);
	kernel = make_image(0, MIB, 0);
	image[56] = 'a';
	assert_int_equal(image_place(&ram, kernel, none, 4096, &l), IMAGE_MAGIC);
	memcpy(image, "MZ\0\0zimg", 8);
	assert_int_equal(image_place(&ram, kernel, none, 4096, &l), IMAGE_COMPRESSED);
	memcpy(image, "\x1f\x8b", 2);
	assert_int_equal(image_place(&ram, kernel, none, 4096, &l), IMAGE_COMPRESSED);
	assert_int_equal(image_place(&ram, make_image(0, 17 * MIB, 0), none, 4096, &l), IMAGE_FIT);
	assert_int_equal(image_place(&ram, make_image(0, UINT64_MAX, 0), none, 4096, &l),
			 IMAGE_FIT);
	assert_int_equal(image_place(&ram, make_image(UINT64_MAX, MIB, 0), none, 4096, &l),
			 IMAGE_FIT);
	assert_int_equal(image_place(&ram, make_image(15 * MIB, MIB + 1, 0), none, 4096, &l),
			 IMAGE_FIT);
	assert_int_equal(image_place(&ram, make_image(0, 16 * MIB, 0), none, 4096, &l), IMAGE_FIT);
	assert_int_equal(image_place(&ram, make_image(0, 4 * MIB, 0), big, 4096, &l), IMAGE_FIT);
	assert_int_equal(image_place(&ram, make_image(0, 3 * MIB, 0), none, 2 * MIB + 1, &l),
			 IMAGE_FIT);
}

static void test_writer_full(void **state)
{
	uint8_t buffer[512] __attribute__((aligned(8)));
	struct dtb dtb;

	(void)state;
	for (size_t size = 0; size < sizeof(buffer); size++) {
		memset(buffer, 0x55, sizeof(buffer));
		dtb_begin(&dtb, buffer, size);
		dtb_node_at(&dtb, "a-name-that-is-much-longer-than-any-name-may-be", UINT64_MAX);
		dtb_text(&dtb, "model", "x");
		DTB_CELLS(&dtb, "reg", 1, 2, 3);
		dtb_flag(&dtb, "reg");
		dtb_end_node(&dtb);
		size_t used = dtb_end(&dtb);
		struct fdt tree;

		assert_true(used == 0 || used <= size);
		assert_true(used == 0 || fdt_open(&tree, buffer, used));
		for (size_t i = size; i < sizeof(buffer); i++)
			assert_int_equal(buffer[i], 0x55);
	}
	/* Nesting that is too deep, not closed, or closed too often. */
	dtb_begin(&dtb, buffer, sizeof(buffer));
	for (unsigned i = 0; i < DTB_DEPTH; i++)
		dtb_node(&dtb, "n");
	assert_true(dtb.full);
	dtb_begin(&dtb, buffer, sizeof(buffer));
	dtb_node(&dtb, "n");
	assert_int_equal(dtb_end(&dtb), 0);
	dtb_begin(&dtb, buffer, sizeof(buffer));
	dtb_end_node(&dtb);
	assert_int_equal(dtb_end(&dtb), 0);
}

static void open_tree(struct guest *g, struct fdt *tree)
{
	assert_true(fdt_open(tree, ram_range(&g->board.vm.ram, g->cpu[0].x0, 16384), 16384));
}

static void check_interrupt(const struct fdt *tree, fdt_node node, uint32_t expected)
{
	struct fdt_interrupt interrupt;
	uint32_t number;

	assert_true(fdt_interrupt(tree, node, 0, &interrupt));
	assert_true(fdt_gic_line(&interrupt, &number));
	assert_int_equal(number, expected);
}

static void test_tree(void **state)
{
	struct guest *g = guest_new(3);
	uint64_t base, size;
	struct fdt tree;
	fdt_node node;
	unsigned count;
	uint32_t bytes;

	(void)state;
	open_tree(g, &tree);
	assert_true(fdt_reg(&tree, fdt_path(&tree, "/memory@40000000"), 0, &base, &size));
	assert_true(base == BOARD_RAM && size == GUEST_RAM);
	node = fdt_path(&tree, "/chosen");
	assert_string_equal(fdt_string(&tree, node, "bootargs"), "quiet");
	assert_int_not_equal(fdt_path(&tree, fdt_string(&tree, node, "stdout-path")), FDT_NONE);
	assert_non_null(fdt_property(&tree, node, "rng-seed", &bytes));
	assert_int_equal(bytes, 32);
	assert_null(fdt_property(&tree, node, "linux,initrd-start", &bytes));
	assert_string_equal(fdt_string(&tree, fdt_path(&tree, "/psci"), "method"), "hvc");
	assert_true(fdt_is_compatible(&tree, fdt_path(&tree, "/psci"), "arm,psci-1.0"));
	count = 0;
	for (node = fdt_child(&tree, fdt_path(&tree, "/cpus")); node != FDT_NONE;
	     node = fdt_sibling(&tree, node))
		assert_string_equal(fdt_string(&tree, node, "enable-method"), "psci"), count++;
	assert_int_equal(count, 3);
	node = fdt_compatible(&tree, FDT_ROOT, "arm,gic-v3");
	assert_true(fdt_reg(&tree, node, 1, &base, &size));
	assert_true(base == GIC_REDISTRIBUTORS && size == 3 * 0x20000);
	check_interrupt(&tree, fdt_compatible(&tree, FDT_ROOT, "arm,primecell"), 32);
	check_interrupt(&tree, fdt_compatible(&tree, FDT_ROOT, "arm,pl031"), 33);
	count = 0;
	for (node = fdt_compatible(&tree, FDT_ROOT, "virtio,mmio"); node != FDT_NONE;
	     node = fdt_compatible(&tree, node, "virtio,mmio")) {
		assert_true(fdt_reg(&tree, node, 0, &base, &size));
		assert_int_equal(guest_read(g, base, 4), 0x74726976);
		check_interrupt(&tree, node, 34 + count++);
	}
	assert_int_equal(count, 7);
	guest_free(g);
}

static void test_boot_and_reset(void **state)
{
	struct guest *g = guest_new(2);
	static const uint8_t initrd[] = "initrd";

	(void)state;
	assert_true(g->cpu[0].running && g->cpu[0].pc == BOARD_RAM && !g->cpu[1].running);
	guest_gic_up(g);
	assert_int_equal(guest_hvc(g, 0, 0xc4000003, 1, BOARD_RAM + 4, 77).x[0], 0);
	assert_true(g->cpu[1].running && g->cpu[1].pc == BOARD_RAM + 4 && g->cpu[1].x0 == 77);
	memset(g->ram, 0xff, GUEST_RAM);
	assert_int_equal(guest_hvc(g, 1, 0x84000009, 0, 0, 0).verdict, VERDICT_STOP);
	assert_int_equal(g->board.vm.power, VM_RESET);
	assert_false(g->cpu[0].running || g->cpu[1].running);
	g->board.vm.initrd = (struct blob){ initrd, sizeof(initrd) };
	assert_true(vm_quiet(&g->board.vm) && vm_boot(&g->board.vm));
	assert_true(g->cpu[0].running && !g->cpu[1].running);
	assert_memory_equal(g->ram, g->kernel, sizeof(g->kernel));
	assert_int_equal(guest_read(g, GIC_DISTRIBUTOR + 0x104, 4), 0);
	assert_memory_equal(g->ram + 4 * MIB, initrd, sizeof(initrd));
	assert_int_equal(guest_hvc(g, 0, 0x84000008, 0, 0, 0).verdict, VERDICT_STOP);
	assert_int_equal(g->board.vm.power, VM_OFF);
	/* A bad kernel leaves it off and says why. */
	g->kernel[56] = 0;
	assert_false(vm_boot(&g->board.vm));
	assert_non_null(strstr(g->log, "not an arm64 Image"));
	assert_int_equal(g->board.vm.power, VM_OFF);
	guest_free(g);
}

/* What the world does to the devices of a machine that is off reaches no VCPU. */
static void test_off(void **state)
{
	struct buffer buffer = { NULL, 1526, NULL };
	struct guest *g = guest_new(1);
	uint8_t frame[60] = { 0 };
	struct driver q[2];

	(void)state;
	guest_gic_up(g);
	driver_start(g, &g->board.net.virtio, q, 2);
	driver_add(&q[0], &buffer, 1);
	guest_hvc(g, 0, 0x84000008, 0, 0, 0);
	assert_int_equal(g->board.vm.power, VM_OFF);
	assert_true(virtio_net_receive(&g->board.net, frame, sizeof(frame)));
	assert_int_equal(g->cpu[0].listed, 0);
	guest_free(g);
}

static void test_bootargs_too_long(void **state)
{
	static char long_one[20000];
	struct guest *g = guest_new(1);

	(void)state;
	memset(long_one, 'a', sizeof(long_one) - 1);
	g->board.vm.bootargs = long_one;
	assert_false(vm_boot(&g->board.vm));
	assert_non_null(strstr(g->log, "does not fit"));
	guest_free(g);
}

static int64_t call(struct guest *g, uint64_t x0, uint64_t x1, uint64_t x2)
{
	struct answer a = guest_hvc(g, 0, x0, x1, x2, 0);

	assert_int_equal(a.verdict, VERDICT_NEXT);
	assert_true(a.x[1] == x1 && a.x[2] == x2);
	return (int64_t)a.x[0];
}

static void test_psci(void **state)
{
	struct guest *g = guest_new(2);

	(void)state;
	assert_int_equal(call(g, 0x84000000, 0, 0), 0x10001);
	assert_int_equal(call(g, 0x80000000, 0, 0), 0x10001);
	assert_int_equal(call(g, 0x8400000a, 0x80000000, 0), 0);
	assert_int_equal(call(g, 0x8400000a, 0xc4000003, 0), 0);
	assert_int_equal(call(g, 0x8400000a, 0xc4000009, 0), -1); /* has no 64-bit form */
	assert_int_equal(call(g, 0xc4000000, 0, 0), -1);
	assert_int_equal(call(g, 0x80000001, 0x80008000, 0), -1);
	assert_int_equal(call(g, 0x80000001, 0x80000000, 0), 0);
	assert_int_equal(call(g, 0x8600ff01, 0, 0), -1); /* a hypervisor's identity */
	assert_int_equal(call(g, 0x84000006, 0, 0), 2);
	assert_int_equal(call(g, 0xc4000001, 0, 0), 0);
	assert_int_equal(call(g, 0xc4000004, 1, 0), 1);
	assert_int_equal(call(g, 0xc4000004, 2, 0), -2);
	assert_int_equal(call(g, 0xc4000004, 0, 1), -2);
	assert_int_equal(call(g, 0xc4000003, 2, BOARD_RAM), -2);
	assert_int_equal(call(g, 0xc4000003, 0x100, BOARD_RAM), -2);
	assert_int_equal(call(g, 0xc4000003, UINT64_MAX, BOARD_RAM), -2);
	assert_int_equal(call(g, 0xc4000003, 1, BOARD_RAM - 4), -9);
	assert_int_equal(call(g, 0xc4000003, 1, BOARD_RAM + GUEST_RAM), -9);
	assert_int_equal(call(g, 0xc4000003, 1, BOARD_RAM + 2), -9);
	assert_int_equal(call(g, 0xc4000003, 0, BOARD_RAM), -4);
	/* The 32-bit form looks at the low halves only. */
	assert_int_equal(call(g, 0x84000003, 0xff00000001, BOARD_RAM), 0);
	assert_int_equal(call(g, 0xc4000003, 1, BOARD_RAM), -4);
	assert_int_equal(call(g, 0xc4000004, 1, 0), 0);
	/* Off, and on again; the last one that goes off ends the machine. */
	assert_int_equal(guest_hvc(g, 1, 0x84000002, 0, 0, 0).verdict, VERDICT_STOP);
	assert_int_equal(call(g, 0xc4000003, 1, BOARD_RAM), 0);
	guest_hvc(g, 1, 0x84000002, 0, 0, 0);
	assert_int_equal(g->board.vm.power, VM_ON);
	guest_hvc(g, 0, 0x84000002, 0, 0, 0);
	assert_int_equal(g->board.vm.power, VM_OFF);
	guest_free(g);
}

static void test_faults(void **state)
{
	struct exit nowhere = { .kind = EXIT_MMIO, .address = 0x1000, .size = 4 },
		    odd = { .kind = EXIT_MMIO, .address = GIC_DISTRIBUTOR + 2, .size = 4 },
		    hvc = { .kind = EXIT_SMCCC, .number = 1 },
		    fault = { .kind = EXIT_FAULT, .address = 0xabc, .value = 0x96000000, .pc = 4 };
	struct guest *g = guest_new(1);
	struct answer a;

	(void)state;
	vm_exit(&g->board.vm, 0, &nowhere, &a);
	assert_int_equal(a.verdict, VERDICT_ABORT);
	vm_exit(&g->board.vm, 0, &odd, &a);
	assert_int_equal(a.verdict, VERDICT_ABORT);
	vm_exit(&g->board.vm, 0, &hvc, &a);
	assert_int_equal(a.verdict, VERDICT_UNDEFINED);
	for (unsigned i = 1; i < VM_FAULTS; i++) {
		vm_exit(&g->board.vm, 0, &fault, &a);
		assert_int_equal(a.verdict, VERDICT_ABORT);
	}
	assert_non_null(strstr(g->log, "address 0000000000000abc esr 0000000096000000 pc "
				       "0000000000000004"));
	vm_exit(&g->board.vm, 0, &hvc, &a); /* it lives */
	for (unsigned i = 1; i < VM_FAULTS; i++)
		vm_exit(&g->board.vm, 0, &fault, &a);
	assert_int_equal(g->board.vm.power, VM_ON);
	vm_exit(&g->board.vm, 0, &fault, &a);
	assert_int_equal(a.verdict, VERDICT_STOP);
	assert_int_equal(g->board.vm.power, VM_RESET);
	guest_free(g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_image_places),
		cmocka_unit_test(test_image_refused),
		cmocka_unit_test(test_writer_full),
		cmocka_unit_test(test_tree),
		cmocka_unit_test(test_boot_and_reset),
		cmocka_unit_test(test_off),
		cmocka_unit_test(test_bootargs_too_long),
		cmocka_unit_test(test_psci),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests_name("vmm boot", tests, NULL, NULL);
}
