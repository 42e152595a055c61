/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The layered drawing. Tables are large enough for any manifest: MANIFEST_CHANNELS lines, each with a bend
 * in every rank at most, are cut off by `add_node` and `add_link`, and a line that does not fit is left out.
 */
#include <stdlib.h>
#include <string.h>

#include "tools/manifest/layout.h"

#define BEND_WIDTH 24.0
#define SWEEPS	   24

static int add_node(struct layout *l, uint32_t program, int rank, double width)
{
	if (l->nodes == NODES)
		return -1;
	l->node[l->nodes] = (struct node){ .program = program, .rank = rank, .width = width };
	return l->nodes++;
}

static void find_common(struct layout *l, const struct manifest *m)
{
	for (uint32_t i = 0; i < m->programs; i++) {
		int clients = 0;

		for (uint32_t c = 0; c < m->channels; c++)
			if (m->channel[c].server == i && !m->program[m->channel[c].client].is_init)
				clients++;
		l->common[i] = clients >= COMMON_CLIENTS;
	}
}

static bool drawn(const struct layout *l, const struct manifest *m, uint32_t program)
{
	return !m->program[program].is_init && !l->common[program];
}

/* Mark channels that close a circle: they are drawn upwards. */
static void find_circles(const struct layout *l, const struct manifest *m, uint32_t program,
			 char *state, bool *up)
{
	state[program] = 1;
	for (uint32_t c = 0; c < m->channels; c++) {
		uint32_t to = m->channel[c].server;

		if (m->channel[c].client != program || !drawn(l, m, to))
			continue;
		if (state[to] == 1)
			up[c] = true;
		else if (state[to] == 0)
			find_circles(l, m, to, state, up);
	}
	state[program] = 2;
}

static void rank_programs(struct layout *l, const struct manifest *m, const bool *up, int *rank)
{
	for (uint32_t pass = 0; pass < m->programs; pass++)
		for (uint32_t c = 0; c < m->channels; c++) {
			uint32_t a = up[c] ? m->channel[c].server : m->channel[c].client;
			uint32_t b = up[c] ? m->channel[c].client : m->channel[c].server;

			if (drawn(l, m, a) && drawn(l, m, b) && rank[b] <= rank[a])
				rank[b] = rank[a] + 1;
		}
	for (uint32_t i = 0; i < m->programs; i++)
		if (drawn(l, m, i) && rank[i] + 1 > l->ranks)
			l->ranks = rank[i] + 1;
}

/* A channel's line, with a bend in each rank that it passes. */
static void add_line(struct layout *l, uint32_t channel, int from, int to, bool up)
{
	int at = from;

	while (at != to) {
		int rank = l->node[at].rank + 1;
		int next = rank == l->node[to].rank
				   ? to
				   : add_node(l, MANIFEST_NOBODY, rank, BEND_WIDTH);

		if (next < 0 || l->links == LINKS)
			return;
		l->link[l->links++] = (struct link){ .from = at,
						     .to = next,
						     .channel = channel,
						     .first = at == from,
						     .last = next == to,
						     .up = up };
		at = next;
	}
}

static void add_lines(struct layout *l, const struct manifest *m, const bool *up)
{
	for (uint32_t c = 0; c < m->channels; c++) {
		int client = l->by_program[m->channel[c].client];
		int server = l->by_program[m->channel[c].server];

		if (client >= 0 && server >= 0)
			add_line(l, c, up[c] ? server : client, up[c] ? client : server, up[c]);
	}
}

/* The mean position of a node's neighbours in one direction; its own without any. */
static double mean(const struct layout *l, int node, bool below, bool use_x)
{
	double sum = 0;
	int count = 0;

	for (int i = 0; i < l->links; i++) {
		int own = below ? l->link[i].from : l->link[i].to;
		int other = below ? l->link[i].to : l->link[i].from;

		if (own != node)
			continue;
		sum += use_x ? l->node[other].x : l->node[other].order;
		count++;
	}
	return count > 0 ? sum / count : use_x ? l->node[node].x : l->node[node].order;
}

