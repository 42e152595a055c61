/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a contacts file: what is read obeys contacts.h, and every contact is found again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/contacts/contacts.h"
#include "lib/text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int right)
{
	if (!right)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct contacts contacts;

	contacts_read(&contacts, (const char *)data, size);
	check(contacts.count <= CONTACTS_MAX);
	for (size_t i = 0; i < contacts.count; i++) {
		const struct contact *contact = &contacts.entry[i];

		check(contact->name[0] && text_is_clean(contact->name, strlen(contact->name)));
		check(contacts_find_number(&contacts, contact->number) == contact);
		check(contacts_find_address(&contacts, contact->address) != NULL);
	}
	return 0;
}
