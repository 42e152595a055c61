/* SPDX-License-Identifier: Apache-2.0 */
/* An address is taken apart from its end: transport, then user, then port; what is left is the host. */
#include "user/apps/sip/dial.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct parts {
	char user[65];
	char host[INET6_ADDRSTRLEN]; /* without brackets */
	bool is_ipv6;
	unsigned port;	       /* 0: the default */
	const char *transport; /* "", or ";transport=..." */
};

static bool take_transport(struct parts *parts, char *text)
{
	static const char *const known[] = { ";transport=udp", ";transport=tcp" };
	char *mark = strchr(text, ';');

	parts->transport = "";
	if (!mark)
		return true;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcasecmp(mark, known[i]))
			parts->transport = known[i];
	*mark = '\0';
	return parts->transport[0] != '\0';
}

static bool take_user(struct parts *parts, char **text)
{
	char *mark = strchr(*text, '@');
	size_t length = mark ? (size_t)(mark - *text) : 0;

	if (!mark)
		return true;
	if (!length || length >= sizeof(parts->user))
		return false;
	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)(*text)[i]) && !strchr("-_.+~*", (*text)[i]))
			return false;
	memcpy(parts->user, *text, length);
	*text = mark + 1;
	return true;
}

/* The port behind the host's last colon, if `mark` is one. */
static bool take_port(struct parts *parts, char *mark)
{
	unsigned port = 0;
	size_t digits = strspn(mark + 1, "0123456789");

	if (!digits || digits > 5 || mark[1 + digits])
		return false;
	for (size_t i = 1; i <= digits; i++)
		port = port * 10 + (unsigned)(mark[i] - '0');
	*mark = '\0';
	parts->port = port;
	return port > 0 && port <= UINT16_MAX;
}

static bool take_host(struct parts *parts, char *text)
{
	uint8_t address[16];
	char *bracket = text[0] == '[' ? strchr(text, ']') : NULL;
	char *colon = strchr(text, ':');

	if (bracket) {
		if (bracket[1] && (bracket[1] != ':' || !take_port(parts, bracket + 1)))
			return false;
		*bracket = '\0';
		text++;
	} else if (colon && !strchr(colon + 1, ':') && !take_port(parts, colon)) {
		return false;
	}
	parts->is_ipv6 = strchr(text, ':') != NULL;
	if (strlen(text) >= sizeof(parts->host) ||
	    inet_pton(parts->is_ipv6 ? AF_INET6 : AF_INET, text, address) != 1)
		return false;
	snprintf(parts->host, sizeof(parts->host), "%s", text);
	return !bracket || parts->is_ipv6;
}

static bool build(char out[DIAL_ADDRESS], const struct parts *parts)
{
	char port[16] = "";

	if (parts->port)
		snprintf(port, sizeof(port), ":%u", parts->port);
	int length = snprintf(out, DIAL_ADDRESS, "sip:%s%s%s%s%s%s%s", parts->user,
			      parts->user[0] ? "@" : "", parts->is_ipv6 ? "[" : "", parts->host,
			      parts->is_ipv6 ? "]" : "", port, parts->transport);
	return length > 0 && length < DIAL_ADDRESS;
}

bool dial_address(char out[DIAL_ADDRESS], const char *text, const struct contacts *contacts)
{
	const struct contact *contact = contacts_find_number(contacts, text);
	struct parts parts = { .transport = "" };
	char copy[DIAL_ADDRESS], *rest = copy;

	if (contact)
		text = contact->address;
	if (strlen(text) >= sizeof(copy))
		return false;
	snprintf(copy, sizeof(copy), "%s", text);
	if (!strncasecmp(rest, "sip:", 4))
		rest += 4;
	return take_transport(&parts, rest) && take_user(&parts, &rest) &&
	       take_host(&parts, rest) && build(out, &parts);
}
