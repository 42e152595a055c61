/* SPDX-License-Identifier: Apache-2.0 */
/* See settings.h. Words are copied out and read one by one. */
#include "user/services/net/settings.h"

#include <string.h>

#define WORD 64

/* "A/PREFIX" or "A". Returns false unless all of it was understood. */
static bool read_address(const char *text, ip_addr_t *address, uint32_t *prefix)
{
	char copy[WORD];
	char *slash;

	memcpy(copy, text, strlen(text) + 1);
	slash = strchr(copy, '/');
	if ((slash != NULL) != (prefix != NULL))
		return false;
	if (slash != NULL) {
		*slash++ = '\0';
		if (*slash == '\0' || strlen(slash) > 3)
			return false;
		for (*prefix = 0; *slash >= '0' && *slash <= '9'; slash++)
			*prefix = *prefix * 10 + (uint32_t)(*slash - '0');
		if (*slash != '\0')
			return false;
	}
	return ipaddr_aton(copy, address) && !ip_addr_isany(address) &&
	       !ip_addr_ismulticast(address) && !ip_addr_isloopback(address);
}

static bool read_own(struct net_settings *s, const char *text)
{
	ip_addr_t address;
	uint32_t prefix;

	if (!read_address(text, &address, &prefix))
		return false;
	if (IP_IS_V4(&address)) {
		if (s->prefix4 != 0 || prefix < 1 || prefix > 30)
			return false;
		ip4_addr_copy(s->address4, *ip_2_ip4(&address));
		s->prefix4 = (uint8_t)prefix;
		return true;
	}
	if (!ip6_addr_isany(&s->address6) || prefix != 64 ||
	    ip6_addr_islinklocal(ip_2_ip6(&address)))
		return false;
	ip6_addr_copy(s->address6, *ip_2_ip6(&address));
	return true;
}

static bool read_gateway(struct net_settings *s, const char *text)
{
	ip_addr_t address;

	if (!read_address(text, &address, NULL) || !IP_IS_V4(&address))
		return false;
	ip4_addr_copy(s->gateway4, *ip_2_ip4(&address));
	return true;
}

static bool read_resolver(struct net_settings *s, const char *text)
{
	if (s->resolvers == NET_RESOLVERS)
		return false;
	return read_address(text, &s->resolver[s->resolvers++], NULL);
}

static const char *after(const char *word, const char *start)
{
	size_t length = strlen(start);

	return strncmp(word, start, length) == 0 ? word + length : NULL;
}

static bool read_word(struct net_settings *s, const char *word)
{
	const char *value;

	if (strcmp(word, "dhcp") == 0)
		return s->dhcp = true;
	if (strcmp(word, "slaac") == 0)
		return s->slaac = true;
	value = after(word, "address=");
	if (value != NULL)
		return read_own(s, value);
	value = after(word, "gateway=");
	if (value != NULL)
		return read_gateway(s, value);
	value = after(word, "resolver=");
	return value != NULL && read_resolver(s, value);
}

/* Copy the next word out; returns what follows it, or NULL if it is too long. */
static const char *next_word(const char *at, char word[WORD])
{
	size_t length = 0;

	while (*at == ' ')
		at++;
	for (; *at != '\0' && *at != ' '; at++) {
		if (length == WORD - 1)
			return NULL;
		word[length++] = *at;
	}
	word[length] = '\0';
	return at;
}

bool net_settings_read(struct net_settings *s, const char *argument)
{
	char word[WORD];
	bool any = false;

	memset(s, 0, sizeof(*s));
	for (;;) {
		argument = next_word(argument, word);
		if (argument == NULL)
			return false;
		if (word[0] == '\0')
			break;
		any = true;
		if (!read_word(s, word))
			return false;
	}
	if (!any)
		s->dhcp = s->slaac = true;
	return !(s->dhcp && s->prefix4 != 0) && (s->prefix4 != 0 || s->gateway4.addr == 0);
}
