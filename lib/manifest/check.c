/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A manifest as a whole: what no single line can show.
 *
 * Each check below states one rule, walks the tables and reports every breach at the line that has to
 * change.
 */
#include <string.h>

#include "lib/manifest/manifest.h"

#define GRANTS		 48 /* of one program; as HF_GRANTS */
#define MILLION		 1000000u
#define LINUX_HEAP_LEAST (256u << 10)

bool manifest_is_guest(const struct manifest *m, uint32_t region)
{
	if (m->region[region].name[0] != '\0')
		return false;
	for (uint32_t i = 0; i < m->gives; i++)
		if (m->give[i].region == region && (m->give[i].flags & MANIFEST_GUEST) != 0)
			return true;
	return false;
}

uint64_t manifest_memory(const struct manifest *m, uint64_t *guest)
{
	uint64_t sealed = 0;

	*guest = 0;
	for (uint32_t i = 0; i < m->programs; i++)
		sealed += m->program[i].heap + m->program[i].stack +
			  (uint64_t)m->program[i].account * MANIFEST_PAGE;
	for (uint32_t i = 0; i < m->channels; i++)
		sealed += m->channel[i].buffer;
	for (uint32_t i = 0; i < m->regions; i++)
		for (uint32_t j = 0; j < m->region[i].parts; j++)
			*(manifest_is_guest(m, i) ? guest : &sealed) += m->region[i].part[j].size;
	return sealed;
}

uint32_t manifest_cpus(const struct manifest_program *p)
{
	return p->threads | 1u << p->cpu;
}

uint64_t manifest_load(const struct manifest *m, uint32_t cpu)
{
	uint64_t load = 0;

	for (uint32_t i = 0; i < m->programs; i++)
		if (m->program[i].period_us > 0 && (manifest_cpus(&m->program[i]) >> cpu & 1) != 0)
			load += (uint64_t)m->program[i].budget_us * MILLION /
				m->program[i].period_us;
	return load;
}

static void check_memory(const struct manifest *m, struct manifest_errors *errors)
{
	uint64_t guest, sealed = manifest_memory(m, &guest);

	if (sealed > m->sealed)
		manifest_error(
			errors, 0,
			"programs, channels and regions take %lu KiB, but 'sealed' allows %lu KiB",
			sealed >> 10, m->sealed >> 10);
	for (uint32_t i = 0; i < m->programs; i++)
		if (m->program[i].is_linux && m->program[i].heap < LINUX_HEAP_LEAST)
			manifest_error(errors, m->program[i].line,
				       "program '%s' is a Linux program and needs a 'heap' of 256K "
				       "at least",
				       m->program[i].name);
}

uint32_t manifest_spent_level(const struct manifest *m)
{
	uint32_t level = 0;

	for (uint32_t i = 0; i < m->programs; i++)
		if (m->program[i].spare && m->program[i].priority >= level)
			level = m->program[i].priority + 1;
	return level;
}

/* Who is spare is below everybody who is not. */
static void check_spare(const struct manifest *m, struct manifest_errors *errors)
{
	uint32_t level = manifest_spent_level(m);

	for (uint32_t i = 0; i < m->programs; i++)
		if (!m->program[i].spare && m->program[i].priority < level)
			manifest_error(
				errors, m->program[i].line,
				"program '%s' needs a priority above that of every 'spare' one",
				m->program[i].name);
}

/* Budgets fit into the time that there is on each CPU. */
static void check_budgets(const struct manifest *m, struct manifest_errors *errors)
{
	for (uint32_t cpu = 0; cpu < MANIFEST_CPUS; cpu++) {
		uint64_t load = manifest_load(m, cpu);

		if (load > MILLION)
			manifest_error(errors, 0,
				       "the budgets of all programs add up to %lu %% on cpu %u",
				       load / (MILLION / 100), cpu);
	}
}

