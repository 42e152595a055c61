/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contacts: the people and the number plan of this phone, from a text file.
 *
 * One contact a line: a number, a name that may have spaces, a SIP address.
 *
 *	# comment
 *	1002  Bao Nguyen  sip:1002@10.0.2.16
 *	1003  张伟        sip:1003@[fd00::3]
 *
 * The number is what is dialled; the address is where the call goes. Nothing here says who answers
 * there: that is what the short authentication string is for.
 */
#ifndef LIB_CONTACTS_CONTACTS_H
#define LIB_CONTACTS_CONTACTS_H

#include <stddef.h>

#define CONTACTS_MAX 256

/* Bytes, with the terminating zero. */
#define CONTACT_NUMBER	32
#define CONTACT_NAME	64
#define CONTACT_ADDRESS 128

struct contact {
	char number[CONTACT_NUMBER];   /* digits, '+', '*' and '#' */
	char name[CONTACT_NAME];       /* clean text (lib/text) */
	char address[CONTACT_ADDRESS]; /* sip:... of printable ASCII, without any of <>"\ */
};

struct contacts {
	size_t count;
	size_t bad_line; /* the first line that was left out, counted from 1; 0 if none was */
	struct contact entry[CONTACTS_MAX]; /* in the file's order */
};

/*
 * Read a whole file's text. Lines that are not a contact, that repeat a number, or that come after
 * CONTACTS_MAX contacts are left out.
 */
void contacts_read(struct contacts *contacts, const char *text, size_t length);

/* The contact with this number, or NULL. */
const struct contact *contacts_find_number(const struct contacts *contacts, const char *number);

/*
 * The contact at this address, or NULL: same user and same host, letters of any case in the host.
 * "sip:" and port 5060 may be left out, and parameters do not count.
 */
const struct contact *contacts_find_address(const struct contacts *contacts, const char *address);

#endif
