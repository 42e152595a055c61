/* SPDX-License-Identifier: Apache-2.0 */
/* The disk's driver against a device that is good, full, failing, or breaks the rules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/virtio/test/fake.h"
#include "user/vmm/disk.h"

enum {
	RAM = 1 << 20, /* offset of the guest's in the device's memory */
	SIZE = 2 << 20,
	FLUSH = 1 << 9,
};

static struct fake device;
static struct disk disk;
static struct block_request request[BLOCK_REQUESTS];
static unsigned done_count, failed_count;
static struct block_request *resubmit; /* by the next one that is done */

/* In the place of the block device. */
void virtio_block_done(struct block_request *r, bool ok)
{
	struct block_request *next = resubmit;

	assert_int_equal(r->slot, SLOT_BUSY);
	r->slot = SLOT_FREE;
	done_count++;
	failed_count += !ok;
	resubmit = NULL;
	if (next != NULL) {
		next->slot = SLOT_BUSY;
		disk.backend.submit(&disk.backend, next);
	}
}

static struct dma part_of_memory(size_t offset, size_t size)
{
	return (struct dma){ device.memory + offset, FAKE_BASE + offset, size };
}

static enum virtio_error start(uint64_t features)
{
	fake_init(&device, VIRTIO_ID_BLOCK, VIRTIO_F_VERSION_1 | features, SIZE, VIRTQUEUE_MAX);
	device.config[0] = 0x34;
	device.config[1] = 0x12;
	memset(request, 0, sizeof(request));
	done_count = failed_count = 0;
	return disk_start(&disk, (uintptr_t)&device, part_of_memory(0, DISK_DMA),
			  part_of_memory(RAM, SIZE - RAM));
}

static void submit(unsigned index, enum block_operation operation, uint64_t sector, unsigned parts)
{
	struct block_request *r = &request[index];

	r->operation = operation;
	r->sector = sector;
	r->parts = parts;
	r->slot = SLOT_BUSY;
	for (unsigned i = 0; i < parts; i++)
		r->part[i] = (struct part){ device.memory + RAM + 4096 * i + 8, 512 };
	disk.backend.submit(&disk.backend, r);
}

static void finish(const struct fake_chain *chain, uint8_t status)
{
	*chain->part[chain->readable + chain->writable - 1].at = status;
	fake_use(&device, 0, chain->head, 1);
}

static void test_geometry(void **state)
{
	(void)state;
	assert_int_equal(start(1 << 5), VIRTIO_OK);
	assert_true(disk.backend.sectors == 0x1234);
	assert_true(disk.backend.read_only);
	fake_free(&device);
	assert_int_equal(start(0), VIRTIO_OK);
	assert_false(disk.backend.read_only);
	fake_free(&device);
	fake_init(&device, VIRTIO_ID_NET, VIRTIO_F_VERSION_1, SIZE, 8);
	assert_int_equal(disk_start(&disk, (uintptr_t)&device, part_of_memory(0, DISK_DMA),
				    part_of_memory(RAM, SIZE - RAM)),
			 VIRTIO_E_KIND);
	fake_free(&device);
}

/* The device sees the guest's memory itself, and the header and the status apart from it. */
static void test_requests(void **state)
{
	struct fake_chain chain;
	uint8_t header[16];

	(void)state;
	assert_int_equal(start(FLUSH), VIRTIO_OK);
	submit(0, BLOCK_READ, 7, 2);
	assert_true(fake_take(&device, 0, &chain));
	assert_int_equal(chain.readable, 1);
	assert_int_equal(chain.writable, 3);
	fake_read(&chain, header, sizeof(header));
	assert_memory_equal(header, "\0\0\0\0\0\0\0\0\7\0\0\0\0\0\0\0", 16);
	assert_ptr_equal(chain.part[1].at, device.memory + RAM + 8);
	assert_ptr_equal(chain.part[2].at, device.memory + RAM + 4104);
	assert_true(chain.part[3].at < device.memory + DISK_DMA);
	assert_int_equal(chain.part[3].size, 1);
	finish(&chain, 0);
	disk_interrupt(&disk);
	assert_int_equal(done_count, 1);
	submit(0, BLOCK_WRITE, 9, 1);
	assert_true(fake_take(&device, 0, &chain));
	assert_int_equal(chain.readable, 2);
	assert_int_equal(chain.writable, 1);
	assert_int_equal(chain.part[0].at[0], 1);
	finish(&chain, 1); /* an I/O error */
	disk_interrupt(&disk);
	assert_int_equal(failed_count, 1);
	submit(0, BLOCK_FLUSH, 0, 0);
	assert_true(fake_take(&device, 0, &chain));
	assert_int_equal(chain.part[0].at[0], 4);
	disk_interrupt(&disk); /* for nothing */
	assert_int_equal(done_count, 2);
	fake_use(&device, 0, chain.head, 1); /* used without a status */
	disk_interrupt(&disk);
	assert_int_equal(failed_count, 2);
	fake_free(&device);
}

