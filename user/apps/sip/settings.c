/* SPDX-License-Identifier: Apache-2.0 */
/* Settings are this phone's own, so a mistake in them is an error, not something to work around. */
#include "user/apps/sip/settings.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/text/text.h"

static bool is_user(const char *value)
{
	for (const char *c = value; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("-_.+", *c))
			return false;
	return value[0] != '\0';
}

static bool set_text(char *out, size_t size, const char *value)
{
	size_t length = strlen(value);

	if (length >= size)
		return false;
	memcpy(out, value, length + 1);
	return true;
}

static bool set_listen(struct settings *settings, const char *value)
{
	uint8_t address[16];
	enum settings_family family;

	if (inet_pton(AF_INET, value, address) == 1)
		family = SETTINGS_IPV4;
	else if (inet_pton(AF_INET6, value, address) == 1)
		family = SETTINGS_IPV6;
	else
		return false;
	return !settings->listen[family][0] &&
	       set_text(settings->listen[family], sizeof(settings->listen[family]), value);
}

static bool set_port(struct settings *settings, const char *value)
{
	char *end;
	unsigned long port = strtoul(value, &end, 10);

	settings->port = (uint16_t)port;
	return isdigit((unsigned char)value[0]) && !*end && port > 0 && port <= UINT16_MAX;
}

static bool read_line(struct settings *settings, char *line)
{
	char *value = line + strcspn(line, " \t");

	if (*value)
		*value++ = '\0';
	value += strspn(value, " \t");
	if (!strcmp(line, "user"))
		return is_user(value) && set_text(settings->user, sizeof(settings->user), value);
	if (!strcmp(line, "name"))
		return text_is_clean(value, strlen(value)) && !strpbrk(value, "\"\\") &&
		       set_text(settings->name, sizeof(settings->name), value);
	if (!strcmp(line, "listen"))
		return set_listen(settings, value);
	if (!strcmp(line, "port"))
		return set_port(settings, value);
	return false;
}

/* Copy one line without comment lines' text and the space at its end; false if it is too long. */
static bool copy_line(char *out, size_t size, const char *text, size_t length)
{
	while (length && isspace((unsigned char)text[length - 1]))
		length--;
	if (length && text[0] == '#')
		length = 0;
	if (length >= size || memchr(text, '\0', length))
		return false;
	memcpy(out, text, length);
	out[length] = '\0';
	return true;
}

size_t settings_read(struct settings *settings, const char *text, size_t length)
{
	const char *end = text + length;
	size_t number = 1;

	memset(settings, 0, sizeof(*settings));
	settings->port = 5060;
	for (; text < end; number++) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		char line[128];

		if (!copy_line(line, sizeof(line), text, (size_t)((stop ? stop : end) - text)) ||
		    (line[0] && !read_line(settings, line)))
			return number;
		text = stop ? stop + 1 : end;
	}
	return settings->user[0] ? 0 : number;
}
