/* SPDX-License-Identifier: Apache-2.0 */
/* See device.h. */
#include "test/clients/device.h"

#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "lib/resample/resample.h"
#include "lib/wav/wav.h"

const char *device_start(struct device *device, int channel, const char *recording)
{
	uint32_t rate;
	int16_t *samples;
	size_t count;
	const char *error = wav_load(recording, &rate, &samples, &count);

	if (error)
		return error;
	memset(device, 0, sizeof(*device));
	device->channel = channel;
	device->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	device->microphone = resample(samples, count, rate, AUDIO_RATE, &device->microphone_count);
	device->heard = malloc(DEVICE_HEARD_MAX * sizeof(*device->heard));
	free(samples);
	return device->timer < 0 || !device->microphone || !device->heard ? "no memory" : NULL;
}

static void run_timer(const struct device *device)
{
	long ns = (long)device->session.period * (1000000000L / AUDIO_RATE);
	struct itimerspec every = { .it_interval = { 0, ns }, .it_value = { 0, ns } };

	timerfd_settime(device->timer, 0, &every, NULL);
}

static int is_period(uint32_t period)
{
	return period == AUDIO_PERIOD_10MS || period == AUDIO_PERIOD_20MS;
}

static void open_session(struct device *device, const struct audio_message *wish)
{
	struct audio_message opened = { .type = AUDIO_OPENED };

	memset(&device->session, 0, sizeof(device->session));
	device->queued = 0;
	device->has_played = 0;
	if (is_period(wish->period)) {
		device->session.flags = wish->flags & (AUDIO_MAY_PLAY | AUDIO_MAY_CAPTURE);
		device->session.period = wish->period;
	}
	opened.flags = device->session.flags;
	opened.period = device->session.period;
	(void)!write(device->channel, &opened, AUDIO_HEADER);
	run_timer(device);
}

static void play(struct device *device, const struct audio_message *message, size_t size)
{
	size_t bytes = device->session.period * sizeof(int16_t);

	if (!(device->session.flags & AUDIO_MAY_PLAY) || size != AUDIO_HEADER + bytes ||
	    device->queued == AUDIO_QUEUE)
		return;
	memcpy(device->queue[device->queued++], message->samples, bytes);
	device->has_played = 1;
}

void device_message(struct device *device, const struct audio_message *message, size_t size)
{
	if (size == 0 || (size >= AUDIO_HEADER && message->type == AUDIO_CLOSE)) {
		memset(&device->session, 0, sizeof(device->session));
		run_timer(device);
	} else if (size == AUDIO_HEADER && message->type == AUDIO_OPEN) {
		open_session(device, message);
	} else if (size >= AUDIO_HEADER && message->type == AUDIO_PLAY) {
		play(device, message, size);
	}
}

/* The loudspeaker's next period: what waits longest, or silence. */
static void record(struct device *device)
{
	size_t samples = device->session.period;
	int16_t *to = device->heard + device->heard_count;

	if (device->heard_count + samples > DEVICE_HEARD_MAX)
		return;
	device->heard_count += samples;
	memset(to, 0, samples * sizeof(*to));
	if (!device->queued) {
		device->session.underruns += device->has_played ? 1 : 0;
		return;
	}
	memcpy(to, device->queue[0], samples * sizeof(*to));
	device->queued--;
	memmove(device->queue[0], device->queue[1], device->queued * sizeof(device->queue[0]));
}

static size_t capture(struct device *device, int16_t *samples)
{
	size_t wanted = device->session.period;
	size_t left = device->microphone_count - device->microphone_at;
	size_t take = left < wanted ? left : wanted;

	if (!(device->session.flags & AUDIO_MAY_CAPTURE))
		return 0;
	memset(samples, 0, wanted * sizeof(*samples));
	memcpy(samples, device->microphone + device->microphone_at, take * sizeof(*samples));
	device->microphone_at += take;
	return wanted;
}

static void end_period(struct device *device)
{
	struct audio_message message = device->session;
	struct timespec now;
	size_t samples = capture(device, message.samples);

	if (device->session.flags & AUDIO_MAY_PLAY)
		record(device);
	clock_gettime(CLOCK_MONOTONIC, &now);
	message.type = AUDIO_PERIOD;
	message.queued = device->queued;
	message.underruns = device->session.underruns;
	message.time_us = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
	if (write(device->channel, &message, AUDIO_HEADER + samples * sizeof(int16_t)) < 0)
		device->session.overruns++;
	device->session.number++;
}

void device_tick(struct device *device)
{
	uint64_t periods = 0;

	if (read(device->timer, &periods, sizeof(periods)) != sizeof(periods))
		return;
	for (; periods && device->session.flags; periods--)
		end_period(device);
}

const char *device_end(struct device *device, const char *path)
{
	const char *error = wav_save(path, AUDIO_RATE, device->heard, device->heard_count);

	close(device->timer);
	free(device->microphone);
	free(device->heard);
	return error;
}
