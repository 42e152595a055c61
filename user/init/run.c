/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One program: made, started, ended.
 *
 * What a start makes (domain, space, thread, gates for exits) is paid from the program's own account, so ending the
 * domain ends all of it, and whatever the program made itself. Memories, gates and events are init's
 * and are only mapped, bound and granted again.
 */
#include <string.h>

#include "user/init/init.h"
#include "user/init/machine.h"
#include "user/init/maker.h"
#include "user/lib/map.h"
#include "user/lib/time.h"

#define READ_WRITE (HF_RIGHT_READ | HF_RIGHT_WRITE)

static uint64_t segment_rights(const struct elf_segment *s)
{
	uint64_t rights = HF_RIGHT_READ;

	if ((s->rights & ELF_WRITE) != 0)
		rights |= HF_RIGHT_WRITE;
	if ((s->rights & ELF_EXECUTE) != 0)
		rights |= HF_RIGHT_EXECUTE;
	return rights;
}

static uint64_t spent_level(const struct init *init, const struct plan_program *p)
{
	uint32_t level = manifest_spent_level(&init->manifest);

	return level < p->priority ? level : p->priority;
}

static enum hf_error make_objects(struct init *init, uint32_t i)
{
	const struct manifest_program *m = &init->manifest.program[i];
	const struct plan_program *p = &init->plan.program[i];
	uint64_t rate = init->boot->ticks_per_second;
	const struct hf_limits limits = {
		.pages = p->account,
		.slots = m->slots,
		.priority_max = p->priority,
		.budget = time_to_ticks(m->budget_us, rate, TIME_MICRO),
		.period = time_to_ticks(m->period_us, rate, TIME_MICRO),
		.cpus = p->cpus,
		.spent_level = m->period_us > 0 ? spent_level(init, p) : 0,
	};
	enum hf_error e;

	init->doing = "making its domain";
	e = hf_create_limited(HF_INIT_DOMAIN, p->domain, &limits);
	if (e == HF_OK)
		e = hf_create_space(p->domain, p->space, 0);
	if (e == HF_OK)
		e = hf_create_thread(p->domain, p->thread, p->space, HF_MESSAGE_PAGES, p->cpu, 0);
	return e;
}

static void copy_segments(const struct plan_image *image, unsigned char *body)
{
	for (uint32_t s = 0; s < image->elf.segments; s++) {
		const struct elf_segment *segment = &image->elf.segment[s];
		unsigned char *to = body + image->at[s] + segment->address % PAGE;

		memcpy(to, image->file + segment->offset, segment->file_size);
		if ((segment->rights & ELF_EXECUTE) != 0)
			machine_sync_code(to, segment->file_size);
	}
}

static void write_record(struct init *init, uint32_t i, struct hf_program *record)
{
	const struct manifest_program *m = &init->manifest.program[i];
	const struct plan_program *p = &init->plan.program[i];

	record->magic = HF_PROGRAM_MAGIC;
	memcpy(record->name, m->name, sizeof(record->name));
	memcpy(record->argument, m->argument, sizeof(record->argument));
	record->ticks_per_second = init->boot->ticks_per_second;
	record->boot_ticks = init->boot->boot_ticks;
	record->heap = m->heap > 0 ? HF_HEAP_BASE : 0;
	record->heap_size = m->heap;
	record->image = p->ported.record.address;
	record->image_size = p->ported.record.size;
	record->restarts = init->life[i].restarts;
	record->slots = m->slots;
	record->priority = p->priority;
	record->grants = p->grants;
	record->cpu = p->cpu;
	record->threads = p->threads;
	for (uint32_t cpu = 0; cpu < HF_CPUS; cpu++)
		record->exit[cpu] = p->exit[cpu].slot;
	for (unsigned n = 0; n < sizeof(record->seed); n += 8) {
		uint64_t random = init_random(init);

		memcpy(record->seed + n, &random, 8);
	}
	for (uint32_t g = 0; g < p->grants; g++)
		record->grant[g] = p->grant[g].record;
}

/* Through the window: the image and the boot record. All else is zero already. */
static enum hf_error load(struct init *init, uint32_t i)
{
	const struct plan_program *p = &init->plan.program[i];
	unsigned char *body = (unsigned char *)(uintptr_t)INIT_WINDOW;
	enum hf_error e;

