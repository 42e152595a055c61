/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Navigation, history and the owner's actions. A living or just ended call lies over every screen; what is
 * below it stays as it was.
 */
#include "user/apps/phone/model.h"

#include <string.h>
#include <strings.h>

#include "lib/text/text.h"

#define ENDED_MS 2200 /* how long "call ended" stays, if nothing was wrong */

void model_init(struct model *m, const struct contacts *contacts, const struct manifest *grants,
		enum language language, uint32_t seed)
{
	memset(m, 0, sizeof(*m));
	m->contacts = contacts;
	m->grants = grants;
	m->language = language;
	line_init(&m->line, contacts, seed);
}

const char *call_title(const struct call *call)
{
	return call->contact ? call->contact->name : shown_address(call->address);
}

const char *shown_address(const char *address)
{
	return strncasecmp(address, "sip:", 4) == 0 ? address + 4 : address;
}

/* Clean text stays what it is; what does not fit is cut between characters. */
static void copy(char *to, size_t size, const char *from)
{
	text_clean(to, size, from, strlen(from));
}

/* A call that ended becomes the newest entry; the oldest is forgotten. */
static void remember(struct model *m, const struct call *c)
{
	struct past *p = &m->past[m->past_first];

	m->past_first = (m->past_first + 1) % HISTORY_MAX;
	m->past_count += m->past_count < HISTORY_MAX;
	*p = (struct past){
		.known = c->contact != NULL,
		.outgoing = c->outgoing,
		.talked = c->talked,
		.secured = c->secured,
		.verified = c->verified || c->trust == CALLING_VERIFIED,
		.end = c->end,
		.began_ms = (int64_t)c->began_ms,
		.length_ms = c->talked ? c->ended_ms - c->talking_ms : 0,
	};
	copy(p->address, sizeof(p->address), c->address);
	copy(p->name, sizeof(p->name), c->contact ? c->contact->name : c->claimed);
	m->missed += c->end == CALL_MISSED || c->never_rang;
	m->revision++;
}

/* After each event: what has become of the call. */
static void settle(struct model *m)
{
	struct call over;

	if (line_over(&m->line, &over)) {
		remember(m, &over);
		m->asks_differ = false;
		m->details = false;
	}
	if (m->line.call.state != CALL_INCOMING)
		m->silenced = false;
	if (!call_is_secure(&m->line.call))
		m->asks_differ = false;
	if (m->missed && m->screen == SCREEN_HISTORY && m->line.call.state == CALL_NONE) {
		m->missed = 0;
		m->revision++;
	}
}

/* Nothing was wrong: the notice goes away by itself. */
static bool is_ordinary_end(const struct call *c)
{
	return c->state == CALL_ENDED && (c->end == CALLING_NORMAL || c->end == CALL_REJECTED);
}

void model_time(struct model *m, uint64_t now_ms)
{
	m->now_ms = now_ms;
	m->line.now_ms = now_ms;
	if (is_ordinary_end(&m->line.call) && now_ms >= m->line.call.ended_ms + ENDED_MS)
		line_dismiss(&m->line);
	settle(m);
}

void model_receive(struct model *m, enum call_peer from, const struct calling_message *message,
		   size_t size)
{
	if (from == CALL_SIP && size == sizeof(*message) && message->type == CALLING_READY)
		call_take_address(m->own, sizeof(m->own), message->text, sizeof(message->text));
	else
		line_receive(&m->line, from, message, size);
	settle(m);
}

void model_lost(struct model *m, enum call_peer who)
{
	if (who == CALL_SIP)
		m->own[0] = 0;
	line_lost(&m->line, who);
	settle(m);
}

const struct past *model_past(const struct model *m, unsigned int index)
{
	if (index >= m->past_count)
		return NULL;
	return &m->past[(m->past_first + HISTORY_MAX - 1 - index) % HISTORY_MAX];
}

const struct contact *model_dialled(const struct model *m)
{
	if (!m->dial[0])
		return NULL;
	return contacts_find_number(m->contacts, m->dial);
}

static void type_key(struct model *m, uint32_t key)
{
	size_t length = strlen(m->dial);

	if (length == DIAL_MAX || key <= ' ' || key > '~')
		return;
	m->dial[length] = (char)key;
	m->dial[length + 1] = 0;
}

static void erase(struct model *m)
{
	size_t length = strlen(m->dial);

	if (length)
		m->dial[length - 1] = 0;
}

/* An empty field takes the last number dialled, as telephones do; the next touch calls it. */
static void dial(struct model *m)
{
	const struct past *last;

	if (m->dial[0]) {
		const struct contact *c = model_dialled(m);

		line_dial(&m->line, c ? c->address : m->dial);
		m->dial[0] = 0;
		m->keyboard = false;
		return;
	}
	for (unsigned int i = 0; (last = model_past(m, i)) != NULL; i++)
		if (last->outgoing && strlen(last->address) <= DIAL_MAX) {
			copy(m->dial, sizeof(m->dial), last->address);
			return;
		}
}

