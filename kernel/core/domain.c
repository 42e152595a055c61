/* SPDX-License-Identifier: Apache-2.0 */
/* Domains; the model is in domain.h. */
#include "kernel/core/domain.h"

#include "kernel/core/arch.h"
#include "kernel/core/assert.h"
#include "kernel/core/cpu.h"
#include "kernel/core/thread.h"

static uint64_t table_pages(uint64_t slots)
{
	return (slots + SLOTS_PER_PAGE - 1) / SLOTS_PER_PAGE;
}

/* The account holds at least the table's pages. */
static void domain_init(struct cold *cold, struct domain *domain, struct domain *creator,
			uint64_t slots)
{
	list_init(&domain->objects);
	object_init(cold, &domain->object, HF_KIND_DOMAIN, creator);
	domain->slots = (unsigned int)slots;
	for (uint64_t i = 0; i < table_pages(slots); i++) {
		domain->table[i] = account_page(cold, &domain->account);
		assert(domain->table[i]);
	}
}

struct domain *domain_first(struct cold *cold, void *page, paddr base, uint64_t pages,
			    unsigned int slots)
{
	struct domain *domain = page;

	arch_zero_page(page);
	account_init(&domain->account);
	account_add(cold, &domain->account, base, pages);
	domain_init(cold, domain, NULL, slots);
	domain->priority_max = PRIORITIES - 1;
	domain->cpus = (uint8_t)((1u << cpus_online) - 1);
	return domain;
}

static error check_limits(const struct domain *creator, const struct domain_limits *limits)
{
	if (limits->slots == 0 || limits->slots > TABLE_PAGES_MAX * SLOTS_PER_PAGE)
		return HF_E_RANGE;
	if (limits->pages > HF_ACCOUNT_STEP || limits->priority_max >= PRIORITIES)
		return HF_E_RANGE;
	if (limits->budget > limits->period || (limits->period && !limits->budget))
		return HF_E_RANGE;
	if (limits->spent_level > limits->priority_max || (limits->spent_level && !limits->period))
		return HF_E_RANGE;
	if (limits->cpus & ~(uint64_t)creator->cpus || (limits->period && creator->reserves))
		return HF_E_RIGHTS;
	return limits->pages < 1 + table_pages(limits->slots) ? HF_E_NOMEM : HF_OK;
}

static void init_reserves(struct domain *domain, struct domain *creator,
			  const struct domain_limits *limits)
{
	domain->reserves = creator->reserves;
	if (!limits->period)
		return;
	domain->reserves = domain->reserve;
	for (unsigned int i = 0; i < CPUS_MAX; i++)
		reserve_init(&domain->reserve[i], limits->budget, limits->period,
			     (uint8_t)limits->spent_level);
}

error domain_create(struct cold *cold, struct domain *creator, const struct domain_limits *limits,
		    struct domain **result)
{
	error e = check_limits(creator, limits);
	struct account account;
	struct domain *domain;

	if (e)
		return e;
	account_init(&account);
	e = account_move(cold, &creator->account, &account, limits->pages);
	if (e)
		return e;
	domain = account_page(cold, &account);
	assert(domain);
	domain->account = account;
	list_init(&domain->account.cells);
	domain_init(cold, domain, creator, limits->slots);
	domain->priority_max = (uint8_t)limits->priority_max;
	domain->cpus = limits->cpus ? (uint8_t)limits->cpus : creator->cpus;
	init_reserves(domain, creator, limits);
	*result = domain;
	return HF_OK;
}

/* Everything in it is gone: returns all its pages to the creator's account. */
static void domain_close(struct cold *cold, struct domain *domain)
{
	struct domain *creator = domain->object.owner;
	struct account account;

	assert(list_empty(&domain->objects));
	object_end(cold, &domain->object);
	for (unsigned int i = 0; i < domain->slots; i++)
		slot_clear(cold, &domain->table[i / SLOTS_PER_PAGE][i % SLOTS_PER_PAGE]);
	for (uint64_t i = 0; i < table_pages(domain->slots); i++)
		account_page_free(cold, &domain->account, domain->table[i]);
	assert(list_empty(&domain->account.cells));
	account = domain->account;
	list_init(&account.cells);
	account_page_free(cold, &account, domain);
	account_close(cold, &account, &creator->account);
}

/*
 * The first object in the list is a thread or domain if there is any (object_init). A domain is
 * emptied before the one that created it, in this loop, which bounds the stack however deep the tree.
 */
bool domain_destroy(struct cold *cold, struct domain *top)
{
	struct domain *domain = top;

	for (;;) {
		struct domain *creator = domain->object.owner;
		struct object *first;

		object_hide(cold, &domain->object, NULL);
		if (list_empty(&domain->objects)) {
			domain_close(cold, domain);
			if (domain == top)
				return true;
			domain = creator;
		} else {
			first = list_first(&domain->objects, struct object, in_owner);
			if (first->kind == HF_KIND_DOMAIN)
				domain = container_of(first, struct domain, object);
			else if (!object_destroy(cold, first))
				return false;
		}
		if (cold_pause(cold))
			return false;
	}
}

error domain_empty_slot(const struct domain *domain, uint64_t handle, struct slot **result)
{
	*result = domain_slot(domain, handle);
	return *result && !(*result)->word ? HF_OK : HF_E_SLOT;
}

error domain_grant(struct cold *cold, const struct domain *from, uint64_t handle, struct domain *to,
		   uint64_t slot, uint64_t rights, uint64_t bit)
{
	uint64_t word = domain_word(from, handle);
	struct slot *destination;
	error e;

	if (!word || word_kind(word) == KIND_ENDING)
		return HF_E_HANDLE;
	if (rights & ~(uint64_t)word_rights(word))
		return HF_E_RIGHTS;
	if (bit > 63)
		return HF_E_RANGE;
	e = domain_empty_slot(to, slot, &destination);
	if (e)
		return e;
	if (word_kind(word) == HF_KIND_EVENT && !(word_rights(word) & HF_RIGHT_CONTROL))
		bit = word_bit(word);
	slot_fill(cold, destination, word_object(word), (uint8_t)rights, (uint8_t)bit);
	return HF_OK;
}
