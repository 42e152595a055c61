/* SPDX-License-Identifier: Apache-2.0 */
/* HF_CREATE; its arguments are in abi/call.h. */
#include "kernel/core/create.h"

#include "kernel/core/arch.h"
#include "kernel/core/find.h"
#include "kernel/core/sched.h"

/* Rights of a handle to a new object; MACHINE passes on from the domain that pays. */
#define NEW (HF_RIGHTS_ALL & ~HF_RIGHT_MACHINE)

/* Each makes one kind of object from x2.. at `owner`'s cost; *rights is what the handle may have. */
static error create_domain(struct cold *cold, struct thread *t, struct domain *owner,
			   struct object **object, uint8_t *rights)
{
	uint64_t payer = domain_word(t->object.owner, t->frame.x[8]);
	const uint64_t *x = t->frame.x;
	const struct domain_limits limits = {
		.pages = x[2],
		.slots = x[3],
		.priority_max = x[4] & 0xff,
		.budget = x[5],
		.period = x[6],
		.cpus = x[7],
		.spent_level = x[4] >> 8,
	};
	struct domain *domain;
	error e = HF_E_RIGHTS;

	if (limits.priority_max <= t->object.owner->priority_max)
		e = domain_create(cold, owner, &limits, &domain);
	if (e)
		return e;
	*rights |= word_rights(payer) & HF_RIGHT_MACHINE;
	*object = &domain->object;
	return HF_OK;
}

static error create_space(struct cold *cold, struct thread *t, struct domain *owner,
			  struct object **object)
{
	uint64_t flags = t->frame.x[2];
	struct space *space;
	error e;

	if (flags & ~(uint64_t)HF_SPACE_GUEST)
		return HF_E_CALL;
	e = space_create(cold, owner, flags & HF_SPACE_GUEST, &space);
	if (!e)
		*object = &space->object;
	return e;
}

static error create_thread(struct cold *cold, struct thread *t, struct domain *owner,
			   struct object **object)
{
	const uint64_t *x = t->frame.x;
	struct thread *thread;
	struct space *space;
	error e = find_space(t, x[2], HF_RIGHT_USE, &space);

	if (e)
		return e;
	if (space->object.owner != owner)
		return HF_E_HANDLE;
	if (x[5] & ~(uint64_t)HF_THREAD_VCPU)
		return HF_E_CALL;
	if (!domain_has_cpu(owner, x[4]) || (x[5] && !arch_vcpus()))
		return HF_E_CPU;
	e = thread_create(cold, owner, space, ipa(x[3]), &cpus[x[4]], x[5] & HF_THREAD_VCPU,
			  &thread);
	if (!e)
		*object = &thread->object;
	return e;
}

static error create_gate(struct cold *cold, struct thread *t, struct domain *owner,
			 struct object **object)
{
	struct gate *gate;
	error e = gate_create(cold, owner, t->frame.x[2], &gate);

	if (!e)
		*object = &gate->object;
	return e;
}

static error create_event(struct cold *cold, struct thread *t, struct domain *owner,
			  struct object **object)
{
	const uint64_t *x = t->frame.x;
	struct event *event, *target;
	error e;

	if (x[2] == HF_NO_LINE) {
		e = event_create(cold, owner, &event);
	} else {
		if (!(word_rights(domain_word(t->object.owner, x[8])) & HF_RIGHT_MACHINE))
			return HF_E_RIGHTS;
		e = find_event(t, x[4], HF_RIGHT_CONTROL, &target);
		if (!e)
			e = event_create_line(cold, owner, x[2], x[3], target, &event);
	}
	if (!e)
		*object = &event->object;
	return e;
}

static error create_memory(struct cold *cold, struct thread *t, struct domain *owner,
			   struct object **object, uint8_t *rights)
{
	const uint64_t *x = t->frame.x;
	struct memory *parent, *memory;
	error e = find_memory(t, x[2], HF_RIGHT_CONTROL, &parent);

	if (!e)
		e = memory_carve(cold, owner, parent, x[3], x[4], &memory);
	if (e)
		return e;
	*rights = word_rights(domain_word(t->object.owner, x[2]));
	*object = &memory->object;
	return HF_OK;
}

error create_object(struct cold *cold, struct thread *t)
{
	struct object *object = NULL;
	uint8_t rights = NEW;
	struct domain *owner;
	struct slot *slot;
	error e = find_domain(t, t->frame.x[8], HF_RIGHT_USE, &owner);

	if (!e)
		e = domain_empty_slot(t->object.owner, t->frame.x[0], &slot);
	if (e)
		return e;
	switch (t->frame.x[1]) {
	case HF_KIND_DOMAIN:
		e = create_domain(cold, t, owner, &object, &rights);
		break;
	case HF_KIND_SPACE:
		e = create_space(cold, t, owner, &object);
		break;
	case HF_KIND_THREAD:
		e = create_thread(cold, t, owner, &object);
		break;
	case HF_KIND_GATE:
		e = create_gate(cold, t, owner, &object);
		break;
	case HF_KIND_EVENT:
		e = create_event(cold, t, owner, &object);
		break;
	case HF_KIND_MEMORY:
		e = create_memory(cold, t, owner, &object, &rights);
		break;
	default:
		return HF_E_CALL;
	}
	if (!e)
		slot_fill(cold, slot, object, rights, 0);
	return e;
}
