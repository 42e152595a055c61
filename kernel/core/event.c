/* SPDX-License-Identifier: Apache-2.0 */
/* Events; the model is in event.h. */
#include "kernel/core/event.h"

#include "kernel/core/arch.h"
#include "kernel/core/assert.h"
#include "kernel/core/sched.h"
#include "kernel/core/thread.h"

/* The event of each interrupt line. */
static struct event *lines[ARCH_LINES];

error event_create(struct domain *owner, struct event **result)
{
	struct event *event = account_cell(&owner->account);

	if (!event)
		return HF_E_NOMEM;
	event->line = HF_NO_LINE;
	list_init(&event->lines);
	list_init(&event->in_target);
	object_init(&event->object, HF_KIND_EVENT, owner);
	*result = event;
	return HF_OK;
}

error event_create_line(struct domain *owner, uint64_t line, uint64_t bit, struct event *target,
			struct event **result)
{
	error e;

	if (!arch_line_valid(line) || bit > 63)
		return HF_E_RANGE;
	if (lines[line])
		return HF_E_BUSY;
	e = event_create(owner, result);
	if (e)
		return e;
	(*result)->line = (uint32_t)line;
	(*result)->bit = (uint8_t)bit;
	(*result)->target = target;
	list_append(&target->lines, &(*result)->in_target);
	lines[line] = *result;
	arch_line_enable((uint32_t)line);
	return HF_OK;
}

/* What was pending no longer counts for the thread's time. */
static void unbind(struct event *event)
{
	struct thread *thread = event->thread;

	if (!thread)
		return;
	event->thread = NULL;
	thread->event = NULL;
	sched_update(thread);
}

void event_destroy(struct event *event)
{
	unbind(event);
	while (!list_empty(&event->lines)) {
		struct event *line = list_first(&event->lines, struct event, in_target);

		line->target = NULL;
		list_remove(&line->in_target);
	}
	if (event->line != HF_NO_LINE) {
		arch_line_disable(event->line);
		lines[event->line] = NULL;
		list_remove(&event->in_target);
	}
	object_end(&event->object);
	account_cell_free(&event->object.owner->account, event);
}

error event_bind(struct event *event, struct thread *thread)
{
	if (thread && thread->event && thread->event != event)
		return HF_E_BUSY;
	unbind(event);
	event->thread = thread;
	if (!thread)
		return HF_OK;
	thread->event = event;
	event_signal(event, 0);
	return HF_OK;
}

void event_signal(struct event *event, uint64_t bits)
{
	struct thread *thread = event->thread;

	event->pending |= bits;
	if (!thread)
		return;
	if (thread->state == THREAD_WAITING && event->pending & thread->wait_mask) {
		thread_take_event(thread);
		thread_wake(thread);
	} else {
		sched_update(thread);
	}
}

bool event_line(uint32_t line)
{
	struct event *event = line < ARCH_LINES ? lines[line] : NULL;

	if (!event)
		return false;
	if (event->target)
		event_signal(event->target, 1ull << event->bit);
	return true;
}

error event_acknowledge(struct event *event)
{
	if (event->line == HF_NO_LINE)
		return HF_E_STATE;
	arch_line_acknowledge(event->line);
	return HF_OK;
}
