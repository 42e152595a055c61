/* SPDX-License-Identifier: Apache-2.0 */
/* Virtqueues in hostile memory, spans, and the transport's registers out of order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/virtio/ring.h"
#include "user/vmm/bytes.h"
#include "user/vmm/test/guest.h"

enum {
	RAM = 1 << 16,
	DESC = 0x1000,
	AVAIL = 0x2000,
	USED = 0x3000,
	DATA = 0x4000,
};

#define BASE 0x40000000ull

struct memory {
	struct ram ram;
	struct vq vq;
	struct chain chain;
};

static struct memory *setup(uint16_t size, bool event_idx)
{
	struct memory *m = calloc(1, sizeof(*m));

	m->ram = (struct ram){ calloc(1, RAM), BASE, RAM };
	vq_reset(&m->vq, size);
	m->vq.desc = BASE + DESC;
	m->vq.avail = BASE + AVAIL;
	m->vq.used = BASE + USED;
	assert_true(vq_enable(&m->vq, &m->ram, event_idx));
	return m;
}

static void drop(struct memory *m)
{
	free(m->ram.at);
	free(m);
}

static void desc(struct memory *m, unsigned index, uint64_t address, uint32_t size, unsigned flags,
		 unsigned next)
{
	struct virtq_desc d = { address, size, (uint16_t)flags, (uint16_t)next };

	memcpy(m->ram.at + DESC + sizeof(d) * index, &d, sizeof(d));
}

static void offer(struct memory *m, uint16_t head)
{
	uint16_t index = get16(m->ram.at + AVAIL + 2);

	put16(m->ram.at + AVAIL + 4 + 2 * (index % m->vq.size), head);
	put16(m->ram.at + AVAIL + 2, (uint16_t)(index + 1));
}

static void test_enable(void **state)
{
	static const struct {
		uint16_t size;
		uint64_t desc, avail, used;
		bool fits;
	} cases[] = {
		{ 0, 0, 0, 0, false },
		{ 3, 0, 0, 0, false },
		{ 256, 0, 0, 0, false },
		{ 1, 0, 0, 0, true },
		{ 128, 0, 0, 0, true },
		{ 8, 8, 0, 0, false }, /* misaligned */
		{ 8, 0, 1, 0, false },
		{ 8, 0, 0, 2, false },
		{ 8, RAM - 128, 0, 0, true },
		{ 8, RAM - 112, 0, 0, false }, /* runs over the end */
		{ 8, 0, RAM - 22, 0, true },
		{ 8, 0, RAM - 20, 0, false },
		{ 8, 0, 0, RAM - 72, true }, /* 70 bytes */
		{ 8, 0, 0, RAM - 68, false },
		{ 8, (uint64_t)-0x1000, 0, 0, false }, /* below, and wrapping */
		{ 8, UINT64_MAX - BASE - 15, 0, 0, false },
	};
	struct ram ram = { calloc(1, RAM), BASE, RAM };
	struct vq vq;

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		vq_reset(&vq, cases[i].size);
		vq.desc = BASE + cases[i].desc;
		vq.avail = BASE + cases[i].avail;
		vq.used = BASE + cases[i].used;
		assert_int_equal(vq_enable(&vq, &ram, false), cases[i].fits);
	}
	free(ram.at);
}

static void test_take_and_put(void **state)
{
	struct memory *m = setup(4, false);

	(void)state;
	assert_false(vq_take(&m->vq, &m->ram, &m->chain));
	desc(m, 3, BASE + DATA, 16, VIRTQ_DESC_F_NEXT, 1);
	desc(m, 1, BASE + DATA + 100, 0, VIRTQ_DESC_F_NEXT, 2);
	desc(m, 2, BASE + RAM - 8, 8, VIRTQ_DESC_F_WRITE, 0);
	for (unsigned round = 0; round < 70000; round++) { /* the indices wrap */
		offer(m, 3);
		assert_false(vq_rest(&m->vq));
		assert_true(vq_take(&m->vq, &m->ram, &m->chain));
		assert_true(vq_rest(&m->vq));
		assert_int_equal(m->chain.head, 3);
		assert_int_equal(m->chain.readable, 2);
		assert_int_equal(m->chain.writable, 1);
		assert_ptr_equal(m->chain.part[2].at, m->ram.at + RAM - 8);
		vq_put(&m->vq, 3, round);
		assert_int_equal(get16(m->ram.at + USED + 2), (uint16_t)(round + 1));
		assert_int_equal(get32(m->ram.at + USED + 4 + 8 * (round % 4)), 3);
		assert_int_equal(get32(m->ram.at + USED + 8 + 8 * (round % 4)), round);
		assert_true(vq_wants_interrupt(&m->vq));
		assert_false(vq_wants_interrupt(&m->vq));
	}
	put16(m->ram.at + AVAIL, VIRTQ_AVAIL_F_NO_INTERRUPT);
	vq_put(&m->vq, 3, 0);
	assert_false(vq_wants_interrupt(&m->vq));
	drop(m);
}

