/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clients' sessions, without device and kernel: their messages in, one period of 10 ms after another out.
 * What is promised to clients is in user/protocol/audio.h.
 */
#ifndef USER_SERVICES_AUDIO_MIXER_H
#define USER_SERVICES_AUDIO_MIXER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "user/protocol/audio.h"

#define MIXER_STEP AUDIO_PERIOD_10MS

struct mixer_session {
	uint64_t policy;
	uint32_t granted; /* AUDIO_MAY_*; 0: no session */
	uint32_t period;
	uint32_t order; /* of opening */
	uint32_t volume;
	uint32_t owed; /* OPENs not answered yet; each gets one OPENED, with `answer` in it */
	uint32_t answer, answer_period;
	bool has_played;
	uint32_t phase; /* samples of the running period that are done */
	uint32_t number, underruns, overruns;
	uint32_t first, queued; /* ring of periods to be played */
	bool silent;		/* the running period found nothing queued */
	int16_t playing[AUDIO_PERIOD_20MS];
	int16_t captured[AUDIO_PERIOD_20MS];
	bool silenced; /* for a part of the running period at least */
	int16_t queue[AUDIO_QUEUE][AUDIO_PERIOD_20MS];
};

struct mixer {
	/* Returns false if there is no room. */
	bool (*send)(void *context, unsigned client, const struct audio_message *m, size_t size);
	void *context;
	uint32_t opened;
	struct mixer_session session[AUDIO_CLIENTS];
};

/* A message of a client, whose policy is in its session. False if it breaks the protocol. */
bool mixer_take(struct mixer *m, unsigned client, const struct audio_message *message, size_t size);

/* The client was restarted: its session is over. */
void mixer_lost(struct mixer *m, unsigned client);

/* There may be room again: send the answers that are owed. */
void mixer_settle(struct mixer *m);

/* Is there any session; does any capture? */
bool mixer_is_open(const struct mixer *m);
bool mixer_captures(const struct mixer *m);

/*
 * MIXER_STEP samples pass: `captured` are the microphone's, NULL if there are none; `played` becomes what
 * is to be played next. Sends PERIOD to each client whose period ends with it.
 */
void mixer_step(struct mixer *m, const int16_t *captured, int16_t played[MIXER_STEP],
		uint64_t time_us);

#endif
