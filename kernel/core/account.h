/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Accounts: who pays for kernel memory.
 *
 * Each domain has an account, a pool of pages that its creator gave. Everything the kernel keeps on
 * the domain's behalf comes from it: objects and page tables. Objects of up to 128 bytes share pages as
 * cells; larger ones take a page. An empty account is HF_E_NOMEM for the one who pays and nothing for
 * anybody else; the kernel itself owns no free page after boot.
 *
 * A page is always in exactly one place: free in one account, a cell page of one account, or handed
 * out. `total` counts all three. Whoever closes an account must have returned everything first.
 */
#ifndef KERNEL_CORE_ACCOUNT_H
#define KERNEL_CORE_ACCOUNT_H

#include "kernel/core/cold.h"

#define CELL_SIZE 128

struct page_link {
	struct page_link *next;
};

struct account {
	struct page_link *free; /* free pages, and the last of them, so that all move at once */
	struct page_link *last;
	struct list cells;  /* cell pages with a free cell */
	uint64_t available; /* pages in `free` */
	uint64_t total;	    /* pages of this account in all */
};

/* The first cell of a cell page is its header. */
struct cell_page {
	struct list in_account; /* in account.cells while a cell is free */
	struct page_link *free;
	unsigned int used;
};

#define CELLS_PER_PAGE (HF_PAGE_SIZE / CELL_SIZE - 1)

_Static_assert(sizeof(struct cell_page) <= CELL_SIZE, "the header fits one cell");

void account_init(struct account *account);

/* Adds frames of RAM that nothing else uses. */
void account_add(struct cold *cold, struct account *account, paddr base, uint64_t pages);

/* Moves `pages` free pages; HF_E_NOMEM and no change if there are not as many. */
must_check error account_move(struct cold *cold, struct account *from, struct account *to,
			      uint64_t pages);

/* Moves everything, in constant time. All of `from` is free. */
void account_close(struct cold *cold, struct account *from, struct account *to);

/* A zeroed page, or NULL. */
must_check void *account_page(struct cold *cold, struct account *account);
void account_page_free(struct cold *cold, struct account *account, void *page);

/* A zeroed cell of CELL_SIZE bytes, aligned to CELL_SIZE, or NULL. */
must_check void *account_cell(struct cold *cold, struct account *account);
void account_cell_free(struct cold *cold, struct account *account, void *cell);

#endif
