/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Domains: a handle table and an account; the unit that can be destroyed whole.
 *
 * A domain takes a page, and its table one page for every 128 slots, all from its own account, which its
 * creator filled from the creator's. Domains form a tree by who created whom; destroying one destroys
 * those it created and every object its account paid for, and returns every page to its creator's account.
 *
 * What its creator allows is fixed when it is made: pages, slots, priority, CPUs, time (reserve.h).
 */
#ifndef KERNEL_CORE_DOMAIN_H
#define KERNEL_CORE_DOMAIN_H

#include "kernel/core/account.h"
#include "kernel/core/atomic.h"
#include "kernel/core/object.h"
#include "kernel/core/reserve.h"

/* A power of two, so that finding a slot is a shift and a mask; a quarter of the page stays unused. */
#define SLOTS_PER_PAGE	128
#define TABLE_PAGES_MAX 16

struct domain {
	struct object object; /* owner: the creator; NULL for the first domain */
	struct account account;
	struct list objects;  /* whose owner this is */
	uint8_t priority_max; /* of its threads */
	uint8_t cpus;	      /* bits: where its threads may be */
	struct reserve
		*reserves; /* one for each CPU: its own, its creator's, or NULL: not limited */
	struct reserve reserve[CPUS_MAX];
	unsigned int slots;
	struct slot *table[TABLE_PAGES_MAX];
};

_Static_assert(sizeof(struct domain) <= HF_PAGE_SIZE, "a domain takes one page");
_Static_assert(SLOTS_PER_PAGE * sizeof(struct slot) <= HF_PAGE_SIZE, "a table page is one page");

/* Makes the first domain in `page`, its account holding `pages` pages from `base` on. */
struct domain *domain_first(struct cold *cold, void *page, paddr base, uint64_t pages,
			    unsigned int slots);

/* What HF_CREATE says of a domain. */
struct domain_limits {
	uint64_t pages, slots, priority_max;
	uint64_t budget, period; /* ticks; 0, 0: no reserve of its own */
	uint64_t cpus;		 /* bits; 0: its creator's */
	uint64_t spent_level;	 /* priority while the reserve is spent */
};

/*
 * HF_E_NOMEM: the creator has not `pages` pages, or they do not suffice for domain and table.
 * HF_E_RANGE: `slots` is 0 or too large, `pages` more than HF_ACCOUNT_STEP, no such priority, the budget
 * longer than the period, one of the two 0, or `spent_level` above `priority_max` or without a budget.
 * HF_E_RIGHTS: a budget, although the creator has one, or a CPU that the creator has not.
 */
must_check error domain_create(struct cold *cold, struct domain *creator,
			       const struct domain_limits *limits, struct domain **result);
must_check bool domain_destroy(struct cold *cold, struct domain *domain);

/* The slot of a handle, or NULL if out of range or slot 0. */
static inline struct slot *domain_slot(const struct domain *domain, uint64_t handle)
{
	if (handle - 1 >= domain->slots - 1)
		return NULL;
	return &domain->table[handle / SLOTS_PER_PAGE][handle % SLOTS_PER_PAGE];
}

/* What is in the slot now; 0: nothing, or no such slot. */
static inline uint64_t domain_word(const struct domain *domain, uint64_t handle)
{
	const struct slot *slot = domain_slot(domain, handle);

	return slot ? load_relaxed(&slot->word) : 0;
}

/* Finds what a handle names. HF_E_HANDLE: empty, out of range or another kind. HF_E_RIGHTS. */
static inline error domain_find(const struct domain *domain, uint64_t handle, enum hf_kind kind,
				uint8_t rights, struct object **result)
{
	uint64_t word = domain_word(domain, handle);

	if (word_kind(word) != kind)
		return HF_E_HANDLE;
	if ((word_rights(word) & rights) != rights)
		return HF_E_RIGHTS;
	*result = word_object(word);
	return HF_OK;
}

static inline bool domain_has_cpu(const struct domain *domain, uint64_t cpu)
{
	return cpu < CPUS_MAX && domain->cpus >> cpu & 1;
}

/* An empty slot to fill. HF_E_SLOT: out of range or filled. */
must_check error domain_empty_slot(const struct domain *domain, uint64_t handle,
				   struct slot **result);

/* Copies a handle; see HF_GRANT in abi/call.h. */
must_check error domain_grant(struct cold *cold, const struct domain *from, uint64_t handle,
			      struct domain *to, uint64_t slot, uint64_t rights, uint64_t bit);

#endif
