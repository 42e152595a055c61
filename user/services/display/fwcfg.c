/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One transfer is a command in memory and its address, written to the DMA register as two big-endian
 * halves, of which the second starts it. QEMU has done it when that store is complete; a bound on how
 * often the command is looked at again guards against another that has not.
 */
#include "user/services/display/fwcfg.h"

#include <string.h>

#include "lib/virtio/registers.h"

#define DMA_HIGH 0x10
#define DMA_LOW	 0x14

#define SIGNATURE 0 /* selectors */
#define FEATURES  1
#define DIRECTORY 0x19

#define CONTROL_ERROR  0x01
#define CONTROL_READ   0x02
#define CONTROL_SELECT 0x08
#define CONTROL_WRITE  0x10

#define FEATURE_DMA 0x02
#define FILES_MAX   1024
#define PATIENCE    1000000 /* looks at a command */

struct command {
	uint32_t control, length; /* big-endian */
	uint64_t address;
};

struct entry {
	uint32_t size;	   /* big-endian */
	uint16_t selector; /* big-endian */
	uint16_t reserved;
	char name[56];
};

_Static_assert(sizeof(struct command) == 16 && sizeof(struct entry) == 64, "fw_cfg's layout");

static bool transfer(struct fwcfg *f, uint32_t control, size_t length)
{
	volatile struct command *command = (volatile struct command *)(void *)f->command.memory;

	command->control = __builtin_bswap32(control);
	command->length = __builtin_bswap32((uint32_t)length);
	command->address = __builtin_bswap64(f->data.device);
	dma_order();
	register_write32(f->registers, DMA_HIGH,
			 __builtin_bswap32((uint32_t)(f->command.device >> 32)));
	register_write32(f->registers, DMA_LOW, __builtin_bswap32((uint32_t)f->command.device));
	for (int i = 0; i < PATIENCE; i++) {
		uint32_t left = __builtin_bswap32(command->control);

		if (left & CONTROL_ERROR)
			return false;
		if (!left) {
			dma_observe();
			return true;
		}
	}
	return false;
}

/* Reads on from where the last transfer ended; a selector makes it begin there. */
static bool read_on(struct fwcfg *f, uint32_t select, void *to, size_t size)
{
	if (!transfer(f, select | CONTROL_READ, size))
		return false;
	memcpy(to, f->data.memory, size);
	return true;
}

static uint32_t selecting(uint16_t selector)
{
	return (uint32_t)selector << 16 | CONTROL_SELECT;
}

bool fwcfg_open(struct fwcfg *f, uintptr_t registers, struct dma *memory)
{
	uint32_t features;
	char signature[4];

	f->registers = registers;
	f->command = dma_take(memory, sizeof(struct command), 16);
	f->data = dma_take(memory, FWCFG_FILE_MAX, 64);
	if (!f->command.size || !f->data.size)
		return false;
	if (!read_on(f, selecting(SIGNATURE), signature, 4) || memcmp(signature, "QEMU", 4) != 0)
		return false;
	return read_on(f, selecting(FEATURES), &features, 4) && (features & FEATURE_DMA);
}

bool fwcfg_find(struct fwcfg *f, const char *name, uint16_t *selector, uint32_t *size)
{
	uint32_t count;

	if (!read_on(f, selecting(DIRECTORY), &count, sizeof(count)))
		return false;
	count = __builtin_bswap32(count);
	for (uint32_t i = 0; i < count && i < FILES_MAX; i++) {
		struct entry entry;

		if (!read_on(f, 0, &entry, sizeof(entry)))
			return false;
		entry.name[sizeof(entry.name) - 1] = 0;
		if (strcmp(entry.name, name) != 0)
			continue;
		*selector = __builtin_bswap16(entry.selector);
		*size = __builtin_bswap32(entry.size);
		return true;
	}
	return false;
}

bool fwcfg_write(struct fwcfg *f, uint16_t selector, const void *bytes, size_t size)
{
	if (size > FWCFG_FILE_MAX)
		return false;
	memcpy(f->data.memory, bytes, size);
	return transfer(f, selecting(selector) | CONTROL_WRITE, size);
}
