/* SPDX-License-Identifier: Apache-2.0 */
/* The parser of the contacts file works on the caller's bytes in place, by spans, and copies what is right. */
#include "lib/contacts/contacts.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "lib/text/text.h"

struct span {
	const char *at;
	size_t length;
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

static struct span trim(struct span s)
{
	while (s.length && is_space(s.at[0]))
		s.at++, s.length--;
	while (s.length && (is_space(s.at[s.length - 1]) || s.at[s.length - 1] == '\r'))
		s.length--;
	return s;
}

static struct span take_first_word(struct span *line)
{
	struct span word = { line->at, 0 };

	while (word.length < line->length && !is_space(line->at[word.length]))
		word.length++;
	line->at += word.length;
	line->length -= word.length;
	*line = trim(*line);
	return word;
}

static struct span take_last_word(struct span *line)
{
	struct span word = { line->at + line->length, 0 };

	while (word.at > line->at && !is_space(word.at[-1]))
		word.at--, word.length++;
	line->length -= word.length;
	*line = trim(*line);
	return word;
}

static bool is_made_of(struct span s, const char *allowed)
{
	for (size_t i = 0; i < s.length; i++)
		if (!s.at[i] || !strchr(allowed, s.at[i]))
			return false;
	return s.length > 0;
}

static bool is_address(struct span s)
{
	if (s.length < 5 || strncasecmp(s.at, "sip:", 4) != 0)
		return false;
	for (size_t i = 0; i < s.length; i++)
		if (s.at[i] <= ' ' || s.at[i] > '~' || strchr("<>\"\\", s.at[i]))
			return false;
	return true;
}

static bool copy(char *out, size_t size, struct span s)
{
	if (s.length >= size)
		return false;
	memcpy(out, s.at, s.length);
	out[s.length] = '\0';
	return true;
}

static bool read_contact(struct contact *contact, struct span line)
{
	struct span number = take_first_word(&line);
	struct span address = take_last_word(&line);

	return is_made_of(number, "0123456789+*#") && is_address(address) && line.length &&
	       text_is_clean(line.at, line.length) &&
	       copy(contact->number, sizeof(contact->number), number) &&
	       copy(contact->name, sizeof(contact->name), line) &&
	       copy(contact->address, sizeof(contact->address), address);
}

static bool add_contact(struct contacts *contacts, struct span line)
{
	struct contact contact = { 0 };

	if (contacts->count == CONTACTS_MAX || !read_contact(&contact, line) ||
	    contacts_find_number(contacts, contact.number))
		return false;
	contacts->entry[contacts->count++] = contact;
	return true;
}

void contacts_read(struct contacts *contacts, const char *text, size_t length)
{
	const char *end = text + length;

	memset(contacts, 0, sizeof(*contacts));
	for (size_t number = 1; text < end; number++) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		struct span line =
			trim((struct span){ text, (size_t)((stop ? stop : end) - text) });

		if (line.length && line.at[0] != '#' && !add_contact(contacts, line) &&
		    !contacts->bad_line)
			contacts->bad_line = number;
		text = stop ? stop + 1 : end;
	}
}

const struct contact *contacts_find_number(const struct contacts *contacts, const char *number)
{
	for (size_t i = 0; i < contacts->count; i++)
		if (!strcmp(contacts->entry[i].number, number))
			return &contacts->entry[i];
	return NULL;
}

/* The part of a SIP address that says who and where; *user is the length up to the host. */
static struct span essence(const char *address, size_t *user)
{
	struct span s = { address, 0 };

	if (!strncasecmp(s.at, "sip:", 4))
		s.at += 4;
	s.length = strcspn(s.at, ";?");
	if (s.length > 5 && !memcmp(s.at + s.length - 5, ":5060", 5))
		s.length -= 5;
	const char *sign = memchr(s.at, '@', s.length);
	*user = sign ? (size_t)(sign - s.at) : 0;
	return s;
}

static bool is_same_place(const char *one, const char *other)
{
	size_t user, other_user;
	struct span a = essence(one, &user), b = essence(other, &other_user);

	return a.length == b.length && user == other_user && !memcmp(a.at, b.at, user) &&
	       !strncasecmp(a.at + user, b.at + user, a.length - user);
}

const struct contact *contacts_find_address(const struct contacts *contacts, const char *address)
{
	for (size_t i = 0; i < contacts->count; i++)
		if (is_same_place(contacts->entry[i].address, address))
			return &contacts->entry[i];
	return NULL;
}