	init->doing = "loading its image";
	e = init_window_open(p->body, 0, p->body_run.size);
	if (e != HF_OK)
		return e;
	for (uint32_t n = 0; n < p->images; n++)
		copy_segments(&p->image[n], body);
	write_record(init, i, (struct hf_program *)(void *)(body + p->record_at));
	return init_window_close(p->body_run.size);
}

static enum hf_error map_segments(const struct plan_program *p, const struct plan_image *image)
{
	enum hf_error e = HF_OK;

	for (uint32_t s = 0; s < image->elf.segments && e == HF_OK; s++) {
		const struct elf_segment *segment = &image->elf.segment[s];
		uint64_t first = elf_first_page(segment);

		e = hf_map_all(p->space, first, p->body, image->at[s],
			       elf_pages_end(segment) - first, segment_rights(segment));
	}
	return e;
}

static enum hf_error map_body(struct init *init, uint32_t i)
{
	const struct plan_program *p = &init->plan.program[i];
	uint64_t stack = init->manifest.program[i].stack;
	enum hf_error e = HF_OK;

	init->doing = "mapping its memory";
	for (uint32_t n = 0; n < p->images && e == HF_OK; n++)
		e = map_segments(p, &p->image[n]);
	if (e == HF_OK)
		e = hf_map_all(p->space, HF_STACK_TOP - stack, p->body, p->stack_at, stack,
			       READ_WRITE);
	if (e == HF_OK)
		e = hf_map_all(p->space, HF_PROGRAM_RECORD, p->body, p->record_at, RECORD_SIZE,
			       HF_RIGHT_READ);
	if (e == HF_OK && p->heap != HF_NO_HANDLE)
		e = hf_map_all(p->space, HF_HEAP_BASE, p->heap, 0, p->heap_run.size, READ_WRITE);
	return e;
}

static enum hf_error map_grant(const struct plan_program *p, const struct plan_grant *g)
{
	if (g->size == 0)
		return HF_OK;
	return hf_map_all(p->space, g->record.address & ~(PAGE - 1), g->memory, g->offset, g->size,
			  g->map);
}

static enum hf_error copy_handle(const struct plan_program *p, hf_handle slot, hf_handle handle,
				 uint64_t rights)
{
	return handle == HF_NO_HANDLE ? HF_OK : hf_grant(p->domain, slot, handle, rights, 0);
}

static enum hf_error give_grant(const struct plan_program *p, const struct plan_grant *g)
{
	enum hf_error e = map_grant(p, g);

	if (e == HF_OK)
		e = copy_handle(p, g->record.handle, g->handle, g->rights);
	if (e == HF_OK)
		e = copy_handle(p, g->record.notify, g->notify, HF_RIGHT_USE);
	if (e == HF_OK)
		e = copy_handle(p, g->record.irq, g->irq, HF_RIGHT_USE);
	return e;
}

static enum hf_error give_grants(struct init *init, uint32_t i)
{
	const struct plan_program *p = &init->plan.program[i];
	enum hf_error e;

	init->doing = "giving it what it is granted";
	e = map_grant(p, &p->ported);
	for (uint32_t g = 0; g < p->grants && e == HF_OK; g++)
		e = give_grant(p, &p->grant[g]);
	return e;
}

/* On each of its CPUs the gate for exits there, which says which program it is and in which of its lives. */
static enum hf_error give_exits(struct init *init, uint32_t i)
{
	const struct plan_program *p = &init->plan.program[i];
	enum hf_error e = HF_OK;

	init->doing = "making its exits";
	for (uint32_t cpu = 0; cpu < HF_CPUS && e == HF_OK; cpu++) {
		const struct plan_exit *exit = &p->exit[cpu];

		if (exit->gate == HF_NO_HANDLE)
			continue;
		e = hf_create_gate(p->domain, exit->gate, init_exit_identity(init, i));
		if (e == HF_OK)
			e = hf_control(exit->gate, HF_GATE_BIND, init_taker(init, cpu), 0, 0);
		if (e == HF_OK)
			e = copy_handle(p, exit->slot, exit->gate, HF_RIGHT_USE);
	}
	return e;
}