static void test_no_write_cache(void **state)
{
	struct fake_chain chain;

	(void)state;
	assert_int_equal(start(0), VIRTIO_OK);
	submit(0, BLOCK_FLUSH, 0, 0);
	assert_int_equal(done_count, 1);
	assert_int_equal(failed_count, 0);
	assert_false(fake_take(&device, 0, &chain));
	fake_free(&device);
}

/* More than the queue holds: what does not fit follows when there is room. */
static void test_full_queue(void **state)
{
	struct fake_chain chain;
	unsigned taken = 0;

	(void)state;
	assert_int_equal(start(FLUSH), VIRTIO_OK);
	for (unsigned i = 0; i < BLOCK_REQUESTS; i++)
		submit(i, BLOCK_WRITE, i, 14); /* 16 descriptors each, 8 of 16 fit */
	while (fake_take(&device, 0, &chain))
		finish(&chain, 0), taken++;
	assert_int_equal(taken, 8);
	disk_interrupt(&disk);
	assert_int_equal(done_count, 8);
	while (fake_take(&device, 0, &chain))
		finish(&chain, 0), taken++;
	assert_int_equal(taken, 16);
	disk_interrupt(&disk);
	assert_int_equal(done_count, 16);
	assert_int_equal(failed_count, 0);
	fake_free(&device);
}

/* A device that returns what it does not have: reset, all fails, and it works again. */
static void test_broken(void **state)
{
	struct fake_chain chain;
	unsigned resets;

	(void)state;
	assert_int_equal(start(FLUSH), VIRTIO_OK);
	for (unsigned i = 0; i < 10; i++)
		submit(i, BLOCK_WRITE, i, 14);
	resets = device.resets;
	resubmit = &request[15]; /* the guest reacts to the first failure with a request */
	request[15].operation = BLOCK_READ;
	request[15].parts = 1;
	request[15].part[0] = (struct part){ device.memory + RAM, 512 };
	fake_use(&device, 0, 77, 0);
	disk_interrupt(&disk);
	assert_int_equal(device.resets, resets + 1);
	assert_int_equal(failed_count, 10);
	assert_true(fake_take(&device, 0, &chain));
	assert_int_equal(chain.writable, 2);
	finish(&chain, 0);
	assert_false(fake_take(&device, 0, &chain)); /* what failed was not sent again */
	disk_interrupt(&disk);
	assert_int_equal(done_count, 11);
	assert_int_equal(failed_count, 10);
	fake_free(&device);
}

/* The guest is reset while a slow disk still has its requests. */
static void test_cancel(void **state)
{
	struct fake_chain chain;

	(void)state;
	assert_int_equal(start(FLUSH), VIRTIO_OK);
	submit(0, BLOCK_READ, 0, 1);
	submit(1, BLOCK_READ, 0, 1);
	disk_cancel(&disk);
	assert_int_equal(failed_count, 2);
	assert_false(fake_take(&device, 0, &chain));
	submit(0, BLOCK_READ, 0, 1);
	assert_true(fake_take(&device, 0, &chain));
	finish(&chain, 0);
	disk_interrupt(&disk);
	assert_int_equal(done_count, 3);
	assert_int_equal(failed_count, 2);
	fake_free(&device);
}

static void test_dead(void **state)
{
	(void)state;
	assert_int_equal(start(FLUSH), VIRTIO_OK);
	submit(0, BLOCK_READ, 0, 1);
	device.never_resets = true;
	fake_use(&device, 0, 77, 0);
	disk_interrupt(&disk);
	assert_int_equal(failed_count, 1);
	submit(0, BLOCK_READ, 0, 1);
	submit(1, BLOCK_FLUSH, 0, 0);
	assert_int_equal(failed_count, 3);
	disk_interrupt(&disk);
	assert_int_equal(done_count, 3);
	fake_free(&device);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_geometry),       cmocka_unit_test(test_requests),
		cmocka_unit_test(test_no_write_cache), cmocka_unit_test(test_full_queue),
		cmocka_unit_test(test_broken),	       cmocka_unit_test(test_cancel),
		cmocka_unit_test(test_dead),
	};

	return cmocka_run_group_tests_name("vmm disk", tests, NULL, NULL);
}
