/* SPDX-License-Identifier: Apache-2.0 */
/* Events; the model is in event.h. */
#include "kernel/core/event.h"

#include "kernel/core/arch.h"
#include "kernel/core/atomic.h"
#include "kernel/core/sched.h"
#include "kernel/core/thread.h"

/* The event of each interrupt line; read without the lock. */
static struct event *lines[ARCH_LINES];

error event_create(struct cold *cold, struct domain *owner, struct event **result)
{
	struct event *event = account_cell(cold, &owner->account);

	if (!event)
		return HF_E_NOMEM;
	event->line = HF_NO_LINE;
	list_init(&event->lines);
	list_init(&event->in_target);
	object_init(cold, &event->object, HF_KIND_EVENT, owner);
	*result = event;
	return HF_OK;
}

error event_create_line(struct cold *cold, struct domain *owner, uint64_t line, uint64_t bit,
			struct event *target, struct event **result)
{
	struct event *event;
	error e;

	if (!arch_line_valid(line) || bit > 63)
		return HF_E_RANGE;
	if (lines[line])
		return HF_E_BUSY;
	e = event_create(cold, owner, &event);
	if (e)
		return e;
	event->line = (uint32_t)line;
	event->bit = (uint8_t)bit;
	event->target = target;
	list_append(&target->lines, &event->in_target);
	store_ordered(&lines[line], event);
	arch_line_route(event->line, target->thread ? target->thread->cpu : arch_cpu());
	arch_line_enable(event->line);
	*result = event;
	return HF_OK;
}

/* On the thread's CPU. */
static void look(struct thread *thread)
{
	struct event *event = load_ordered(&thread->event);

	if (event && thread->state == THREAD_WAITING &&
	    load_ordered(&event->pending) & thread->wait_mask) {
		thread_take_event(thread, event);
		thread_wake(thread);
	} else {
		sched_update(thread);
	}
}

/* A thread that has moved meanwhile is poked where it is now. */
static void read_poke(struct mail *mail)
{
	struct thread *thread = container_of(mail, struct thread, poke);
	struct cpu *cpu = load_relaxed(&thread->cpu);

	if (cpu != arch_cpu()) {
		mail_post(cpu, mail);
		return;
	}
	store_ordered(&thread->poked, false);
	look(thread);
}

static void poke(struct thread *thread)
{
	struct cpu *cpu = load_relaxed(&thread->cpu);

	if (cpu == arch_cpu()) {
		look(thread);
	} else if (!exchange(&thread->poked, true)) {
		thread->poke.read = read_poke;
		mail_post(cpu, &thread->poke);
	}
}

/* What was pending no longer counts for the thread's time. */
static void unbind(struct cold *cold, struct event *event)
{
	struct thread *thread = event->thread;

	if (!thread)
		return;
	store_ordered(&event->thread, NULL);
	store_ordered(&thread->event, NULL);
	poke(thread);
}

bool event_destroy(struct cold *cold, struct event *event)
{
	object_hide(cold, &event->object, NULL);
	unbind(cold, event);
	while (!list_empty(&event->lines)) {
		struct event *line = list_first(&event->lines, struct event, in_target);

		store_ordered(&line->target, NULL);
		list_remove(&line->in_target);
	}
	if (event->line != HF_NO_LINE) {
		arch_line_disable(event->line);
		store_ordered(&lines[event->line], NULL);
		list_remove(&event->in_target);
		event->line = HF_NO_LINE;
	}
	if (!object_unused(cold, &event->object))
		return false;
	object_end(cold, &event->object);
	account_cell_free(cold, &event->object.owner->account, event);
	return true;
}

error event_bind(struct cold *cold, struct event *event, struct thread *thread)
{
	if (thread && thread->event && thread->event != event)
		return HF_E_BUSY;
	unbind(cold, event);
	if (!thread)
		return HF_OK;
	store_ordered(&thread->event, event);
	store_ordered(&event->thread, thread);
	event_route(cold, thread);
	poke(thread);
	return HF_OK;
}

void event_route(struct cold *cold, const struct thread *thread)
{
	const struct event *event = thread->event;

	if (!event)
		return;
	for (const struct list *l = event->lines.next; l != &event->lines; l = l->next)
		arch_line_route(container_of(l, struct event, in_target)->line, thread->cpu);
}

/* Who set a bit that is still set has poked. */
void event_signal(struct event *event, uint64_t bits)
{
	struct thread *thread;

	if ((fetch_or(&event->pending, bits) & bits) == bits)
		return;
	thread = load_ordered(&event->thread);
	if (thread)
		poke(thread);
}

bool event_line(uint32_t line)
{
	struct event *event = line < ARCH_LINES ? load_ordered(&lines[line]) : NULL;
	struct event *target = event ? load_ordered(&event->target) : NULL;

	if (target)
		event_signal(target, 1ull << event->bit);
	return event;
}

error event_acknowledge(struct event *event)
{
	uint32_t line = load_relaxed(&event->line);

	if (line == HF_NO_LINE)
		return HF_E_STATE;
	arch_line_acknowledge(line);
	return HF_OK;
}