static void test_event_index(void **state)
{
	struct memory *m = setup(4, true);
	uint8_t *used_event = m->ram.at + AVAIL + 4 + 2 * 4;
	const uint8_t *avail_event = m->ram.at + USED + 4 + 8 * 4;

	(void)state;
	desc(m, 0, BASE + DATA, 1, 0, 0);
	put16(used_event, 1); /* tell me when element 1 is put */
	offer(m, 0);
	assert_true(vq_take(&m->vq, &m->ram, &m->chain));
	assert_int_equal(get16(avail_event), 0);
	assert_true(vq_rest(&m->vq));
	assert_int_equal(get16(avail_event), 1);
	vq_put(&m->vq, 0, 0);
	assert_false(vq_wants_interrupt(&m->vq));
	vq_put(&m->vq, 0, 0);
	assert_true(vq_wants_interrupt(&m->vq));
	vq_put(&m->vq, 0, 0);
	assert_false(vq_wants_interrupt(&m->vq));
	/* Several at once, across the wrap of 16 bits. */
	m->vq.put = m->vq.signalled = 0xfffe;
	put16(used_event, 0xffff);
	vq_put(&m->vq, 0, 0);
	vq_put(&m->vq, 0, 0);
	vq_put(&m->vq, 0, 0);
	assert_true(vq_wants_interrupt(&m->vq));
	drop(m);
}

static void expect_broken(struct memory *m)
{
	offer(m, 0);
	assert_false(vq_take(&m->vq, &m->ram, &m->chain));
	assert_true(m->vq.broken);
	desc(m, 0, BASE + DATA, 16, 0, 0);
	assert_false(vq_take(&m->vq, &m->ram, &m->chain)); /* for good */
	assert_true(vq_rest(&m->vq));
	drop(m);
}

static void test_hostile_chains(void **state)
{
	struct memory *m;

	(void)state;
	m = setup(4, false); /* beyond RAM */
	desc(m, 0, BASE + RAM - 8, 9, 0, 0);
	expect_broken(m);
	m = setup(4, false); /* before RAM */
	desc(m, 0, BASE - 1, 2, 0, 0);
	expect_broken(m);
	m = setup(4, false); /* wrapping around 64 bits */
	desc(m, 0, UINT64_MAX - 3, 8, 0, 0);
	expect_broken(m);
	m = setup(4, false); /* next outside the table */
	desc(m, 0, BASE + DATA, 8, VIRTQ_DESC_F_NEXT, 4);
	expect_broken(m);
	m = setup(4, false); /* a loop */
	desc(m, 0, BASE + DATA, 8, VIRTQ_DESC_F_NEXT, 1);
	desc(m, 1, BASE + DATA, 8, VIRTQ_DESC_F_NEXT, 0);
	expect_broken(m);
	m = setup(4, false); /* a loop of one */
	desc(m, 0, BASE + DATA, 8, VIRTQ_DESC_F_NEXT, 0);
	expect_broken(m);
	m = setup(4, false); /* readable after writable */
	desc(m, 0, BASE + DATA, 8, VIRTQ_DESC_F_NEXT | VIRTQ_DESC_F_WRITE, 1);
	desc(m, 1, BASE + DATA, 8, 0, 0);
	expect_broken(m);
	m = setup(4, false); /* indirect, which was not offered */
	desc(m, 0, BASE + DATA, 16, VIRTQ_DESC_F_INDIRECT, 0);
	expect_broken(m);
	m = setup(4, false); /* more chains than descriptors */
	put16(m->ram.at + AVAIL + 2, 4);
	expect_broken(m);
	m = setup(4, false); /* a head outside the table */
	put16(m->ram.at + AVAIL + 4, 4);
	put16(m->ram.at + AVAIL + 2, 1);
	assert_false(vq_take(&m->vq, &m->ram, &m->chain));
	assert_true(m->vq.broken);
	drop(m);
}

