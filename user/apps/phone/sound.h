/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sound: the conversation with `audio` (user/protocol/audio.h) that plays the model's tone. Pure; playback
 * only: this program never asks for the microphone.
 */
#ifndef USER_APPS_PHONE_SOUND_H
#define USER_APPS_PHONE_SOUND_H

#include "user/apps/phone/tone.h"
#include "user/protocol/audio.h"

enum sound_state {
	SOUND_CLOSED,
	SOUND_OPENING, /* OPEN was said */
	SOUND_OPEN,
	SOUND_REFUSED, /* audio grants nothing: silent until the next tone */
};

/* All zero at the start. */
struct sound {
	enum tone want;
	enum sound_state state;
	bool over; /* the wanted tone has sounded to its end */
	struct player player;
	unsigned int owed; /* periods to be played now */
};

/* What should be heard from now on. */
void sound_want(struct sound *s, enum tone tone);

/* A message from audio, of `size` bytes. */
void sound_receive(struct sound *s, const struct audio_message *m, size_t size);

/* audio was restarted. */
void sound_lost(struct sound *s);

/* The next message to send, and its size; false if there is none. */
bool sound_send(struct sound *s, struct audio_message *m, size_t *size);

#endif
