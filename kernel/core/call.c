/* SPDX-License-Identifier: Apache-2.0 */
/* The calls; the model is in call.h, their arguments in abi/call.h. */
#include "kernel/core/call.h"

#include "kernel/core/arch.h"
#include "kernel/core/control.h"
#include "kernel/core/create.h"
#include "kernel/core/event.h"
#include "kernel/core/find.h"
#include "kernel/core/gate.h"
#include "kernel/core/sched.h"
#include "kernel/core/space.h"

/* What a handler returns when its work was interrupted: not an error that programs see. */
#define AGAIN ((error)0x100)

static error call_call(struct thread *t)
{
	struct gate *gate;
	error e = find_gate(t, t->frame.x[8], HF_RIGHT_USE, &gate);

	return e ? e : gate_call(gate, t);
}

static error call_signal(struct thread *t)
{
	const struct slot *slot = domain_slot(t->object.owner, t->frame.x[8]);
	struct event *event;
	error e = find_event(t, t->frame.x[8], HF_RIGHT_USE, &event);

	if (!e)
		event_signal(event, 1ull << slot_bit(slot));
	return e;
}

static error call_yield(struct thread *t)
{
	sched_yield(t->cpu->lender);
	return HF_OK;
}

/* A domain cannot end itself or one that it lives in. */
static bool is_self(const struct thread *t, const struct object *object)
{
	const struct domain *d = t->object.owner;

	while (d && &d->object != object)
		d = d->object.owner;
	return d || object == &t->object || object == &t->space->object;
}

static error call_destroy(struct thread *t)
{
	struct slot *slot = domain_slot(t->object.owner, t->frame.x[8]);
	struct object *object;

	if (!slot || !slot->word)
		return HF_E_HANDLE;
	if (!(slot_rights(slot) & HF_RIGHT_CONTROL))
		return HF_E_RIGHTS;
	object = slot_object(slot);
	if (is_self(t, object))
		return HF_E_BUSY;
	if (object->kind == HF_KIND_SPACE && container_of(object, struct space, object)->threads)
		return HF_E_BUSY;
	if (object->kind == HF_KIND_MEMORY &&
	    container_of(object, struct memory, object)->consumed)
		return HF_E_BUSY;
	return object_destroy(object) ? HF_OK : AGAIN;
}

static error call_grant(struct thread *t)
{
	const uint64_t *x = t->frame.x;
	struct domain *to;
	error e = find_domain(t, x[8], HF_RIGHT_USE, &to);

	return e ? e : domain_grant(t->object.owner, x[1], to, x[0], x[2], x[3]);
}

static error call_drop(struct thread *t)
{
	struct domain *domain;
	struct slot *slot;
	error e = find_domain(t, t->frame.x[8], HF_RIGHT_USE, &domain);

	if (e)
		return e;
	slot = domain_slot(domain, t->frame.x[0]);
	if (!slot || !slot->word)
		return HF_E_SLOT;
	slot_clear(slot);
	return HF_OK;
}

static error call_map(struct thread *t)
{
	const uint64_t *x = t->frame.x;
	uint64_t rights = x[4] & (HF_RIGHT_READ | HF_RIGHT_WRITE | HF_RIGHT_EXECUTE);
	struct memory *memory;
	struct space *space;
	error e = find_space(t, x[8], HF_RIGHT_USE, &space);

	if (!e)
		e = find_memory(t, x[1], (uint8_t)rights, &memory);
	if (e)
		return e;
	if (!rights || x[4] & ~(rights | HF_MAP_DEVICE | HF_MAP_UNCACHED))
		return HF_E_CALL;
	return space_map(space, ipa(x[0]), memory, x[2], x[3], x[4]);
}

static error call_unmap(struct thread *t)
{
	const uint64_t *x = t->frame.x;
	struct memory *memory;
	struct space *space;
	bool done;
	error e;

	if (!find_space(t, x[8], HF_RIGHT_USE, &space)) {
		e = space_unmap(space, ipa(x[0]), x[1], &done);
		return e ? e : done ? HF_OK : AGAIN;
	}
	e = find_memory(t, x[8], HF_RIGHT_CONTROL, &memory);
	if (e)
		return e;
	return memory_unmap(memory) ? HF_OK : AGAIN;
}

static error call_state(struct thread *t)
{
	struct hf_state *state = &t->context.message->state;
	struct thread *other;
	error e = find_thread(t, t->frame.x[8], HF_RIGHT_CONTROL, &other);

	if (e)
		return e;
	if (!thread_at_rest(other))
		return HF_E_STATE;
	if (t->frame.x[0])
		arch_state_write(other, state);
	else
		arch_state_read(other, state);
	return HF_OK;
}

static error call_inject(struct thread *t)
{
	struct thread *vcpu;
	error e = find_thread(t, t->frame.x[8], HF_RIGHT_CONTROL, &vcpu);

	if (e)
		return e;
	return vcpu->vcpu ? arch_inject(vcpu, t->frame.x[0]) : HF_E_HANDLE;
}

static error call_acknowledge(struct thread *t)
{
	struct event *event;
	error e = find_event(t, t->frame.x[8], HF_RIGHT_USE, &event);

	return e ? e : event_acknowledge(event);
}

static error call_console(struct thread *t)
{
	struct domain *domain;
	error e = find_domain(t, t->frame.x[8], HF_RIGHT_MACHINE, &domain);

	for (unsigned int i = 0; !e && i < 8; i++) {
		char c = (char)(t->frame.x[0] >> (8 * i));

		if (!c)
			break;
		arch_console(c);
	}
	return e;
}

static error call_power(struct thread *t)
{
	struct domain *domain;
	error e = find_domain(t, t->frame.x[8], HF_RIGHT_MACHINE, &domain);

	if (!e)
		arch_power(t->frame.x[0] != 0);
	return e;
}

static error (*const handlers[HF_CALLS])(struct thread *) = {
	[HF_CALL] = call_call,
	[HF_SIGNAL] = call_signal,
	[HF_YIELD] = call_yield,
	[HF_CREATE] = create_object,
	[HF_DESTROY] = call_destroy,
	[HF_GRANT] = call_grant,
	[HF_DROP] = call_drop,
	[HF_MAP] = call_map,
	[HF_UNMAP] = call_unmap,
	[HF_CONTROL] = control_object,
	[HF_STATE] = call_state,
	[HF_INJECT] = call_inject,
	[HF_ACKNOWLEDGE] = call_acknowledge,
	[HF_INFO] = control_info,
	[HF_CONSOLE] = call_console,
	[HF_POWER] = call_power,
};

void call_handle(struct thread *t, uint64_t number)
{
	error e;

	if (number == HF_WAIT) {
		gate_wait(t);
		return;
	}
	if (number == HF_RESUME) {
		arch_reflect_return(t);
		return;
	}
	e = number < HF_CALLS && handlers[number] ? handlers[number](t) : HF_E_CALL;
	if (e == AGAIN)
		t->frame.pc -= 4;
	else if (e || number != HF_CALL)
		t->frame.x[8] = e;
}
