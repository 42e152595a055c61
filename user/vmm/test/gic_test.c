/* SPDX-License-Identifier: Apache-2.0 */
/* The interrupt controller: Linux' probe, every state an interrupt can be in, several VCPUs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "user/vmm/test/guest.h"

#define GICD	((uint64_t)GIC_DISTRIBUTOR)
#define GICR(n) ((uint64_t)GIC_REDISTRIBUTORS + 0x20000u * (n))
#define SGIS(n) (GICR(n) + 0x10000)
#define SGI1R	VM_REGISTER(3, 0, 12, 11, 5)
#define ASGI1R	VM_REGISTER(3, 0, 12, 11, 6)
#define SGI0R	VM_REGISTER(3, 0, 12, 11, 7)
#define LR(intid, priority)                                                                        \
	((uint64_t)5 << 60 | (uint64_t)(priority) << 48 | (uint64_t)(intid)) /* pending, group 1 */
#define LR_EOI ((uint64_t)1 << 41)

static struct guest *setup(unsigned cpus)
{
	struct guest *g = guest_new(cpus);

	guest_gic_up(g);
	for (unsigned cpu = 0; cpu < cpus; cpu++) {
		if (cpu > 0)
			guest_hvc(g, 0, 0xc4000003, cpu, BOARD_RAM, 0);
		guest_write(g, GICR(cpu) + 0x14, 4, 0);
		guest_write(g, SGIS(cpu) + 0x80, 4, UINT32_MAX);
		guest_write(g, SGIS(cpu) + 0x100, 4, 0xffff);
	}
	return g;
}

static void line(struct guest *g, unsigned intid, bool high)
{
	gic_line(&g->board.vm.gic, intid, high);
}

/* The accesses of gic_init_bases(), gic_dist_init() and gic_cpu_init() of Linux 6.12, in order. */
static void test_linux_probe(void **state)
{
	struct guest *g = guest_new(2);
	uint64_t typer;

	(void)state;
	assert_int_equal(guest_read(g, GICD + 0xffe8, 4) & 0xf0, 0x30);
	typer = guest_read(g, GICD + 4, 4);
	assert_int_equal((typer & 0x1f) + 1, 2);	/* 64 interrupts */
	assert_int_equal((typer >> 19 & 0x1f) + 1, 10); /* identifier bits */
	assert_int_equal(typer & (1 << 17 | 1 << 16 | 1 << 8),
			 0); /* no LPIs, MBIs, extended SPIs */
	assert_int_equal(guest_read(g, GICD + 0xc, 4), 0);
	for (unsigned cpu = 0; cpu < 2; cpu++) {
		uint64_t own = guest_read(g, GICR(cpu) + 8, 8);

		assert_int_equal(guest_read(g, GICR(cpu) + 0xffe8, 4) & 0xf0, 0x30);
		assert_int_equal(own >> 32, cpu);
		assert_int_equal(own & 1 << 4, cpu == 1 ? 1 << 4 : 0);
		assert_int_equal(guest_read(g, GICR(cpu) + 12, 4), cpu);
	}
	/* Writes to GICD_CTLR: off, then ARE and both group enables. */
	guest_write(g, GICD, 4, 0);
	assert_int_equal(guest_read(g, GICD, 4), 0x50); /* DS, ARE; RWP clear */
	for (unsigned i = 32; i < 64; i += 32) {
		guest_write(g, GICD + 0x80 + i / 8, 4, UINT32_MAX);
		guest_write(g, GICD + 0x380 + i / 8, 4, UINT32_MAX);
		guest_write(g, GICD + 0x180 + i / 8, 4, UINT32_MAX);
	}
	for (unsigned i = 32; i < 64; i += 4)
		guest_write(g, GICD + 0x400 + i, 4, 0xa0a0a0a0);
	guest_write(g, GICD, 4, 0x13);
	assert_int_equal(guest_read(g, GICD, 4), 0x53);
	for (unsigned i = 32; i < 64; i++)
		guest_write(g, GICD + 0x6000 + 8 * i, 8, 0);
	/* gic_enable_redist: ProcessorSleep off, wait for ChildrenAsleep. */
	assert_int_equal(guest_read(g, GICR(0) + 0x14, 4), 6);
	guest_write(g, GICR(0) + 0x14, 4, 4);
	assert_int_equal(guest_read(g, GICR(0) + 0x14, 4), 0);
	guest_write(g, SGIS(0) + 0x80, 4, UINT32_MAX);
	guest_write(g, SGIS(0) + 0x380, 4, UINT32_MAX);
	guest_write(g, SGIS(0) + 0x180, 4, UINT32_MAX);
	for (unsigned i = 0; i < 32; i += 4)
		guest_write(g, SGIS(0) + 0x400 + i, 4, 0xa0a0a0a0);
	assert_int_equal(guest_read(g, GICR(0), 4) & 8, 0); /* RWP */
	guest_write(g, SGIS(0) + 0x100, 4, 0xff);
	assert_int_equal(guest_read(g, SGIS(0) + 0x100, 4), 0xff);
	assert_int_equal(g->cpu[0].listed, 0);
	guest_free(g);
}

