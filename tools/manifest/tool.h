/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The manifest tool: checks a manifest, says and draws who can reach whom, and builds the boot pack.
 */
#ifndef TOOLS_MANIFEST_TOOL_H
#define TOOLS_MANIFEST_TOOL_H

#include <stdio.h>

#include "lib/manifest/manifest.h"

/* A whole file in memory, followed by a zero; NULL after saying why. The caller frees it. */
char *tool_read(const char *path, size_t *size);

/* text.c: who can reach whom, in words. */
void tool_text(const struct manifest *m, FILE *out);

/* draw.c: the same as an SVG picture. */
void tool_draw(const struct manifest *m, FILE *out);

/* Where files of the boot pack come from: an explicit place, or the first root that has them. */
struct places {
	char **roots;
	int root_count;
	char **pairs; /* "name=path" */
	int pair_count;
};

/* pack.c: false after saying what is wrong. */
bool tool_pack(const struct manifest *m, const char *manifest_path, const struct places *places,
	       const char *output);

#endif
