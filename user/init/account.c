/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Accounts: how many pages the kernel's objects take, for each program and for init.
 *
 * A domain takes a page and one for every 128 slots; a thread two (its message page is one); a space one
 * for its root table; everything else (mappings, gates) a cell, of which 31 share a page. A page of a level-2
 * table serves 1 GiB of addresses, one of level 3 2 MiB; where an address and its frame are both
 * aligned to 2 MiB, level 3 is not needed. The manifest's `account` comes on top.
 */
#include "user/init/maker.h"

#define SLOTS_A_PAGE 128u
#define CELLS_A_PAGE 31u
#define GIB	     ((uint64_t)1 << 30)
#define SPARE	     4u /* pages */
#define INIT_SPARE   128u

/* Table pages and mappings of one space. Ranges are counted in ascending order. */
struct tables {
	uint64_t pages, mappings;
	uint64_t gib, large; /* last counted, plus one */
};

static void count(struct tables *t, uint64_t address, uint64_t size, uint64_t physical)
{
	for (uint64_t at = address & ~(LARGE_PAGE - 1); at < address + size; at += LARGE_PAGE) {
		bool whole = at >= address && address + size - at >= LARGE_PAGE &&
			     (physical - address) % LARGE_PAGE == 0;

		t->mappings++;
		if (t->gib != at / GIB + 1)
			t->pages++;
		t->gib = at / GIB + 1;
		if (!whole && t->large != at / LARGE_PAGE + 1)
			t->pages++;
		t->large = at / LARGE_PAGE + 1;
	}
}

static void count_segments(struct tables *t, const struct plan_program *p,
			   const struct plan_image *image)
{
	for (uint32_t s = 0; s < image->elf.segments; s++) {
		const struct elf_segment *segment = &image->elf.segment[s];
		uint64_t first = elf_first_page(segment);

		count(t, first, elf_pages_end(segment) - first,
		      p->body_run.physical + image->at[s]);
	}
}

static void count_grant(struct tables *t, const struct plan_grant *g)
{
	if (g->size > 0)
		count(t, g->record.address & ~(PAGE - 1), g->size, g->physical);
}

static uint64_t cells(uint64_t count)
{
	return (count + CELLS_A_PAGE - 1) / CELLS_A_PAGE;
}

static uint64_t program_account(const struct manifest_program *m, const struct plan_program *p)
{
	struct tables t = { 0 };

	/* In the order of their addresses: the personality lies above the heap, all others below. */
	count_segments(&t, p, &p->image[p->images - 1]);
	if (m->heap > 0)
		count(&t, HF_HEAP_BASE, m->heap, p->heap_run.physical);
	if (m->is_linux)
		count_segments(&t, p, &p->image[0]);
	for (uint32_t g = 0; g < p->grants; g++)
		count_grant(&t, &p->grant[g]);
	count_grant(&t, &p->ported);
	count(&t, HF_STACK_TOP - m->stack, m->stack, 0);
	count(&t, HF_PROGRAM_RECORD, RECORD_SIZE, 0);
	count(&t, HF_MESSAGE_PAGES, PAGE, 0);
	return 4 + (m->slots + SLOTS_A_PAGE - 1) / SLOTS_A_PAGE + t.pages +
	       cells(t.mappings + 1 + HF_CPUS) + SPARE + m->account;
}

/* Its objects are a cell for each slot at most; its tables map the pack, the log and one window. */
static uint64_t init_account(const struct maker *k)
{
	return cells(k->plan->slots) + k->in->pack->size / LARGE_PAGE + INIT_SPARE;
}

void plan_accounts(struct maker *k)
{
	struct plan *plan = k->plan;
	uint64_t left, step = (uint64_t)HF_ACCOUNT_STEP * PAGE;

	plan->account = init_account(k);
	for (uint32_t i = 0; i < k->m->programs; i++) {
		if (k->m->program[i].is_init)
			continue;
		plan->program[i].account = program_account(&k->m->program[i], &plan->program[i]);
		plan->account += plan->program[i].account;
		if (plan->program[i].account > HF_ACCOUNT_STEP)
			manifest_error(k->errors, k->m->program[i].line,
				       "program '%s' needs an account of %lu pages; %d is the most",
				       k->m->program[i].name, plan->program[i].account,
				       HF_ACCOUNT_STEP);
	}
	left = plan->account * PAGE;
	for (; left > 0; left -= left < step ? left : step)
		if (plan->fund_runs == sizeof(plan->funds) / sizeof(plan->funds[0]) ||
		    !maker_ram(k, 0, "the kernel's objects", left < step ? left : step, PAGE,
			       &plan->funds[plan->fund_runs++]))
			return;
}
