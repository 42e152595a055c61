/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where things stand in the picture: a layered drawing, clients above the servers they call.
 *
 * Servers with COMMON_CLIENTS clients or more (log, clock, random) would cover the picture with lines. They
 * stand apart, and their clients carry their names. Init, which reaches everything, is left out.
 *
 * The method is the classical one (Sugiyama, Tagawa and Toda 1981): ranks by longest path, bends where a
 * line passes a rank, order within ranks by the mean of neighbours, then places.
 */
#ifndef TOOLS_MANIFEST_LAYOUT_H
#define TOOLS_MANIFEST_LAYOUT_H

#include "lib/manifest/manifest.h"

#define COMMON_CLIENTS 5

#define NODES 256 /* programs, and bends of long lines */
#define LINKS 512
#define RANKS (MANIFEST_PROGRAMS + 1)

struct node {
	uint32_t program; /* or MANIFEST_NOBODY: a bend */
	int rank, order;
	double x, width; /* of its middle */
};

/* From one rank to the next. */
struct link {
	int from, to;
	uint32_t channel;
	bool first, last; /* of the channel's line */
	bool up;	  /* the channel leads from `to` to `from` */
};

struct layout {
	struct node node[NODES];
	struct link link[LINKS];
	int nodes, links, ranks;
	int by_program[MANIFEST_PROGRAMS]; /* node, or -1 */
	bool common[MANIFEST_PROGRAMS];
	double width;
};

/* `widths` is for each program's box; `gap` between boxes. */
void layout_make(struct layout *l, const struct manifest *m, const double *widths, double gap);

#endif