static void test_edge(void **state)
{
	struct guest *g = setup(1);

	(void)state;
	guest_write(g, GICD + 0x400 + 40, 1, 0xa5);
	assert_int_equal(guest_read(g, GICD + 0x400 + 40, 1), 0xa0); /* five bits are kept */
	line(g, 40, true);
	assert_int_equal(g->cpu[0].listed, 1);
	assert_true(g->cpu[0].lr[0] == LR(40, 0xa0));
	assert_int_equal(guest_read(g, GICD + 0x204, 4), 0); /* handed over */
	line(g, 40, true);
	assert_int_equal(g->cpu[0].listed, 1); /* no edge */
	line(g, 40, false);
	line(g, 40, true);
	assert_int_equal(g->cpu[0].listed, 2); /* again, whether or not the first was taken */
	guest_free(g);
}

static void test_level(void **state)
{
	struct guest *g = setup(1);

	(void)state;
	guest_write(g, GICD + 0xc08, 4, 0); /* 32..47 */
	line(g, 33, true);
	assert_int_equal(g->cpu[0].listed, 1);
	assert_true(g->cpu[0].lr[0] == (LR(33, 0) | LR_EOI));
	line(g, 33, false);
	line(g, 33, true);
	assert_int_equal(g->cpu[0].listed, 1); /* once until it is deactivated */
	gic_deactivated(&g->board.vm.gic, 0, 33);
	assert_int_equal(g->cpu[0].listed, 2); /* still high */
	line(g, 33, false);
	gic_deactivated(&g->board.vm.gic, 0, 33);
	assert_int_equal(g->cpu[0].listed, 2);
	gic_deactivated(&g->board.vm.gic, 0, 1023); /* from nowhere: nothing */
	guest_free(g);
}

static void test_disabled_waits(void **state)
{
	struct guest *g = setup(1);

	(void)state;
	guest_write(g, GICD + 0x184, 4, 1 << 8);
	assert_int_equal(guest_read(g, GICD + 0x104, 4), (uint32_t) ~(1u << 8));
	line(g, 40, true);
	line(g, 40, false);
	assert_int_equal(g->cpu[0].listed, 0);
	assert_int_equal(guest_read(g, GICD + 0x204, 4), 1 << 8);
	guest_write(g, GICD + 0x104, 4, 1 << 8);
	assert_int_equal(g->cpu[0].listed, 1);
	/* A level that went away before it was enabled is gone. */
	guest_write(g, GICD + 0xc08, 4, 0);
	guest_write(g, GICD + 0x184, 4, 1 << 9);
	line(g, 41, true);
	line(g, 41, false);
	guest_write(g, GICD + 0x104, 4, 1 << 9);
	assert_int_equal(g->cpu[0].listed, 1);
	guest_free(g);
}

