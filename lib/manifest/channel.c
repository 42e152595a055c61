/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Channels: who may talk to whom, how, and with which rights.
 *
 *	channel CLIENT[:NAME] -> SERVER[:NAME] [calls] [stream SIZE | buffer SIZE] [allow POLICY...]
 */
#include <string.h>

#include "lib/manifest/read.h"

#define STREAM_LEAST 8192u /* as STREAM_BUFFER_MIN */

/* PROGRAM or PROGRAM:NAME. `name` stays empty without one. */
static bool take_end(struct reader *r, const char *what, uint32_t *program,
		     char name[MANIFEST_NAME])
{
	struct word w, who, local;

	if (!take_word(&r->line, what, &w))
		return false;
	if (!word_split(w, ':', &who, &local))
		return find_program(r, w, program);
	return find_program(r, who, program) &&
	       (word_name(local, name) ||
		line_fail(&r->line, "'%s' cannot be a channel's name", word_shown(local).text));
}

static bool take_kind(struct reader *r, struct manifest_channel *c)
{
	c->calls = line_takes(&r->line, "calls");
	c->stream = line_takes(&r->line, "stream");
	if (!c->stream && !line_takes(&r->line, "buffer"))
		return c->calls ||
		       line_fail(&r->line,
				 "a channel has 'calls', a 'stream SIZE' or a 'buffer SIZE'");
	if (!take_size(&r->line, "a buffer's size", &c->buffer))
		return false;
	if (c->buffer > 1u << 30)
		return line_fail(&r->line, "a buffer has 1G at most");
	return !c->stream || c->buffer >= STREAM_LEAST ||
	       line_fail(&r->line, "a stream has a buffer of 8K at least");
}

static const struct manifest_policy *find_policy(const struct manifest_program *server,
						 struct word name)
{
	for (uint32_t i = 0; i < server->policies; i++)
		if (word_is(name, server->policy[i].name))
			return &server->policy[i];
	return NULL;
}

/* NAME, which sets all bits of its field, or NAME=NUMBER. */
static bool take_policy(struct reader *r, struct manifest_channel *c)
{
	const struct manifest_program *server = &r->m->program[c->server];
	const struct manifest_policy *policy;
	struct word w, name, number;
	uint64_t value, most;
	bool has_value;

	if (!take_word(&r->line, "a policy", &w))
		return false;
	has_value = word_split(w, '=', &name, &number);
	if (!has_value)
		name = w;
	policy = find_policy(server, name);
	if (policy == NULL)
		return line_fail(&r->line, "program '%s' has no policy '%s'", server->name,
				 word_shown(name).text);
	most = ~(uint64_t)0 >> (63 - (policy->last - policy->first));
	value = most;
	if (has_value && (!word_number(number, &value) || value > most))
		return line_fail(&r->line, "'%s' cannot be a value of '%s': a number up to %lu",
				 word_shown(number).text, policy->name, most);
	c->policy |= value << policy->first;
	return true;
}

void read_channel(struct reader *r)
{
	struct manifest *m = r->m;
	struct manifest_channel c = { .line = r->line.number };

	if (!take_end(r, "the client", &c.client, c.client_name) ||
	    !take_expected(&r->line, "->") ||
	    !take_end(r, "the server", &c.server, c.server_name) || !take_kind(r, &c))
		return;
	if (c.client == c.server) {
		line_fail(&r->line, "program '%s' needs no channel to itself",
			  m->program[c.client].name);
		return;
	}
	if (c.client_name[0] == '\0')
		memcpy(c.client_name, m->program[c.server].name, MANIFEST_NAME);
	if (c.server_name[0] == '\0')
		memcpy(c.server_name, m->program[c.client].name, MANIFEST_NAME);
	if (line_takes(&r->line, "allow")) {
		do {
			if (!take_policy(r, &c))
				return;
		} while (!line_ended(&r->line));
	}
	if (!line_ended(&r->line))
		return;
	if (m->channels == MANIFEST_CHANNELS)
		line_fail(&r->line, "more than %d channels", MANIFEST_CHANNELS);
	else
		m->channel[m->channels++] = c;
}
