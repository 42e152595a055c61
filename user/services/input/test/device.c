/* SPDX-License-Identifier: Apache-2.0 */
/* The input devices' driver against a fake device. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/virtio/test/fake.h"
#include "user/services/input/device.h"

struct bench {
	struct fake fake;
	struct device device;
};

/* A device with two axes, that answers when one is selected (5.8.4). */
static void configured(struct fake *f, unsigned offset)
{
	int32_t range[2] = { -5, 0x7fff };
	bool known = f->config[0] == 0x12 && f->config[1] <= 1;

	(void)offset;
	f->config[2] = known ? 20 : 0;
	memset(f->config + 8, 0, 32);
	if (known)
		memcpy(f->config + 8, range, sizeof(range));
	if (known && f->config[1] == 1)
		f->config[2] = 4; /* too short to hold a range */
}

static int begin(void **state)
{
	static struct bench b;
	struct dma memory;

	fake_init(&b.fake, VIRTIO_ID_INPUT, 0, DEVICE_MEMORY, 64);
	b.fake.configured = configured;
	memory = fake_dma(&b.fake);
	assert_int_equal(device_start(&b.device, (uintptr_t)&b.fake, &memory), VIRTIO_OK);
	*state = &b;
	return 0;
}

static int end(void **state)
{
	fake_free(&((struct bench *)*state)->fake);
	return 0;
}

static void send(struct bench *b, uint16_t code, uint32_t length)
{
	struct device_event e = { EVENT_KEY, code, 1 };
	struct fake_chain chain;

	assert_true(fake_take(&b->fake, 0, &chain));
	assert_int_equal(chain.part[0].size, sizeof(e));
	fake_fill(&chain, &e, sizeof(e));
	fake_use(&b->fake, 0, chain.head, length);
}

static void events_come_in_order_for_ever(void **state)
{
	struct bench *b = *state;
	struct device_event e;

	for (unsigned i = 0; i < 1000; i++) {
		for (uint16_t k = 0; k < 3; k++)
			send(b, k, sizeof(e));
		for (uint16_t k = 0; k < 3; k++) {
			assert_int_equal(device_next(&b->device, &e), VIRTQUEUE_TAKEN);
			assert_int_equal(e.type, EVENT_KEY);
			assert_int_equal(e.code, k);
		}
		assert_int_equal(device_next(&b->device, &e), VIRTQUEUE_NONE);
	}
}

static void events_of_a_wrong_size_are_none(void **state)
{
	struct bench *b = *state;
	struct device_event e;

	send(b, 1, 7);
	send(b, 2, 0);
	send(b, 3, 8);
	assert_int_equal(device_next(&b->device, &e), VIRTQUEUE_TAKEN);
	assert_int_equal(e.type, EVENT_NONE);
	assert_int_equal(e.code, 0);
	assert_int_equal(device_next(&b->device, &e), VIRTQUEUE_TAKEN);
	assert_int_equal(e.type, EVENT_NONE);
	assert_int_equal(device_next(&b->device, &e), VIRTQUEUE_TAKEN);
	assert_int_equal(e.code, 3);
	send(b, 4, 9);
	assert_int_equal(device_next(&b->device, &e), VIRTQUEUE_BROKEN);
}

static void axes_have_ranges(void **state)
{
	struct bench *b = *state;
	int32_t min, max;

	assert_true(device_axis(&b->device, 0, &min, &max));
	assert_int_equal(min, -5);
	assert_int_equal(max, 0x7fff);
	assert_false(device_axis(&b->device, 1, &min, &max));
	assert_false(device_axis(&b->device, 0x35, &min, &max));
}

static void too_little_memory_is_an_error(void **state)
{
	struct bench *b = *state;
	struct dma memory = fake_dma(&b->fake);
	struct device second;

	memory.size = 100;
	assert_int_equal(device_start(&second, (uintptr_t)&b->fake, &memory), VIRTIO_E_QUEUE);
}

#define BENCH(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH(events_come_in_order_for_ever),
		BENCH(events_of_a_wrong_size_are_none),
		BENCH(axes_have_ranges),
		BENCH(too_little_memory_is_an_error),
	};

	return cmocka_run_group_tests_name("input-device", tests, NULL, NULL);
}