/* Nobody without a budget stands above somebody else on a CPU. Init may: it works only while a program starts or ends. */
static void check_starving(const struct manifest *m, struct manifest_errors *errors)
{
	for (uint32_t i = 0; i < m->programs; i++) {
		const struct manifest_program *p = &m->program[i];

		for (uint32_t j = 0; j < m->programs && p->period_us == 0 && !p->is_init; j++) {
			if (m->program[j].priority >= p->priority ||
			    (manifest_cpus(&m->program[j]) & manifest_cpus(p)) == 0)
				continue;
			manifest_error(errors, p->line,
				       "program '%s' has no 'budget' and could starve '%s', whose "
				       "priority is lower",
				       p->name, m->program[j].name);
			break;
		}
	}
}

static void check_calls(const struct manifest *m, struct manifest_errors *errors)
{
	for (uint32_t i = 0; i < m->programs; i++)
		if (m->program[i].is_linux && m->program[i].serves_calls)
			manifest_error(errors, m->program[i].line,
				       "program '%s' is a Linux program and cannot serve calls",
				       m->program[i].name);
	for (uint32_t i = 0; i < m->channels; i++) {
		const struct manifest_program *server = &m->program[m->channel[i].server];

		if (m->channel[i].calls && !server->serves_calls)
			manifest_error(
				errors, m->channel[i].line,
				"nobody would answer: program '%s' does not say 'serves calls'",
				server->name);
	}
}

/* The kernel takes no call to a thread of another CPU. */
static void check_cpus(const struct manifest *m, struct manifest_errors *errors)
{
	for (uint32_t i = 0; i < m->channels; i++) {
		const struct manifest_channel *c = &m->channel[i];
		const struct manifest_program *client = &m->program[c->client];
		const struct manifest_program *server = &m->program[c->server];

		if (c->calls && client->cpu != server->cpu)
			manifest_error(
				errors, c->line,
				"calls stay on a CPU: '%s' is on cpu %u, '%s' on cpu %u; put "
				"them together, or use a stream",
				client->name, client->cpu, server->name, server->cpu);
	}
}

/* Programs that each program may have to wait for, through any number of calls, as bits. */
static void close_calls(const struct manifest *m, uint32_t reach[MANIFEST_PROGRAMS])
{
	memset(reach, 0, MANIFEST_PROGRAMS * sizeof(reach[0]));
	for (uint32_t i = 0; i < m->channels; i++)
		if (m->channel[i].calls)
			reach[m->channel[i].client] |= 1u << m->channel[i].server;
	for (uint32_t k = 0; k < m->programs; k++)
		for (uint32_t i = 0; i < m->programs; i++)
			if ((reach[i] >> k & 1) != 0)
				reach[i] |= reach[k];
}

static void check_circles(const struct manifest *m, struct manifest_errors *errors)
{
	uint32_t reach[MANIFEST_PROGRAMS];

	close_calls(m, reach);
	for (uint32_t i = 0; i < m->channels; i++) {
		const struct manifest_channel *c = &m->channel[i];

		if (c->calls && (reach[c->server] >> c->client & 1) != 0)
			manifest_error(
				errors, c->line,
				"calls in a circle: '%s' waits for '%s', which may wait for it",
				m->program[c->client].name, m->program[c->server].name);
	}
}

/* The names that one program knows grants of one kind by. */
struct names {
	const struct manifest *m;
	struct manifest_errors *errors;
	uint32_t program;
	const char *kind;
	const char *name[GRANTS];
	uint32_t count;
};

static void add_name(struct names *n, uint32_t line, const char *name)
{
	for (uint32_t i = 0; i < n->count; i++)
		if (strcmp(n->name[i], name) == 0)
			manifest_error(n->errors, line,
				       "program '%s' knows a %s by the name '%s' already",
				       n->m->program[n->program].name, n->kind, name);
	if (n->count < GRANTS)
		n->name[n->count] = name;
	n->count++;
}