static void test_longest_chain(void **state)
{
	struct memory *m = setup(VQ_MAX, false);

	(void)state;
	m->vq.avail = 0; /* the rings' pointers are taken already */
	for (unsigned i = 0; i < VQ_MAX; i++)
		desc(m, i, BASE + DATA, 1, i + 1 < VQ_MAX ? VIRTQ_DESC_F_NEXT : 0, i + 1);
	offer(m, 0);
	assert_true(vq_take(&m->vq, &m->ram, &m->chain));
	assert_int_equal(m->chain.readable, VQ_MAX);
	drop(m);
}

static void test_spans(void **state)
{
	uint8_t memory[10] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, out[12];
	struct chain chain = {
		.readable = 4,
		.part = { { memory, 3 }, { NULL, 0 }, { memory + 3, 4 }, { memory + 7, 3 } }
	};
	struct part parts[4];
	struct span span;

	(void)state;
	span = chain_readable(&chain);
	assert_int_equal(span_left(&span), 10);
	assert_int_equal(span_read(&span, out, 2), 2);
	assert_int_equal(span_left(&span), 8);
	assert_int_equal(span_read(&span, out + 2, 10), 8);
	assert_memory_equal(out, memory, 10);
	assert_int_equal(span_left(&span), 0);
	assert_int_equal(span_read(&span, out, 1), 0);
	span = chain_readable(&chain);
	assert_int_equal(span_skip(&span, 2), 2);
	assert_int_equal(span_split(&span, 6, parts, 4), 3);
	assert_ptr_equal(parts[0].at, memory + 2);
	assert_int_equal(parts[0].size, 1);
	assert_int_equal(parts[1].size, 4);
	assert_int_equal(parts[2].size, 1);
	assert_int_equal(span_split(&span, 3, parts, 4), 0); /* not so many bytes */
	span = chain_readable(&chain);
	assert_int_equal(span_split(&span, 10, parts, 2), 0); /* not so many parts */
	span = chain_readable(&chain);
	assert_int_equal(span_skip(&span, SIZE_MAX), 10);
	span = chain_readable(&chain);
	assert_int_equal(span_write(&span, "abcdefghijkl", 12), 10);
	assert_memory_equal(memory, "abcdefghij", 10);
	span = chain_writable(&chain);
	assert_int_equal(span_left(&span), 0);
	assert_int_equal(span_write(&span, "x", 1), 0);
}

/* The transport, with the console as the device at hand. */

static void test_features(void **state)
{
	struct guest *g = guest_new(1);
	uint64_t base = g->board.console.virtio.device.base;

	(void)state;
	guest_write(g, base + 0x14, 4, 2); /* no such half */
	assert_int_equal(guest_read(g, base + 0x10, 4), 0);
	guest_write(g, base + 0x70, 4, 3);
	guest_write(g, base + 0x70, 4, 11); /* without VERSION_1 */
	assert_int_equal(guest_read(g, base + 0x70, 4), 3);
	guest_write(g, base + 0x24, 4, 1);
	guest_write(g, base + 0x20, 4, 3); /* one that was not offered */
	guest_write(g, base + 0x70, 4, 11);
	assert_int_equal(guest_read(g, base + 0x70, 4), 3);
	guest_write(g, base + 0x70, 4, 15); /* DRIVER_OK does not slip in */
	assert_int_equal(guest_read(g, base + 0x70, 4), 3);
	guest_write(g, base + 0x20, 4, 1);
	guest_write(g, base + 0x70, 4, 11);
	assert_int_equal(guest_read(g, base + 0x70, 4), 11);
	guest_write(g, base + 0x20, 4, 0); /* too late to change */
	assert_true(g->board.console.virtio.accepted == VIRTIO_F_VERSION_1);
	guest_write(g, base + 0x70, 4, 0);
	assert_int_equal(guest_read(g, base + 0x70, 4), 0);
	assert_true(g->board.console.virtio.accepted == 0);
	guest_free(g);
}

