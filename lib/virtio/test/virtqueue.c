/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The driver's side of virtio against a fake device: one that keeps the rules, and ones that break
 * each of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/virtio/mmio.h"
#include "lib/virtio/test/fake.h"
#include "lib/virtio/virtqueue.h"

#define SIZE 8

struct bench {
	struct fake device;
	struct dma dma;
	struct virtio v;
	struct virtqueue q;
};

static int begin(void **state)
{
	static struct bench b;

	fake_init(&b.device, VIRTIO_ID_RNG, 0, 65536, 256);
	b.dma = fake_dma(&b.device);
	assert_int_equal(virtio_begin(&b.v, (uintptr_t)&b.device, VIRTIO_ID_RNG, 0), VIRTIO_OK);
	assert_int_equal(virtio_queue(&b.v, 0, &b.q, &b.dma, SIZE), VIRTIO_OK);
	virtio_start(&b.v);
	*state = &b;
	return 0;
}

static int end(void **state)
{
	fake_free(&((struct bench *)*state)->device);
	return 0;
}

/* A part of the bench's memory, taken once and used again and again. */
static struct virtqueue_part part(struct bench *b, uint32_t size)
{
	return (struct virtqueue_part){ b->dma.device, size };
}

static void add(struct bench *b, unsigned readable, unsigned writable, uint32_t token)
{
	struct virtqueue_part parts[SIZE];

	for (unsigned i = 0; i < readable + writable; i++)
		parts[i] = part(b, 100);
	assert_true(virtqueue_add(&b->q, parts, readable, writable, token));
}

static void expect(struct bench *b, uint32_t token, uint32_t written)
{
	uint32_t got_token, got_written;

	assert_int_equal(virtqueue_take(&b->q, &got_token, &got_written), VIRTQUEUE_TAKEN);
	assert_int_equal(got_token, token);
	assert_int_equal(got_written, written);
}

static void expect_result(struct bench *b, enum virtqueue_taken result)
{
	uint32_t token = 77, written = 77;

	assert_int_equal(virtqueue_take(&b->q, &token, &written), result);
	assert_int_equal(token, 77);
	assert_int_equal(written, 77);
}

static void a_chain_goes_and_comes_back(void **state)
{
	struct bench *b = *state;
	struct dma out = dma_take(&b->dma, 64, 16), in = dma_take(&b->dma, 64, 16);
	struct virtqueue_part parts[] = { { out.device, 5 }, { in.device, 64 } };
	struct fake_chain chain;
	char text[8] = "";

	memcpy(out.memory, "hello", 5);
	assert_true(virtqueue_add(&b->q, parts, 1, 1, 42));
	assert_true(virtqueue_wants_notice(&b->q));
	expect_result(b, VIRTQUEUE_NONE);
	assert_true(fake_take(&b->device, 0, &chain));
	assert_int_equal(fake_read(&chain, text, sizeof(text)), 5);
	assert_string_equal(text, "hello");
	fake_use(&b->device, 0, chain.head, fake_fill(&chain, "world!", 6));
	expect(b, 42, 6);
	assert_memory_equal(in.memory, "world!", 6);
	expect_result(b, VIRTQUEUE_NONE);
}

static void chains_come_back_in_any_order(void **state)
{
	struct bench *b = *state;
	struct fake_chain chain[4];

	for (unsigned i = 0; i < 4; i++)
		add(b, 1, 1, 100 + i);
	assert_int_equal(b->q.free_count, 0);
	for (unsigned i = 0; i < 4; i++)
		assert_true(fake_take(&b->device, 0, &chain[i]));
	for (unsigned i = 0; i < 4; i++)
		fake_use(&b->device, 0, chain[(i + 2) % 4].head, i);
	for (unsigned i = 0; i < 4; i++)
		expect(b, 100 + (i + 2) % 4, i);
	assert_int_equal(b->q.free_count, SIZE);
}

static void a_full_queue_takes_nothing(void **state)
{
	struct bench *b = *state;
	struct virtqueue_part parts[3] = { part(b, 1), part(b, 1), part(b, 1) };

	assert_false(virtqueue_add(&b->q, parts, 0, 0, 0));
	add(b, 3, 3, 1);
	assert_int_equal(b->q.free_count, 2);
	assert_false(virtqueue_add(&b->q, parts, 2, 1, 2));
	assert_int_equal(b->q.free_count, 2);
	assert_true(virtqueue_add(&b->q, parts, 1, 1, 3));
	assert_false(virtqueue_add(&b->q, parts, 1, 0, 4));
}

