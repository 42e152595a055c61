/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hosted-phone DIRECTORY MICROPHONE HEARD
 *
 * The calling programs of a phone, `sip` and `media`, as ordinary processes, with this program in the
 * place of `phone` (driven by lines instead of fingers) and of `audio` (files instead of a device). For
 * calls with other makers' phones, under sanitizers and without an emulator. DIRECTORY has the files
 * `sip` and `contacts`; MICROPHONE and HEARD are WAVE files.
 *
 *	in	dial NUMBER-OR-ADDRESS | answer | hangup | quit
 *	out	ready ADDRESS | incoming ADDRESS | ringing | established | keying |
 *		secure STRING ALGORITHMS | refused | ended CODE WORDS | statistics ...
 *
 * Words that others sent are shown with anything but printable ASCII as '?'. One call at a time.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/channel/channel.h"
#include "lib/channel/launch.h"
#include "test/clients/device.h"
#include "user/protocol/calling.h"

struct hosted {
	int sip, media; /* our ends, as phone */
	pid_t sip_process, media_process;
	struct device device;
	uint32_t call, last_dialled;
	struct calling_statistics statistics;
};

static void say(const char *format, ...)
{
	char line[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	for (char *c = line; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	puts(line);
	fflush(stdout);
}

static int fail(const char *what, const char *why)
{
	fprintf(stderr, "hosted-phone: %s: %s\n", what, why);
	return EXIT_FAILURE;
}

/* --- starting the programs --- */

/* The directory this program is in also has the others. */
static char *beside(const char *self, const char *name)
{
	const char *slash = strrchr(self, '/');
	char *path;

	if (asprintf(&path, "%.*s%s", slash ? (int)(slash - self + 1) : 0, self, name) < 0)
		abort();
	return path;
}

static pid_t start(const char *self, const char *name, char *argument,
		   const struct launch_grant *grants, size_t count)
{
	char *path = beside(self, name);
	char *argv[] = { path, argument, NULL };
	pid_t process = launch(argv, grants, count);

	free(path);
	return process;
}

static int start_programs(struct hosted *hosted, const char *self, char *directory,
			  const char *recording)
{
	int sip[2], media[2], between[2], audio[2];
	const char *error;

	if (channel_pair(sip) || channel_pair(media) || channel_pair(between) ||
	    channel_pair(audio))
		return fail("channels", "none");
	const struct launch_grant for_sip[] = { { "phone", sip[1], 0 },
						{ "media", between[0], 0 } };
	const struct launch_grant for_media[] = { { "phone", media[1], 0 },
						  { "sip", between[1], 0 },
						  { "audio", audio[1], 0 } };
	error = device_start(&hosted->device, audio[0], recording);
	if (error)
		return fail(recording, error);
	fcntl(audio[0], F_SETFL, O_NONBLOCK);
	hosted->sip = sip[0];
	hosted->media = media[0];
	hosted->media_process = start(self, "media", NULL, for_media, 3);
	hosted->sip_process = start(self, "sip", directory, for_sip, 2);
	close(sip[1]);
	close(media[1]);
	close(between[0]);
	close(between[1]);
	close(audio[1]);
	return hosted->sip_process > 0 && hosted->media_process > 0 ? EXIT_SUCCESS
								    : fail("start", "impossible");
}

static int end_program(pid_t process, const char *name)
{
	int status;

	if (waitpid(process, &status, 0) != process || !WIFEXITED(status) || WEXITSTATUS(status))
		return fail(name, "did not end well");
	return EXIT_SUCCESS;
}

/* --- what the owner would do --- */

static void send_to(int channel, enum calling_type type, uint32_t call, const char *text)
{
	struct calling_message message = { .type = type, .call = call };

	snprintf(message.text, sizeof(message.text), "%s", text);
	(void)!write(channel, &message, sizeof(message));
}

static void dial(struct hosted *hosted, const char *text)
{
	hosted->last_dialled += hosted->last_dialled ? 2 : 1;
	hosted->call = hosted->last_dialled;
	send_to(hosted->media, CALLING_ALLOW, hosted->call, "");
	send_to(hosted->sip, CALLING_DIAL, hosted->call, text);
}

/* False when it is time to end. */
static int obey(struct hosted *hosted, char *line)
{
	line[strcspn(line, "\n")] = '\0';
	if (!strncmp(line, "dial ", 5)) {
		dial(hosted, line + 5);
	} else if (!strcmp(line, "answer")) {
		send_to(hosted->media, CALLING_ALLOW, hosted->call, "");
		send_to(hosted->sip, CALLING_ANSWER, hosted->call, "");
	} else if (!strcmp(line, "hangup")) {
		send_to(hosted->sip, CALLING_HANGUP, hosted->call, "");
	} else if (strcmp(line, "quit") != 0) {
		say("what is '%s'?", line);
	} else {
		return 0;
	}
	return 1;
}

/* --- what the owner would see --- */

static void show_statistics(const struct calling_statistics *s)
{
	say("statistics sent %u received %u rejected %u lost %u concealed %u jitter_us %u delay_ms "
	    "%u "
	    "packet_bytes %u secure_ms %u",
	    s->sent, s->received, s->rejected, s->lost, s->concealed, s->jitter_us, s->delay_ms,
	    s->packet_bytes, s->secure_ms);
}

static void show_security(const struct calling_message *message)
{
	if (message->value == CALLING_SECURE)
		say("secure %s %s", message->text, message->name);
	else
		say(message->value == CALLING_KEYING ? "keying" : "refused");
}

static void show(struct hosted *hosted, const struct calling_message *message)
{
	switch (message->type) {
	case CALLING_READY:
		say("ready %s", message->text);
		break;
	case CALLING_INCOMING:
		hosted->call = message->call;
		say("incoming %s", message->text);
		break;
	case CALLING_PROGRESS:
		say(message->value == CALLING_RINGING ? "ringing" : "trying");
		break;
	case CALLING_ESTABLISHED:
		say("established");
		break;
	case CALLING_SECURITY:
		show_security(message);
		break;
	case CALLING_STATISTICS:
		hosted->statistics = message->statistics;
		break;
	case CALLING_ENDED:
		show_statistics(&hosted->statistics);
		say("ended %u %s", message->value, message->text);
	}
}

/* --- the loop --- */

static int take_calling(struct hosted *hosted, int channel)
{
	struct calling_message message;
	ssize_t size = read(channel, &message, sizeof(message));

	if (size == 0)
		return 0;
	if (size == sizeof(message) && memchr(message.text, 0, CALLING_TEXT) &&
	    memchr(message.name, 0, CALLING_NAME))
		show(hosted, &message);
	return 1;
}

static void take_audio(struct device *device)
{
	static struct audio_message message;
	ssize_t size;

	while ((size = read(device->channel, &message, sizeof(message))) > 0)
		device_message(device, &message, (size_t)size);
}

static int serve(struct hosted *hosted)
{
	struct pollfd wait[] = { { STDIN_FILENO, POLLIN, 0 },
				 { hosted->sip, POLLIN, 0 },
				 { hosted->media, POLLIN, 0 },
				 { hosted->device.channel, POLLIN, 0 },
				 { hosted->device.timer, POLLIN, 0 } };
	char line[256];

	if (poll(wait, sizeof(wait) / sizeof(wait[0]), -1) < 0)
		return 0;
	if (wait[3].revents)
		take_audio(&hosted->device);
	if (wait[4].revents)
		device_tick(&hosted->device);
	if (wait[1].revents && !take_calling(hosted, hosted->sip))
		return 0;
	if (wait[2].revents && !take_calling(hosted, hosted->media))
		return 0;
	return !wait[0].revents || (fgets(line, sizeof(line), stdin) && obey(hosted, line));
}

int main(int argc, char *argv[])
{
	static struct hosted hosted;
	const char *error;
	int result;

	if (argc != 4)
		return fail("usage", "hosted-phone DIRECTORY MICROPHONE HEARD");
	setvbuf(stdin, NULL, _IONBF, 0); /* poll sees all that fgets has not */
	if (start_programs(&hosted, argv[0], argv[1], argv[2]) != EXIT_SUCCESS)
		return EXIT_FAILURE;
	while (serve(&hosted))
		;
	close(hosted.sip);
	close(hosted.media);
	close(hosted.device.channel);
	result =
		end_program(hosted.sip_process, "sip") | end_program(hosted.media_process, "media");
	error = device_end(&hosted.device, argv[3]);
	return error ? fail(argv[3], error) : result;
}
