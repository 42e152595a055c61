/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See journal.h. The model is compared with what was told last, so that nothing in it has to know of this.
 */
#include "user/apps/phone/journal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef void journal_say(const char *line);

static void __attribute__((format(printf, 3, 4)))
tell(journal_say *out, const struct call *call, const char *format, ...)
{
	char line[JOURNAL_LINE];
	int length = snprintf(line, sizeof(line), "call %u: ", call->number);
	va_list words;

	va_start(words, format);
	vsnprintf(line + length, sizeof(line) - (size_t)length, format, words);
	va_end(words);
	out(line);
}

static bool is_busy(const struct call *call)
{
	return call->state != CALL_NONE && call->state != CALL_ENDED;
}

static const char *end_words(uint32_t end)
{
	switch (end) {
	case CALL_MISSED:
		return "Missed";
	case CALL_REJECTED:
		return "Declined here";
	default:
		return say(ENGLISH, word_of_end(end));
	}
}

static void tell_end(journal_say *out, const struct call *call, uint32_t end)
{
	const struct calling_statistics *s = &call->statistics;

	if (call->counted)
		tell(out, call,
		     "sent %u received %u rejected %u lost %u concealed %u, %u bytes each, "
		     "secure after %u ms",
		     s->sent, s->received, s->rejected, s->lost, s->concealed, s->packet_bytes,
		     s->secure_ms);
	tell(out, call, "over: %s", end_words(end));
}

static void tell_state(journal_say *out, const struct call *call)
{
	switch (call->state) {
	case CALL_DIALLING:
		tell(out, call, "calling");
		break;
	case CALL_RINGING:
		tell(out, call, "rings there");
		break;
	case CALL_INCOMING:
		tell(out, call, "rings here");
		break;
	case CALL_ANSWERED:
		tell(out, call, "answered");
		break;
	case CALL_TALKING:
		tell(out, call, "talking");
		break;
	case CALL_NONE:
	case CALL_ENDED:
		break;
	}
}

static void tell_reachable(struct journal *j, const struct model *m, journal_say *out)
{
	bool reachable = m->own[0];

	if (j->said && j->reachable == reachable)
		return;
	out(reachable ? "reachable" : "not reachable");
	j->said = true;
	j->reachable = reachable;
}

static void tell_security(const struct call *was, const struct call *now, journal_say *out)
{
	if (call_is_secure(now) && (!call_is_secure(was) || strcmp(was->string, now->string) != 0))
		tell(out, now, "secure, string '%s', %s", now->string, now->algorithms);
	else if (call_is_secure(was) && is_busy(now) && !call_is_secure(now))
		tell(out, now, "not secure any more");
}

/* A call that is over may be gone from the line already: then it is the newest of the history. */
static void tell_over(const struct call *was, const struct model *m, journal_say *out)
{
	const struct call *now = &m->line.call;
	const struct past *past = model_past(m, 0);

	if (now->number == was->number)
		tell_end(out, now, now->end);
	else if (past)
		tell_end(out, was, past->end);
}

void journal_note(struct journal *j, const struct model *m, journal_say *out)
{
	const struct call *now = &m->line.call;

	tell_reachable(j, m, out);
	if (is_busy(&j->told) && (now->number != j->told.number || !is_busy(now)))
		tell_over(&j->told, m, out);
	if (now->number != j->told.number) {
		memset(&j->told, 0, sizeof(j->told));
		if (now->never_rang)
			tell(out, now, "refused: %s", end_words(now->end));
	}
	if (now->state != j->told.state)
		tell_state(out, now);
	tell_security(&j->told, now, out);
	j->told = *now;
}
