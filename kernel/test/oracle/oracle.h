/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The oracle: in kernels for tests, whether everything that the kernel's headers promise is so.
 *
 * The linker puts it behind the functions that exceptions call (`--wrap`), so the product's code is the
 * same and has no trace of it. At each return to a thread it looks at what belongs to this CPU: who runs, on whose
 * time, the queues, the timers, what is in the CPU. At every ORACLE_EVERY-th it takes the cold lock and counts
 * the whole world: every page of every account in exactly one place, every slot in the list of its object, every
 * entry of every table behind a mapping, every call with its reply to come.
 *
 * It believes nothing that it can see otherwise, and changes nothing. What it finds wrong is a panic that names
 * the condition.
 *
 * A thread is looked at by its own CPU only, all else under the cold lock. What an event's bits decide may be
 * under way to another CPU (event.h); it is judged when there is one.
 */
#ifndef KERNEL_TEST_ORACLE_ORACLE_H
#define KERNEL_TEST_ORACLE_ORACLE_H

#include "kernel/core/assert.h"
#include "kernel/core/domain.h"
#include "kernel/core/event.h"
#include "kernel/core/gate.h"
#include "kernel/core/memory.h"
#include "kernel/core/sched.h"
#include "kernel/core/space.h"
#include "kernel/core/thread.h"

#define must(condition) ((condition) ? (void)0 : panic("oracle: " #condition, __FILE__, __LINE__))

/* This CPU, about to run `thread`. */
void oracle_cpu(struct cpu *cpu, const struct thread *thread);

/* Everything, the cold lock held. */
void oracle_world(struct cold *cold, const struct cpu *cpu);

/* A thread of this CPU: its calls, its place in the queues. */
void oracle_thread(const struct thread *thread);

/* An object's slots, and what its kind promises but for pages and tables. */
void oracle_object(const struct object *object);

/* A space's mappings and tables; returns the pages of its tables, after they were claimed. */
uint64_t oracle_space(const struct space *space);

/* After all pages were claimed: what is mapped there is nobody's page. */
void oracle_frames(const struct space *space);

/* What a page of an account is, in this round of counting. */
enum page_use { PAGE_OTHER, PAGE_FREE, PAGE_CELLS, PAGE_KERNEL, PAGE_MESSAGE };

/* A new round; its number. */
void pages_begin(void);
uint32_t pages_round(void);

/* The page is this, and was nothing before in this round. */
void page_claim(const void *page, enum page_use use, const struct domain *owner);
enum page_use page_use(paddr page);

/* A cell that is in use; its page is claimed with its first. True: it was. */
bool cell_claim(const void *cell, const struct domain *owner);

/* After all are claimed: the cell's page agrees with what was counted. */
void cell_settle(const void *cell);

/* The account's free pages and cells, claimed; returns how many pages are free. */
uint64_t account_claim(const struct domain *owner);

/* The account's partly used cell pages agree with what was counted. */
void account_settle(const struct domain *owner);

static inline bool in_list(const struct list *node)
{
	return node->next != node;
}

/* The node's neighbours know it. */
static inline bool linked(const struct list *node)
{
	return node->next->prev == node && node->prev->next == node;
}

#define each(l, head) (const struct list *l = (head)->next; l != (head); l = l->next)

#endif
