/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The audio service's place (user/protocol/audio.h) on a development machine, with a recording as the
 * microphone and a recorder as the loudspeaker. One client.
 */
#ifndef TEST_CLIENTS_DEVICE_H
#define TEST_CLIENTS_DEVICE_H

#include <stddef.h>
#include <stdint.h>

#include "user/protocol/audio.h"

#define DEVICE_HEARD_MAX ((size_t)AUDIO_RATE * 600) /* samples */

struct device {
	int channel;	     /* to the client, non-blocking */
	int timer;	     /* a timerfd; readable when a period has ended */
	int16_t *microphone; /* heard by the client once, from its first capture on; then silence */
	size_t microphone_count, microphone_at;
	int16_t *heard;
	size_t heard_count;
	int16_t queue[AUDIO_QUEUE][AUDIO_PERIOD_20MS];
	uint32_t queued;
	struct audio_message session; /* flags and period as granted (0: none); the counters */
	int has_played;
};

/* NULL, or what is wrong for a person. `recording` is a WAVE file. */
const char *device_start(struct device *device, int channel, const char *recording);

/* A message of the client; `size` 0 is its restart. */
void device_message(struct device *device, const struct audio_message *message, size_t size);

/* The timer is readable. */
void device_tick(struct device *device);

/* Write what was played and free everything. NULL, or what is wrong. */
const char *device_end(struct device *device, const char *path);

#endif
