/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fw_cfg against a device played here: registers as QEMU's, and what a broken one might do.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "lib/virtio/registers.h"
#include "user/services/display/fwcfg.h"

#define DEVICE_BASE 0x40000000 /* where the device sees `memory` */
#define RAMFB	    0x2a

static _Alignas(64) uint8_t memory[4096];
static struct {
	uint64_t address;
	uint16_t selected;
	uint32_t offset;
	const char *signature;
	uint32_t features;
	bool refuse, hang;
	uint8_t directory[4 + 3 * 64];
	uint8_t written[64];
	uint32_t written_size;
} device;

static void add_file(int index, const char *name, uint16_t selector, uint32_t size)
{
	uint8_t *entry = device.directory + 4 + 64 * index;

	size = __builtin_bswap32(size);
	selector = __builtin_bswap16(selector);
	memcpy(entry, &size, 4);
	memcpy(entry + 4, &selector, 2);
	memcpy(entry + 8, name, strlen(name));
	device.directory[3] = (uint8_t)(index + 1);
}

static uint8_t item_byte(void)
{
	uint32_t at = device.offset++;

	switch (device.selected) {
	case 0:
		return at < 4 ? (uint8_t)device.signature[at] : 0;
	case 1:
		return (uint8_t)(at < 4 ? device.features >> 8 * at : 0);
	case 0x19:
		return at < sizeof(device.directory) ? device.directory[at] : 0;
	default:
		return 0;
	}
}

static uint8_t *at_device(uint64_t address, size_t size)
{
	assert_in_range(address, DEVICE_BASE, DEVICE_BASE + sizeof(memory) - size);
	return memory + (address - DEVICE_BASE);
}

static void run(void)
{
	uint8_t *command = at_device(device.address, 16), *data;
	uint32_t control, length;
	uint64_t address;

	if (device.hang)
		return;
	memcpy(&control, command, 4);
	memcpy(&length, command + 4, 4);
	memcpy(&address, command + 8, 8);
	control = __builtin_bswap32(control);
	length = __builtin_bswap32(length);
	data = at_device(__builtin_bswap64(address), length);
	if (control & 8) {
		device.selected = (uint16_t)(control >> 16);
		device.offset = 0;
	}
	if (control & 0x10) {
		assert_int_equal(device.selected, RAMFB);
		assert_true(length <= sizeof(device.written));
		memcpy(device.written, data, length);
		device.written_size = length;
	} else {
		assert_true(control & 2);
		for (uint32_t i = 0; i < length; i++)
			data[i] = item_byte();
	}
	control = device.refuse ? __builtin_bswap32(1) : 0;
	memcpy(command, &control, 4);
}

void register_write32(uintptr_t registers, unsigned offset, uint32_t value)
{
	uint64_t half = __builtin_bswap32(value);

	assert_int_equal(registers, 0x9020000);
	if (offset == 0x10) {
		device.address = half << 32;
		return;
	}
	assert_int_equal(offset, 0x14);
	device.address |= half;
	run();
}

static struct fwcfg opened(void)
{
	struct dma dma = { memory, DEVICE_BASE, sizeof(memory) };
	struct fwcfg f;

	assert_true(fwcfg_open(&f, 0x9020000, &dma));
	return f;
}

static int begin(void **state)
{
	(void)state;
	memset(&device, 0, sizeof(device));
	device.signature = "QEMU";
	device.features = 3;
	add_file(0, "bios", 0x20, 4096);
	add_file(1, "etc/ramfb", RAMFB, 28);
	add_file(2, "etc/ramfb2", 0x2b, 28);
	return 0;
}

static void finds_and_writes(void **state)
{
	struct fwcfg f = opened();
	uint16_t selector = 0;
	uint32_t size = 0;

	(void)state;
	assert_true(fwcfg_find(&f, "etc/ramfb", &selector, &size));
	assert_int_equal(selector, RAMFB);
	assert_int_equal(size, 28);
	assert_true(fwcfg_write(&f, selector, "abcdef", 6));
	assert_int_equal(device.written_size, 6);
	assert_memory_equal(device.written, "abcdef", 6);
	assert_false(fwcfg_find(&f, "etc/ramf", &selector, &size));
}

static void refuses_what_is_no_fwcfg(void **state)
{
	struct dma dma = { memory, DEVICE_BASE, sizeof(memory) };
	struct dma small = { memory, DEVICE_BASE, 64 };
	struct fwcfg f;

	(void)state;
	assert_false(fwcfg_open(&f, 0x9020000, &small));
	device.signature = "QEMX";
	assert_false(fwcfg_open(&f, 0x9020000, &dma));
	device.signature = "QEMU";
	device.features = 1;
	dma = (struct dma){ memory, DEVICE_BASE, sizeof(memory) };
	assert_false(fwcfg_open(&f, 0x9020000, &dma));
}

static void errors_are_told(void **state)
{
	struct fwcfg f = opened();
	uint8_t large[FWCFG_FILE_MAX + 1] = { 0 };
	uint16_t selector;
	uint32_t size;

	(void)state;
	assert_false(fwcfg_write(&f, RAMFB, large, sizeof(large)));
	device.refuse = true;
	assert_false(fwcfg_write(&f, RAMFB, "a", 1));
	assert_false(fwcfg_find(&f, "etc/ramfb", &selector, &size));
	device.hang = true;
	assert_false(fwcfg_write(&f, RAMFB, "a", 1));
}

/* A directory that lies about its length, and a name without an end. */
static void hostile_directory(void **state)
{
	struct fwcfg f = opened();
	uint16_t selector;
	uint32_t size;

	(void)state;
	memset(device.directory, 0xff, sizeof(device.directory));
	assert_false(fwcfg_find(&f, "etc/ramfb", &selector, &size));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(finds_and_writes, begin),
		cmocka_unit_test_setup(refuses_what_is_no_fwcfg, begin),
		cmocka_unit_test_setup(errors_are_told, begin),
		cmocka_unit_test_setup(hostile_directory, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
