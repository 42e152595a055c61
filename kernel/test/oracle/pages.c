/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages: each page of an account is free, holds cells, or was handed out, and that once (account.h).
 *
 * There is a record for each page of the gigabyte that the kernel lies in, which is all RAM of the machines
 * that the oracle runs on. A record counts in the round that it was written in; nothing is cleared.
 */
#include "kernel/arm64/mmu.h"
#include "kernel/test/oracle/oracle.h"

#define SPAN  (1ull << 30)
#define PAGES (SPAN / HF_PAGE_SIZE)

struct record {
	uint32_t round;
	uint8_t use; /* enum page_use */
	uint8_t cells;
	const struct domain *owner;
};

static struct record records[PAGES];
static uint32_t round_now;

void pages_begin(void)
{
	round_now++;
}

uint32_t pages_round(void)
{
	return round_now;
}

static struct record *record(uint64_t address)
{
	uint64_t offset = address - (image_base() & ~(SPAN - 1));

	must(offset < SPAN);
	return &records[offset / HF_PAGE_SIZE];
}

void page_claim(const void *page, enum page_use use, const struct domain *owner)
{
	struct record *r = record(pointer_pa(page).value);

	must(page_aligned(pointer_pa(page).value));
	must(r->round != round_now);
	*r = (struct record){ round_now, (uint8_t)use, 0, owner };
}

enum page_use page_use(paddr page)
{
	uint64_t offset = page.value - (image_base() & ~(SPAN - 1));
	const struct record *r = offset < SPAN ? &records[offset / HF_PAGE_SIZE] : NULL;

	return r && r->round == round_now ? (enum page_use)r->use : PAGE_OTHER;
}

static struct cell_page *page_of(const void *cell)
{
	return pa_pointer(pa(pointer_pa(cell).value & ~(uint64_t)(HF_PAGE_SIZE - 1)));
}

bool cell_claim(const void *cell, const struct domain *owner)
{
	struct record *r = record(pointer_pa(cell).value);
	bool first = r->round != round_now;

	must(pointer_pa(cell).value % CELL_SIZE == 0);
	if (first)
		page_claim(page_of(cell), PAGE_CELLS, owner);
	must(r->use == PAGE_CELLS);
	must(r->owner == owner);
	r->cells++;
	return first;
}

void cell_settle(const void *cell)
{
	must(page_of(cell)->used == record(pointer_pa(cell).value)->cells);
}

uint64_t account_claim(const struct domain *owner)
{
	const struct account *account = &owner->account;
	const struct page_link *last = NULL;
	uint64_t pages = 0;

	for (const struct page_link *p = account->free; p; p = p->next) {
		page_claim(p, PAGE_FREE, owner);
		last = p;
		pages++;
	}
	must(pages == account->available);
	must(!last || last == account->last);
	return pages;
}

void account_settle(const struct domain *owner)
{
	for each (l, &owner->account.cells) {
		const struct cell_page *page = container_of(l, struct cell_page, in_account);
		const struct record *r = record(pointer_pa(page).value);
		unsigned int free = 0;

		must(linked(l));
		must(r->round == round_now && r->use == PAGE_CELLS && r->owner == owner);
		for (const struct page_link *c = page->free; c; c = c->next)
			free++;
		must(free > 0);
		must(free + page->used == CELLS_PER_PAGE);
	}
}
