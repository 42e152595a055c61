/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The planner's outline, and the three things that it hands out: RAM, slots and addresses.
 */
#include <string.h>

#include "user/init/maker.h"

hf_handle maker_slot(struct maker *k)
{
	return k->plan->slots++;
}

static bool take_from(struct maker *k, uint32_t i, uint64_t size, uint64_t align,
		      struct plan_run *run)
{
	const struct hf_boot_memory *memory = &k->in->boot->memory[i];
	uint64_t used = k->plan->used[i];
	uint64_t gap = -(memory->base + used) & (align - 1);

	if (memory->kind != HF_BOOT_RAM || gap > memory->size - used ||
	    size > memory->size - used - gap)
		return false;
	*run = (struct plan_run){ .parent = memory->handle,
				  .offset = used + gap,
				  .size = size,
				  .physical = memory->base + used + gap };
	k->plan->used[i] = used + gap + size;
	return true;
}

bool maker_ram(struct maker *k, uint32_t line, const char *what, uint64_t size, uint64_t align,
	       struct plan_run *run)
{
	for (uint32_t i = 0; i < k->in->boot->memories; i++)
		if (take_from(k, i, size, align, run))
			return true;
	manifest_error(k->errors, line, "this machine has no %lu KiB of memory left for %s",
		       size >> 10, what);
	*run = (struct plan_run){ 0 };
	return false;
}

uint32_t maker_bit(struct maker *k, uint32_t program)
{
	return k->plan->program[program].bits++;
}

hf_handle maker_program_slot(struct maker *k, uint32_t program)
{
	struct plan_program *p = &k->plan->program[program];

	if (p->slots == HF_SELF_FREE)
		manifest_error(k->errors, k->m->program[program].line,
			       "program '%s' is given more handles than it has room for",
			       k->m->program[program].name);
	return p->slots < HF_SELF_FREE ? p->slots++ : HF_NO_HANDLE;
}

struct plan_grant *maker_grant(struct maker *k, uint32_t program, enum hf_grant_kind kind,
			       const char *name)
{
	struct plan_program *p = &k->plan->program[program];
	struct plan_grant *g = &p->grant[p->grants++];

	memcpy(g->record.name, name, sizeof(g->record.name));
	g->record.kind = kind;
	return g;
}

/* Where there is enough for a large page, address and frame agree below 2 MiB, so that it can be one. */
void maker_place(struct maker *k, uint32_t program, struct plan_grant *g)
{
	struct plan_program *p = &k->plan->program[program];
	uint64_t at = p->next;

	if (g->size >= LARGE_PAGE)
		at += (g->physical - at) & (LARGE_PAGE - 1);
	g->record.address = at;
	p->next = at + pages_up(g->size) + PAGE; /* a page that is not mapped stands between */
}

/* A missing CPU is replaced by the first. Whoever calls each other stays together, since all move there. */
static void place_program(struct maker *k, uint32_t i)
{
	const struct manifest_program *m = &k->m->program[i];
	struct plan_program *p = &k->plan->program[i];
	uint32_t spent = manifest_spent_level(k->m);

	p->cpu = m->cpu;
	p->priority = m->priority;
	if (m->cpu >= k->in->boot->cpus) {
		p->cpu = 0;
		p->priority = m->priority < spent ? m->priority : spent;
	}
	p->threads = (uint8_t)(m->threads & ((1u << k->in->boot->cpus) - 1));
	if (p->threads == 0)
		p->threads = (uint8_t)(1u << p->cpu);
	p->cpus = (uint8_t)(p->threads | 1u << p->cpu);
	for (uint32_t cpu = 0; cpu < HF_CPUS; cpu++) {
		if ((p->cpus >> cpu & 1) == 0)
			continue;
		p->exit[cpu].gate = maker_slot(k);
		p->exit[cpu].slot = cpu == p->cpu ? HF_SELF_EXIT : maker_program_slot(k, i);
	}
}

static void start_programs(struct maker *k)
{
	for (uint32_t i = 0; i < k->m->programs; i++) {
		struct plan_program *p = &k->plan->program[i];

		p->next = HF_GRANT_BASE;
		p->slots = PLAN_SLOT;
		if (k->m->program[i].is_init) {
			p->event = HF_INIT_EVENT;
			continue;
		}
		p->domain = maker_slot(k);
		p->space = maker_slot(k);
		p->thread = maker_slot(k);
		p->event = maker_slot(k);
		place_program(k, i);
	}
}

static void plan_desks(struct maker *k)
{
	uint32_t cpus = 0;

	for (uint32_t i = 0; i < k->m->programs; i++)
		cpus |= k->plan->program[i].cpus;
	for (uint32_t cpu = 1; cpu < HF_CPUS; cpu++) {
		struct plan_desk *desk = &k->plan->desk[cpu];

		if ((cpus >> cpu & 1) == 0)
			continue;
		desk->thread = maker_slot(k);
		desk->event = maker_slot(k);
		desk->tells = maker_slot(k);
		desk->hears = maker_slot(k);
	}
}

bool plan_make(struct plan *plan, const struct plan_input *in, struct manifest_errors *errors)
{
	struct maker k = { plan, in, in->manifest, errors };
	uint32_t before = errors->count;

	memset(plan, 0, sizeof(*plan));
	plan->slots = in->first_slot;
	start_programs(&k);
	plan_desks(&k);
	plan_devices(&k);
	plan_regions(&k);
	plan_channels(&k);
	plan_device_grants(&k);
	plan_files(&k);
	plan_bodies(&k);
	if (errors->count == before)
		plan_accounts(&k);
	return errors->count == before;
}

uint64_t plan_program_bytes(const struct plan *plan, uint32_t index)
{
	const struct plan_program *p = &plan->program[index];

	return p->body_run.size + p->heap_run.size + p->account * PAGE;
}
