/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a manifest: refused with an error, or every index and name in it is sound.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/manifest/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void name(const char text[MANIFEST_NAME])
{
	require(text[0] != '\0' && memchr(text, 0, MANIFEST_NAME) != NULL);
}

static void inspect(const struct manifest *m)
{
	require(m->programs >= 1 && m->programs <= MANIFEST_PROGRAMS);
	for (uint32_t i = 0; i < m->programs; i++) {
		name(m->program[i].name);
		require(m->program[i].priority <= 63 &&
			m->program[i].policies <= MANIFEST_POLICIES);
		require(m->program[i].budget_us <= m->program[i].period_us);
		require(!m->program[i].restarts || m->program[i].restart_limit > 0);
	}
	for (uint32_t i = 0; i < m->channels; i++) {
		require(m->channel[i].client < m->programs && m->channel[i].server < m->programs);
		name(m->channel[i].client_name);
		name(m->channel[i].server_name);
		require(!m->channel[i].stream || m->channel[i].buffer >= 8192);
		require(m->channel[i].calls || m->channel[i].buffer > 0);
	}
	for (uint32_t i = 0; i < m->gives; i++) {
		const struct manifest_give *g = &m->give[i];

		require(g->program < m->programs && g->region < m->regions);
		require(g->part < m->region[g->region].parts);
		name(g->name);
	}
	for (uint32_t i = 0; i < m->devices; i++)
		require(m->device[i].program < m->programs);
	for (uint32_t i = 0; i < m->files; i++)
		require(m->file[i].program < m->programs && m->file[i].path[0] != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct manifest m;
	struct manifest_errors errors;
	bool parsed = manifest_parse(&m, (const char *)data, size, &errors);

	require(parsed == (errors.count == 0));
	if (!parsed)
		return 0;
	inspect(&m);
	require(manifest_check(&m, &errors) == (errors.count == 0));
	return 0;
}
