/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each message is checked whole before it changes anything. A message that is merely late (about a
 * call that ended here) is ignored; one that breaks the protocol is counted.
 */
#include "user/apps/phone/call.h"

#include <string.h>

#include "lib/text/text.h"

void line_init(struct line *line, const struct contacts *contacts, uint32_t seed)
{
	memset(line, 0, sizeof(*line));
	line->contacts = contacts;
	line->next = seed | 1;
}

bool line_busy(const struct line *line)
{
	return line->call.state != CALL_NONE && line->call.state != CALL_ENDED;
}

bool call_is_secure(const struct call *call)
{
	return call->state == CALL_TALKING && call->security == CALLING_SECURE;
}

bool call_is_verified(const struct call *call)
{
	return call_is_secure(call) && (call->verified || call->trust == CALLING_VERIFIED);
}

/*
 * A peer that reads nothing fills its own outbox and loses what is said to it then. media cannot lose a
 * REVOKE so: its outbox fills only when it no longer works at all.
 */
static void send(struct line *line, enum call_peer to, uint32_t type, uint32_t value,
		 const char *text)
{
	struct outbox *box = &line->outbox[to];
	struct calling_message *out = &box->message[(box->first + box->count) % CALL_OUTBOX];

	if (box->count == CALL_OUTBOX) {
		line->refused++;
		return;
	}
	box->count++;
	memset(out, 0, sizeof(*out));
	out->type = type;
	out->call = line->call.number;
	out->value = value;
	memcpy(out->text, text, strnlen(text, CALLING_TEXT - 1));
}

const struct calling_message *line_next(const struct line *line, enum call_peer to)
{
	const struct outbox *box = &line->outbox[to];

	return box->count ? &box->message[box->first] : NULL;
}

void line_sent(struct line *line, enum call_peer to)
{
	struct outbox *box = &line->outbox[to];

	box->first = (box->first + 1) % CALL_OUTBOX;
	box->count--;
}

bool line_over(struct line *line, struct call *call)
{
	bool has = line->has_over;

	*call = line->over;
	line->has_over = false;
	return has;
}

static void bury(struct line *line, uint32_t number)
{
	line->buried[line->burials++ % CALL_BURIED] = number;
}

static bool is_buried(const struct line *line, uint32_t number)
{
	for (int i = 0; i < CALL_BURIED; i++)
		if (line->buried[i] == number)
			return true;
	return false;
}

static void exhume(struct line *line, uint32_t number)
{
	for (int i = 0; i < CALL_BURIED; i++)
		if (line->buried[i] == number)
			line->buried[i] = 0;
}

static void record(struct line *line, const struct call *call)
{
	line->over = *call;
	line->has_over = true;
}

static void end_call(struct line *line, uint32_t end)
{
	struct call *c = &line->call;
	bool unanswered = c->state == CALL_INCOMING;

	if (!unanswered)
		send(line, CALL_MEDIA, CALLING_REVOKE, 0, "");
	bury(line, c->number);
	c->state = CALL_ENDED;
	c->end = unanswered && end == CALLING_NORMAL ? CALL_MISSED : end;
	c->ended_ms = line->now_ms;
	record(line, c);
	if (unanswered && (c->end == CALL_MISSED || c->end == CALL_REJECTED))
		line_dismiss(line);
}

void line_dismiss(struct line *line)
{
	if (line->call.state == CALL_ENDED)
		memset(&line->call, 0, sizeof(line->call));
}

/* A peer's text, of an array of `room` bytes, cleaned into one of `size`. */
static void take(char *to, size_t size, const char *from, size_t room)
{
	text_clean(to, size, from, strnlen(from, room));
}

/* The port that every SIP address has unless it says another one (RFC 3261 19.1.2) is left out. */
void call_take_address(char *to, size_t size, const char *from, size_t room)
{
	static const char port[] = ":5060";
	size_t length = text_clean(to, size, from, strnlen(from, room)), cut;

	cut = length > sizeof(port) ? length - (sizeof(port) - 1) : 0;
	if (cut && strchr(to, '@') && !strcmp(to + cut, port) && to[cut - 1] != ':')
		to[cut] = 0;
}

