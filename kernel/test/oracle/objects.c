/* SPDX-License-Identifier: Apache-2.0 */
/* Objects one by one: their slots, and what the header of their kind promises. */
#include "kernel/test/oracle/oracle.h"

/* A hidden object is named by its destroyer alone, with a handle that is good for nothing else (object.h). */
static void check_slots(const struct object *object)
{
	unsigned int named = 0;

	for (const struct slot *s = object->slots; s; s = s->next) {
		must(word_object(s->word) == object);
		must(word_kind(s->word) ==
		     (object->hidden ? KIND_ENDING : (unsigned int)object->kind));
		must(!(word_rights(s->word) & HF_RIGHT_MACHINE) || object->kind == HF_KIND_DOMAIN);
		named++;
	}
	must(!object->hidden || named <= 1);
}

static void check_domain(const struct domain *d)
{
	const struct domain *creator = d->object.owner;

	must(d->cpus >> cpus_online == 0 && d->cpus);
	must(d->priority_max < PRIORITIES);
	if (!creator)
		return;
	must((d->cpus & ~creator->cpus) == 0);
	must(d->reserves == d->reserve || d->reserves == creator->reserves);
	must(!creator->reserves || d->reserves == creator->reserves);
}

static void check_event(const struct event *event)
{
	const struct thread *thread = event->thread;

	must(!thread || thread->event == event);
	must(event->object.hidden || in_list(&event->in_target) == !!event->target);
	must(event->line != HF_NO_LINE || event->object.hidden || !event->target);
	for each (l, &event->lines) {
		const struct event *line = container_of(l, struct event, in_target);

		must(linked(l));
		must(line->target == event && line->line != HF_NO_LINE);
	}
}

/* Its server's CPU may have unbound it already (gate.h). */
static void check_gate(const struct gate *gate)
{
	must(!load_ordered(&gate->thread) || in_list(&gate->in_thread));
	must(linked(&gate->in_thread));
}

static void check_bindings(const struct thread *thread)
{
	must(!thread->event || thread->event->thread == thread);
	for each (l, &thread->gates) {
		const struct gate *gate = container_of(l, struct gate, in_thread);
		const struct thread *bound = load_ordered(&gate->thread);

		must(linked(l));
		must(!bound || bound == thread);
	}
	must(domain_has_cpu(thread->object.owner, thread->cpu->number));
	must(thread->priority <= thread->object.owner->priority_max);
	must(thread->space->object.owner == thread->object.owner);
	must(thread->space->guest == thread->vcpu);
	must(pa_pointer(thread->message.base) == thread->context.message);
}

static void check_children(const struct memory *memory)
{
	for each (l, &memory->children) {
		const struct memory *child = container_of(l, struct memory, in_parent);
		uint64_t offset = child->base.value - memory->base.value;

		must(linked(l));
		must(child->parent == memory && child->depth == memory->depth + 1);
		must(child->device == memory->device);
		must(range_within(offset, child->size, memory->size));
		must(!child->consumed || memory->consumed);
		for (const struct list *m = l->next; m != &memory->children; m = m->next) {
			const struct memory *other = container_of(m, struct memory, in_parent);

			must(!ranges_overlap(child->base.value, child->size, other->base.value,
					     other->size));
		}
		for each (m, &memory->mappings) {
			const struct mapping *map = container_of(m, struct mapping, in_memory);

			must(!ranges_overlap(map->offset, map->size, offset, child->size));
		}
	}
}

static void check_memory(const struct memory *memory)
{
	must(memory->size && page_aligned(memory->size) && page_aligned(memory->base.value));
	must(memory->depth <= MEMORY_DEPTH_MAX && !memory->depth == !memory->parent);
	must(!memory->consumed || !memory->object.hidden);
	must(!memory->consumed || !memory->object.owner->object.owner);
	for each (m, &memory->mappings) {
		const struct mapping *map = container_of(m, struct mapping, in_memory);

		must(map->memory == memory);
		must(range_within(map->offset, map->size, memory->size));
	}
	check_children(memory);
}

void oracle_object(const struct object *object)
{
	check_slots(object);
	switch (object->kind) {
	case HF_KIND_DOMAIN:
		check_domain(container_of(object, struct domain, object));
		break;
	case HF_KIND_SPACE:
		break; /* when its pages are claimed */
	case HF_KIND_THREAD:
		check_bindings(container_of(object, struct thread, object));
		break;
	case HF_KIND_GATE:
		check_gate(container_of(object, struct gate, object));
		break;
	case HF_KIND_EVENT:
		check_event(container_of(object, struct event, object));
		break;
	case HF_KIND_MEMORY:
		check_memory(container_of(object, struct memory, object));
		break;
	default:
		must(object->kind == HF_KIND_DOMAIN);
	}
}
