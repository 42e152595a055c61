/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The manifest's outline: which statement may stand where, and how often.
 */
#include <string.h>

#include "lib/manifest/read.h"

static void read_phone(struct reader *r)
{
	(void)take_quoted(&r->line, "the phone's name", r->m->phone, sizeof(r->m->phone));
}

static void read_sealed(struct reader *r)
{
	(void)take_size(&r->line, "the sealed world's memory", &r->m->sealed);
}

static void read_personality(struct reader *r)
{
	(void)take_path(&r->line, "the personality's file", r->m->personality);
}

enum where { AT_TOP, IN_PROGRAM, IN_REGION };

static const struct statement {
	const char *keyword;
	enum where where;
	bool once; /* in its block */
	void (*read)(struct reader *r);
} statements[] = {
	{ "phone", AT_TOP, true, read_phone },
	{ "sealed", AT_TOP, true, read_sealed },
	{ "personality", AT_TOP, true, read_personality },
	{ "program", AT_TOP, false, read_program },
	{ "region", AT_TOP, false, read_region },
	{ "channel", AT_TOP, false, read_channel },
	{ "part", IN_REGION, false, read_part },
	{ "give", IN_REGION, false, read_give },
	{ "image", IN_PROGRAM, true, read_image },
	{ "linux", IN_PROGRAM, true, read_linux },
	{ "argument", IN_PROGRAM, true, read_argument },
	{ "heap", IN_PROGRAM, true, read_heap },
	{ "stack", IN_PROGRAM, true, read_stack },
	{ "account", IN_PROGRAM, true, read_account },
	{ "slots", IN_PROGRAM, true, read_slots },
	{ "priority", IN_PROGRAM, true, read_priority },
	{ "budget", IN_PROGRAM, true, read_budget },
	{ "cpu", IN_PROGRAM, true, read_cpu },
	{ "spare", IN_PROGRAM, true, read_spare },
	{ "restart", IN_PROGRAM, true, read_restart },
	{ "serves", IN_PROGRAM, true, read_serves },
	{ "policy", IN_PROGRAM, false, read_policy },
	{ "memory", IN_PROGRAM, false, read_memory },
	{ "device", IN_PROGRAM, false, read_device },
	{ "file", IN_PROGRAM, false, read_file },
};

#define STATEMENTS (sizeof(statements) / sizeof(statements[0]))

static size_t find_statement(struct word keyword)
{
	size_t i = 0;

	while (i < STATEMENTS && !word_is(keyword, statements[i].keyword))
		i++;
	return i;
}

static bool placed_well(struct reader *r, const struct statement *s)
{
	if (s->where == IN_PROGRAM && r->program == MANIFEST_NOBODY)
		return line_fail(&r->line, "'%s' stands outside of any program", s->keyword);
	if (s->where == IN_REGION && r->region == MANIFEST_NOBODY)
		return line_fail(&r->line, "'%s' stands outside of any region", s->keyword);
	if (s->where == IN_PROGRAM && r->m->program[r->program].is_init &&
	    s->read != read_priority)
		return line_fail(&r->line, "of 'init' say the 'priority' only");
	return true;
}

/* A statement of the top level ends the block before it. */
static void end_block(struct reader *r)
{
	r->program = r->region = MANIFEST_NOBODY;
	for (size_t i = 0; i < STATEMENTS; i++)
		if (statements[i].where != AT_TOP)
			r->said &= ~((uint64_t)1 << i);
}

static void read_statement(struct reader *r)
{
	struct word keyword = r->line.word[r->line.next++];
	size_t i = find_statement(keyword);
	const struct statement *s = &statements[i];
	uint64_t bit = (uint64_t)1 << i;

	if (i == STATEMENTS) {
		line_fail(&r->line, "'%s' is no statement of a manifest", word_shown(keyword).text);
		return;
	}
	if (s->where == AT_TOP)
		end_block(r);
	if (!placed_well(r, s))
		return;
	if (s->once && (r->said & bit) != 0) {
		line_fail(&r->line, "'%s' is said twice", s->keyword);
		return;
	}
	r->said |= bit;
	s->read(r);
	if (!line_ended(&r->line))
		line_fail(&r->line, "'%s' at the end of the line means nothing here",
			  word_shown(r->line.word[r->line.next]).text);
}

/* What every program must have said. */
static void check_programs(const struct manifest *m, struct manifest_errors *errors)
{
	for (uint32_t i = 0; i < m->programs; i++) {
		const struct manifest_program *p = &m->program[i];

		if (p->image[0] == '\0' && !p->is_init)
			manifest_error(errors, p->line,
				       "program '%s' says neither 'image' nor 'linux'", p->name);
		if (p->priority == MANIFEST_NOBODY)
			manifest_error(errors, p->line, "program '%s' says no 'priority'", p->name);
		if (p->is_linux && m->personality[0] == '\0')
			manifest_error(
				errors, p->line,
				"program '%s' is a Linux program, but there is no 'personality'",
				p->name);
	}
}

bool manifest_parse(struct manifest *m, const char *text, size_t size,
		    struct manifest_errors *errors)
{
	struct text rest = { text, text + size, 0 };
	struct reader r = { .m = m, .program = MANIFEST_NOBODY, .region = MANIFEST_NOBODY };

	memset(m, 0, sizeof(*m));
	memset(errors, 0, sizeof(*errors));
	while (line_read(&r.line, &rest, errors))
		read_statement(&r);
	if (errors->count > 0)
		return false;
	if (m->phone[0] == '\0')
		manifest_error(errors, 0, "the manifest says no 'phone'");
	if (manifest_find(m, "init") == MANIFEST_NOBODY)
		manifest_error(errors, 0, "the manifest says no 'program init'");
	if (m->sealed == 0)
		manifest_error(
			errors, 0,
			"the manifest says no 'sealed': how much memory its programs may take");
	check_programs(m, errors);
	return errors->count == 0;
}