static struct call fresh(const struct line *line, const struct calling_message *m,
			 enum call_state state)
{
	struct call c = { .state = state, .number = m->call, .outgoing = m->call & 1 };

	c.began_ms = line->now_ms;
	call_take_address(c.address, sizeof(c.address), m->text, sizeof(m->text));
	take(c.claimed, sizeof(c.claimed), m->name, sizeof(m->name));
	c.contact = contacts_find_address(line->contacts, c.address);
	return c;
}

static uint32_t next_number(struct line *line)
{
	do
		line->next += 2;
	while (is_buried(line, line->next));
	return line->next;
}

void line_dial(struct line *line, const char *address)
{
	struct calling_message m = { 0 };

	if (line_busy(line) || !*address)
		return;
	memcpy(m.text, address, strnlen(address, sizeof(m.text) - 1));
	m.call = next_number(line);
	line->call = fresh(line, &m, CALL_DIALLING);
	if (!line->call.contact)
		line->call.contact = contacts_find_number(line->contacts, line->call.address);
	send(line, CALL_MEDIA, CALLING_ALLOW, 0, "");
	send(line, CALL_SIP, CALLING_DIAL, 0, m.text);
}

void line_answer(struct line *line)
{
	if (line->call.state != CALL_INCOMING)
		return;
	line->call.state = CALL_ANSWERED;
	send(line, CALL_MEDIA, CALLING_ALLOW, 0, "");
	send(line, CALL_SIP, CALLING_ANSWER, 0, "");
}

void line_hang_up(struct line *line, uint32_t end)
{
	if (!line_busy(line))
		return;
	send(line, CALL_SIP, CALLING_HANGUP, 0, "");
	end_call(line, end);
}

void line_mute(struct line *line)
{
	if (line->call.state != CALL_TALKING)
		return;
	line->call.muted = !line->call.muted;
	send(line, CALL_MEDIA, CALLING_MUTE, line->call.muted, "");
}

void line_verify(struct line *line)
{
	if (!call_is_secure(&line->call) || line->call.verified)
		return;
	line->call.verified = true;
	send(line, CALL_MEDIA, CALLING_VERIFY, 1, "");
}

/* Another call than ours: it is sent away, and stands in the history if it wanted to come in. */
static void send_away(struct line *line, const struct calling_message *m, bool incoming)
{
	uint32_t ours = line->call.number;
	struct call other = fresh(line, m, CALL_ENDED);

	line->call.number = m->call;
	send(line, CALL_SIP, CALLING_HANGUP, 0, "");
	line->call.number = ours;
	bury(line, m->call);
	other.end = CALL_MISSED;
	other.ended_ms = line->now_ms;
	if (incoming)
		record(line, &other);
}

static void incoming(struct line *line, const struct calling_message *m)
{
	if (m->call & 1) {
		line->refused++;
		return;
	}
	exhume(line, m->call);
	if (line_busy(line) && line->call.number != m->call)
		send_away(line, m, true);
	else if (!line_busy(line))
		line->call = fresh(line, m, CALL_INCOMING);
}

static void security(struct line *line, const struct calling_message *m)
{
	struct call *c = &line->call;

	if (m->value < CALLING_KEYING || m->value > CALLING_REFUSED ||
	    (m->value == CALLING_SECURE && !m->text[0]) || m->flag > CALLING_CHANGED) {
		line->refused++;
		return;
	}
	c->security = m->value;
	take(c->string, sizeof(c->string), m->text, sizeof(m->text));
	take(c->algorithms, sizeof(c->algorithms), m->name, sizeof(m->name));
	c->trust = m->value == CALLING_SECURE ? m->flag : CALLING_UNVERIFIED;
	c->secured |= m->value == CALLING_SECURE;
	if (m->value != CALLING_SECURE) {
		c->string[0] = 0;
		c->verified = false;
	}
}

/*
 * A call that is going on, about which we know nothing, because we were restarted: it is taken over as
 * it is. Media kept what was allowed then, and says by itself whether the call is secure.
 */
