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

static error call_call(struct thread *t)
{
	struct gate *gate;
	error e = find_gate(t, t->frame.x[8], HF_RIGHT_USE, &gate);

	return e ? e : gate_call(gate, t);
}

error call_signal(struct thread *t)
{
	uint64_t word = domain_word(t->object.owner, t->frame.x[8]);

	if (word_kind(word) != HF_KIND_EVENT)
		return HF_E_HANDLE;
	if (!(word_rights(word) & HF_RIGHT_USE))
		return HF_E_RIGHTS;
	event_signal(container_of(word_object(word), struct event, object), 1ull << word_bit(word));
	return HF_OK;
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

static error call_destroy(struct cold *cold, struct thread *t)
{
	struct slot *slot = domain_slot(t->object.owner, t->frame.x[8]);
	struct object *object;

	if (!slot || !slot->word)
		return HF_E_HANDLE;
	if (!(word_rights(slot->word) & HF_RIGHT_CONTROL))
		return HF_E_RIGHTS;
	object = word_object(slot->word);
	if (is_self(t, object))
		return HF_E_BUSY;
	if (object->kind == HF_KIND_SPACE && container_of(object, struct space, object)->threads)
		return HF_E_BUSY;
	if (object->kind == HF_KIND_MEMORY && container_of(object, struct memory, object)->consumed)
		return HF_E_BUSY;
	object_hide(cold, object, slot);
	return object_destroy(cold, object) ? HF_OK : AGAIN;
}

static error call_grant(struct cold *cold, struct thread *t)
{
	const uint64_t *x = t->frame.x;
	struct domain *to;
	error e = find_domain(t, x[8], HF_RIGHT_USE, &to);

	return e ? e : domain_grant(cold, t->object.owner, x[1], to, x[0], x[2], x[3]);
}

static error call_drop(struct cold *cold, struct thread *t)
{
	struct domain *domain;
	struct slot *slot;
	error e = find_domain(t, t->frame.x[8], HF_RIGHT_USE, &domain);

	if (e)
		return e;
	slot = domain_slot(domain, t->frame.x[0]);
	if (!slot || !slot->word || word_kind(slot->word) == KIND_ENDING)
		return HF_E_SLOT;
	slot_clear(cold, slot);
	return HF_OK;
}

static error call_map(struct cold *cold, struct thread *t)
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
	return space_map(cold, space, ipa(x[0]), memory, x[2], x[3], x[4]);
}

static error call_unmap(struct cold *cold, struct thread *t)
{
	const uint64_t *x = t->frame.x;
	struct memory *memory;
	struct space *space;
	bool done;
	error e;

	if (!find_space(t, x[8], HF_RIGHT_USE, &space)) {
		e = space_unmap(cold, space, ipa(x[0]), x[1], &done);
		return e ? e : done ? HF_OK : AGAIN;
	}
	e = find_memory(t, x[8], HF_RIGHT_CONTROL, &memory);
	if (e)
		return e;
	return memory_unmap(cold, memory) ? HF_OK : AGAIN;
}

/* On the other thread's CPU, from or to the calling thread's message page. */
static error move_state(struct thread *by, void *object, const uint64_t *x)
{
	struct hf_state *state = &by->context.message->state;
	struct thread *other = object;

	if (!thread_at_rest(other))
		return HF_E_STATE;
	if (x[0])
		arch_state_write(other, state);
	else
		arch_state_read(other, state);
	return HF_OK;
}

static error call_state(struct thread *t)
{
	struct thread *other;
	error e = find_thread(t, t->frame.x[8], HF_RIGHT_CONTROL, &other);

	return e ? e : errand_run(t, other, move_state, other, t->frame.x);
}

static error inject(struct thread *by, void *object, const uint64_t *x)
{
	return arch_inject(object, x[0]);
}

static error call_inject(struct thread *t)
{
	struct thread *vcpu;
	error e = find_thread(t, t->frame.x[8], HF_RIGHT_CONTROL, &vcpu);

	if (e)
		return e;
	return vcpu->vcpu ? errand_run(t, vcpu, inject, vcpu, t->frame.x) : HF_E_HANDLE;
}

static error call_acknowledge(struct thread *t)
{
	struct event *event;
	error e = find_event(t, t->frame.x[8], HF_RIGHT_USE, &event);

	return e ? e : event_acknowledge(event);
}

static error call_console(struct cold *cold, struct thread *t)
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

static error call_power(struct cold *cold, struct thread *t)
{
	struct domain *domain;
	error e = find_domain(t, t->frame.x[8], HF_RIGHT_MACHINE, &domain);

	if (!e)
		arch_power(t->frame.x[0] != 0);
	return e;
}

/* Of each call one of the two: without the cold lock, though some take it for what needs it, or with it held. */
static error (*const hot[HF_CALLS])(struct thread *) = {
	[HF_CALL] = call_call,
	[HF_SIGNAL] = call_signal,
	[HF_YIELD] = call_yield,
	[HF_CONTROL] = control_object,
	[HF_STATE] = call_state,
	[HF_INJECT] = call_inject,
	[HF_ACKNOWLEDGE] = call_acknowledge,
	[HF_INFO] = control_info,
};

static error (*const cold[HF_CALLS])(struct cold *, struct thread *) = {
	[HF_CREATE] = create_object, [HF_DESTROY] = call_destroy, [HF_GRANT] = call_grant,
	[HF_DROP] = call_drop,	     [HF_MAP] = call_map,	  [HF_UNMAP] = call_unmap,
	[HF_CONSOLE] = call_console, [HF_POWER] = call_power,
};

static error call_cold(struct thread *t, uint64_t number)
{
	struct cold *held = cold_lock(t);
	error e = cold[number](held, t);

	cold_unlock(held);
	return e;
}

static error dispatch(struct thread *t, uint64_t number)
{
	if (number >= HF_CALLS)
		return HF_E_CALL;
	if (hot[number])
		return hot[number](t);
	return cold[number] ? call_cold(t, number) : HF_E_CALL;
}

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
	e = dispatch(t, number);
	if (e == AGAIN)
		t->frame.pc -= 4;
	else if (e || number != HF_CALL)
		t->frame.x[8] = e;
}
