/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The signalling program: reads all that the network sends about calls, and holds neither key nor
 * microphone (user/protocol/calling.h).
 *
 *	sip [DIRECTORY]
 *
 * It is granted the channels `phone`, `media` and `net` and the files `sip` (settings.h) and `contacts`
 * (lib/contacts), which are looked for in DIRECTORY, by default /file.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <re/re.h>
#define DEBUG_MODULE "sip"
#define DEBUG_LEVEL  0
#include <re/re_dbg.h>

#include "lib/channel/channel.h"
#include "user/apps/sip/agent.h"

#define FILE_MAX 65536

static int fail(const char *what, const char *why)
{
	fprintf(stderr, "sip: %s: %s\n", what, why);
	return EXIT_FAILURE;
}

/* The number of bytes read, or -1 with errno. */
static long read_file(char text[FILE_MAX], const char *directory, const char *name)
{
	char path[256];
	size_t length;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	file = fopen(path, "re");
	if (!file)
		return -1;
	length = fread(text, 1, FILE_MAX, file);
	if (ferror(file) || !feof(file)) {
		fclose(file);
		errno = EFBIG;
		return -1;
	}
	fclose(file);
	return (long)length;
}

/* A phone without contacts can be called, and can call addresses. */
static void read_contacts(struct contacts *contacts, const char *directory)
{
	static char text[FILE_MAX];
	long length = read_file(text, directory, "contacts");

	if (length < 0) {
		fprintf(stderr, "sip: no contacts: %s\n", strerror(errno));
		return;
	}
	contacts_read(contacts, text, (size_t)length);
	if (contacts->bad_line)
		fprintf(stderr, "sip: contacts: line %zu is wrong and left out\n",
			contacts->bad_line);
}

static int read_settings(struct settings *settings, const char *directory)
{
	static char text[FILE_MAX];
	long length = read_file(text, directory, "sip");
	size_t wrong;

	if (length < 0)
		return fail("settings", strerror(errno));
	wrong = settings_read(settings, text, (size_t)length);
	if (wrong) {
		fprintf(stderr, "sip: settings: line %zu is wrong or missing\n", wrong);
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

static int run(struct agent *agent)
{
	int phone = channel_open("phone"), media = channel_open("media");
	int error;

	if (phone < 0 || media < 0)
		return fail("channels", strerror(errno));
	dbg_init(DBG_ERR, DBG_NONE); /* libre's warnings are coloured, and of no use to an owner */
	error = libre_init();
	if (!error)
		error = agent_start(agent, phone, media);
	if (!error)
		error = re_main(NULL);
	agent_stop(agent);
	libre_close();
	return error ? fail("stopped", strerror(error)) : EXIT_SUCCESS;
}

int main(int argc, char *argv[])
{
	static struct agent agent;
	const char *directory = argc > 1 ? argv[1] : "/file";

	if (read_settings(&agent.settings, directory) != EXIT_SUCCESS)
		return EXIT_FAILURE;
	read_contacts(&agent.contacts, directory);
	return run(&agent);
}