static bool take_over(struct line *line, const struct calling_message *m, enum call_state state)
{
	if (line->call.number == m->call)
		return true;
	if (line_busy(line)) {
		send_away(line, m, false);
		return false;
	}
	line->call = fresh(line, m, state);
	if (line->early.call == m->call)
		security(line, &line->early);
	return true;
}

static void progress(struct line *line, const struct calling_message *m)
{
	if (!(m->call & 1) || m->value < CALLING_TRYING || m->value > CALLING_RINGING)
		line->refused++;
	else if (take_over(line, m, CALL_DIALLING) && m->value == CALLING_RINGING &&
		 line->call.state == CALL_DIALLING)
		line->call.state = CALL_RINGING;
}

/* sip cannot answer in the owner's place: a call that still rings here is not established. */
static void established(struct line *line, const struct calling_message *m)
{
	uint64_t stood_ms = (uint64_t)m->value * 1000;
	struct call *c = &line->call;

	if (c->number == m->call && c->state == CALL_INCOMING) {
		line->refused++;
		return;
	}
	if (!take_over(line, m, CALL_TALKING) || c->talked)
		return;
	c->state = CALL_TALKING;
	c->talked = true;
	c->talking_ms = stood_ms < line->now_ms ? line->now_ms - stood_ms : 0;
}

/* A caller whom sip refused is shown, if nothing else is, so that the owner knows why. */
static void refused_caller(struct line *line, const struct calling_message *m)
{
	struct call c = fresh(line, m, CALL_ENDED);

	call_take_address(c.address, sizeof(c.address), m->name, sizeof(m->name));
	c.claimed[0] = 0;
	c.contact = contacts_find_address(line->contacts, c.address);
	c.end = m->value;
	c.never_rang = true;
	c.ended_ms = line->now_ms;
	bury(line, m->call);
	record(line, &c);
	if (!line_busy(line))
		line->call = c;
}

static void ended(struct line *line, const struct calling_message *m)
{
	if (m->value > CALLING_INCOMPATIBLE)
		line->refused++;
	else if (line_busy(line) && line->call.number == m->call)
		end_call(line, m->value);
	else if (!(m->call & 1))
		refused_caller(line, m);
}

static void from_sip(struct line *line, const struct calling_message *m)
{
	switch (m->type) {
	case CALLING_INCOMING:
		incoming(line, m);
		break;
	case CALLING_PROGRESS:
		progress(line, m);
		break;
	case CALLING_ESTABLISHED:
		established(line, m);
		break;
	case CALLING_ENDED:
		ended(line, m);
		break;
	default:
		line->refused++;
	}
}

static void from_media(struct line *line, const struct calling_message *m)
{
	bool ours = line_busy(line) && line->call.number == m->call;

	if (m->type != CALLING_SECURITY && m->type != CALLING_STATISTICS) {
		line->refused++;
	} else if (m->type == CALLING_SECURITY && ours) {
		security(line, m);
	} else if (m->type == CALLING_SECURITY) {
		line->early = *m;
	} else if (ours) {
		line->call.statistics = m->statistics;
		line->call.counted = true;
	}
}

void line_receive(struct line *line, enum call_peer from, const struct calling_message *m,
		  size_t size)
{
	if (size != sizeof(*m) || !m->call) {
		line->refused++;
		return;
	}
	if (is_buried(line, m->call) && m->type != CALLING_INCOMING)
		return;
	if (from == CALL_SIP)
		from_sip(line, m);
	else
		from_media(line, m);
}

/* A call that sip has lost needs no word to it; one that lost its keys has to be hung up. */
void line_lost(struct line *line, enum call_peer who)
{
	bool busy = line_busy(line);

	memset(&line->early, 0, sizeof(line->early));
	if (busy && who == CALL_MEDIA)
		send(line, CALL_SIP, CALLING_HANGUP, 0, "");
	if (busy)
		end_call(line, CALLING_INTERNAL);
	if (who == CALL_SIP)
		memset(line->buried, 0, sizeof(line->buried));
}
