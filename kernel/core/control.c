/* SPDX-License-Identifier: Apache-2.0 */
/* HF_CONTROL and HF_INFO; their arguments are in abi/call.h. */
#include "kernel/core/control.h"

#include "kernel/core/arch.h"
#include "kernel/core/find.h"
#include "kernel/core/sched.h"
#include "kernel/core/stream.h"

static error control_vcpu(struct thread *target, const uint64_t *x)
{
	if (!target->vcpu)
		return HF_E_HANDLE;
	if (x[0] == HF_VCPU_RESUME)
		return thread_resume(target);
	arch_vcpu_timer(target, x[1]);
	return HF_OK;
}

/* What a thread may change of itself without a handle. */
static bool own_affair(uint64_t what)
{
	return what == HF_THREAD_REFLECT || what == HF_THREAD_TLS;
}

/* On the target's CPU. */
static error change_thread(struct thread *by, void *object, const uint64_t *x)
{
	struct thread *target = object;

	switch (x[0]) {
	case HF_THREAD_START:
		return thread_start(target, x[1], x[2], x[3]);
	case HF_THREAD_STOP:
		thread_stop(target);
		return HF_OK;
	case HF_THREAD_SCHEDULE:
		return thread_schedule(target, x[1]);
	case HF_THREAD_EXITS:
		target->exit_gate = x[1];
		return HF_OK;
	case HF_THREAD_REFLECT:
		target->context.reflect = x[1];
		return HF_OK;
	case HF_THREAD_TLS:
		target->context.tls = x[1];
		return HF_OK;
	default:
		return control_vcpu(target, x);
	}
}

static error control_thread(struct thread *t)
{
	const uint64_t *x = t->frame.x;
	struct thread *target = t;
	error e = HF_OK;

	if (x[8] != HF_NO_HANDLE || !own_affair(x[0]))
		e = find_thread(t, x[8], HF_RIGHT_CONTROL, &target);
	return e ? e : errand_run(t, target, change_thread, target, x);
}

static error control_move(struct cold *cold, struct thread *t)
{
	struct thread *target;
	error e = find_thread(t, t->frame.x[8], HF_RIGHT_CONTROL, &target);

	return e ? e : thread_move(cold, target, t->frame.x[1]);
}

/* The thread in x1, which may be none. */
static error thread_or_none(struct thread *t, struct thread **result)
{
	*result = NULL;
	if (t->frame.x[1] == HF_NO_HANDLE)
		return HF_OK;
	return find_thread(t, t->frame.x[1], HF_RIGHT_USE, result);
}

static error control_gate(struct cold *cold, struct thread *t)
{
	struct thread *thread;
	struct gate *gate;
	error e = find_gate(t, t->frame.x[8], HF_RIGHT_CONTROL, &gate);

	if (!e)
		e = thread_or_none(t, &thread);
	return e ? e : gate_bind(cold, gate, thread);
}

static error control_event(struct cold *cold, struct thread *t)
{
	struct thread *thread;
	struct event *event;
	error e = find_event(t, t->frame.x[8], HF_RIGHT_CONTROL, &event);

	if (!e)
		e = thread_or_none(t, &thread);
	return e ? e : event_bind(cold, event, thread);
}

static error control_domain(struct cold *cold, struct thread *t)
{
	struct domain *domain;
	struct memory *memory;
	error e = find_domain(t, t->frame.x[8], HF_RIGHT_USE, &domain);

	if (!e)
		e = find_memory(t, t->frame.x[1], HF_RIGHT_CONTROL, &memory);
	return e ? e : memory_fund(cold, memory, &domain->account);
}

/* The space in x2, which may be none. */
static error control_stream(struct cold *cold, struct thread *t)
{
	const uint64_t *x = t->frame.x;
	struct domain *domain;
	struct space *space = NULL;
	error e = find_domain(t, x[8], HF_RIGHT_MACHINE, &domain);

	if (!e && x[2] != HF_NO_HANDLE)
		e = find_space(t, x[2], HF_RIGHT_CONTROL, &space);
	return e ? e : stream_attach(cold, x[1], space);
}

static error control_cold(struct cold *cold, struct thread *t)
{
	switch (t->frame.x[0]) {
	case HF_THREAD_MOVE:
		return control_move(cold, t);
	case HF_GATE_BIND:
		return control_gate(cold, t);
	case HF_EVENT_BIND:
		return control_event(cold, t);
	case HF_DOMAIN_FUND:
		return control_domain(cold, t);
	case HF_DOMAIN_STREAM:
		return control_stream(cold, t);
	default:
		return HF_E_CALL;
	}
}

error control_object(struct thread *t)
{
	struct cold *cold;
	error e;

	switch (t->frame.x[0]) {
	case HF_THREAD_START:
	case HF_THREAD_STOP:
	case HF_THREAD_SCHEDULE:
	case HF_THREAD_EXITS:
	case HF_THREAD_REFLECT:
	case HF_THREAD_TLS:
	case HF_VCPU_TIMER:
	case HF_VCPU_RESUME:
		return control_thread(t);
	}
	cold = cold_lock(t);
	e = control_cold(cold, t);
	cold_unlock(cold);
	return e;
}

/* Of an object. */
static error info_cold(struct cold *cold, struct thread *t)
{
	uint64_t *x = t->frame.x;
	uint64_t word = domain_word(t->object.owner, x[8]);
	struct object *object;

	if (!word || word_kind(word) == KIND_ENDING)
		return HF_E_HANDLE;
	object = word_object(word);
	x[0] = object->kind;
	x[1] = 0;
	x[2] = 0;
	x[3] = 0;
	if (object->kind == HF_KIND_DOMAIN) {
		const struct domain *domain = container_of(object, struct domain, object);

		x[1] = domain->account.available;
		x[2] = domain->account.total;
	} else if (object->kind == HF_KIND_MEMORY) {
		const struct memory *memory = container_of(object, struct memory, object);

		x[1] = memory->size;
		x[2] = word_rights(word) & HF_RIGHT_ADDRESS ? memory->base.value : 0;
	} else if (object->kind == HF_KIND_SPACE) {
		const struct space *space = container_of(object, struct space, object);

		stream_collect(cold);
		x[1] = space->refused;
		x[2] = space->refused_at;
	} else if (object->kind == HF_KIND_THREAD) {
		const struct thread *thread = container_of(object, struct thread, object);

		x[1] = thread->consumed;
		x[2] = thread->state != THREAD_STOPPED;
		x[3] = thread->cpu->number;
	}
	return HF_OK;
}

error control_info(struct thread *t)
{
	struct cold *cold;
	error e;

	if (t->frame.x[8] == HF_NO_HANDLE) {
		t->frame.x[0] = HF_KIND_NONE;
		t->frame.x[1] = arch_instruction_features();
		return HF_OK;
	}
	cold = cold_lock(t);
	e = info_cold(cold, t);
	cold_unlock(cold);
	return e;
}