static void test_groups_and_control(void **state)
{
	struct guest *g = setup(1);

	(void)state;
	guest_write(g, GICD, 4, 0);
	line(g, 40, true);
	assert_int_equal(g->cpu[0].listed, 0);
	guest_write(g, GICD, 4, 1); /* group 0 only, 40 is group 1 */
	assert_int_equal(g->cpu[0].listed, 0);
	guest_write(g, GICD + 0x84, 4, 0); /* now it is group 0 */
	assert_int_equal(g->cpu[0].listed, 1);
	assert_true(g->cpu[0].lr[0] == ((uint64_t)1 << 62 | 40));
	guest_free(g);
}

static void test_software_pending_and_active(void **state)
{
	struct guest *g = setup(1);

	(void)state;
	guest_write(g, GICD + 0x304, 4, 1 << 10);
	assert_int_equal(guest_read(g, GICD + 0x304, 4), 1 << 10);
	guest_write(g, GICD + 0x204, 4, 1 << 10);
	assert_int_equal(g->cpu[0].listed, 0); /* an active interrupt is not taken again */
	assert_int_equal(guest_read(g, GICD + 0x284, 4), 1 << 10);
	guest_write(g, GICD + 0x284, 4, 1 << 10);
	guest_write(g, GICD + 0x384, 4, 1 << 10);
	assert_int_equal(g->cpu[0].listed, 0); /* it was cleared meanwhile */
	guest_write(g, GICD + 0x204, 4, 1 << 10);
	assert_int_equal(g->cpu[0].listed, 1);
	guest_free(g);
}

static void test_full_and_priority(void **state)
{
	struct guest *g = setup(1);

	(void)state;
	g->cpu[0].room = 0;
	for (unsigned i = 0; i < 4; i++) {
		guest_write(g, GICD + 0x400 + 40 + i, 1, 0xc0 - 0x20 * i);
		line(g, 40 + i, true);
	}
	line(g, 39, true); /* priority 0, the highest */
	line(g, 38, true);
	assert_int_equal(g->cpu[0].listed, 0);
	g->cpu[0].room = 2;
	gic_window(&g->board.vm.gic, 0);
	assert_int_equal(g->cpu[0].listed, 2);
	assert_true(g->cpu[0].lr[0] == LR(38, 0)); /* the lower number first among equals */
	assert_true(g->cpu[0].lr[1] == LR(39, 0));
	g->cpu[0].room = 16;
	gic_window(&g->board.vm.gic, 0);
	assert_int_equal(g->cpu[0].listed, 6);
	for (unsigned i = 0; i < 4; i++)
		assert_true(g->cpu[0].lr[2 + i] == LR(43 - i, 0x60 + 0x20 * i));
	guest_free(g);
}

static void test_routing(void **state)
{
	struct guest *g = setup(3);

	(void)state;
	guest_write(g, GICD + 0x6000 + 8 * 45, 8, 2);
	assert_int_equal(guest_read(g, GICD + 0x6000 + 8 * 45, 8), 2);
	line(g, 45, true);
	assert_int_equal(g->cpu[2].listed, 1);
	assert_int_equal(g->cpu[0].listed + g->cpu[1].listed, 0);
	/* In halves, and to a place where nobody is: it waits. */
	guest_write(g, GICD + 0x6000 + 8 * 46 + 4, 4, 1);
	guest_write(g, GICD + 0x6000 + 8 * 46, 4, 1);
	assert_true(guest_read(g, GICD + 0x6000 + 8 * 46, 8) == 0x100000001);
	line(g, 46, true);
	assert_int_equal(g->cpu[0].listed + g->cpu[1].listed + g->cpu[2].listed, 1);
	guest_write(g, GICD + 0x6000 + 8 * 46 + 4, 4, 0);
	assert_int_equal(g->cpu[1].listed, 1);
	guest_free(g);
}