static void test_queue_registers(void **state)
{
	struct guest *g = guest_new(1);
	struct virtio_device *v = &g->board.console.virtio;
	uint64_t base = v->device.base;
	struct driver q[2];

	(void)state;
	guest_write(g, base + 0x30, 4, 2); /* there are two */
	assert_int_equal(guest_read(g, base + 0x34, 4), 0);
	guest_write(g, base + 0x38, 4, 8);
	guest_write(g, base + 0x44, 4, 1);
	assert_int_equal(guest_read(g, base + 0x44, 4), 0);
	driver_start(g, v, q, 2);
	guest_write(g, base + 0x30, 4, 0);
	guest_write(g, base + 0x38, 4, 4); /* not while it is ready */
	guest_write(g, base + 0x80, 4, 0);
	assert_int_equal(v->queue[0].size, DRIVER_QUEUE_SIZE);
	assert_true(v->queue[0].desc == q[0].desc);
	guest_write(g, base + 0x50, 4, 2); /* a notice for a queue that is not there */
	guest_write(g, base + 0x44, 4, 0);
	guest_write(g, base + 0x38, 4, 129);
	guest_write(g, base + 0x44, 4, 1); /* a size that is not possible */
	assert_int_equal(guest_read(g, base + 0x44, 4), 0);
	assert_int_equal(guest_read(g, base + 0x70, 4), 15 | 64);
	assert_int_equal(guest_read(g, base + 0x60, 4), 2); /* told by an interrupt */
	guest_free(g);
}

static void test_other_registers(void **state)
{
	struct guest *g = guest_new(1);
	uint64_t base = g->board.console.virtio.device.base;

	(void)state;
	assert_int_equal(guest_read(g, base + 8, 4), VIRTIO_ID_CONSOLE);
	assert_int_equal(guest_read(g, base + 0xb0, 4), UINT32_MAX);
	assert_int_equal(guest_read(g, base + 0xb4, 4), UINT32_MAX);
	assert_int_equal(guest_read(g, base + 0xac, 4), 0); /* SHMSel is written only */
	assert_int_equal(guest_read(g, base, 2), 0);
	assert_int_equal(guest_read(g, base, 8), 0);
	assert_int_equal(guest_read(g, base + 0x100, 4), 0); /* no configuration */
	assert_int_equal(guest_read(g, base + 0xffc, 4), 0);
	base = g->board.block.virtio.device.base;
	assert_int_equal(guest_read(g, base + 0x100, 4), GUEST_DISK);
	assert_int_equal(guest_read(g, base + 0x100, 1), GUEST_DISK);
	assert_int_equal(guest_read(g, base + 0x100 + 63, 1), 0);
	assert_int_equal(guest_read(g, base + 0x100 + 64, 4), 0);
	guest_write(g, base + 0x100, 4, 1); /* read-only */
	assert_int_equal(guest_read(g, base + 0x100, 4), GUEST_DISK);
	guest_free(g);
}

static void test_interrupt(void **state)
{
	struct guest *g = guest_new(1);
	struct driver q[2];
	struct buffer text = { "x\n", 2, NULL };

	(void)state;
	guest_gic_up(g);
	driver_start(g, &g->board.console.virtio, q, 2);
	driver_add(&q[1], &text, 1);
	driver_add(&q[1], &text, 1); /* the line is high already */
	assert_int_equal(g->cpu[0].listed, 1);
	assert_int_equal(g->cpu[0].lr[0] & 0xffff, g->board.console.virtio.device.intid);
	assert_int_equal(driver_interrupt(&q[1]), 1);
	assert_int_equal(guest_read(g, q[1].base + 0x60, 4), 0);
	driver_add(&q[1], &text, 1);
	assert_int_equal(g->cpu[0].listed, 2);
	guest_free(g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_enable),		cmocka_unit_test(test_take_and_put),
		cmocka_unit_test(test_event_index),	cmocka_unit_test(test_hostile_chains),
		cmocka_unit_test(test_longest_chain),	cmocka_unit_test(test_spans),
		cmocka_unit_test(test_features),	cmocka_unit_test(test_queue_registers),
		cmocka_unit_test(test_other_registers), cmocka_unit_test(test_interrupt),
	};

	return cmocka_run_group_tests_name("vmm queue", tests, NULL, NULL);
}
