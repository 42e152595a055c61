/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any messages of broken peers, mixed with any touches. Each step of the input is a byte that says what
 * happens and bytes for it. After every step:
 *
 * - ALLOW was sent for a call only if the step was the owner's, dialling or answering, and it is open only
 *   while that call is the one on the screen;
 * - what is shown as secure, media said of that very call, and last;
 * - all texts are terminated and clean;
 * - what is kept of it can be read again.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/text/text.h"
#include "user/apps/phone/archive.h"

struct input {
	const uint8_t *next;
	size_t left;
};

static uint8_t take(struct input *in)
{
	if (!in->left)
		return 0;
	in->left--;
	return *in->next++;
}

/* Few values, so that numbers meet. */
static struct calling_message message(struct input *in)
{
	static const uint32_t types[] = { CALLING_INCOMING,   CALLING_PROGRESS, CALLING_ESTABLISHED,
					  CALLING_ENDED,      CALLING_READY,	CALLING_SECURITY,
					  CALLING_STATISTICS, CALLING_ALLOW };
	struct calling_message m = { .type = types[take(in) % 8] };
	size_t length;

	m.call = take(in) % 12;
	m.value = take(in) % 16;
	m.flag = take(in) & 3;
	length = take(in);
	for (size_t i = 0; i < length; i++)
		m.text[i] = (char)take(in);
	length = take(in) % 65;
	for (size_t i = 0; i < length; i++)
		m.name[i] = (char)take(in);
	return m;
}

static bool clean(const char *text, size_t size)
{
	size_t length = strnlen(text, size);

	return length < size && text_is_clean(text, length);
}

static void check(const struct model *m)
{
	const struct call *c = &m->line.call;

	assert(clean(c->address, sizeof(c->address)));
	assert(clean(c->claimed, sizeof(c->claimed)));
	assert(clean(c->string, sizeof(c->string)));
	assert(clean(c->algorithms, sizeof(c->algorithms)));
	assert(clean(m->own, sizeof(m->own)));
	assert(c->state <= CALL_ENDED);
	assert((c->state == CALL_NONE) == (c->number == 0));
	assert(!c->verified || c->security == CALLING_SECURE);
	assert(m->past_count <= HISTORY_MAX);
	for (unsigned int i = 0; i < m->past_count; i++)
		assert(clean(model_past(m, i)->address, CALLING_TEXT) &&
		       clean(model_past(m, i)->name, CALLING_NAME));
	assert(!model_attention(m) || c->state == CALL_INCOMING);
}

static void check_archive(const struct model *m)
{
	static uint8_t bytes[ARCHIVE_MAX], again[ARCHIVE_MAX];
	static struct archive archive;
	size_t size;

	archive_take(&archive, m, 1800000000000);
	size = archive_write(&archive, bytes);
	assert(archive_read(&archive, bytes, size));
	assert(archive_write(&archive, again) == size && memcmp(bytes, again, size) == 0);
}

static uint32_t open_call; /* the number that media was told to allow, and not to revoke since */

/* Takes all that was sent to media; true if ALLOW was among it. */
static bool allowed(struct model *m)
{
	const struct calling_message *out;
	bool found = false;

	for (; (out = line_next(&m->line, CALL_MEDIA)) != NULL; line_sent(&m->line, CALL_MEDIA)) {
		assert(out->call != 0);
		if (out->type == CALLING_ALLOW) {
			assert(open_call == 0);
			open_call = out->call;
			found = true;
		} else if (out->type == CALLING_REVOKE && out->call == open_call) {
			open_call = 0;
		}
	}
	while (line_next(&m->line, CALL_SIP))
		line_sent(&m->line, CALL_SIP);
	return found;
}

/* The last thing media said of each call number. */
static uint32_t said[12];

static void step(struct model *m, struct input *in)
{
	uint8_t what = take(in);
	enum call_peer peer = what & 1 ? CALL_SIP : CALL_MEDIA;
	bool owner = false;

	if (what < 128) {
		struct calling_message message_in = message(in);

		if (peer == CALL_MEDIA && message_in.type == CALLING_SECURITY &&
		    message_in.value <= CALLING_REFUSED && message_in.value &&
		    (message_in.value != CALLING_SECURE || message_in.text[0]) &&
		    message_in.flag <= CALLING_CHANGED)
			said[message_in.call] = message_in.value;
		model_receive(m, peer, &message_in, sizeof(message_in) - (what == 126));
	} else if (what < 136) {
		model_lost(m, peer);
	} else if (what < 144) {
		model_time(m, m->now_ms + take(in) * 50U);
	} else {
		enum action action = (enum action)(what % (ACT_ABOUT + 2));

		owner = action == ACT_DIAL || action == ACT_CALL_PERSON || action == ACT_ANSWER ||
			action == ACT_AGAIN;
		model_act(m, action, take(in));
	}
	assert(!allowed(m) || owner);
	assert(!open_call || (line_busy(&m->line) && m->line.call.number == open_call));
	check(m);
	if (call_is_secure(&m->line.call) && m->line.call.number < 12)
		assert(said[m->line.call.number] == CALLING_SECURE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char text[] = "1002  Bao Nguyen  sip:1002@10.0.2.16\n";
	static struct contacts contacts;
	static struct model m;
	struct input in = { data, size };

	contacts_read(&contacts, text, sizeof(text) - 1);
	memset(said, 0, sizeof(said));
	open_call = 0;
	model_init(&m, &contacts, NULL, ENGLISH, 0xfffffff0);
	while (in.left)
		step(&m, &in);
	check_archive(&m);
	return 0;
}
