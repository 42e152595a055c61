/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A session lasts as long as a tone. Three periods are kept queued, so that a slow frame of the screen is
 * not heard.
 */
#include "user/apps/phone/sound.h"

#include <string.h>

#define RESERVE 3

void sound_want(struct sound *s, enum tone tone)
{
	if (tone == s->want)
		return;
	s->want = tone;
	s->over = false;
	if (s->state == SOUND_REFUSED)
		s->state = SOUND_CLOSED;
	tone_start(&s->player, tone);
}

void sound_lost(struct sound *s)
{
	s->state = SOUND_CLOSED;
	s->owed = 0;
}

void sound_receive(struct sound *s, const struct audio_message *m, size_t size)
{
	if (size < AUDIO_HEADER)
		return;
	if (m->type == AUDIO_OPENED && s->state == SOUND_OPENING) {
		s->state = m->flags & AUDIO_MAY_PLAY ? SOUND_OPEN : SOUND_REFUSED;
		s->owed = RESERVE;
	} else if (m->type == AUDIO_PERIOD && s->state == SOUND_OPEN) {
		s->owed = m->queued < RESERVE ? RESERVE - m->queued : 0;
	}
}

static bool prepare(struct audio_message *m, uint32_t type, uint32_t flags, size_t *size)
{
	memset(m, 0, AUDIO_HEADER);
	m->type = type;
	m->flags = flags;
	if (type == AUDIO_OPEN)
		m->period = AUDIO_PERIOD_20MS;
	*size = AUDIO_HEADER;
	return true;
}

bool sound_send(struct sound *s, struct audio_message *m, size_t *size)
{
	bool silent = s->over || s->want == TONE_NONE;

	if (silent && (s->state == SOUND_OPEN || s->state == SOUND_OPENING)) {
		s->state = SOUND_CLOSED;
		s->owed = 0;
		return prepare(m, AUDIO_CLOSE, 0, size);
	}
	if (!silent && s->state == SOUND_CLOSED) {
		s->state = SOUND_OPENING;
		return prepare(m, AUDIO_OPEN, AUDIO_MAY_PLAY, size);
	}
	if (silent || s->state != SOUND_OPEN || !s->owed)
		return false;
	s->owed--;
	prepare(m, AUDIO_PLAY, 0, size);
	*size += AUDIO_PERIOD_20MS * sizeof(m->samples[0]);
	s->over = !tone_fill(&s->player, m->samples, AUDIO_PERIOD_20MS);
	return true;
}