static void test_sgi(void **state)
{
	struct guest *g = setup(4);
	struct answer a;

	(void)state;
	a = guest_register(g, 1, SGI1R, true, (uint64_t)7 << 24 | 0x5);
	assert_int_equal(a.verdict, VERDICT_NEXT);
	assert_true(g->cpu[0].lr[0] == LR(7, 0) && g->cpu[2].lr[0] == LR(7, 0));
	assert_int_equal(g->cpu[1].listed + g->cpu[3].listed, 0);
	guest_register(g, 1, SGI1R, true, (uint64_t)1 << 40 | 3 << 24); /* all others */
	assert_int_equal(g->cpu[1].listed, 0);
	assert_true(g->cpu[0].lr[1] == LR(3, 0) && g->cpu[3].lr[0] == LR(3, 0));
	/* Other clusters: Aff1, Aff2, Aff3 and the range selector. */
	guest_register(g, 1, SGI1R, true, (uint64_t)1 << 16 | 0xf);
	guest_register(g, 1, SGI1R, true, (uint64_t)1 << 32 | 0xf);
	guest_register(g, 1, SGI1R, true, (uint64_t)1 << 48 | 0xf);
	guest_register(g, 1, SGI1R, true, (uint64_t)1 << 44 | 0xf);
	guest_register(g, 1, ASGI1R, true, 0xf);
	guest_register(g, 1, SGI0R, true, 0xf);	   /* they are in group 1 */
	guest_register(g, 1, SGI1R, true, 0xfff0); /* VCPUs that do not exist */
	assert_int_equal(g->cpu[0].listed, 2);
	guest_write(g, SGIS(0) + 0x80, 4, ~(1u << 5));
	guest_write(g, GICD, 4, 0x13);
	guest_register(g, 1, SGI0R, true, 5 << 24 | 1);
	assert_true(g->cpu[0].lr[2] == ((uint64_t)1 << 62 | 5));
	/* A disabled SGI waits, and so does one for a sleeping redistributor. */
	guest_write(g, SGIS(3) + 0x180, 4, 1 << 9);
	guest_register(g, 0, SGI1R, true, 9 << 24 | 8);
	assert_int_equal(g->cpu[3].listed, 1);
	assert_int_equal(guest_read(g, SGIS(3) + 0x200, 4), 1 << 9);
	guest_write(g, GICR(3) + 0x14, 4, 2);
	guest_write(g, SGIS(3) + 0x100, 4, 1 << 9);
	assert_int_equal(g->cpu[3].listed, 1);
	guest_write(g, GICR(3) + 0x14, 4, 0);
	assert_int_equal(g->cpu[3].listed, 2);
	guest_free(g);
}

static void test_sgi_reads(void **state)
{
	struct guest *g = setup(1);

	(void)state;
	assert_int_equal(guest_register(g, 0, SGI1R, false, 0).verdict, VERDICT_UNDEFINED);
	assert_int_equal(guest_register(g, 0, VM_REGISTER(3, 0, 0, 0, 5), false, 0).verdict,
			 VERDICT_UNDEFINED);
	assert_int_equal(guest_register(g, 0, VM_REGISTER(2, 0, 1, 1, 4), false, 0).value, 8);
	assert_int_equal(guest_register(g, 0, VM_REGISTER(2, 0, 0, 2, 2), true, 1).verdict,
			 VERDICT_NEXT);
	guest_free(g);
}

