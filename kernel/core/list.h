/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Doubly linked lists through a node inside each member. A node that is in no list points to itself,
 * so that removal needs no list and may be repeated.
 */
#ifndef KERNEL_CORE_LIST_H
#define KERNEL_CORE_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct list {
	struct list *next, *prev;
};

#define container_of(pointer, type, member) \
	((type *)(void *)((char *)(pointer)-offsetof(type, member)))

static inline void list_init(struct list *l)
{
	l->next = l;
	l->prev = l;
}

static inline bool list_empty(const struct list *l)
{
	return l->next == l;
}

/* Adds `node`, which must be in no list, at the end. */
static inline void list_append(struct list *l, struct list *node)
{
	node->prev = l->prev;
	node->next = l;
	l->prev->next = node;
	l->prev = node;
}

static inline void list_prepend(struct list *l, struct list *node)
{
	list_append(l->next, node);
}

static inline void list_remove(struct list *node)
{
	node->prev->next = node->next;
	node->next->prev = node->prev;
	list_init(node);
}

#define list_first(l, type, member) container_of((l)->next, type, member)

#endif
