/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A manifest in words: what each program costs and is given, and who can reach whom through any number of
 * steps. The second is what an auditor asks: if this program is broken, what is next to it?
 */
#include <inttypes.h>
#include <string.h>

#include "tools/manifest/tool.h"

static void say_size(FILE *out, uint64_t bytes)
{
	if (bytes % (1 << 20) == 0)
		fprintf(out, "%" PRIu64 "M", bytes >> 20);
	else
		fprintf(out, "%" PRIu64 "K", bytes >> 10);
}

/* Nothing of who is on the first CPU alone. */
static void say_cpus(const struct manifest_program *p, FILE *out)
{
	if (manifest_cpus(p) == 1)
		return;
	fprintf(out, ", cpu %u", p->cpu);
	if (p->threads == 1u << p->cpu)
		return;
	fprintf(out, ", its threads on");
	for (unsigned cpu = 0; cpu < MANIFEST_CPUS; cpu++)
		if ((p->threads >> cpu & 1) != 0)
			fprintf(out, " %u", cpu);
}

static void say_program(const struct manifest *m, uint32_t i, FILE *out)
{
	const struct manifest_program *p = &m->program[i];

	fprintf(out, "\n%s", p->name);
	if (p->is_init)
		fprintf(out, " (starts all others)");
	else
		fprintf(out, " (%s)", p->is_linux ? "Linux" : "native");
	fprintf(out, ": priority %u", p->priority);
	if (p->period_us > 0)
		fprintf(out, ", for at most %.4g %% of the time",
			100.0 * p->budget_us / p->period_us);
	say_cpus(p, out);
	if (p->spare)
		fprintf(out, ", only on what the others leave");
	if (p->heap > 0) {
		fprintf(out, ", heap ");
		say_size(out, p->heap);
	}
	if (p->account > 0)
		fprintf(out, ", %u pages of kernel memory of its own", p->account);
	fputc('\n', out);
}

static void say_policy(const struct manifest *m, const struct manifest_channel *c, FILE *out)
{
	const struct manifest_program *server = &m->program[c->server];
	const char *before = ", may ";

	for (uint32_t i = 0; i < server->policies; i++) {
		const struct manifest_policy *policy = &server->policy[i];
		uint64_t mask = ~(uint64_t)0 >> (63 - (policy->last - policy->first));
		uint64_t value = c->policy >> policy->first & mask;

		if (value == 0)
			continue;
		fprintf(out, "%s%s", before, policy->name);
		if (policy->last > policy->first)
			fprintf(out, "=%" PRIu64, value);
		before = " ";
	}
}

static void say_channel(const struct manifest *m, const struct manifest_channel *c, bool calls,
			FILE *out)
{
	const char *peer = m->program[calls ? c->server : c->client].name;
	const char *name = calls ? c->client_name : c->server_name;

	fprintf(out, "\t%s %s", calls ? "->" : "<-", peer);
	if (strcmp(peer, name) != 0)
		fprintf(out, " as '%s'", name);
	fprintf(out, ":%s%s", c->calls ? " calls" : "", c->stream ? " messages" : "");
	if (c->buffer > 0 && !c->stream)
		fprintf(out, "%s", c->calls ? ", shared buffer" : " shared buffer");
	if (calls)
		say_policy(m, c, out);
	fputc('\n', out);
}

static void say_give(const struct manifest *m, const struct manifest_give *g, FILE *out)
{
	const struct manifest_region *region = &m->region[g->region];

	fprintf(out, "\tmemory '%s': ", g->name);
	say_size(out, region->part[g->part].size);
	if (region->name[0] != '\0')
		fprintf(out, ", part '%s' of '%s'", region->part[g->part].name, region->name);
	fprintf(out, "%s%s%s\n", (g->flags & MANIFEST_WRITE) != 0 ? "" : ", read-only",
		(g->flags & MANIFEST_DMA) != 0 ? ", known to devices" : "",
		(g->flags & MANIFEST_GUEST) != 0 ? ", for virtual machines" : "");
}