/* The 16-bit indices wrap more than once. */
static void indices_wrap(void **state)
{
	struct bench *b = *state;
	struct fake_chain chain;

	for (uint32_t i = 0; i < 150000; i++) {
		add(b, i % 3, 1 + i % 2, i);
		assert_true(fake_take(&b->device, 0, &chain));
		assert_int_equal(chain.readable, i % 3);
		assert_int_equal(chain.writable, 1 + i % 2);
		fake_use(&b->device, 0, chain.head, i % 100);
		expect(b, i, i % 100);
	}
	assert_int_equal(b->q.free_count, SIZE);
}

static void the_device_can_ask_for_no_notices(void **state)
{
	struct bench *b = *state;

	b->q.used->flags = VIRTQ_USED_F_NO_NOTIFY;
	add(b, 1, 0, 1);
	assert_false(virtqueue_wants_notice(&b->q));
	b->q.used->flags = 0;
	assert_true(virtqueue_wants_notice(&b->q));
	virtio_notify(&b->v, 0);
	assert_int_equal(b->device.queue[0].notices, 1);
}

static void interrupts_are_asked_for(void **state)
{
	struct bench *b = *state;

	assert_int_equal(b->q.avail->flags, 0);
	virtqueue_want_interrupts(&b->q, false);
	assert_int_equal(b->q.avail->flags, VIRTQ_AVAIL_F_NO_INTERRUPT);
	virtqueue_want_interrupts(&b->q, true);
	assert_int_equal(b->q.avail->flags, 0);
}

/* From here on the device is hostile. After each attack the queue stays closed. */

static void expect_broken(struct bench *b)
{
	struct virtqueue_part one = part(b, 1);

	expect_result(b, VIRTQUEUE_BROKEN);
	expect_result(b, VIRTQUEUE_BROKEN);
	assert_false(virtqueue_add(&b->q, &one, 1, 0, 0));
}

static void an_id_beyond_the_queue_breaks_it(void **state)
{
	struct bench *b = *state;

	add(b, 0, 1, 1);
	fake_use(&b->device, 0, SIZE, 0);
	expect_broken(b);
}

static void a_huge_id_breaks_it(void **state)
{
	struct bench *b = *state;

	add(b, 0, 1, 1);
	fake_use(&b->device, 0, 0x10000, 0);
	expect_broken(b);
}

static void an_id_that_is_no_head_breaks_it(void **state)
{
	struct bench *b = *state;
	struct fake_chain chain;

	add(b, 1, 2, 1);
	assert_true(fake_take(&b->device, 0, &chain));
	fake_use(&b->device, 0, chain.head + 1u, 0);
	expect_broken(b);
}

static void the_same_id_twice_breaks_it(void **state)
{
	struct bench *b = *state;
	struct fake_chain chain;

	add(b, 0, 1, 1);
	add(b, 0, 1, 2);
	assert_true(fake_take(&b->device, 0, &chain));
	fake_use(&b->device, 0, chain.head, 0);
	fake_use(&b->device, 0, chain.head, 0);
	expect(b, 1, 0);
	expect_broken(b);
}

static void more_bytes_than_fit_break_it(void **state)
{
	struct bench *b = *state;
	struct fake_chain chain;

	add(b, 2, 2, 1);
	assert_true(fake_take(&b->device, 0, &chain));
	fake_use(&b->device, 0, chain.head, 201);
	expect_broken(b);
}

static void bytes_into_readable_parts_break_it(void **state)
{
	struct bench *b = *state;
	struct fake_chain chain;

	add(b, 2, 0, 1);
	assert_true(fake_take(&b->device, 0, &chain));
	fake_use(&b->device, 0, chain.head, 1);
	expect_broken(b);
}

static void an_index_that_jumps_breaks_it(void **state)
{
	struct bench *b = *state;

	add(b, 0, 1, 1);
	fake_set_used(&b->device, 0, 2);
	expect_broken(b);
}

