/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From what was dialled to where the call goes: a contact's number, or an address. Calls go straight to
 * an address; there is no server and no name service, so the host is a number.
 */
#ifndef USER_APPS_SIP_DIAL_H
#define USER_APPS_SIP_DIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/contacts/contacts.h"

#define DIAL_ADDRESS 192 /* bytes that suffice for any address, with the zero */

/*
 * Set `out` to the SIP URI that `text` means: "1002" by its contact, "sip:1002@192.0.2.2",
 * "1002@192.0.2.2:5070", "192.0.2.2", "[2001:db8::2]", each address with ";transport=udp" or
 * ";transport=tcp" if wanted. False if it means nothing. What comes out is built from checked parts, so
 * it can be put into a message's headers.
 */
bool dial_address(char out[DIAL_ADDRESS], const char *text, const struct contacts *contacts);

#endif
