/* SPDX-License-Identifier: Apache-2.0 */
/* Memory; the model is in memory.h. */
#include "kernel/core/memory.h"

#include "kernel/core/arch.h"
#include "kernel/core/assert.h"
#include "kernel/core/space.h"

void memory_embed(struct memory *memory, paddr base, uint64_t size)
{
	memory->base = base;
	memory->size = size;
	list_init(&memory->in_parent);
	list_init(&memory->children);
	list_init(&memory->mappings);
}

static error memory_create(struct cold *cold, struct domain *owner, paddr base, uint64_t size,
			   struct memory **result)
{
	struct memory *memory = account_cell(cold, &owner->account);

	if (!memory)
		return HF_E_NOMEM;
	memory_embed(memory, base, size);
	object_init(cold, &memory->object, HF_KIND_MEMORY, owner);
	*result = memory;
	return HF_OK;
}

error memory_first(struct cold *cold, struct domain *owner, paddr base, uint64_t size, bool device,
		   struct memory **result)
{
	error e = memory_create(cold, owner, base, size, result);

	if (!e)
		(*result)->device = device;
	return e;
}

static bool overlaps_child(const struct memory *memory, uint64_t offset, uint64_t size)
{
	uint64_t start = memory->base.value + offset;

	for (struct list *l = memory->children.next; l != &memory->children; l = l->next) {
		struct memory *child = container_of(l, struct memory, in_parent);

		if (ranges_overlap(child->base.value, child->size, start, size))
			return true;
	}
	return false;
}

static bool overlaps_mapping(const struct memory *memory, uint64_t offset, uint64_t size)
{
	for (struct list *l = memory->mappings.next; l != &memory->mappings; l = l->next) {
		struct mapping *mapping = container_of(l, struct mapping, in_memory);

		if (ranges_overlap(mapping->offset, mapping->size, offset, size))
			return true;
	}
	return false;
}

error memory_mappable(const struct memory *memory, uint64_t offset, uint64_t size)
{
	if (size == 0 || !page_aligned(offset) || !page_aligned(size) ||
	    !range_within(offset, size, memory->size))
		return HF_E_RANGE;
	return overlaps_child(memory, offset, size) ? HF_E_BUSY : HF_OK;
}

error memory_carve(struct cold *cold, struct domain *owner, struct memory *parent, uint64_t offset,
		   uint64_t size, struct memory **result)
{
	error e = memory_mappable(parent, offset, size);

	if (e)
		return e;
	if (overlaps_mapping(parent, offset, size) || parent->depth == MEMORY_DEPTH_MAX)
		return HF_E_BUSY;
	e = memory_create(cold, owner, pa(parent->base.value + offset), size, result);
	if (e)
		return e;
	(*result)->device = parent->device;
	(*result)->depth = (uint8_t)(parent->depth + 1);
	(*result)->parent = parent;
	list_append(&parent->children, &(*result)->in_parent);
	return HF_OK;
}

bool memory_unmap(struct cold *cold, struct memory *memory)
{
	while (!list_empty(&memory->mappings)) {
		mapping_end(cold, list_first(&memory->mappings, struct mapping, in_memory));
		if (cold_pause(cold))
			break;
	}
	return list_empty(&memory->mappings);
}

/* Always ends a memory without children, of which the deepest comes first; depth is bounded. */
bool memory_destroy(struct cold *cold, struct memory *top)
{
	struct memory *memory = top;

	assert(!top->consumed);
	for (;;) {
		struct memory *parent;

		object_hide(cold, &memory->object, NULL);
		while (!list_empty(&memory->children)) {
			memory = list_first(&memory->children, struct memory, in_parent);
			object_hide(cold, &memory->object, NULL);
		}
		parent = memory->parent;
		if (!memory_unmap(cold, memory))
			return false;
		list_remove(&memory->in_parent);
		object_end(cold, &memory->object);
		account_cell_free(cold, &memory->object.owner->account, memory);
		if (memory == top)
			return true;
		if (cold_pause(cold))
			return false;
		memory = parent;
	}
}

error memory_fund(struct cold *cold, struct memory *memory, struct account *account)
{
	for (const struct memory *m = memory; m; m = m->parent)
		if (m->object.owner->object.owner)
			return HF_E_RIGHTS;
	for (const struct memory *m = memory; m; m = m->parent)
		if (m->object.hidden)
			return HF_E_BUSY;
	if (memory->device || memory->size > HF_ACCOUNT_STEP * (uint64_t)HF_PAGE_SIZE)
		return HF_E_RANGE;
	if (!list_empty(&memory->mappings) || !list_empty(&memory->children))
		return HF_E_BUSY;
	for (struct memory *m = memory; m; m = m->parent)
		m->consumed = true;
	while (memory->object.slots)
		slot_clear(cold, memory->object.slots);
	account_add(cold, account, memory->base, memory->size / HF_PAGE_SIZE);
	return HF_OK;
}
