/* SPDX-License-Identifier: Apache-2.0 */
/* Objects and slots; the model is in object.h. */
#include "kernel/core/object.h"

#include "kernel/core/assert.h"
#include "kernel/core/domain.h"
#include "kernel/core/event.h"
#include "kernel/core/gate.h"
#include "kernel/core/grace.h"
#include "kernel/core/memory.h"
#include "kernel/core/space.h"
#include "kernel/core/thread.h"

_Static_assert(HF_RIGHTS_ALL == 0x7f && HF_KIND_MEMORY < KIND_ENDING, "they fit a slot's word");

void object_init(struct cold *cold, struct object *object, enum hf_kind kind, struct domain *owner)
{
	object->kind = kind;
	object->owner = owner;
	object->slots = NULL;
	list_init(&object->in_owner);
	if (!owner)
		return;
	/* Threads and domains come first in the list, so that they are destroyed first. */
	if (kind == HF_KIND_THREAD || kind == HF_KIND_DOMAIN)
		list_prepend(&owner->objects, &object->in_owner);
	else
		list_append(&owner->objects, &object->in_owner);
}

/* The word comes last: who finds it finds the object complete. */
void slot_fill(struct cold *cold, struct slot *slot, struct object *object, uint8_t rights,
	       uint8_t bit)
{
	uint64_t address = pointer_pa(object).value;

	assert(slot->word == 0 && address >> 48 == 0 && bit < 64 && !object->hidden);
	slot->next = object->slots;
	if (slot->next)
		slot->next->link = &slot->next;
	slot->link = &object->slots;
	object->slots = slot;
	store_ordered(&slot->word, address | (uint64_t)(rights & HF_RIGHTS_ALL) << 48 |
					   (uint64_t)bit << 55 | (uint64_t)object->kind << 61);
}

void slot_clear(struct cold *cold, struct slot *slot)
{
	if (!slot->word)
		return;
	*slot->link = slot->next;
	if (slot->next)
		slot->next->link = slot->link;
	store_ordered(&slot->word, 0);
	slot->next = NULL;
	slot->link = NULL;
}

void object_hide(struct cold *cold, struct object *object, struct slot *keep)
{
	struct slot *next;

	if (object->hidden)
		return;
	for (struct slot *slot = object->slots; slot; slot = next) {
		next = slot->next;
		if (slot != keep)
			slot_clear(cold, slot);
	}
	if (keep)
		store_ordered(&keep->word, keep->word | (uint64_t)KIND_ENDING << 61);
	object->hidden = true;
}

bool object_unused(struct cold *cold, struct object *object)
{
	if (!object->stamp)
		object->stamp = grace_stamp(cold);
	return grace_over(object->stamp);
}

void object_end(struct cold *cold, struct object *object)
{
	assert(object->hidden);
	list_remove(&object->in_owner);
	while (object->slots)
		slot_clear(cold, object->slots);
	object->kind = HF_KIND_NONE;
}

bool object_destroy(struct cold *cold, struct object *object)
{
	switch (object->kind) {
	case HF_KIND_DOMAIN:
		return domain_destroy(cold, container_of(object, struct domain, object));
	case HF_KIND_SPACE:
		return space_destroy(cold, container_of(object, struct space, object));
	case HF_KIND_THREAD:
		return thread_destroy(cold, container_of(object, struct thread, object));
	case HF_KIND_GATE:
		return gate_destroy(cold, container_of(object, struct gate, object));
	case HF_KIND_EVENT:
		return event_destroy(cold, container_of(object, struct event, object));
	case HF_KIND_MEMORY:
		return memory_destroy(cold, container_of(object, struct memory, object));
	case HF_KIND_NONE:
		break;
	}
	panic("an object without a kind", __FILE__, __LINE__);
}
