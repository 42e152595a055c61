/* SPDX-License-Identifier: Apache-2.0 */
/* The entropy device's driver against a fake device. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/virtio/test/fake.h"
#include "user/services/random/source.h"

struct bench {
	struct fake device;
	struct source source;
	uint8_t bytes[SOURCE_BYTES];
};

static int begin(void **state)
{
	static struct bench b;

	fake_init(&b.device, VIRTIO_ID_RNG, 0, SOURCE_MEMORY, 8);
	assert_int_equal(source_start(&b.source, (uintptr_t)&b.device, fake_dma(&b.device)),
			 VIRTIO_OK);
	*state = &b;
	return 0;
}

static int end(void **state)
{
	fake_free(&((struct bench *)*state)->device);
	return 0;
}

static void bytes_come_and_leave_no_trace(void **state)
{
	struct bench *b = *state;
	struct fake_chain chain;
	uint32_t size;

	for (unsigned i = 0; i < 100; i++) {
		source_ask(&b->source);
		source_ask(&b->source);
		assert_true(fake_take(&b->device, 0, &chain));
		assert_int_equal(source_receive(&b->source, b->bytes, &size), VIRTQUEUE_NONE);
		fake_use(&b->device, 0, chain.head, fake_fill(&chain, "secret", 6));
		assert_int_equal(source_receive(&b->source, b->bytes, &size), VIRTQUEUE_TAKEN);
		assert_int_equal(size, 6);
		assert_memory_equal(b->bytes, "secret", 6);
		assert_memory_equal(chain.part[0].at, "\0\0\0\0\0\0", 6);
		assert_int_equal(b->device.interrupt, 0);
		assert_false(fake_take(&b->device, 0, &chain)); /* asked once */
	}
}

static void more_than_was_asked_for_is_the_end(void **state)
{
	struct bench *b = *state;
	struct fake_chain chain;
	uint32_t size;

	source_ask(&b->source);
	assert_true(fake_take(&b->device, 0, &chain));
	fake_use(&b->device, 0, chain.head, SOURCE_BYTES + 1);
	assert_int_equal(source_receive(&b->source, b->bytes, &size), VIRTQUEUE_BROKEN);
}

static void another_device_is_refused(void **state)
{
	struct bench *b = *state;

	b->device.id = VIRTIO_ID_NET;
	assert_int_equal(source_start(&b->source, (uintptr_t)&b->device, fake_dma(&b->device)),
			 VIRTIO_E_KIND);
}

#define BENCH(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH(bytes_come_and_leave_no_trace),
		BENCH(more_than_was_asked_for_is_the_end),
		BENCH(another_device_is_refused),
	};

	return cmocka_run_group_tests_name("random-source", tests, NULL, NULL);
}
