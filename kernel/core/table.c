/* SPDX-License-Identifier: Apache-2.0 */
/* Stage-2 tables; the model is in table.h. */
#include "kernel/core/table.h"

#include "kernel/core/arch.h"
#include "kernel/core/assert.h"

/* Descriptor fields, Arm ARM D8.3.2 (stage 2). */
#define VALID	      (1ull << 0)
#define TABLE	      (1ull << 1)  /* a table above level 3, a page at level 3 */
#define ATTR_DEVICE   (1ull << 2)  /* Device-nGnRE */
#define ATTR_UNCACHED (5ull << 2)  /* Normal non-cacheable */
#define ATTR_NORMAL   (15ull << 2) /* Normal write-back */
#define S2AP_READ     (1ull << 6)
#define S2AP_WRITE    (1ull << 7)
#define SH_INNER      (3ull << 8)
#define ACCESSED      (1ull << 10)
#define NO_EXECUTE    (1ull << 54)
#define ADDRESS	      0x0000fffffffff000ull

static unsigned int entry_index(ipaddr address, unsigned int level)
{
	return (address.value >> (39 - 9 * level)) & (TABLE_ENTRIES - 1);
}

static uint64_t *entry_table(uint64_t entry)
{
	return pa_pointer(pa(entry & ADDRESS));
}

static bool is_table(uint64_t entry)
{
	return (entry & (VALID | TABLE)) == (VALID | TABLE);
}

/* The step from `address`: a block if aligned and at least that much remains. */
static uint64_t entry_size(ipaddr address, paddr frame, uint64_t remaining)
{
	bool block = ((address.value | frame.value) & (BLOCK_SIZE - 1)) == 0;

	return block && remaining >= BLOCK_SIZE ? BLOCK_SIZE : HF_PAGE_SIZE;
}

uint64_t table_count(ipaddr address, paddr frame, uint64_t size)
{
	uint64_t head = -address.value & (BLOCK_SIZE - 1);

	if ((address.value ^ frame.value) & (BLOCK_SIZE - 1) || size < head + BLOCK_SIZE)
		return size / HF_PAGE_SIZE;
	return head / HF_PAGE_SIZE + (size - head) / BLOCK_SIZE +
	       (size - head) % BLOCK_SIZE / HF_PAGE_SIZE;
}

/* The table below `entry`, made if there is none; NULL and *e if that cannot be. */
static uint64_t *descend(struct cold *cold, uint64_t *entry, struct account *account, error *e)
{
	uint64_t *table;

	if (is_table(*entry))
		return entry_table(*entry);
	*e = HF_E_BUSY;
	if (*entry & VALID)
		return NULL;
	*e = HF_E_NOMEM;
	table = account_page(cold, account);
	if (!table)
		return NULL;
	arch_table_publish(entry, pointer_pa(table).value | TABLE | VALID);
	return table;
}

error table_prepare(struct cold *cold, uint64_t *root, struct account *account, ipaddr address,
		    paddr frame, uint64_t size)
{
	error e = HF_OK;

	for (uint64_t step; size > 0; size -= step) {
		uint64_t *table = descend(cold, &root[entry_index(address, 1)], account, &e);

		if (!table)
			return e;
		step = entry_size(address, frame, size);
		if (step == HF_PAGE_SIZE) {
			table = descend(cold, &table[entry_index(address, 2)], account, &e);
			if (!table)
				return e;
		}
		if (table[entry_index(address, step == HF_PAGE_SIZE ? 3 : 2)] & VALID)
			return HF_E_BUSY;
		address.value += step;
		frame.value += step;
	}
	return HF_OK;
}

/* The level-2 or level-3 entry for a step; its tables exist. */
static uint64_t *find(uint64_t *root, ipaddr address, uint64_t step)
{
	uint64_t *table = entry_table(root[entry_index(address, 1)]);

	if (step == BLOCK_SIZE)
		return &table[entry_index(address, 2)];
	table = entry_table(table[entry_index(address, 2)]);
	return &table[entry_index(address, 3)];
}

static uint64_t attributes(uint64_t flags)
{
	uint64_t a = VALID | ACCESSED;

	if (flags & HF_MAP_DEVICE)
		a |= ATTR_DEVICE;
	else if (flags & HF_MAP_UNCACHED)
		a |= ATTR_UNCACHED;
	else
		a |= ATTR_NORMAL | SH_INNER;
	if (flags & HF_RIGHT_READ)
		a |= S2AP_READ;
	if (flags & HF_RIGHT_WRITE)
		a |= S2AP_WRITE;
	if (!(flags & HF_RIGHT_EXECUTE))
		a |= NO_EXECUTE;
	return a;
}

void table_map(struct cold *cold, uint64_t *root, ipaddr address, paddr frame, uint64_t size,
	       uint64_t flags)
{
	uint64_t a = attributes(flags);

	for (uint64_t step; size > 0; size -= step) {
		uint64_t *entry;

		step = entry_size(address, frame, size);
		entry = find(root, address, step);
		assert(!(*entry & VALID));
		*entry = frame.value | a | (step == HF_PAGE_SIZE ? TABLE : 0);
		address.value += step;
		frame.value += step;
	}
	arch_table_publish(NULL, 0);
}

void table_unmap(struct cold *cold, uint64_t *root, ipaddr address, paddr frame, uint64_t size)
{
	for (uint64_t step; size > 0; size -= step) {
		uint64_t *entry;

		step = entry_size(address, frame, size);
		entry = find(root, address, step);
		assert((*entry & ADDRESS) == frame.value && *entry & VALID);
		*entry = 0;
		address.value += step;
		frame.value += step;
	}
}

static bool table_empty(const uint64_t *table)
{
	for (unsigned int i = 0; i < TABLE_ENTRIES; i++)
		if (table[i])
			return false;
	return true;
}

/* Frees the table below `entry` if it is empty. */
static void prune(struct cold *cold, uint64_t *entry, struct account *account)
{
	if (!is_table(*entry) || !table_empty(entry_table(*entry)))
		return;
	account_page_free(cold, account, entry_table(*entry));
	*entry = 0;
}

void table_prune(struct cold *cold, uint64_t *root, struct account *account, ipaddr address,
		 uint64_t size)
{
	uint64_t end = address.value + size;

	for (uint64_t a = address.value & ~(uint64_t)(BLOCK_SIZE - 1); a < end; a += BLOCK_SIZE) {
		uint64_t *first = &root[entry_index(ipa(a), 1)];

		if (!is_table(*first))
			continue;
		prune(cold, &entry_table(*first)[entry_index(ipa(a), 2)], account);
		if (a + BLOCK_SIZE >= end || entry_index(ipa(a), 2) == TABLE_ENTRIES - 1)
			prune(cold, first, account);
	}
}
