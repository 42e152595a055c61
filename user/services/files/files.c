/* SPDX-License-Identifier: Apache-2.0 */
/* See files.h. Each operation checks first; from where it begins to change things, nothing can fail. */
#include "user/services/files/files.h"

#include <string.h>

#define END 0xffff /* of a chain */

_Static_assert(FILES_PAGES < END, "a page's number is no end");

/* ---- Pages ---- */

static uint8_t *page_at(const struct files *f, uint16_t page)
{
	return f->memory + (size_t)page * FILES_PAGE;
}

static uint32_t pages_of(uint32_t size)
{
	return (size + FILES_PAGE - 1) / FILES_PAGE;
}

void files_start(struct files *f, void *memory, size_t size, uint64_t identity)
{
	size_t pages = size / FILES_PAGE;

	*f = (struct files){ .identity = identity, .memory = memory, .free = END };
	f->pages = pages < FILES_PAGES ? (uint32_t)pages : FILES_PAGES;
	for (uint32_t page = f->pages; page-- > 0;) {
		f->next[page] = f->free;
		f->free = (uint16_t)page;
	}
}

/* Copies `size` bytes into free pages, and adds up what was copied. Returns the first page. */
static uint16_t store(struct files *f, const uint8_t *bytes, uint32_t size, uint64_t *sum)
{
	uint16_t first = END, *link = &first;

	*sum = FILES_SUM_START;
	for (uint32_t at = 0; at < size; at += FILES_PAGE) {
		uint32_t part = size - at < FILES_PAGE ? size - at : FILES_PAGE;
		uint16_t page = f->free;

		f->free = f->next[page];
		memcpy(page_at(f, page), bytes + at, part);
		*sum = files_sum(*sum, page_at(f, page), part);
		*link = page;
		link = &f->next[page];
	}
	*link = END;
	return first;
}

/* Wipes the pages of a chain and frees them. */
static void release(struct files *f, uint16_t first)
{
	while (first != END) {
		uint16_t next = f->next[first];

		memset(page_at(f, first), 0, FILES_PAGE);
		f->next[first] = f->free;
		f->free = first;
		first = next;
	}
}

/* ---- Clients and names ---- */

bool files_client(struct files *f, unsigned index, uint32_t quota, void *buffer, size_t size)
{
	if (size < FILES_BUFFER_MIN || (uint64_t)f->promised + quota + FILES_SPARE > f->pages)
		return false;
	f->promised += quota;
	f->client[index].buffer = buffer;
	f->client[index].limit = size < FILES_SIZE_MAX ? (uint32_t)size : FILES_SIZE_MAX;
	f->client[index].quota = quota;
	return true;
}

static const char no_name[FILES_NAME];

static bool is_zero(const char name[FILES_NAME])
{
	return memcmp(name, no_name, FILES_NAME) == 0;
}

static bool may_be_in_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '.' || c == '_' || c == '-';
}

static bool is_name(const char name[FILES_NAME])
{
	unsigned length = 0;

	while (length < FILES_NAME && may_be_in_name(name[length]))
		length++;
	if (length == 0 || length == FILES_NAME || name[0] == '.')
		return false;
	for (unsigned i = length; i < FILES_NAME; i++) {
		if (name[i] != '\0')
			return false;
	}
	return true;
}

/* The client's entry of this name, or NULL; with no_name, one that is free. */
static struct files_entry *find(struct files_client *c, const char name[FILES_NAME])
{
	for (unsigned i = 0; i < FILES_NAMES; i++) {
		if (memcmp(c->entry[i].name, name, FILES_NAME) == 0)
			return &c->entry[i];
	}
	return NULL;
}

static void end_entry(struct files *f, struct files_client *c, struct files_entry *e)
{
	c->used -= pages_of(e->size);
	release(f, e->first);
	*e = (struct files_entry){ 0 };
}

/* ---- Operations ---- */

static uint32_t do_open(const struct files *f, const struct files_client *c, struct files_reply *r)
{
	r->identity = f->identity;
	r->value = c->limit;
	return FILES_OK;
}