/* The handles that every program has. */
static enum hf_error give_self(struct init *init, uint32_t i)
{
	const struct plan_program *p = &init->plan.program[i];
	enum hf_error e = copy_handle(p, HF_SELF_DOMAIN, p->domain, HF_RIGHT_USE);

	init->doing = "giving it its own handles";
	if (e == HF_OK)
		e = copy_handle(p, HF_SELF_SPACE, p->space, HF_RIGHT_USE);
	if (e == HF_OK)
		e = copy_handle(p, HF_SELF_THREAD, p->thread, HF_RIGHT_USE);
	if (e == HF_OK)
		e = hf_grant(p->domain, HF_SELF_EVENT, p->event, HF_RIGHT_USE, HF_SELF_BIT);
	if (e == HF_OK)
		e = copy_handle(p, HF_SELF_HEAP, p->heap, READ_WRITE);
	return e;
}

/* Its event, the gates that it serves, and its interrupt lines, which a predecessor may have left silent. */
static enum hf_error bind(struct init *init, uint32_t i)
{
	const struct manifest *m = &init->manifest;
	const struct plan *plan = &init->plan;
	hf_handle thread = plan->program[i].thread;
	enum hf_error e;

	init->doing = "binding its channels";
	e = hf_control(plan->program[i].event, HF_EVENT_BIND, thread, 0, 0);
	for (uint32_t c = 0; c < m->channels && e == HF_OK; c++)
		if (m->channel[c].server == i && plan->channel[c].gate != HF_NO_HANDLE)
			e = hf_control(plan->channel[c].gate, HF_GATE_BIND, thread, 0, 0);
	for (uint32_t d = 0; d < m->devices && e == HF_OK; d++)
		if (m->device[d].program == i && plan->device[d].line != HF_NO_HANDLE)
			e = hf_acknowledge(plan->device[d].line);
	return e;
}

static enum hf_error go(struct init *init, uint32_t i)
{
	const struct plan_program *p = &init->plan.program[i];
	enum hf_error e;

	init->doing = "starting it";
	e = hf_control(p->thread, HF_THREAD_EXITS, HF_SELF_EXIT, 0, 0);
	if (e == HF_OK)
		e = hf_control(p->thread, HF_THREAD_SCHEDULE, p->priority, 0, 0);
	if (e == HF_OK)
		e = hf_control(p->thread, HF_THREAD_START, p->image[0].elf.entry, HF_STACK_TOP,
			       HF_PROGRAM_RECORD);
	return e;
}

static enum hf_error clear_channels(struct init *init, uint32_t i)
{
	const struct manifest *m = &init->manifest;
	enum hf_error e = HF_OK;

	init->doing = "clearing its channels";
	for (uint32_t c = 0; c < m->channels && e == HF_OK; c++)
		if ((m->channel[c].client == i || m->channel[c].server == i) &&
		    init->plan.channel[c].buffer != HF_NO_HANDLE)
			e = init_clear_part(init->plan.channel[c].buffer, 0,
					    init->plan.channel[c].run.size);
	return e;
}

void init_notify(struct init *init, uint32_t i)
{
	const struct manifest *m = &init->manifest;

	for (uint32_t c = 0; c < m->channels; c++) {
		const struct plan_channel *channel = &init->plan.channel[c];

		if (m->channel[c].client == i)
			(void)!hf_signal(channel->signals_server);
		if (m->channel[c].server == i)
			(void)!hf_signal(channel->signals_client);
	}
}

enum hf_error init_start(struct init *init, uint32_t i)
{
	static enum hf_error (*const steps[])(struct init *, uint32_t) = {
		make_objects, load, map_body, give_grants, give_self, give_exits, bind, go,
	};

	for (unsigned s = 0; s < sizeof(steps) / sizeof(steps[0]); s++) {
		enum hf_error e = steps[s](init, i);

		if (e != HF_OK)
			return e;
	}
	init_log_started(init, i);
	return HF_OK;
}

enum hf_error init_end(struct init *init, uint32_t i)
{
	const struct plan_program *p = &init->plan.program[i];
	enum hf_error e;

	init_log_ended(init, i);
	init->doing = "ending its domain";
	e = hf_destroy(p->domain);
	if (e == HF_OK)
		e = clear_channels(init, i);
	init_notify(init, i);
	return e;
}
