/* SPDX-License-Identifier: Apache-2.0 */
/* The network driver against a fake device. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/virtio/test/fake.h"
#include "user/services/net/nic.h"

#define FEATURES ((UINT64_C(1) << 5) | (UINT64_C(1) << 16) | (UINT64_C(1) << 0))

struct bench {
	struct fake device;
	struct nic nic;
	uint8_t frame[NIC_FRAME_MAX];
	size_t size;
	unsigned frames;
};

static int begin(void **state)
{
	static struct bench b;

	memset(&b, 0, sizeof(b));
	fake_init(&b.device, VIRTIO_ID_NET, FEATURES, 2 * 1024 * 1024, 256);
	memcpy(b.device.config, "\x02\x00\x00\x00\x00\x07\x01\x00", 8);
	assert_int_equal(nic_start(&b.nic, (uintptr_t)&b.device, fake_dma(&b.device)), VIRTIO_OK);
	nic_run(&b.nic);
	*state = &b;
	return 0;
}

static int end(void **state)
{
	fake_free(&((struct bench *)*state)->device);
	return 0;
}

static void take(void *context, const void *frame, size_t size)
{
	struct bench *b = context;

	b->frames++;
	b->size = size;
	if (size <= sizeof(b->frame))
		memcpy(b->frame, frame, size);
}

static void device_sends(struct bench *b, const void *frame, size_t size)
{
	struct fake_chain chain;
	uint8_t bytes[2048] = { 0 };

	memcpy(bytes + 12, frame, size);
	assert_true(fake_take(&b->device, 0, &chain));
	assert_int_equal(chain.readable, 0);
	fake_use(&b->device, 0, chain.head, fake_fill(&chain, bytes, size + 12));
}

static void it_says_what_it_found(void **state)
{
	struct bench *b = *state;

	assert_memory_equal(b->nic.address, "\x02\x00\x00\x00\x00\x07", 6);
	assert_true(b->nic.up);
	assert_int_equal(b->nic.v.features & 1, 0); /* no offload */
}

static void frames_come_in(void **state)
{
	struct bench *b = *state;
	uint8_t frame[NIC_FRAME_MAX];

	for (unsigned i = 0; i < 1000; i++) {
		size_t size = 14 + i * 7 % (NIC_FRAME_MAX - 14);

		memset(frame, (int)i, sizeof(frame));
		device_sends(b, frame, size);
		nic_interrupt(&b->nic);
		assert_int_equal(nic_receive(&b->nic, take, b), VIRTQUEUE_TAKEN);
		assert_int_equal(b->size, size);
		assert_memory_equal(b->frame, frame, size);
		assert_int_equal(nic_receive(&b->nic, take, b), VIRTQUEUE_NONE);
	}
}

static void frames_go_out(void **state)
{
	struct bench *b = *state;
	struct fake_chain chain;
	uint8_t bytes[2048];

	for (unsigned i = 0; i < 1000; i++) {
		size_t size = 14 + i * 7 % (NIC_FRAME_MAX - 13);

		memset(nic_frame(&b->nic), (int)i, size);
		nic_send(&b->nic, size);
		assert_int_equal(b->device.queue[1].notices, i + 1);
		assert_true(fake_take(&b->device, 1, &chain));
		assert_int_equal(chain.writable, 0);
		assert_int_equal(fake_read(&chain, bytes, sizeof(bytes)), 12 + size);
		assert_memory_equal(bytes, "\0\0\0\0\0\0\0\0\0\0\0\0", 12);
		assert_int_equal(bytes[12], i & 255);
		assert_int_equal(bytes[12 + size - 1], i & 255);
		fake_use(&b->device, 1, chain.head, 0);
	}
}

static void a_device_that_does_not_send_fills_up(void **state)
{
	struct bench *b = *state;
	struct fake_chain chain;

	for (unsigned i = 0; i < NIC_BUFFERS; i++) {
		assert_non_null(nic_frame(&b->nic));
		nic_send(&b->nic, 60);
	}
	assert_null(nic_frame(&b->nic));
	assert_true(fake_take(&b->device, 1, &chain));
	fake_use(&b->device, 1, chain.head, 0);
	assert_non_null(nic_frame(&b->nic));
}

static void the_link_is_followed(void **state)
{
	struct bench *b = *state;

	nic_interrupt(&b->nic);
	assert_false(b->nic.changed);
	b->device.config[6] = 0;
	b->device.interrupt |= VIRTIO_INTERRUPT_CONFIG;
	nic_interrupt(&b->nic);
	assert_true(b->nic.changed);
	assert_false(b->nic.up);
}

static void a_frame_without_a_header_is_no_frame(void **state)
{
	struct bench *b = *state;
	struct fake_chain chain;

	for (uint32_t size = 0; size <= 12; size++) {
		assert_true(fake_take(&b->device, 0, &chain));
		fake_use(&b->device, 0, chain.head, size);
		assert_int_equal(nic_receive(&b->nic, take, b), VIRTQUEUE_TAKEN);
	}
	assert_int_equal(b->frames, 0);
}

/* As long as the device says its buffer allows, and no longer. */
static void an_impossible_length_is_the_end(void **state)
{
	struct bench *b = *state;
	struct fake_chain chain;

	assert_true(fake_take(&b->device, 0, &chain));
	fake_use(&b->device, 0, chain.head, NIC_BUFFER_SIZE);
	assert_int_equal(nic_receive(&b->nic, take, b), VIRTQUEUE_TAKEN);
	assert_int_equal(b->size, NIC_BUFFER_SIZE - 12);
	assert_true(fake_take(&b->device, 0, &chain));
	fake_use(&b->device, 0, chain.head, NIC_BUFFER_SIZE + 1);
	assert_int_equal(nic_receive(&b->nic, take, b), VIRTQUEUE_BROKEN);
}

static void a_broken_transmit_queue_takes_no_frames(void **state)
{
	struct bench *b = *state;

	for (unsigned i = 0; i < NIC_BUFFERS; i++) {
		assert_non_null(nic_frame(&b->nic));
		nic_send(&b->nic, 60);
	}
	fake_use(&b->device, 1, 9999, 0);
	assert_null(nic_frame(&b->nic));
}

static void too_little_memory_or_no_address_is_an_error(void **state)
{
	struct bench *b = *state;
	struct dma little = fake_dma(&b->device);

	little.size = NIC_MEMORY / 2;
	assert_int_equal(nic_start(&b->nic, (uintptr_t)&b->device, little), VIRTIO_E_QUEUE);
	little.size = NIC_MEMORY;
	assert_int_equal(nic_start(&b->nic, (uintptr_t)&b->device, little), VIRTIO_OK);
	b->device.features &= ~(uint64_t)32;
	assert_int_equal(nic_start(&b->nic, (uintptr_t)&b->device, little), VIRTIO_E_FEATURES);
}

#define BENCH(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH(it_says_what_it_found),
		BENCH(frames_come_in),
		BENCH(frames_go_out),
		BENCH(a_device_that_does_not_send_fills_up),
		BENCH(the_link_is_followed),
		BENCH(a_frame_without_a_header_is_no_frame),
		BENCH(an_impossible_length_is_the_end),
		BENCH(a_broken_transmit_queue_takes_no_frames),
		BENCH(too_little_memory_or_no_address_is_an_error),
	};

	return cmocka_run_group_tests_name("nic", tests, NULL, NULL);
}