static uint32_t name_channels(struct names *n)
{
	const struct manifest *m = n->m;

	n->kind = "channel";
	n->count = 0;
	for (uint32_t i = 0; i < m->channels; i++) {
		if (m->channel[i].client == n->program)
			add_name(n, m->channel[i].line, m->channel[i].client_name);
		if (m->channel[i].server == n->program)
			add_name(n, m->channel[i].line, m->channel[i].server_name);
	}
	return n->count;
}

static uint32_t name_memories(struct names *n)
{
	n->kind = "memory";
	n->count = 0;
	for (uint32_t i = 0; i < n->m->gives; i++)
		if (n->m->give[i].program == n->program)
			add_name(n, n->m->give[i].line, n->m->give[i].name);
	return n->count;
}

static uint32_t name_devices(struct names *n)
{
	n->kind = "device";
	n->count = 0;
	for (uint32_t i = 0; i < n->m->devices; i++)
		if (n->m->device[i].program == n->program)
			add_name(n, n->m->device[i].line, n->m->device[i].name);
	return n->count;
}

static uint32_t name_files(struct names *n)
{
	n->kind = "file";
	n->count = 0;
	for (uint32_t i = 0; i < n->m->files; i++)
		if (n->m->file[i].program == n->program)
			add_name(n, n->m->file[i].line, n->m->file[i].name);
	return n->count;
}

static void check_names(const struct manifest *m, struct manifest_errors *errors)
{
	for (uint32_t i = 0; i < m->programs; i++) {
		struct names n = { .m = m, .errors = errors, .program = i };
		uint32_t grants = name_channels(&n);

		grants += name_memories(&n);
		grants += name_devices(&n);
		grants += name_files(&n);
		if (grants > GRANTS)
			manifest_error(errors, m->program[i].line,
				       "program '%s' is given %u things; %d is the most",
				       m->program[i].name, grants, GRANTS);
	}
}

uint32_t manifest_gives(const struct manifest *m, uint32_t region, uint32_t part)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < m->gives; i++)
		if (m->give[i].region == region && m->give[i].part == part)
			count++;
	return count;
}

static void check_regions(const struct manifest *m, struct manifest_errors *errors)
{
	for (uint32_t i = 0; i < m->regions; i++) {
		const struct manifest_region *region = &m->region[i];

		if (region->parts == 0)
			manifest_error(errors, region->line, "region '%s' has no part",
				       region->name);
		for (uint32_t j = 0; j < region->parts; j++)
			if (manifest_gives(m, i, j) == 0)
				manifest_error(errors, region->line,
					       "part '%s' of region '%s' is given to nobody",
					       region->part[j].name, region->name);
	}
}

static bool same_device(const struct manifest_device *a, const struct manifest_device *b)
{
	if (a->by == MANIFEST_BY_ADDRESS && b->by == MANIFEST_BY_ADDRESS)
		return a->address < b->address + b->size && b->address < a->address + a->size;
	return a->by == b->by && a->index == b->index && strcmp(a->node, b->node) == 0;
}

/* Two names of the same device are found by init, which has the tree; the same name twice here. */
static void check_devices(const struct manifest *m, struct manifest_errors *errors)
{
	for (uint32_t i = 0; i < m->devices; i++) {
		const struct manifest_device *d = &m->device[i];

		if (m->program[d->program].is_linux)
			manifest_error(errors, d->line,
				       "program '%s' is a Linux program and cannot drive a device",
				       m->program[d->program].name);
		for (uint32_t j = 0; j < i; j++)
			if (same_device(d, &m->device[j]))
				manifest_error(errors, d->line,
					       "this device is given to '%s' already, in line %u",
					       m->program[m->device[j].program].name,
					       m->device[j].line);
	}
}

bool manifest_check(const struct manifest *m, struct manifest_errors *errors)
{
	uint32_t before = errors->count;

	check_memory(m, errors);
	check_spare(m, errors);
	check_budgets(m, errors);
	check_starving(m, errors);
	check_calls(m, errors);
	check_cpus(m, errors);
	check_circles(m, errors);
	check_names(m, errors);
	check_regions(m, errors);
	check_devices(m, errors);
	return errors->count == before;
}
