/* SPDX-License-Identifier: Apache-2.0 */
/* Spaces; the model is in space.h. */
#include "kernel/core/space.h"

#include "kernel/core/arch.h"
#include "kernel/core/assert.h"
#include "kernel/core/stream.h"
#include "kernel/core/table.h"

error space_create(struct cold *cold, struct domain *owner, bool guest, struct space **result)
{
	struct space *space = account_cell(cold, &owner->account);

	if (!space)
		return HF_E_NOMEM;
	space->root = account_page(cold, &owner->account);
	if (!space->root) {
		account_cell_free(cold, &owner->account, space);
		return HF_E_NOMEM;
	}
	space->guest = guest;
	list_init(&space->mappings);
	object_init(cold, &space->object, HF_KIND_SPACE, owner);
	*result = space;
	return HF_OK;
}

bool space_destroy(struct cold *cold, struct space *space)
{
	struct account *account = &space->object.owner->account;

	assert(space->threads == 0);
	object_hide(cold, &space->object, NULL);
	stream_detach_all(cold, space);
	while (!list_empty(&space->mappings)) {
		mapping_end(cold, list_first(&space->mappings, struct mapping, in_space));
		if (cold_pause(cold))
			return false;
	}
	object_end(cold, &space->object);
	arch_space_flush(space);
	account_page_free(cold, account, space->root);
	account_cell_free(cold, account, space);
	return true;
}

static error check_map(const struct space *space, ipaddr address, const struct memory *memory,
		       uint64_t offset, uint64_t size, uint64_t flags)
{
	uint64_t both = HF_RIGHT_WRITE | HF_RIGHT_EXECUTE;
	paddr frame = pa(memory->base.value + offset);
	error e = memory_mappable(memory, offset, size);

	if (e)
		return e;
	if (!page_aligned(address.value) ||
	    !range_within(address.value, size, 1ull << HF_SPACE_BITS) ||
	    table_count(address, frame, size) > HF_MAP_ENTRIES)
		return HF_E_RANGE;
	if (!space->guest && (flags & both) == both)
		return HF_E_RANGE;
	return HF_OK;
}

error space_map(struct cold *cold, struct space *space, ipaddr address, struct memory *memory,
		uint64_t offset, uint64_t size, uint64_t flags)
{
	struct account *account = &space->object.owner->account;
	paddr frame = pa(memory->base.value + offset);
	struct mapping *mapping;
	error e = check_map(space, address, memory, offset, size, flags);

	if (e)
		return e;
	mapping = account_cell(cold, account);
	if (!mapping)
		return HF_E_NOMEM;
	e = table_prepare(cold, space->root, account, address, frame, size);
	if (e) {
		table_prune(cold, space->root, account, address, size);
		arch_space_flush(space);
		account_cell_free(cold, account, mapping);
		return e;
	}
	mapping->space = space;
	mapping->memory = memory;
	mapping->address = address;
	mapping->offset = offset;
	mapping->size = size;
	list_append(&space->mappings, &mapping->in_space);
	list_append(&memory->mappings, &mapping->in_memory);
	table_map(cold, space->root, address, frame, size,
		  flags | (memory->device ? HF_MAP_DEVICE : 0));
	return HF_OK;
}

error space_unmap(struct cold *cold, struct space *space, ipaddr address, uint64_t size, bool *done)
{
	struct list *next;

	*done = true;
	if (!page_aligned(address.value | size) ||
	    !range_within(address.value, size, 1ull << HF_SPACE_BITS))
		return HF_E_RANGE;
	for (struct list *l = space->mappings.next; l != &space->mappings; l = next) {
		struct mapping *m = container_of(l, struct mapping, in_space);

		next = l->next;
		if (!ranges_overlap(m->address.value, m->size, address.value, size))
			continue;
		if (m->address.value < address.value ||
		    m->address.value + m->size > address.value + size)
			return HF_E_RANGE;
		mapping_end(cold, m);
		if (cold_pause(cold)) {
			*done = false;
			return HF_OK;
		}
	}
	return HF_OK;
}

void mapping_end(struct cold *cold, struct mapping *mapping)
{
	struct space *space = mapping->space;
	struct account *account = &space->object.owner->account;
	paddr frame = pa(mapping->memory->base.value + mapping->offset);

	table_unmap(cold, space->root, mapping->address, frame, mapping->size);
	table_prune(cold, space->root, account, mapping->address, mapping->size);
	arch_space_flush(space);
	list_remove(&mapping->in_space);
	list_remove(&mapping->in_memory);
	account_cell_free(cold, account, mapping);
}
