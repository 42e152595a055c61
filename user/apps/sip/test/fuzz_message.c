/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole program, from the datagram through libre to our handlers and back, fed with any bytes.
 *
 * The input is a script of steps, separated by byte 0x1e. A step that begins with 'P' or 'M' is a
 * message of phone or media: type, call, port, then text. Any other is a datagram, in which some words
 * become what the program said last (`known`), so that a script can stay within a dialog.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <re/re.h>

#include "lib/channel/launch.h"
#include "lib/text/text.h"
#include "user/apps/sip/agent.h"

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int phone[2], media[2], network = -1;

/* What a script calls it, what stands before it in a message, its characters, and its last value. */
static struct {
	const char *word, *before, *characters;
	size_t length; /* exactly, or 0 for any */
	char value[40];
} known[] = {
	{ "TAG", ";tag=", "0123456789abcdef", 16, "" }, /* the program's, not ours */
	{ "VIA", ";branch=", "z9hG4bK0123456789abcdef", 0, "" },
	{ "CID", "Call-ID: ", "0123456789abcdef", 0, "" },
	{ "SEQ", "CSeq: ", "0123456789", 0, "" },
};

static struct sockaddr_in address_of(const char *text)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(5060) };

	inet_pton(AF_INET, text, &address.sin_addr);
	return address;
}

static void check(bool right)
{
	if (!right)
		abort();
}

/* The program's own log would drown libFuzzer's, which has kept the stream that it was started with. */
int LLVMFuzzerInitialize(int *count, char ***arguments)
{
	struct sockaddr_in peer = address_of("127.79.0.9");

	(void)count;
	(void)arguments;
	stderr = fopen("/dev/null", "w");
	network = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	check(bind(network, (struct sockaddr *)&peer, sizeof(peer)) == 0);
	check(libre_init() == 0);
	return 0;
}

static void leave(void *argument)
{
	(void)argument;
	re_cancel();
}

/* One round of the event loop: what is ready now is handled. */
static void turn(void)
{
	struct tmr timer;

	tmr_init(&timer);
	tmr_start(&timer, 0, leave, NULL);
	re_main(NULL);
	tmr_cancel(&timer);
}

static void note_known(const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		size_t before = strlen(known[i].before);

		for (const char *at = strstr(text, known[i].before); at;
		     at = strstr(at + 1, known[i].before)) {
			size_t length = strspn(at + before, known[i].characters);

			if (length < sizeof(known[i].value) &&
			    (!known[i].length || length == known[i].length))
				snprintf(known[i].value, length + 1, "%s", at + before);
		}
	}
}

/* All that the program said; what phone and media get keeps to calling.h. */
static void read_away(void)
{
	struct calling_message message;
	char text[4096];
	ssize_t length;

	while ((length = recv(network, text, sizeof(text) - 1, MSG_DONTWAIT)) > 0) {
		text[length] = '\0';
		note_known(text);
	}
	while (recv(phone[0], &message, sizeof(message), MSG_DONTWAIT) > 0)
		check(message.type >= CALLING_INCOMING && message.type <= CALLING_READY &&
		      text_is_clean(message.text, strnlen(message.text, CALLING_TEXT)) &&
		      text_is_clean(message.name, strnlen(message.name, CALLING_NAME)));
	while (recv(media[0], &message, sizeof(message), MSG_DONTWAIT) > 0)
		check(message.type >= CALLING_OPEN && message.type <= CALLING_CLOSE &&
		      (message.type != CALLING_REMOTE || message.port));
}

static void say(int channel, const uint8_t *step, size_t length)
{
	struct calling_message message = { 0 };

	if (length < 4)
		return;
	message.type = step[1];
	message.call = step[2];
	message.port = step[3];
	memcpy(message.text, step + 4, MIN(length - 4, sizeof(message.text) - 1));
	(void)!write(channel, &message, sizeof(message));
}

/* The value that the word at `text` stands for, or NULL. */
static const char *meaning(const uint8_t *text, size_t length)
{
	for (size_t i = 0; length >= 3 && i < ARRAY_SIZE(known); i++)
		if (!memcmp(text, known[i].word, 3))
			return known[i].value;
	return NULL;
}

static void send_datagram(const uint8_t *step, size_t length)
{
	struct sockaddr_in program = address_of("127.79.0.1");
	char datagram[4096];
	size_t written = 0;

	for (size_t i = 0; i < length && written < sizeof(datagram) - sizeof(known[0].value);) {
		const char *value = meaning(step + i, length - i);

		if (value) {
			memcpy(datagram + written, value, strlen(value));
			written += strlen(value);
			i += 3;
		} else {
			datagram[written++] = (char)step[i++];
		}
	}
	sendto(network, datagram, written, 0, (struct sockaddr *)&program, sizeof(program));
}

static void take_step(const uint8_t *step, size_t length)
{
	if (length && step[0] == 'P')
		say(phone[0], step, length);
	else if (length && step[0] == 'M')
		say(media[0], step, length);
	else
		send_datagram(step, length);
	turn();
	read_away();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct agent agent;

	memset(&agent, 0, sizeof(agent));
	snprintf(agent.settings.user, sizeof(agent.settings.user), "1");
	snprintf(agent.settings.listen[SETTINGS_IPV4], sizeof(agent.settings.listen[0]),
		 "127.79.0.1");
	agent.settings.port = 5060;
	check(channel_pair(phone) == 0 && channel_pair(media) == 0);
	check(agent_start(&agent, phone[1], media[1]) == 0);
	for (unsigned steps = 0; size && steps < 16; steps++) {
		const uint8_t *stop = memchr(data, 0x1e, size);
		size_t length = stop ? (size_t)(stop - data) : size;

		take_step(data, length);
		length += stop ? 1 : 0;
		data += length;
		size -= length;
	}
	agent_stop(&agent);
	read_away();
	close(phone[0]);
	close(media[0]);
	libre_close();
	check(libre_init() == 0);
	return 0;
}