static void show_person(struct model *m, const char *address, const char *name, bool known)
{
	copy(m->person.address, sizeof(m->person.address), address);
	copy(m->person.name, sizeof(m->person.name), name);
	m->person.known = known;
	m->screen = SCREEN_PERSON;
}

static void show_contact(struct model *m, uint32_t index)
{
	if (index < m->contacts->count)
		show_person(m, m->contacts->entry[index].address, m->contacts->entry[index].name,
			    true);
}

static void show_past(struct model *m, uint32_t index)
{
	const struct past *p = model_past(m, index);

	if (p)
		show_person(m, p->address, p->name, p->known);
}

static void again(struct model *m)
{
	char address[CALLING_TEXT];

	copy(address, sizeof(address), m->line.call.address);
	line_dismiss(&m->line);
	line_dial(&m->line, address);
}

static void act_on_call(struct model *m, enum action action)
{
	switch (action) {
	case ACT_ANSWER:
		line_answer(&m->line);
		break;
	case ACT_DECLINE:
		line_hang_up(&m->line, CALL_REJECTED);
		break;
	case ACT_HANG_UP:
		line_hang_up(&m->line, CALLING_NORMAL);
		break;
	case ACT_MUTE:
		line_mute(&m->line);
		break;
	case ACT_DETAILS:
		m->details = !m->details;
		break;
	case ACT_MATCH:
		line_verify(&m->line);
		break;
	case ACT_DIFFER:
		m->asks_differ = true;
		break;
	case ACT_DIFFER_YES:
		line_hang_up(&m->line, CALL_DIFFERED);
		break;
	case ACT_DIFFER_NO:
		m->asks_differ = false;
		break;
	default:
		break;
	}
}

static void act_on_screen(struct model *m, enum action action, uint32_t argument)
{
	switch (action) {
	case ACT_TAB:
		if (argument <= SCREEN_SETTINGS)
			m->screen = m->tab = (enum screen)argument;
		break;
	case ACT_BACK:
		m->screen = m->tab;
		break;
	case ACT_CONTACT:
		show_contact(m, argument);
		break;
	case ACT_HISTORY:
		show_past(m, argument);
		break;
	case ACT_CALL_PERSON:
		line_dial(&m->line, m->person.address);
		break;
	case ACT_LANGUAGE:
		if (argument < LANGUAGES && argument != m->language) {
			m->language = (enum language)argument;
			m->revision++;
		}
		break;
	case ACT_GRANTS:
		m->screen = SCREEN_GRANTS;
		break;
	case ACT_ABOUT:
		m->screen = SCREEN_ABOUT;
		break;
	default:
		break;
	}
}

static void act_on_keypad(struct model *m, enum action action, uint32_t argument)
{
	switch (action) {
	case ACT_KEY:
		type_key(m, argument);
		break;
	case ACT_PLUS:
		type_key(m, '+');
		break;
	case ACT_ERASE:
		erase(m);
		break;
	case ACT_ERASE_ALL:
		m->dial[0] = 0;
		break;
	case ACT_KEYBOARD:
		m->keyboard = !m->keyboard;
		break;
	case ACT_DIAL:
		dial(m);
		break;
	default:
		break;
	}
}

/* While a call lies over the screens only its own actions count. */
void model_act(struct model *m, enum action action, uint32_t argument)
{
	if (line_busy(&m->line)) {
		act_on_call(m, action);
	} else if (m->line.call.state == CALL_ENDED) {
		if (action == ACT_AGAIN)
			again(m);
		else if (action == ACT_CLOSE)
			line_dismiss(&m->line);
	} else {
		act_on_keypad(m, action, argument);
		act_on_screen(m, action, argument);
	}
	settle(m);
}

bool model_silence(struct model *m)
{
	bool rings = model_tone(m) == TONE_RING;

	m->silenced |= rings;
	return rings;
}

enum tone model_tone(const struct model *m)
{
	const struct call *c = &m->line.call;

	switch (c->state) {
	case CALL_INCOMING:
		return m->silenced ? TONE_NONE : TONE_RING;
	case CALL_RINGING:
		return TONE_RINGBACK;
	case CALL_ENDED:
		return c->never_rang || is_ordinary_end(c) ? TONE_NONE : TONE_ENDED;
	default:
		return TONE_NONE;
	}
}

bool model_attention(const struct model *m)
{
	return m->line.call.state == CALL_INCOMING;
}

int64_t model_wait(const struct model *m)
{
	const struct call *c = &m->line.call;
	uint64_t end = c->ended_ms + ENDED_MS;

	if (is_ordinary_end(c))
		return end > m->now_ms ? (int64_t)(end - m->now_ms) : 0;
	if (c->state == CALL_TALKING)
		return 1000 - (int64_t)((m->now_ms - c->talking_ms) % 1000);
	if (m->screen == SCREEN_HISTORY && c->state == CALL_NONE)
		return 60000; /* "5 min ago" */
	return -1;
}