static uint32_t do_put(struct files *f, struct files_client *c, const struct files_request *q)
{
	struct files_entry *old = find(c, q->name), *e = old;
	uint32_t used = c->used - (old != NULL ? pages_of(old->size) : 0);
	uint16_t first;
	uint64_t sum;

	if (e == NULL)
		e = find(c, no_name);
	if (q->value > c->limit)
		return FILES_E_SIZE;
	if (e == NULL)
		return FILES_E_NAMES;
	if (used + pages_of(q->value) > c->quota)
		return FILES_E_QUOTA;
	first = store(f, c->buffer, q->value, &sum);
	if (sum != q->sum) {
		release(f, first);
		return FILES_E_SUM;
	}
	if (old != NULL)
		end_entry(f, c, old);
	memcpy(e->name, q->name, FILES_NAME);
	e->size = q->value;
	e->first = first;
	c->used += pages_of(e->size);
	return FILES_OK;
}

static uint32_t do_get(const struct files *f, struct files_client *c, const struct files_request *q,
		       struct files_reply *r)
{
	const struct files_entry *e = find(c, q->name);
	uint16_t page;

	if (e == NULL)
		return FILES_E_NONE;
	r->value = e->size;
	r->sum = FILES_SUM_START;
	page = e->first;
	for (uint32_t at = 0; at < e->size; at += FILES_PAGE) {
		uint32_t part = e->size - at < FILES_PAGE ? e->size - at : FILES_PAGE;

		memcpy(c->buffer + at, page_at(f, page), part);
		r->sum = files_sum(r->sum, page_at(f, page), part);
		page = f->next[page];
	}
	return FILES_OK;
}

static uint32_t do_remove(struct files *f, struct files_client *c, const struct files_request *q)
{
	struct files_entry *e = find(c, q->name);

	if (e == NULL)
		return FILES_E_NONE;
	end_entry(f, c, e);
	return FILES_OK;
}

static uint32_t do_rename(struct files *f, struct files_client *c, const struct files_request *q)
{
	struct files_entry *e = find(c, q->name), *old = find(c, q->to);

	if (e == NULL)
		return FILES_E_NONE;
	if (old == e)
		return FILES_OK;
	if (old != NULL)
		end_entry(f, c, old);
	memcpy(e->name, q->to, FILES_NAME);
	return FILES_OK;
}

static uint32_t do_list(const struct files_client *c, uint32_t index, struct files_reply *r)
{
	for (unsigned i = 0; i < FILES_NAMES; i++) {
		const struct files_entry *e = &c->entry[i];

		if (e->name[0] == '\0' || index-- > 0)
			continue;
		memcpy(r->name, e->name, FILES_NAME);
		r->value = e->size;
		return FILES_OK;
	}
	return FILES_E_NONE;
}

/* ---- Requests ---- */

/* What an operation takes. */
#define VALUE 0x01
#define SUM   0x02
#define NAME  0x04
#define TO    0x08

static const uint8_t takes[] = {
	[FILES_OPEN] = 0,      [FILES_PUT] = NAME | VALUE | SUM, [FILES_GET] = NAME,
	[FILES_REMOVE] = NAME, [FILES_RENAME] = NAME | TO,	 [FILES_LIST] = VALUE,
};

static uint32_t check(const struct files_request *q)
{
	uint8_t used;

	if (q->operation < FILES_OPEN || q->operation > FILES_LIST)
		return FILES_E_REQUEST;
	used = takes[q->operation];
	if ((!(used & VALUE) && q->value != 0) || (!(used & SUM) && q->sum != 0) ||
	    (!(used & NAME) && !is_zero(q->name)) || (!(used & TO) && !is_zero(q->to)))
		return FILES_E_REQUEST;
	if (((used & NAME) && !is_name(q->name)) || ((used & TO) && !is_name(q->to)))
		return FILES_E_NAME;
	return FILES_OK;
}

static uint32_t serve(struct files *f, struct files_client *c, const struct files_request *q,
		      struct files_reply *r)
{
	switch (q->operation) {
	case FILES_OPEN:
		return do_open(f, c, r);
	case FILES_PUT:
		return do_put(f, c, q);
	case FILES_GET:
		return do_get(f, c, q, r);
	case FILES_REMOVE:
		return do_remove(f, c, q);
	case FILES_RENAME:
		return do_rename(f, c, q);
	default:
		return do_list(c, q->value, r);
	}
}

void files_call(struct files *f, unsigned client, const struct files_request *request,
		struct files_reply *reply)
{
	uint32_t error = check(request);

	memset(reply, 0, sizeof(*reply));
	if (error == FILES_OK)
		error = serve(f, &f->client[client], request, reply);
	reply->error = error;
}
