/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The session with the audio service (user/protocol/audio.h): opens and closes it, and turns its
 * PERIOD messages into the beat of the calls.
 *
 * The device's playback queue is kept as short as it can be without running dry: SOUND_RESERVE frames
 * right after each of our PLAYs, one more for each underrun, one less again after half a minute
 * without.
 */
#ifndef USER_APPS_MEDIA_SOUND_H
#define USER_APPS_MEDIA_SOUND_H

#include "user/apps/media/ports.h"
#include "user/protocol/audio.h"

#define SOUND_RESERVE 2

struct sound {
	const struct media_ports *ports;
	uint32_t asked;	     /* flags of the session that was opened last; 0: none */
	unsigned unanswered; /* OPENs that wait for their OPENED; PERIODs before are old */
	bool refused;	     /* the service grants no playback */
	uint32_t granted;
	uint64_t retry_at; /* when to ask again, the channel was full; SOUND_NEVER: no need */
	uint32_t reserve;
	uint32_t underruns; /* the service's count when we last looked */
	uint32_t smooth;    /* periods since the last underrun */
	bool have_number;
	uint32_t number; /* of the session's last period */
	bool have_time;
	uint64_t time_us; /* of the last period of any session */
	int64_t clock;	  /* what to add to it to get our clock's time; see sound_take */
	uint64_t dropped; /* messages that were wrong */
};

#define SOUND_NEVER UINT64_MAX

/* What a PERIOD means. */
struct sound_period {
	uint64_t at;	 /* when it ended, on our clock, without the message's delay */
	uint32_t frames; /* since the last one: 1, or more if some were missed */
	unsigned plays;	 /* frames to be played now, 0..2 */
	bool captured;	 /* `samples` are the microphone's; else there are none */
	const int16_t *samples;
};

void sound_init(struct sound *sound, const struct media_ports *ports);

/* Have a session with these AUDIO_MAY_* rights; 0: none. Cheap if that is so already. */
void sound_want(struct sound *sound, uint32_t flags, uint64_t now);

/*
 * Take a message of the service. True if it is a PERIOD of our session, described in *period, whose
 * samples point into `message`.
 */
bool sound_take(struct sound *sound, const struct audio_message *message, size_t length,
		uint64_t now, struct sound_period *period);

void sound_play(struct sound *sound, const int16_t samples[AUDIO_PERIOD_20MS]);

/* The service was restarted: sessions are gone. */
void sound_restarted(struct sound *sound);

#endif
