/* SPDX-License-Identifier: Apache-2.0 */
/* Accounts; the model is in account.h. `last` is meaningful only while `free` is not NULL. */
#include "kernel/core/account.h"

#include "kernel/core/arch.h"
#include "kernel/core/assert.h"

void account_init(struct account *account)
{
	account->free = NULL;
	account->last = NULL;
	list_init(&account->cells);
	account->available = 0;
	account->total = 0;
}

static void push(struct account *account, void *page)
{
	struct page_link *link = page;

	link->next = account->free;
	account->free = link;
	if (!link->next)
		account->last = link;
	account->available++;
}

static void *pop(struct account *account)
{
	struct page_link *link = account->free;

	if (!link)
		return NULL;
	account->free = link->next;
	account->available--;
	return link;
}

void account_add(struct cold *cold, struct account *account, paddr base, uint64_t pages)
{
	assert(page_aligned(base.value));
	for (uint64_t i = 0; i < pages; i++)
		push(account, pa_pointer(pa(base.value + i * HF_PAGE_SIZE)));
	account->total += pages;
}

error account_move(struct cold *cold, struct account *from, struct account *to, uint64_t pages)
{
	if (from->available < pages)
		return HF_E_NOMEM;
	for (uint64_t i = 0; i < pages; i++)
		push(to, pop(from));
	from->total -= pages;
	to->total += pages;
	return HF_OK;
}

void account_close(struct cold *cold, struct account *from, struct account *to)
{
	assert(from->available == from->total && list_empty(&from->cells));
	if (!from->free)
		return;
	if (!to->free)
		to->last = from->last;
	from->last->next = to->free;
	to->free = from->free;
	to->available += from->available;
	to->total += from->total;
	account_init(from);
}

void *account_page(struct cold *cold, struct account *account)
{
	void *page = pop(account);

	if (page)
		arch_zero_page(page);
	return page;
}

void account_page_free(struct cold *cold, struct account *account, void *page)
{
	assert(page_aligned(pointer_pa(page).value));
	push(account, page);
}

static struct cell_page *cell_page_create(struct cold *cold, struct account *account)
{
	struct cell_page *page = account_page(cold, account);

	if (!page)
		return NULL;
	for (unsigned int i = CELLS_PER_PAGE; i >= 1; i--) {
		struct page_link *cell = (void *)((char *)page + i * CELL_SIZE);

		cell->next = page->free;
		page->free = cell;
	}
	list_append(&account->cells, &page->in_account);
	return page;
}

void *account_cell(struct cold *cold, struct account *account)
{
	struct cell_page *page;
	struct page_link *cell;

	page = list_empty(&account->cells)
		       ? cell_page_create(cold, account)
		       : list_first(&account->cells, struct cell_page, in_account);
	if (!page)
		return NULL;
	cell = page->free;
	page->free = cell->next;
	cell->next = NULL;
	page->used++;
	if (!page->free)
		list_remove(&page->in_account);
	return cell;
}

void account_cell_free(struct cold *cold, struct account *account, void *memory)
{
	uint64_t address = pointer_pa(memory).value;
	struct cell_page *page = pa_pointer(pa(address & ~(uint64_t)(HF_PAGE_SIZE - 1)));
	uint64_t *words = memory;
	struct page_link *cell = memory;

	assert(address % CELL_SIZE == 0 && page->used > 0);
	for (unsigned int i = 0; i < CELL_SIZE / sizeof(*words); i++)
		words[i] = 0;
	if (!page->free)
		list_append(&account->cells, &page->in_account);
	cell->next = page->free;
	page->free = cell;
	if (--page->used == 0) {
		list_remove(&page->in_account);
		account_page_free(cold, account, page);
	}
}