/* The kernel's template follows PPI 27's enable, group, priority, and the controller's own switches. */
static void test_timer(void **state)
{
	struct guest *g = setup(1);

	(void)state;
	assert_true(g->cpu[0].timer == 0);
	guest_write(g, SGIS(0) + 0x400 + 27, 1, 0xa0);
	guest_write(g, SGIS(0) + 0x100, 4, 1 << 27);
	assert_true(g->cpu[0].timer == LR(27, 0xa0));
	guest_write(g, SGIS(0) + 0x400 + 24, 4, 0x80000000);
	assert_true(g->cpu[0].timer == LR(27, 0x80));
	guest_write(g, GICD, 4, 0);
	assert_true(g->cpu[0].timer == 0);
	guest_write(g, GICD, 4, 2);
	assert_true(g->cpu[0].timer == LR(27, 0x80));
	guest_write(g, GICR(0) + 0x14, 4, 2);
	assert_true(g->cpu[0].timer == 0);
	guest_write(g, GICR(0) + 0x14, 4, 0);
	guest_write(g, SGIS(0) + 0x180, 4, 1 << 27);
	assert_true(g->cpu[0].timer == 0);
	assert_int_equal(g->cpu[0].listed, 0);
	guest_free(g);
}

/* An interrupt for a VCPU that is off waits until it is on; what it had listed is offered again. */
static void test_cpu_off(void **state)
{
	struct guest *g = setup(2);

	(void)state;
	guest_write(g, GICD + 0xc08, 4, 0);
	guest_write(g, GICD + 0x6000 + 8 * 40, 8, 1);
	line(g, 40, true);
	assert_int_equal(g->cpu[1].listed, 1);
	assert_int_equal(guest_hvc(g, 1, 0x84000002, 0, 0, 0).verdict, VERDICT_STOP);
	guest_register(g, 0, SGI1R, true, 1 << 24 | 2);
	assert_int_equal(g->cpu[1].listed, 1);
	guest_hvc(g, 0, 0xc4000003, 1, BOARD_RAM, 0);
	assert_int_equal(g->cpu[1].listed, 2);
	assert_true(g->cpu[1].lr[0] == LR(1, 0));
	assert_true(g->cpu[1].lr[1] == (LR(40, 0) | LR_EOI));
	guest_free(g);
}

/* What there is not reads as zero, takes no write, and is no way out of the arrays. */
static void test_reserved(void **state)
{
	static const uint32_t reserved[] = { 0x100, 0x108,  0x17c,  0x404,  0x440,
					     0x7fc, 0x800,  0xc00,  0xc10,  0xcfc,
					     0xf00, 0x6000, 0x6200, 0x7fd8, 0x7ffc };
	struct guest *g = setup(1);

	(void)state;
	for (unsigned i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
		guest_write(g, GICD + reserved[i], 4, UINT32_MAX);
		assert_int_equal(guest_read(g, GICD + reserved[i], 4), 0);
	}
	guest_write(g, GICD + 0x104, 2, 0); /* a width that is not allowed */
	assert_int_equal(guest_read(g, GICD + 0x104, 2), 0);
	assert_int_equal(guest_read(g, SGIS(0) + 0x420, 4), 0);
	guest_write(g, SGIS(0) + 0xc00, 4, 0);
	assert_int_equal(guest_read(g, SGIS(0) + 0xc00, 4), 0xaaaaaaaa); /* SGIs stay edges */
	guest_write(g, SGIS(0) + 0xc04, 4, 0x2);
	assert_int_equal(guest_read(g, SGIS(0) + 0xc04, 4), 0x2);
	assert_int_equal(guest_read(g, GICD + 0xc08, 4), 0xaaaaaaaa);
	guest_free(g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_linux_probe),
		cmocka_unit_test(test_edge),
		cmocka_unit_test(test_level),
		cmocka_unit_test(test_disabled_waits),
		cmocka_unit_test(test_groups_and_control),
		cmocka_unit_test(test_software_pending_and_active),
		cmocka_unit_test(test_full_and_priority),
		cmocka_unit_test(test_routing),
		cmocka_unit_test(test_sgi),
		cmocka_unit_test(test_sgi_reads),
		cmocka_unit_test(test_timer),
		cmocka_unit_test(test_cpu_off),
		cmocka_unit_test(test_reserved),
	};

	return cmocka_run_group_tests_name("vmm gic", tests, NULL, NULL);
}
