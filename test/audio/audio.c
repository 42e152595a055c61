/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audio-wav MICROPHONE HEARD: the audio service (user/protocol/audio.h) of one client, its channel
 * `client`, on a development machine: the microphone hears the file MICROPHONE, resampled to 48 kHz, from
 * the first period that captures on; what the loudspeaker plays since the first OPEN goes to HEARD. Runs in
 * real time, and ends when the client does.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/channel/channel.h"
#include "lib/resample/resample.h"
#include "lib/wav/wav.h"
#include "user/protocol/audio.h"

#define HEARD_MAX (600 * AUDIO_RATE) /* what is played after ten minutes is not recorded */

struct device {
	int client;
	int16_t *microphone; /* all of it */
	size_t microphone_count, microphone_at;
	int16_t *heard;
	size_t heard_count;

	/* the session */
	uint32_t flags, period; /* period 0: none */
	uint64_t period_end;	/* of the period that is running, microseconds */
	uint32_t number, underruns, overruns, volume;
	uint32_t late_ms; /* the longest time after its end at which a period was ended */
	bool has_played;
	int16_t queue[AUDIO_QUEUE][AUDIO_PERIOD_20MS];
	unsigned queued;
};

static uint64_t clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static uint64_t period_us(const struct device *device)
{
	return device->period * 1000000ull / AUDIO_RATE;
}

/* ---- The client's messages ---- */

static void open_session(struct device *device, const struct audio_message *message)
{
	struct audio_message opened = { .type = AUDIO_OPENED,
					.flags = message->flags,
					.period = message->period };

	device->flags = message->flags;
	device->period = message->period;
	device->number = device->underruns = device->overruns = device->late_ms = 0;
	device->volume = AUDIO_VOLUME_FULL;
	device->queued = 0;
	device->has_played = false;
	device->period_end = clock_us() + period_us(device);
	if (write(device->client, &opened, AUDIO_HEADER) != AUDIO_HEADER)
		fprintf(stderr, "audio-wav: the client takes no answer\n");
}

static bool is_open(const struct audio_message *message, size_t length)
{
	return length == AUDIO_HEADER && message->type == AUDIO_OPEN &&
	       (message->flags & ~(uint32_t)(AUDIO_MAY_PLAY | AUDIO_MAY_CAPTURE)) == 0 &&
	       (message->period == AUDIO_PERIOD_10MS || message->period == AUDIO_PERIOD_20MS);
}

static void queue(struct device *device, const struct audio_message *message)
{
	device->has_played = true;
	if (device->queued == AUDIO_QUEUE)
		return;
	memcpy(device->queue[device->queued++], message->samples, 2 * device->period);
}

/* False if the message breaks the protocol. */
static bool take(struct device *device, const struct audio_message *message, size_t length)
{
	if (is_open(message, length)) {
		open_session(device, message);
		return true;
	}
	if (length == AUDIO_HEADER && message->type == AUDIO_CLOSE) {
		device->period = 0;
		return true;
	}
	if (length == AUDIO_HEADER && message->type == AUDIO_VOLUME) {
		device->volume = message->volume;
		return message->volume <= AUDIO_VOLUME_FULL;
	}
	if (message->type != AUDIO_PLAY)
		return false;
	if (device->period == 0) /* it crossed with the end of its session */
		return true;
	if (length != AUDIO_HEADER + 2 * device->period || (device->flags & AUDIO_MAY_PLAY) == 0)
		return false;
	queue(device, message);
	return true;
}

/* False if the client has ended, or is broken: a test must not pass with one that is. */
static bool receive(struct device *device, bool *broken)
{
	struct audio_message message = { 0 };
	ssize_t length;

	while ((length = read(device->client, &message, sizeof(message))) > 0) {
		if (!take(device, &message, (size_t)length)) {
			fprintf(stderr, "audio-wav: the client sent a wrong message\n");
			*broken = true;
			return false;
		}
	}
	return length < 0 && errno == EAGAIN;
}

/* ---- The device ---- */

