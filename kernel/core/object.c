/* SPDX-License-Identifier: Apache-2.0 */
/* Objects and slots; the model is in object.h. */
#include "kernel/core/object.h"

#include "kernel/core/assert.h"
#include "kernel/core/domain.h"
#include "kernel/core/event.h"
#include "kernel/core/gate.h"
#include "kernel/core/memory.h"
#include "kernel/core/space.h"
#include "kernel/core/thread.h"

void object_init(struct object *object, enum hf_kind kind, struct domain *owner)
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

void slot_fill(struct slot *slot, struct object *object, uint8_t rights, uint8_t bit)
{
	uint64_t address = pointer_pa(object).value;

	assert(slot->word == 0 && address >> 48 == 0 && bit < 64);
	slot->word = address | (uint64_t)rights << 48 | (uint64_t)bit << 56;
	slot->next = object->slots;
	if (slot->next)
		slot->next->link = &slot->next;
	slot->link = &object->slots;
	object->slots = slot;
}

void slot_clear(struct slot *slot)
{
	if (!slot->word)
		return;
	*slot->link = slot->next;
	if (slot->next)
		slot->next->link = slot->link;
	slot->word = 0;
	slot->next = NULL;
	slot->link = NULL;
}

void object_end(struct object *object)
{
	list_remove(&object->in_owner);
	while (object->slots)
		slot_clear(object->slots);
	object->kind = HF_KIND_NONE;
}

bool object_destroy(struct object *object)
{
	switch (object->kind) {
	case HF_KIND_DOMAIN:
		return domain_destroy(container_of(object, struct domain, object));
	case HF_KIND_SPACE:
		return space_destroy(container_of(object, struct space, object));
	case HF_KIND_THREAD:
		return thread_destroy(container_of(object, struct thread, object));
	case HF_KIND_GATE:
		gate_destroy(container_of(object, struct gate, object));
		return true;
	case HF_KIND_EVENT:
		event_destroy(container_of(object, struct event, object));
		return true;
	case HF_KIND_MEMORY:
		return memory_destroy(container_of(object, struct memory, object));
	case HF_KIND_NONE:
		break;
	}
	panic("an object without a kind", __FILE__, __LINE__);
}