struct sorted {
	int node;
	double key;
};

static int compare(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;

	if (x->key < y->key || x->key > y->key)
		return x->key < y->key ? -1 : 1;
	return x->node - y->node;
}

/* The nodes of a rank by ascending key; returns how many. */
static int sort_rank(const struct layout *l, int rank, bool below, bool by_mean, struct sorted *out)
{
	int count = 0;

	for (int i = 0; i < l->nodes; i++)
		if (l->node[i].rank == rank)
			out[count++] = (struct sorted){ i, by_mean ? mean(l, i, below, false)
								   : l->node[i].order };
	qsort(out, (size_t)count, sizeof(*out), compare);
	return count;
}

static void order_ranks(struct layout *l)
{
	struct sorted s[NODES];

	for (int sweep = 0; sweep <= SWEEPS; sweep++)
		for (int r = 0; r < l->ranks; r++) {
			bool below = sweep % 2 == 1;
			int rank = below ? l->ranks - 1 - r : r;
			int count = sort_rank(l, rank, below, sweep > 0, s);

			for (int i = 0; i < count; i++)
				l->node[s[i].node].order = i;
		}
}

/* Push the nodes of a rank apart, keeping their order, and around where they want to be. */
static void spread(struct layout *l, const struct sorted *s, int count, double gap)
{
	double shift = 0, before = 0;

	for (int i = 0; i < count; i++)
		before += l->node[s[i].node].x;
	for (int i = 1; i < count; i++) {
		struct node *a = &l->node[s[i - 1].node], *b = &l->node[s[i].node];
		double least = a->x + (a->width + b->width) / 2 + gap;

		if (b->x < least)
			b->x = least;
	}
	for (int i = 0; i < count; i++)
		shift += l->node[s[i].node].x;
	shift = count > 0 ? (shift - before) / count : 0;
	for (int i = 0; i < count; i++)
		l->node[s[i].node].x -= shift;
}

static void place(struct layout *l, double gap)
{
	struct sorted s[NODES];
	double left = 1e9, right = -1e9;

	for (int sweep = 0; sweep <= SWEEPS; sweep++)
		for (int r = 0; r < l->ranks; r++) {
			bool below = sweep % 2 == 1;
			int rank = below ? l->ranks - 1 - r : r;
			int count = sort_rank(l, rank, below, false, s);

			for (int i = 0; i < count && sweep > 0; i++)
				l->node[s[i].node].x = mean(l, s[i].node, below, true);
			spread(l, s, count, gap);
		}
	for (int i = 0; i < l->nodes; i++) {
		const struct node *n = &l->node[i];

		left = n->x - n->width / 2 < left ? n->x - n->width / 2 : left;
		right = n->x + n->width / 2 > right ? n->x + n->width / 2 : right;
	}
	for (int i = 0; i < l->nodes; i++)
		l->node[i].x -= left;
	l->width = right - left;
}

void layout_make(struct layout *l, const struct manifest *m, const double *widths, double gap)
{
	char state[MANIFEST_PROGRAMS] = { 0 };
	bool up[MANIFEST_CHANNELS] = { false };
	int rank[MANIFEST_PROGRAMS] = { 0 };

	memset(l, 0, sizeof(*l));
	find_common(l, m);
	for (uint32_t i = 0; i < m->programs; i++)
		if (drawn(l, m, i) && state[i] == 0)
			find_circles(l, m, i, state, up);
	rank_programs(l, m, up, rank);
	for (uint32_t i = 0; i < m->programs; i++)
		l->by_program[i] = drawn(l, m, i) ? add_node(l, i, rank[i], widths[i]) : -1;
	add_lines(l, m, up);
	for (int i = 0; i < l->nodes; i++)
		l->node[i].order = i;
	order_ranks(l);
	place(l, gap);
}
