/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The world: all domains, from the first on, and what their accounts paid for.
 *
 * First everything is claimed, in the order of the tree; then what was counted is compared: pages with each
 * account's total, slots that are filled with slots that objects know, what all accounts hold with what was there
 * at the start and the memories that were given since.
 */
#include "kernel/core/arch.h"
#include "kernel/test/oracle/oracle.h"

/* Of one round. */
static struct {
	uint64_t pages;	   /* of all accounts */
	uint64_t funded;   /* by memories */
	uint64_t filled;   /* slots in tables */
	uint64_t known;	   /* slots in objects' lists */
	uint64_t mappings; /* in spaces, less those in memories: none in the end */
} count;

static uint64_t pages_at_first;

static const struct object *object_of(const struct list *l)
{
	return container_of(l, struct object, in_owner);
}

/* The next domain of the tree, its members before its neighbours; NULL after the last. */
static const struct domain *next_domain(const struct domain *top, const struct domain *d)
{
	for each (l, &d->objects)
		if (object_of(l)->kind == HF_KIND_DOMAIN)
			return container_of(object_of(l), struct domain, object);
	for (; d != top; d = d->object.owner)
		for (const struct list *l = d->object.in_owner.next; l != &d->object.owner->objects;
		     l = l->next)
			if (object_of(l)->kind == HF_KIND_DOMAIN)
				return container_of(object_of(l), struct domain, object);
	return NULL;
}

static uint64_t list_length(const struct list *head)
{
	uint64_t n = 0;

	for each (l, head) {
		must(linked(l));
		n++;
	}
	return n;
}

static uint64_t claim_cell(const void *cell, const struct domain *owner)
{
	return cell_claim(cell, owner);
}

static uint64_t claim_space(const struct space *space, const struct domain *owner)
{
	uint64_t pages = claim_cell(space, owner) + oracle_space(space);

	for each (l, &space->mappings)
		pages += claim_cell(container_of(l, struct mapping, in_space), owner);
	count.mappings += list_length(&space->mappings);
	return pages;
}

static uint64_t claim_thread(const struct thread *thread, const struct domain *owner)
{
	page_claim(thread, PAGE_KERNEL, owner);
	page_claim(thread->context.message, PAGE_MESSAGE, owner);
	count.mappings -= list_length(&thread->message.mappings);
	return 2;
}

static uint64_t claim_memory(const struct memory *memory, const struct domain *owner)
{
	count.mappings -= list_length(&memory->mappings);
	if (memory->consumed && !in_list(&memory->children))
		count.funded += memory->size / HF_PAGE_SIZE;
	return claim_cell(memory, owner);
}

/* Pages that the object takes of its owner's account; a domain pays for itself. */
static uint64_t claim_object(const struct object *object, const struct domain *owner)
{
	switch (object->kind) {
	case HF_KIND_SPACE:
		return claim_space(container_of(object, struct space, object), owner);
	case HF_KIND_THREAD:
		return claim_thread(container_of(object, struct thread, object), owner);
	case HF_KIND_MEMORY:
		return claim_memory(container_of(object, struct memory, object), owner);
	case HF_KIND_GATE:
	case HF_KIND_EVENT:
		return claim_cell(object, owner);
	default:
		return 0;
	}
}

/* A slot is empty, or names an object that knows it. */
static void check_slot(const struct slot *slot)
{
	if (!slot->word) {
		must(!slot->link && !slot->next);
		return;
	}
	count.filled++;
	must(*slot->link == slot);
	must(!slot->next || slot->next->link == &slot->next);
}

static uint64_t claim_table(const struct domain *d)
{
	uint64_t pages = (d->slots + SLOTS_PER_PAGE - 1) / SLOTS_PER_PAGE;

	for (uint64_t i = 0; i < pages; i++)
		page_claim(d->table[i], PAGE_KERNEL, d);
	for (unsigned int i = 0; i < d->slots; i++)
		check_slot(&d->table[i / SLOTS_PER_PAGE][i % SLOTS_PER_PAGE]);
	return pages;
}

static uint64_t count_slots(const struct object *object)
{
	uint64_t n = 0;

	for (const struct slot *s = object->slots; s; s = s->next)
		n++;
	return n;
}

static void claim_domain(const struct domain *d)
{
	uint64_t pages = account_claim(d) + claim_table(d);

	if (d->object.owner) {
		page_claim(d, PAGE_KERNEL, d);
		pages++;
	}
	count.known += count_slots(&d->object);
	for each (l, &d->objects) {
		const struct object *object = object_of(l);

		must(linked(l));
		must(object->owner == d);
		if (object->kind != HF_KIND_DOMAIN)
			count.known += count_slots(object);
		pages += claim_object(object, d);
	}
	must(pages == d->account.total);
	count.pages += pages;
}

static void settle_object(const struct object *object, const struct cpu *cpu)
{
	const struct thread *thread = container_of(object, struct thread, object);

	oracle_object(object);
	switch (object->kind) {
	case HF_KIND_THREAD:
		if (load_ordered(&thread->cpu) == cpu)
			oracle_thread(thread);
		break;
	case HF_KIND_SPACE:
		oracle_frames(container_of(object, struct space, object));
		cell_settle(object);
		break;
	case HF_KIND_DOMAIN:
		break;
	default:
		cell_settle(object);
	}
}

static const struct domain *first_domain(const struct cpu *cpu)
{
	const struct domain *d = cpu->loaded->object.owner;

	while (d->object.owner)
		d = d->object.owner;
	return d;
}

void oracle_world(struct cold *cold, const struct cpu *cpu)
{
	const struct domain *top = first_domain(cpu);

	pages_begin();
	__builtin_memset(&count, 0, sizeof(count));
	for (const struct domain *d = top; d; d = next_domain(top, d))
		claim_domain(d);
	for (const struct domain *d = top; d; d = next_domain(top, d)) {
		oracle_object(&d->object);
		account_settle(d);
		for each (l, &d->objects)
			settle_object(object_of(l), cpu);
	}
	must(count.filled == count.known);
	must(count.mappings == 0);
	if (!pages_at_first)
		pages_at_first = count.pages - count.funded;
	must(count.pages == pages_at_first + count.funded);
}