static void say_grants(const struct manifest *m, uint32_t i, FILE *out)
{
	for (uint32_t c = 0; c < m->channels; c++) {
		if (m->channel[c].client == i)
			say_channel(m, &m->channel[c], true, out);
		if (m->channel[c].server == i)
			say_channel(m, &m->channel[c], false, out);
	}
	for (uint32_t g = 0; g < m->gives; g++)
		if (m->give[g].program == i)
			say_give(m, &m->give[g], out);
	for (uint32_t d = 0; d < m->devices; d++) {
		const struct manifest_device *device = &m->device[d];

		if (device->program != i)
			continue;
		fprintf(out, "\tdevice '%s': ", device->name);
		if (device->by == MANIFEST_BY_ADDRESS)
			fprintf(out, "at 0x%" PRIx64, device->address);
		else
			fprintf(out, "%s", device->node);
		fprintf(out, "%s%s\n", device->interrupt ? ", interrupt" : "",
			device->shared_page ? ", its page is shared" : "");
	}
	for (uint32_t f = 0; f < m->files; f++)
		if (m->file[f].program == i)
			fprintf(out, "\tfile '%s': %s\n", m->file[f].name, m->file[f].path);
}

/* Programs next to each program, as bits: a channel, or memory that one of the two can write. */
static void neighbours(const struct manifest *m, uint32_t next[MANIFEST_PROGRAMS])
{
	memset(next, 0, MANIFEST_PROGRAMS * sizeof(next[0]));
	for (uint32_t c = 0; c < m->channels; c++) {
		next[m->channel[c].client] |= 1u << m->channel[c].server;
		next[m->channel[c].server] |= 1u << m->channel[c].client;
	}
	for (uint32_t a = 0; a < m->gives; a++)
		for (uint32_t b = 0; b < m->gives; b++)
			if (m->give[a].region == m->give[b].region &&
			    m->give[a].part == m->give[b].part &&
			    m->give[a].program != m->give[b].program &&
			    ((m->give[a].flags | m->give[b].flags) & MANIFEST_WRITE) != 0)
				next[m->give[a].program] |= 1u << m->give[b].program;
}

static void say_set(const struct manifest *m, uint32_t set, FILE *out)
{
	for (uint32_t i = 0; i < m->programs; i++)
		if ((set >> i & 1) != 0)
			fprintf(out, " %s", m->program[i].name);
}

static void say_reach(const struct manifest *m, FILE *out)
{
	uint32_t next[MANIFEST_PROGRAMS];

	neighbours(m, next);
	fprintf(out,
		"\nWho can reach whom: directly, and through one program between (in brackets)\n");
	for (uint32_t i = 0; i < m->programs; i++) {
		uint32_t second = 0;

		if (m->program[i].is_init)
			continue;
		for (uint32_t j = 0; j < m->programs; j++)
			if ((next[i] >> j & 1) != 0 && !m->program[j].is_init)
				second |= next[j];
		second &= ~next[i] & ~(1u << i);
		fprintf(out, "\t%s:", m->program[i].name);
		say_set(m, next[i], out);
		if (second != 0) {
			fprintf(out, " (");
			say_set(m, second, out);
			fprintf(out, " )");
		}
		fputc('\n', out);
	}
}

/* Of each CPU with a program on it that has a budget. */
static void say_load(const struct manifest *m, FILE *out)
{
	const char *before = "";

	for (uint32_t cpu = 0; cpu < MANIFEST_CPUS; cpu++) {
		uint64_t load = manifest_load(m, cpu);

		if (load == 0)
			continue;
		fprintf(out, "%s%" PRIu64 ".%" PRIu64 " %% of cpu %u", before, load / 10000,
			load / 1000 % 10, cpu);
		before = ", ";
	}
	fprintf(out, " is budgeted\n");
}

void tool_text(const struct manifest *m, FILE *out)
{
	uint64_t guest, sealed = manifest_memory(m, &guest);

	fprintf(out, "%s: %u programs, %u channels\n", m->phone, m->programs, m->channels);
	fprintf(out, "memory: ");
	say_size(out, sealed);
	fprintf(out, " asked for, besides images, of ");
	say_size(out, m->sealed);
	fprintf(out, " allowed; virtual machines: ");
	say_size(out, guest);
	fprintf(out, "\ntime: ");
	say_load(m, out);
	for (uint32_t i = 0; i < m->programs; i++) {
		say_program(m, i, out);
		say_grants(m, i, out);
	}
	say_reach(m, out);
}
