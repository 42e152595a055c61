/* SPDX-License-Identifier: Apache-2.0 */
/* The network card's driver against a device that is good, slow, or breaks the rules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/virtio/test/fake.h"
#include "user/vmm/nic.h"

enum {
	SIZE = 1 << 20,
	MAC = 1 << 5,
	HEADER = 12,
};

static struct fake device;
static struct nic nic;
static struct virtio_net net;
static uint8_t heard[NET_FRAME_MAX];
static size_t heard_bytes;
static unsigned heard_count, ready_count;

/* In the place of the guest's network device. */
bool virtio_net_receive(struct virtio_net *n, const uint8_t *frame, size_t bytes)
{
	assert_ptr_equal(n, &net);
	assert_in_range(bytes, NET_FRAME_MIN, NET_FRAME_MAX);
	memcpy(heard, frame, bytes);
	heard_bytes = bytes;
	heard_count++;
	return true;
}

void virtio_net_ready(struct virtio_net *n)
{
	assert_ptr_equal(n, &net);
	ready_count++;
}

static enum virtio_error start(uint64_t features, uint32_t queue)
{
	fake_init(&device, VIRTIO_ID_NET, VIRTIO_F_VERSION_1 | features, SIZE, queue);
	memcpy(device.config, "\2\0\0\0\1\7", 6);
	heard_count = ready_count = 0;
	return nic_start(&nic, (uintptr_t)&device, fake_dma(&device));
}

static void test_start(void **state)
{
	(void)state;
	assert_int_equal(start(MAC, 256), VIRTIO_OK);
	assert_memory_equal(nic.address, "\2\0\0\0\1\7", 6);
	fake_free(&device);
	assert_int_equal(start(0, 256), VIRTIO_E_FEATURES); /* without an address */
	fake_free(&device);
	fake_init(&device, VIRTIO_ID_NET, VIRTIO_F_VERSION_1 | MAC, NIC_DMA / 2, 256);
	assert_int_equal(nic_start(&nic, (uintptr_t)&device, fake_dma(&device)), VIRTIO_E_QUEUE);
	fake_free(&device);
}

static void send(uint8_t first, size_t bytes)
{
	uint8_t *room = nic.backend.room(&nic.backend);

	assert_non_null(room);
	memset(room, first, bytes);
	nic.backend.send(&nic.backend, bytes);
}

static void test_send(void **state)
{
	uint8_t frame[HEADER + NET_FRAME_MAX];
	struct fake_chain chain;

	(void)state;
	assert_int_equal(start(MAC, 256), VIRTIO_OK);
	send(0x41, 60);
	send(0x42, NET_FRAME_MAX);
	assert_true(fake_take(&device, 1, &chain));
	assert_int_equal(fake_read(&chain, frame, sizeof(frame)), HEADER + 60);
	for (unsigned i = 0; i < HEADER; i++)
		assert_int_equal(frame[i], 0);
	assert_int_equal(frame[HEADER + 59], 0x41);
	assert_true(fake_take(&device, 1, &chain));
	assert_int_equal(fake_read(&chain, frame, sizeof(frame)), HEADER + NET_FRAME_MAX);
	fake_free(&device);
}

/* The device takes its time: all buffers are out, and come back. */
static void test_full(void **state)
{
	struct fake_chain chain[NIC_BUFFERS];

	(void)state;
	assert_int_equal(start(MAC, 256), VIRTIO_OK);
	for (unsigned i = 0; i < NIC_BUFFERS; i++)
		send((uint8_t)i, 60);
	assert_null(nic.backend.room(&nic.backend));
	for (unsigned i = 0; i < NIC_BUFFERS; i++)
		assert_true(fake_take(&device, 1, &chain[i]));
	fake_use(&device, 1, chain[3].head, 0);
	nic_interrupt(&nic, &net);
	assert_int_equal(ready_count, 1);
	send(0x77, 60);
	assert_null(nic.backend.room(&nic.backend));
	for (unsigned i = 0; i < NIC_BUFFERS; i++)
		if (i != 3)
			fake_use(&device, 1, chain[i].head, 0);
	for (unsigned i = 0; i < NIC_BUFFERS - 1; i++) /* found without an interrupt */
		send((uint8_t)i, 60);
	assert_null(nic.backend.room(&nic.backend));
	fake_free(&device);
}

static void arrive(uint8_t first, size_t bytes, uint32_t said)
{
	static uint8_t frame[NIC_BUFFER];
	struct fake_chain chain;

	memset(frame, 0, HEADER);
	memset(frame + HEADER, first, sizeof(frame) - HEADER);
	assert_true(fake_take(&device, 0, &chain));
	fake_fill(&chain, frame, HEADER + bytes);
	fake_use(&device, 0, chain.head, said);
}

static void test_receive(void **state)
{
	(void)state;
	assert_int_equal(start(MAC, 256), VIRTIO_OK);
	for (unsigned i = 0; i < 3 * NIC_BUFFERS; i++) { /* the buffers go round */
		arrive((uint8_t)i, 100 + i, HEADER + 100 + i);
		nic_interrupt(&nic, &net);
		assert_int_equal(heard_count, i + 1);
		assert_int_equal(heard_bytes, 100 + i);
		assert_int_equal(heard[99], (uint8_t)i);
	}
	/* Too long and too short for frames: dropped. */
	arrive(1, NET_FRAME_MAX + 1, HEADER + NET_FRAME_MAX + 1);
	arrive(1, 0, HEADER);
	arrive(1, 0, 3);
	arrive(1, 0, 0);
	nic_interrupt(&nic, &net);
	assert_int_equal(heard_count, 3 * NIC_BUFFERS);
	fake_free(&device);
}

/* More bytes than the buffer has, or a buffer twice: reset, and it works again. */
static void test_broken(void **state)
{
	unsigned resets;

	(void)state;
	assert_int_equal(start(MAC, 256), VIRTIO_OK);
	resets = device.resets;
	arrive(1, 60, NIC_BUFFER + 1);
	nic_interrupt(&nic, &net);
	assert_int_equal(heard_count, 0);
	assert_int_equal(device.resets, resets + 1);
	arrive(2, 60, HEADER + 60);
	nic_interrupt(&nic, &net);
	assert_int_equal(heard_count, 1);
	fake_use(&device, 1, 5, 0); /* sent, what nobody asked to send */
	nic_interrupt(&nic, &net);
	assert_int_equal(device.resets, resets + 2);
	send(1, 60);
	device.never_resets = true;
	fake_use(&device, 1, 5, 0);
	fake_use(&device, 1, 5, 0);
	nic_interrupt(&nic, &net);
	assert_null(nic.backend.room(&nic.backend)); /* dead */
	nic_interrupt(&nic, &net);
	fake_free(&device);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_start),  cmocka_unit_test(test_send),
		cmocka_unit_test(test_full),   cmocka_unit_test(test_receive),
		cmocka_unit_test(test_broken),
	};

	return cmocka_run_group_tests_name("vmm nic", tests, NULL, NULL);
}