static void play(struct device *device)
{
	size_t samples = device->period;

	if (device->heard_count + samples > HEARD_MAX)
		return;
	if (device->queued > 0) {
		for (size_t i = 0; i < samples; i++)
			device->heard[device->heard_count + i] =
				(int16_t)(device->queue[0][i] * (int)device->volume /
					  AUDIO_VOLUME_FULL);
		device->queued--;
		memmove(device->queue[0], device->queue[1],
			device->queued * sizeof(device->queue[0]));
	} else {
		device->underruns += device->has_played;
	}
	device->heard_count += samples;
}

static void capture(struct device *device, int16_t *samples)
{
	for (size_t i = 0; i < device->period; i++) {
		bool has_more = device->microphone_at < device->microphone_count;

		samples[i] = has_more ? device->microphone[device->microphone_at++] : 0;
	}
}

static void end_period(struct device *device)
{
	struct audio_message message = { .type = AUDIO_PERIOD,
					 .flags = device->flags,
					 .period = device->period,
					 .number = device->number++,
					 .time_us = device->period_end };
	size_t length = AUDIO_HEADER;

	uint32_t late_ms = (uint32_t)((clock_us() - device->period_end) / 1000);

	if (late_ms > device->late_ms)
		device->late_ms = late_ms;
	play(device);
	if ((device->flags & AUDIO_MAY_CAPTURE) != 0) {
		capture(device, message.samples);
		length += 2 * device->period;
	}
	message.queued = device->queued;
	message.underruns = device->underruns;
	message.overruns = device->overruns;
	if (write(device->client, &message, length) < 0)
		device->overruns++;
	device->period_end += period_us(device);
}

static bool serve(struct device *device, bool *broken)
{
	struct pollfd wait = { .fd = device->client, .events = POLLIN };
	int timeout = -1;

	if (device->period != 0) {
		uint64_t now = clock_us();

		timeout = device->period_end <= now
				  ? 0
				  : (int)((device->period_end - now + 999) / 1000);
	}
	if (poll(&wait, 1, timeout) < 0)
		return errno == EINTR;
	if (wait.revents != 0 && !receive(device, broken))
		return false;
	if (device->period != 0 && clock_us() >= device->period_end)
		end_period(device);
	return true;
}

/* ---- Files ---- */

static const char *load(struct device *device, const char *path)
{
	int16_t *samples;
	uint32_t rate;
	size_t count;
	const char *error = wav_load(path, &rate, &samples, &count);

	if (error != NULL)
		return error;
	device->microphone = resample(samples, count, rate, AUDIO_RATE, &device->microphone_count);
	free(samples);
	return device->microphone == NULL ? "no memory" : NULL;
}

static int fail(const char *what, const char *why)
{
	fprintf(stderr, "audio-wav: %s: %s\n", what, why);
	return EXIT_FAILURE;
}

static int run(struct device *device, const char *path)
{
	const char *error;
	bool broken = false;

	while (serve(device, &broken))
		;
	fprintf(stderr,
		"audio-wav: last session: %u periods, %u underruns, %u overruns, late by %u ms at "
		"most\n",
		device->number, device->underruns, device->overruns, device->late_ms);
	error = wav_save(path, AUDIO_RATE, device->heard, device->heard_count);
	if (error != NULL)
		return fail(path, error);
	return broken ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	static struct device device;
	const char *error;
	int status;

	if (argc != 3) {
		fprintf(stderr, "usage: audio-wav MICROPHONE HEARD\n");
		return EXIT_FAILURE;
	}
	signal(SIGPIPE, SIG_IGN);
	device.client = channel_open("client");
	if (device.client < 0 || fcntl(device.client, F_SETFL, O_NONBLOCK) != 0)
		return fail("channel client", strerror(errno));
	error = load(&device, argv[1]);
	if (error != NULL)
		return fail(argv[1], error);
	device.heard = calloc(HEARD_MAX, sizeof(*device.heard));
	status = device.heard != NULL ? run(&device, argv[2]) : fail(argv[2], "no memory");
	free(device.heard);
	free(device.microphone);
	return status;
}
