/* SPDX-License-Identifier: Apache-2.0 */
/* The virtio-mmio transport against a fake device: initialisation, and each way it can fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/virtio/mmio.h"
#include "lib/virtio/test/fake.h"

#define FEATURE_A 1
#define FEATURE_B 2

static int begin(void **state)
{
	static struct fake device;

	fake_init(&device, VIRTIO_ID_NET, FEATURE_A | FEATURE_B, 65536, 64);
	*state = &device;
	return 0;
}

static int end(void **state)
{
	fake_free(*state);
	return 0;
}

static enum virtio_error try(struct fake *device, struct virtio *v, uint64_t wanted)
{
	return virtio_begin(v, (uintptr_t)device, VIRTIO_ID_NET, wanted);
}

static void features_are_those_wanted_and_offered(void **state)
{
	struct fake *device = *state;
	struct virtio v;

	assert_int_equal(try(device, &v, FEATURE_B | 4), VIRTIO_OK);
	assert_int_equal(v.features, FEATURE_B | VIRTIO_F_VERSION_1);
	assert_int_equal(device->driver_features, FEATURE_B | VIRTIO_F_VERSION_1);
	virtio_start(&v);
	assert_int_equal(device->status, 15);
	assert_int_equal(device->resets, 1);
}

static void an_iommu_in_front_is_accepted(void **state)
{
	struct fake *device = *state;
	struct virtio v;

	device->features |= VIRTIO_F_ACCESS_PLATFORM;
	assert_int_equal(try(device, &v, 0), VIRTIO_OK);
	assert_int_equal(v.features, VIRTIO_F_VERSION_1 | VIRTIO_F_ACCESS_PLATFORM);
}

static void what_is_no_such_device_is_refused(void **state)
{
	struct fake *device = *state;
	struct virtio v;

	device->id = VIRTIO_ID_RNG;
	assert_int_equal(try(device, &v, 0), VIRTIO_E_KIND);
	device->id = 0;
	assert_int_equal(try(device, &v, 0), VIRTIO_E_ABSENT);
	device->version = 1;
	assert_int_equal(try(device, &v, 0), VIRTIO_E_VERSION);
	device->magic = 0xffffffff;
	assert_int_equal(try(device, &v, 0), VIRTIO_E_ABSENT);
	assert_int_equal(device->resets, 0);
}

static void a_legacy_device_is_refused(void **state)
{
	struct fake *device = *state;
	struct virtio v;

	device->features = FEATURE_A;
	assert_int_equal(try(device, &v, FEATURE_A), VIRTIO_E_VERSION);
}

static void a_device_that_refuses_the_features_is_refused(void **state)
{
	struct fake *device = *state;
	struct virtio v;

	device->refuses_features = true;
	assert_int_equal(try(device, &v, FEATURE_A), VIRTIO_E_FEATURES);
}

static void a_device_that_never_resets_is_refused(void **state)
{
	struct fake *device = *state;
	struct virtio v;

	device->never_resets = true;
	device->status = 15;
	assert_int_equal(try(device, &v, 0), VIRTIO_E_RESET);
}

/* What a driver that died left running is stopped before anything else. */
static void a_running_device_is_reset_first(void **state)
{
	struct fake *device = *state;
	struct dma dma = fake_dma(device);
	struct virtqueue q;
	struct virtio v;

	assert_int_equal(try(device, &v, 0), VIRTIO_OK);
	assert_int_equal(virtio_queue(&v, 0, &q, &dma, 64), VIRTIO_OK);
	virtio_start(&v);
	assert_int_equal(try(device, &v, 0), VIRTIO_OK);
	assert_int_equal(device->resets, 2);
	assert_int_equal(device->queue[0].ready, 0);
	dma = fake_dma(device);
	assert_int_equal(virtio_queue(&v, 0, &q, &dma, 64), VIRTIO_OK);
}

static void a_queue_is_as_large_as_both_can(void **state)
{
	struct fake *device = *state;
	struct dma dma = fake_dma(device);
	struct virtqueue q;
	struct virtio v;

	device->queue[1].num_max = 48;
	device->queue[2].num_max = 0;
	assert_int_equal(try(device, &v, 0), VIRTIO_OK);
	assert_int_equal(virtio_queue(&v, 0, &q, &dma, 16), VIRTIO_OK);
	assert_int_equal(q.size, 16);
	assert_int_equal(virtio_queue(&v, 1, &q, &dma, 64), VIRTIO_OK);
	assert_int_equal(q.size, 32);
	assert_int_equal(virtio_queue(&v, 2, &q, &dma, 64), VIRTIO_E_QUEUE);
	assert_int_equal(virtio_queue(&v, 100, &q, &dma, 64), VIRTIO_E_QUEUE);
	assert_int_equal(virtio_queue(&v, 0, &q, &dma, 16), VIRTIO_E_QUEUE);
	dma.size = 100;
	assert_int_equal(virtio_queue(&v, 3, &q, &dma, 16), VIRTIO_E_QUEUE);
}

static void interrupts_are_acknowledged(void **state)
{
	struct fake *device = *state;
	struct virtio v;

	assert_int_equal(try(device, &v, 0), VIRTIO_OK);
	device->interrupt = 3;
	assert_int_equal(virtio_interrupt(&v), VIRTIO_INTERRUPT_USED | VIRTIO_INTERRUPT_CONFIG);
	assert_int_equal(device->interrupt, 0);
	assert_int_equal(virtio_interrupt(&v), 0);
}

static void configuration_is_read_in_its_fields_widths(void **state)
{
	struct fake *device = *state;
	struct virtio v;
	uint8_t mac[6];
	uint16_t status;
	uint32_t word;

	assert_int_equal(try(device, &v, 0), VIRTIO_OK);
	memcpy(device->config, "\x52\x54\x00\x12\x34\x56\x01\x80", 8);
	assert_true(virtio_config(&v, 0, mac, 6, 1));
	assert_memory_equal(mac, "\x52\x54\x00\x12\x34\x56", 6);
	assert_true(virtio_config(&v, 6, &status, 2, 2));
	assert_int_equal(status, 0x8001);
	assert_true(virtio_config(&v, 4, &word, 4, 4));
	assert_int_equal(word, 0x80015634);
	virtio_config_write8(&v, 1, 9);
	assert_int_equal(device->config[1], 9);
	device->changes_config = true;
	assert_false(virtio_config(&v, 0, mac, 6, 1));
}

static void a_device_in_trouble_says_so(void **state)
{
	struct fake *device = *state;
	struct virtio v;

	assert_int_equal(try(device, &v, 0), VIRTIO_OK);
	assert_false(virtio_needs_reset(&v));
	device->status |= 64;
	assert_true(virtio_needs_reset(&v));
	virtio_reset(&v);
	assert_int_equal(device->status, 0);
}

#define BENCH(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH(features_are_those_wanted_and_offered),
		BENCH(an_iommu_in_front_is_accepted),
		BENCH(what_is_no_such_device_is_refused),
		BENCH(a_legacy_device_is_refused),
		BENCH(a_device_that_refuses_the_features_is_refused),
		BENCH(a_device_that_never_resets_is_refused),
		BENCH(a_running_device_is_reset_first),
		BENCH(a_queue_is_as_large_as_both_can),
		BENCH(interrupts_are_acknowledged),
		BENCH(configuration_is_read_in_its_fields_widths),
		BENCH(a_device_in_trouble_says_so),
	};

	return cmocka_run_group_tests_name("virtio-mmio", tests, NULL, NULL);
}
