/* SPDX-License-Identifier: Apache-2.0 */
/* See party.h. */
#include "user/apps/sip/test/party.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "lib/channel/launch.h"

static void write_file(const char *directory, const char *name, const char *format, ...)
{
	char path[128];
	va_list arguments;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	file = fopen(path, "w");
	assert_non_null(file);
	va_start(arguments, format);
	vfprintf(file, format, arguments);
	va_end(arguments);
	assert_int_equal(fclose(file), 0);
}

static void remove_file(const char *directory, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	unlink(path);
}

static void start_process(struct party *party)
{
	int phone[2], media[2];

	assert_int_equal(channel_pair(phone), 0);
	assert_int_equal(channel_pair(media), 0);
	const struct launch_grant grants[] = { { "phone", phone[1], 0 }, { "media", media[1], 0 } };
	char *argv[] = { (char[]){ "build/host/sip" }, party->directory, NULL };
	party->process = launch(argv, grants, 2);
	assert_true(party->process > 0);
	close(phone[1]);
	close(media[1]);
	party->phone = phone[0];
	party->media = media[0];
}

void party_start(struct party *party, const char *user, const char *address)
{
	struct calling_message ready;

	snprintf(party->directory, sizeof(party->directory), "/tmp/sip-test-XXXXXX");
	assert_non_null(mkdtemp(party->directory));
	write_file(party->directory, "sip", "user %s\nname Name of %s\nlisten %s\n", user, user,
		   address);
	write_file(party->directory, "contacts", "2 Two sip:2@127.77.0.2\n");
	party->hash = PARTY_HASH("a");
	party->port = 40000;
	start_process(party);
	ready = party_phone(party, CALLING_READY);
	assert_memory_equal(ready.text, "sip:", 4);
	snprintf(party->uri, sizeof(party->uri), "%.*s", (int)sizeof(party->uri) - 1, ready.text);
}

void party_stop(struct party *party)
{
	int status;

	close(party->phone);
	close(party->media);
	assert_int_equal(waitpid(party->process, &status, 0), party->process);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	remove_file(party->directory, "sip");
	remove_file(party->directory, "contacts");
	rmdir(party->directory);
}

static struct calling_message receive(int channel, const char *who, enum calling_type type)
{
	struct pollfd wait = { channel, POLLIN, 0 };
	struct calling_message message;

	if (poll(&wait, 1, PARTY_PATIENCE) != 1)
		fail_msg("nothing came for %s instead of %d", who, type);
	assert_int_equal(read(channel, &message, sizeof(message)), sizeof(message));
	if (message.type != type)
		fail_msg("%s got %u (%s) instead of %d", who, message.type, message.text, type);
	return message;
}

struct calling_message party_phone(struct party *party, enum calling_type type)
{
	return receive(party->phone, "phone", type);
}

struct calling_message party_media(struct party *party, enum calling_type type)
{
	return receive(party->media, "media", type);
}

void party_is_quiet(struct party *party)
{
	struct pollfd wait[] = { { party->phone, POLLIN, 0 }, { party->media, POLLIN, 0 } };

	assert_int_equal(poll(wait, 2, 0), 0);
}

static void say(int channel, const struct calling_message *message)
{
	assert_int_equal(write(channel, message, sizeof(*message)), sizeof(*message));
}

void party_from_phone(struct party *party, enum calling_type type, uint32_t call, const char *text)
{
	struct calling_message message = { .type = type, .call = call };

	snprintf(message.text, sizeof(message.text), "%s", text);
	say(party->phone, &message);
}

void party_opens(struct party *party, uint32_t call)
{
	struct calling_message message = { .type = CALLING_OPENED,
					   .call = call,
					   .port = party->port };

	assert_int_equal(party_media(party, CALLING_OPEN).call, call);
	snprintf(message.text, sizeof(message.text), "%s", party->hash);
	say(party->media, &message);
}

void party_fails(struct party *party, uint32_t call, enum calling_end end)
{
	struct calling_message message = { .type = CALLING_FAILED, .call = call, .value = end };

	say(party->media, &message);
}

void party_ended(struct party *party, uint32_t call, enum calling_end end)
{
	struct calling_message ended = party_phone(party, CALLING_ENDED);

	assert_int_equal(ended.call, call);
	if (ended.value != end)
		fail_msg("ended with %u (%s), not %d", ended.value, ended.text, end);
}

void party_closed_and_ended(struct party *party, uint32_t call, enum calling_end end)
{
	party_ended(party, call, end);
	assert_int_equal(party_media(party, CALLING_CLOSE).call, call);
}
