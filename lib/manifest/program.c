/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program's block: what it is, what it costs, when it runs.
 */
#include <string.h>

#include "lib/manifest/read.h"

#define SLOTS_DEFAULT 128
#define STACK_DEFAULT (64u << 10)

uint32_t manifest_find(const struct manifest *m, const char *name)
{
	for (uint32_t i = 0; i < m->programs; i++)
		if (strcmp(m->program[i].name, name) == 0)
			return i;
	return MANIFEST_NOBODY;
}

bool find_program(struct reader *r, struct word name, uint32_t *program)
{
	char text[MANIFEST_NAME];

	if (word_name(name, text)) {
		*program = manifest_find(r->m, text);
		if (*program != MANIFEST_NOBODY)
			return true;
	}
	return line_fail(&r->line, "there is no program '%s' above this line",
			 word_shown(name).text);
}

bool take_program(struct reader *r, const char *what, uint32_t *program)
{
	struct word w;

	return take_word(&r->line, what, &w) && find_program(r, w, program);
}

static struct manifest_program *current(struct reader *r)
{
	return &r->m->program[r->program];
}

void read_program(struct reader *r)
{
	struct manifest_program *p = &r->m->program[r->m->programs];
	char name[MANIFEST_NAME];

	if (!take_name(&r->line, "a program's name", name))
		return;
	if (manifest_find(r->m, name) != MANIFEST_NOBODY) {
		line_fail(&r->line, "there is a program '%s' already", name);
		return;
	}
	if (r->m->programs == MANIFEST_PROGRAMS) {
		line_fail(&r->line, "more than %d programs", MANIFEST_PROGRAMS);
		return;
	}
	*p = (struct manifest_program){
		.line = r->line.number,
		.restarts = true,
		.restart_limit = 5,
		.restart_window_s = 60,
		.slots = SLOTS_DEFAULT,
		.stack = STACK_DEFAULT,
		.priority = MANIFEST_NOBODY,
		.threads = 1,
	};
	memcpy(p->name, name, sizeof(name));
	p->is_init = strcmp(name, "init") == 0;
	if (p->is_init)
		p->stack = 0;
	r->program = r->m->programs++;
}

static void read_any_image(struct reader *r, bool is_linux)
{
	struct manifest_program *p = current(r);

	if (p->image[0] != '\0') {
		line_fail(&r->line, "a program has one image, native or linux");
		return;
	}
	p->is_linux = is_linux;
	(void)take_path(&r->line, "an image's file", p->image);
}

void read_image(struct reader *r)
{
	read_any_image(r, false);
}

void read_linux(struct reader *r)
{
	read_any_image(r, true);
}

void read_argument(struct reader *r)
{
	(void)take_quoted(&r->line, "an argument", current(r)->argument,
			  sizeof(current(r)->argument));
}

void read_heap(struct reader *r)
{
	(void)take_size(&r->line, "a heap's size", &current(r)->heap);
}

void read_stack(struct reader *r)
{
	(void)take_size(&r->line, "a stack's size", &current(r)->stack);
}

void read_account(struct reader *r)
{
	(void)take_u32(&r->line, "an account's number of pages", 65536, &current(r)->account);
}

void read_slots(struct reader *r)
{
	if (take_u32(&r->line, "a table's number of slots", 2048, &current(r)->slots) &&
	    current(r)->slots < SLOTS_DEFAULT)
		line_fail(&r->line, "a program has %d slots at least", SLOTS_DEFAULT);
}

void read_priority(struct reader *r)
{
	(void)take_u32(&r->line, "a priority", 63, &current(r)->priority);
}

void read_budget(struct reader *r)
{
	struct manifest_program *p = current(r);

	if (take_time(&r->line, "a budget", &p->budget_us) && take_expected(&r->line, "in") &&
	    take_time(&r->line, "a period", &p->period_us) && p->budget_us > p->period_us)
		line_fail(&r->line, "a budget is not longer than its period");
}

/* "cpu N" or "cpu N threads A-B". */
void read_cpu(struct reader *r)
{
	struct manifest_program *p = current(r);
	uint32_t cpu, first, last;

	if (!take_u32(&r->line, "a CPU's number", MANIFEST_CPUS - 1, &cpu))
		return;
	first = last = cpu;
	if (line_takes(&r->line, "threads") &&
	    !take_range(&r->line, "a range of CPUs", MANIFEST_CPUS - 1, &first, &last))
		return;
	p->cpu = (uint8_t)cpu;
	p->threads = (uint8_t)((2u << last) - (1u << first));
}

void read_spare(struct reader *r)
{
	current(r)->spare = true;
}

void read_restart(struct reader *r)
{
	struct manifest_program *p = current(r);
	uint32_t us = 0;

	if (line_takes(&r->line, "never")) {
		p->restarts = false;
		return;
	}
	if (take_u32(&r->line, "a number of restarts", 1000, &p->restart_limit) &&
	    take_expected(&r->line, "in") && take_time(&r->line, "a time", &us) &&
	    (us < 1000000 || p->restart_limit == 0))
		line_fail(&r->line, "say 'restart N in TIME', at least once in at least 1s, or "
				    "'restart never'");
	p->restart_window_s = us / 1000000;
}

void read_serves(struct reader *r)
{
	current(r)->serves_calls = take_expected(&r->line, "calls");
}

/* "bit N" or "bits A-B". */
static bool take_bits(struct reader *r, struct manifest_policy *policy)
{
	uint32_t first, last;

	if (line_takes(&r->line, "bit")) {
		if (!take_u32(&r->line, "a bit's number", 63, &first))
			return false;
		last = first;
	} else if (!take_expected(&r->line, "bits") ||
		   !take_range(&r->line, "a range of bits", 63, &first, &last)) {
		return false;
	}
	policy->first = (uint8_t)first;
	policy->last = (uint8_t)last;
	return true;
}

void read_policy(struct reader *r)
{
	struct manifest_program *p = current(r);
	struct manifest_policy policy;

	if (!take_name(&r->line, "a policy's name", policy.name) || !take_bits(r, &policy))
		return;
	for (uint32_t i = 0; i < p->policies; i++) {
		if (strcmp(p->policy[i].name, policy.name) == 0)
			line_fail(&r->line, "there is a policy '%s' already", policy.name);
		else if (p->policy[i].first <= policy.last && policy.first <= p->policy[i].last)
			line_fail(&r->line, "policy '%s' has these bits already",
				  p->policy[i].name);
	}
	if (p->policies == MANIFEST_POLICIES)
		line_fail(&r->line, "more than %d policies of one program", MANIFEST_POLICIES);
	if (!r->line.failed)
		p->policy[p->policies++] = policy;
}