static void an_index_that_goes_back_breaks_it(void **state)
{
	struct bench *b = *state;

	add(b, 0, 1, 1);
	fake_set_used(&b->device, 0, 0xffff);
	expect_broken(b);
}

static void an_index_without_any_chain_breaks_it(void **state)
{
	struct bench *b = *state;

	fake_use(&b->device, 0, 0, 0);
	expect_broken(b);
}

/* The device can write the descriptors and the available ring; nothing of it reaches the driver. */
static void scribbling_over_the_rings_changes_nothing(void **state)
{
	struct bench *b = *state;
	struct fake_chain chain[2];

	add(b, 1, 2, 1);
	add(b, 0, 2, 2);
	assert_true(fake_take(&b->device, 0, &chain[0]));
	assert_true(fake_take(&b->device, 0, &chain[1]));
	memset(b->q.desc, 0xff, SIZE * sizeof(*b->q.desc));
	memset(b->q.avail, 0xff, sizeof(*b->q.avail) + SIZE * 2);
	fake_use(&b->device, 0, chain[1].head, 200);
	fake_use(&b->device, 0, chain[0].head, 200);
	expect(b, 2, 200);
	expect(b, 1, 200);
	assert_int_equal(b->q.free_count, SIZE);
	b->device.queue[0].seen = 2;
	add(b, 3, 3, 3);
	assert_true(fake_take(&b->device, 0, &chain[0]));
	assert_int_equal(chain[0].readable, 3);
	assert_int_equal(chain[0].writable, 3);
}

static void sizes_are_checked(void **state)
{
	struct bench *b = *state;
	struct virtqueue q;
	struct dma little = { b->dma.memory, b->dma.device, 200 };

	assert_false(virtqueue_init(&q, &b->dma, 0));
	assert_false(virtqueue_init(&q, &b->dma, 3));
	assert_false(virtqueue_init(&q, &b->dma, VIRTQUEUE_MAX * 2));
	assert_false(virtqueue_init(&q, &little, 16));
	assert_true(virtqueue_init(&q, &b->dma, VIRTQUEUE_MAX));
}

static void dma_is_cut_aligned_and_within_bounds(void **state)
{
	struct bench *b = *state;
	struct dma whole = { b->device.memory, FAKE_BASE, 4096 }, part1, part2;

	part1 = dma_take(&whole, 10, 1);
	part2 = dma_take(&whole, 16, 64);
	assert_int_equal(part1.size, 10);
	assert_ptr_equal(part2.memory, b->device.memory + 64);
	assert_int_equal(part2.device, FAKE_BASE + 64);
	assert_int_equal(whole.size, 4096 - 80);
	assert_int_equal(dma_take(&whole, 4096 - 79, 1).size, 0);
	assert_int_equal(dma_take(&whole, SIZE_MAX, 4096).size, 0);
	assert_int_equal(dma_take(&whole, 4096 - 80, 16).size, 4096 - 80);
	assert_int_equal(dma_take(&whole, 1, 1).size, 0);
	whole = (struct dma){ b->device.memory, FAKE_BASE + 8, 4096 };
	assert_int_equal(dma_take(&whole, 16, 16).size, 0);
	assert_int_equal(dma_take(&whole, 16, 8).size, 16);
}

#define BENCH(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH(a_chain_goes_and_comes_back),
		BENCH(chains_come_back_in_any_order),
		BENCH(a_full_queue_takes_nothing),
		BENCH(indices_wrap),
		BENCH(the_device_can_ask_for_no_notices),
		BENCH(interrupts_are_asked_for),
		BENCH(an_id_beyond_the_queue_breaks_it),
		BENCH(a_huge_id_breaks_it),
		BENCH(an_id_that_is_no_head_breaks_it),
		BENCH(the_same_id_twice_breaks_it),
		BENCH(more_bytes_than_fit_break_it),
		BENCH(bytes_into_readable_parts_break_it),
		BENCH(an_index_that_jumps_breaks_it),
		BENCH(an_index_that_goes_back_breaks_it),
		BENCH(an_index_without_any_chain_breaks_it),
		BENCH(scribbling_over_the_rings_changes_nothing),
		BENCH(sizes_are_checked),
		BENCH(dma_is_cut_aligned_and_within_bounds),
	};

	return cmocka_run_group_tests_name("virtqueue", tests, NULL, NULL);
}
