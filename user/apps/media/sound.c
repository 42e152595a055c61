/* SPDX-License-Identifier: Apache-2.0 */
#include "user/apps/media/sound.h"

#include <string.h>

#define FRAME_US       20000
#define RETRY_US       50000
#define SMOOTH_PERIODS 1500 /* half a minute */
#define LEAK_US	       6    /* per period: 300 ppm, more than two clocks differ */

void sound_init(struct sound *sound, const struct media_ports *ports)
{
	*sound = (struct sound){ .ports = ports, .retry_at = SOUND_NEVER };
}

static bool tell(const struct sound *sound, const struct audio_message *message, size_t length)
{
	return sound->ports->tell(sound->ports->context, MEDIA_AUDIO, message, length);
}

void sound_want(struct sound *sound, uint32_t flags, uint64_t now)
{
	struct audio_message message = { .type = flags != 0 ? AUDIO_OPEN : AUDIO_CLOSE };

	sound->retry_at = SOUND_NEVER;
	if (flags == sound->asked)
		return;
	if (flags != 0) {
		message.flags = flags;
		message.period = AUDIO_PERIOD_20MS;
	}
	if (!tell(sound, &message, AUDIO_HEADER)) {
		sound->retry_at = now + RETRY_US;
		return;
	}
	sound->asked = flags;
	sound->granted = 0;
	sound->refused = false;
	sound->unanswered += flags != 0;
}

void sound_restarted(struct sound *sound)
{
	sound->asked = 0;
	sound->granted = 0;
	sound->refused = false;
	sound->unanswered = 0;
}

static void take_opened(struct sound *sound, const struct audio_message *message)
{
	if (sound->unanswered == 0 || --sound->unanswered > 0 || sound->asked == 0)
		return;
	sound->granted = message->flags & sound->asked;
	sound->refused = (sound->granted & AUDIO_MAY_PLAY) == 0;
	sound->reserve = SOUND_RESERVE;
	sound->underruns = 0;
	sound->smooth = 0;
	sound->clock = INT64_MAX;
	sound->have_number = false;
}

/* From one session to the next only time tells how many frames nobody sent. */
static uint32_t frames_between(const struct sound *sound, uint64_t time_us)
{
	uint64_t frames;

	if (!sound->have_time || time_us <= sound->time_us + FRAME_US)
		return 1;
	frames = (time_us - sound->time_us + FRAME_US / 2) / FRAME_US;
	return frames > UINT16_MAX ? UINT16_MAX : (uint32_t)frames;
}

/*
 * Frames from the last period to this one. Within a session the service counts them: a period that comes
 * late, and the next one at once, is no frame missed.
 */
static uint32_t frames_since(struct sound *sound, const struct audio_message *message)
{
	uint32_t frames = message->number - sound->number;

	if (!sound->have_number || frames == 0 || frames > UINT16_MAX)
		frames = frames_between(sound, message->time_us);
	sound->have_number = sound->have_time = true;
	sound->number = message->number;
	sound->time_us = message->time_us;
	return frames;
}

/*
 * The period's end on our own clock. Messages are delayed now and then, never early: the least
 * difference seen between their arrival and their time is the two clocks' difference. The leak lets it
 * follow clocks of different speed.
 */
static uint64_t own_time(struct sound *sound, uint64_t time_us, uint64_t now)
{
	int64_t difference = (int64_t)(now - time_us);

	if (sound->clock != INT64_MAX)
		sound->clock += LEAK_US;
	if (difference < sound->clock)
		sound->clock = difference;
	return time_us + (uint64_t)sound->clock;
}

static unsigned plays(struct sound *sound, const struct audio_message *message)
{
	if (message->underruns != sound->underruns) {
		sound->underruns = message->underruns;
		sound->smooth = 0;
		if (sound->reserve < AUDIO_QUEUE)
			sound->reserve++;
	} else if (++sound->smooth == SMOOTH_PERIODS) {
		sound->smooth = 0;
		if (sound->reserve > SOUND_RESERVE)
			sound->reserve--;
	}
	if (message->queued >= sound->reserve)
		return 0;
	return sound->reserve - message->queued == 1 ? 1 : 2;
}

static bool is_right(const struct audio_message *message, size_t length)
{
	if (length < AUDIO_HEADER || length > sizeof(*message))
		return false;
	if (message->type == AUDIO_OPENED)
		return length == AUDIO_HEADER;
	return message->type == AUDIO_PERIOD && message->period == AUDIO_PERIOD_20MS &&
	       message->queued <= AUDIO_QUEUE &&
	       (length == AUDIO_HEADER || length == sizeof(*message));
}

bool sound_take(struct sound *sound, const struct audio_message *message, size_t length,
		uint64_t now, struct sound_period *period)
{
	if (!is_right(message, length)) {
		sound->dropped++;
		return false;
	}
	if (message->type == AUDIO_OPENED) {
		take_opened(sound, message);
		return false;
	}
	if (sound->unanswered > 0 || sound->granted == 0)
		return false;
	period->at = own_time(sound, message->time_us, now);
	period->frames = frames_since(sound, message);
	period->plays = (sound->granted & AUDIO_MAY_PLAY) != 0 ? plays(sound, message) : 0;
	period->captured = (sound->granted & AUDIO_MAY_CAPTURE) != 0 && length == sizeof(*message);
	period->samples = message->samples;
	return true;
}

void sound_play(struct sound *sound, const int16_t samples[AUDIO_PERIOD_20MS])
{
	struct audio_message message = { .type = AUDIO_PLAY };

	memcpy(message.samples, samples, sizeof(message.samples));
	tell(sound, &message, sizeof(message));
}
