/* SPDX-License-Identifier: Apache-2.0 */
/* Timeouts; the model is in timeout.h. */
#include "kernel/core/timeout.h"

static unsigned int rank(const struct timeout *t)
{
	return t ? t->rank : 0;
}

/* Restores the order of t's children and its rank; true if the rank changed. */
static bool settle(struct timeout *t)
{
	unsigned int old = t->rank;

	if (rank(t->left) < rank(t->right)) {
		struct timeout *swap = t->left;

		t->left = t->right;
		t->right = swap;
	}
	t->rank = rank(t->right) + 1;
	return t->rank != old;
}

/* Settles upwards from t until ranks above cannot have changed. */
static void settle_up(struct timeout *t)
{
	while (t && settle(t))
		t = t->parent;
}

/*
 * Merges two heaps without parents: walks down both right spines, then settles back up. The walk is
 * O(log n) because a right spine is no longer than its root's rank.
 */
static struct timeout *merge(struct timeout *a, struct timeout *b)
{
	struct timeout *root = NULL, *last = NULL;

	while (a && b) {
		struct timeout *less = a->when <= b->when ? a : b;
		struct timeout *more = less == a ? b : a;

		less->parent = last;
		if (last)
			last->right = less;
		else
			root = less;
		last = less;
		a = less->right;
		b = more;
	}
	a = a ? a : b;
	if (!last)
		return a;
	last->right = a;
	if (a)
		a->parent = last;
	for (; last; last = last->parent)
		settle(last);
	return root;
}

void timeout_set(struct timeouts *timeouts, struct timeout *t, uint64_t when)
{
	timeout_cancel(timeouts, t);
	t->when = when;
	t->set = true;
	t->rank = 1;
	timeouts->soonest = merge(timeouts->soonest, t);
	timeouts->soonest->parent = NULL;
}

void timeout_cancel(struct timeouts *timeouts, struct timeout *t)
{
	struct timeout *parent = t->parent, *children;

	if (!t->set)
		return;
	if (t->left)
		t->left->parent = NULL;
	if (t->right)
		t->right->parent = NULL;
	children = merge(t->left, t->right);
	if (children)
		children->parent = parent;
	if (!parent)
		timeouts->soonest = children;
	else if (parent->left == t)
		parent->left = children;
	else
		parent->right = children;
	settle_up(parent);
	t->set = false;
	t->left = NULL;
	t->right = NULL;
	t->parent = NULL;
}
