/* SPDX-License-Identifier: Apache-2.0 */
/* See archive.h. A reader that has once missed something gives zeros, and ends with "no". */
#include "user/apps/phone/archive.h"

#include <stdio.h>
#include <string.h>

#include "lib/text/text.h"

enum {
	OUTGOING = 1,
	TALKED = 2,
	SECURED = 4,
	VERIFIED = 8,
	FLAGS = 15,
};

static const char magic[8] = "HFphone1";

/* ---- The model ---- */

static uint64_t between(int64_t value, int64_t last)
{
	return value < 0 ? 0 : value > last ? (uint64_t)last : (uint64_t)value;
}

/* Of a contact the address is enough: whether it still is one, the contacts will say. */
void archive_take(struct archive *a, const struct model *m, int64_t epoch_ms)
{
	*a = (struct archive){ .language = m->language,
			       .missed = m->missed,
			       .count = m->past_count };
	for (unsigned int i = 0; i < m->past_count; i++) {
		struct past *p = &a->past[i];

		*p = *model_past(m, i);
		p->began_ms = (int64_t)between(p->began_ms + epoch_ms, ARCHIVE_TIME_MAX);
		p->length_ms = between((int64_t)p->length_ms, ARCHIVE_TIME_MAX);
		if (p->known)
			p->name[0] = 0;
		p->known = false;
	}
}

/* Nothing began later than now: the clock was set back since. */
void archive_give(const struct archive *a, struct model *m, int64_t epoch_ms)
{
	m->language = a->language;
	m->missed = a->missed;
	m->past_count = a->count;
	m->past_first = a->count % HISTORY_MAX;
	for (unsigned int i = 0; i < a->count; i++) {
		struct past *p = &m->past[a->count - 1 - i];
		const struct contact *c;

		*p = a->past[i];
		p->began_ms -= epoch_ms;
		if (p->began_ms > (int64_t)m->now_ms)
			p->began_ms = (int64_t)m->now_ms;
		c = contacts_find_address(m->contacts, p->address);
		p->known = c != NULL;
		if (c)
			snprintf(p->name, sizeof(p->name), "%s", c->name);
	}
}

/* ---- Writing ---- */

struct writer {
	uint8_t *next;
};

static void put(struct writer *w, uint64_t value, int bytes)
{
	for (; bytes > 0; bytes--, value >>= 8)
		*w->next++ = (uint8_t)value;
}

static void put_text(struct writer *w, const char *text, size_t length)
{
	memcpy(w->next, text, length);
	w->next += length;
}

static void write_past(struct writer *w, const struct past *p)
{
	put(w, (uint64_t)p->began_ms, 8);
	put(w, p->length_ms, 8);
	put(w, p->end, 1);
	put(w,
	    (p->outgoing ? OUTGOING : 0) | (p->talked ? TALKED : 0) | (p->secured ? SECURED : 0) |
		    (p->verified ? VERIFIED : 0),
	    1);
	put(w, strlen(p->name), 1);
	put(w, strlen(p->address), 1);
	put_text(w, p->name, strlen(p->name));
	put_text(w, p->address, strlen(p->address));
}

size_t archive_write(const struct archive *a, uint8_t bytes[ARCHIVE_MAX])
{
	struct writer w = { bytes };

	put_text(&w, magic, sizeof(magic));
	put(&w, a->language, 1);
	put(&w, a->count, 1);
	put(&w, a->missed, 4);
	for (unsigned int i = 0; i < a->count; i++)
		write_past(&w, &a->past[i]);
	return (size_t)(w.next - bytes);
}

/* ---- Reading ---- */

struct reader {
	const uint8_t *next;
	size_t left;
	bool bad;
};

static uint64_t take(struct reader *r, unsigned int bytes)
{
	uint64_t value = 0;

	if (r->left < bytes) {
		r->bad = true;
		r->left = 0;
		return 0;
	}
	for (unsigned int i = 0; i < bytes; i++)
		value |= (uint64_t)r->next[i] << 8 * i;
	r->next += bytes;
	r->left -= bytes;
	return value;
}

/* A value up to `last`. */
static uint64_t take_up_to(struct reader *r, unsigned int bytes, uint64_t last)
{
	uint64_t value = take(r, bytes);

	r->bad |= value > last;
	return value > last ? 0 : value;
}

static void take_text(struct reader *r, char *text, size_t size, size_t length)
{
	if (r->left < length || length >= size || !text_is_clean((const char *)r->next, length)) {
		r->bad = true;
		return;
	}
	memcpy(text, r->next, length);
	text[length] = 0;
	r->next += length;
	r->left -= length;
}

static uint32_t take_end(struct reader *r)
{
	uint32_t end = (uint32_t)take(r, 1);

	r->bad |= end > CALLING_INCOMPATIBLE && (end < CALL_DIFFERED || end > CALL_REJECTED);
	return end;
}

static void read_past(struct reader *r, struct past *p)
{
	uint64_t flags;
	size_t name, address;

	p->began_ms = (int64_t)take_up_to(r, 8, ARCHIVE_TIME_MAX);
	p->length_ms = take_up_to(r, 8, ARCHIVE_TIME_MAX);
	p->end = take_end(r);
	flags = take_up_to(r, 1, FLAGS);
	p->outgoing = flags & OUTGOING;
	p->talked = flags & TALKED;
	p->secured = flags & SECURED;
	p->verified = flags & VERIFIED;
	name = take(r, 1);
	address = take(r, 1);
	take_text(r, p->name, sizeof(p->name), name);
	take_text(r, p->address, sizeof(p->address), address);
}

bool archive_read(struct archive *a, const uint8_t *bytes, size_t size)
{
	struct reader r = { bytes, size, false };

	memset(a, 0, sizeof(*a));
	if (size < ARCHIVE_HEAD || memcmp(bytes, magic, sizeof(magic)) != 0)
		return false;
	take(&r, sizeof(magic));
	a->language = (enum language)take_up_to(&r, 1, LANGUAGES - 1);
	a->count = (unsigned int)take_up_to(&r, 1, HISTORY_MAX);
	a->missed = (unsigned int)take(&r, 4);
	for (unsigned int i = 0; i < a->count && !r.bad; i++)
		read_past(&r, &a->past[i]);
	return !r.bad && !r.left;
}
