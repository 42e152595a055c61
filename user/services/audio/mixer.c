/* SPDX-License-Identifier: Apache-2.0 */
/* See mixer.h. */
#include "user/services/audio/mixer.h"

#include <string.h>

#define WANTED ((uint32_t)(AUDIO_MAY_PLAY | AUDIO_MAY_CAPTURE))

static bool is_period(uint32_t period)
{
	return period == AUDIO_PERIOD_10MS || period == AUDIO_PERIOD_20MS;
}

/* All fields but those that the type uses, which are cleared in `rest`, are zero. */
static bool rest_is_zero(struct audio_message rest)
{
	static const uint8_t zeros[AUDIO_HEADER];

	rest.type = 0;
	return memcmp(&rest, zeros, AUDIO_HEADER) == 0;
}

static void end(struct mixer_session *s)
{
	uint64_t policy = s->policy;

	memset(s, 0, sizeof(*s));
	s->policy = policy;
}

static bool take_open(struct mixer *m, struct mixer_session *s, const struct audio_message *message,
		      size_t size)
{
	struct audio_message rest = { 0 };
	uint32_t owed;

	memcpy(&rest, message, AUDIO_HEADER);
	rest.flags = rest.period = 0;
	if (size != AUDIO_HEADER || !rest_is_zero(rest) || !is_period(message->period) ||
	    message->flags == 0 || (message->flags & ~WANTED) != 0)
		return false;
	owed = s->owed + 1;
	end(s);
	s->owed = owed;
	s->granted = message->flags & (uint32_t)s->policy;
	s->period = message->period;
	s->order = m->opened++;
	s->volume = AUDIO_VOLUME_FULL;
	s->answer = s->granted;
	s->answer_period = s->period;
	return true;
}

static bool take_play(struct mixer_session *s, const struct audio_message *message, size_t size)
{
	struct audio_message rest = { 0 };

	memcpy(&rest, message, AUDIO_HEADER);
	if (!rest_is_zero(rest))
		return false;
	if (s->granted == 0) /* sent before it learnt that the session is over */
		return size <= sizeof(*message);
	if (size != AUDIO_HEADER + s->period * sizeof(int16_t) || !(s->granted & AUDIO_MAY_PLAY))
		return false;
	s->has_played = true;
	if (s->queued == AUDIO_QUEUE)
		return true;
	memcpy(s->queue[(s->first + s->queued) % AUDIO_QUEUE], message->samples,
	       s->period * sizeof(int16_t));
	s->queued++;
	return true;
}

static bool take_volume(struct mixer_session *s, const struct audio_message *message, size_t size)
{
	struct audio_message rest = { 0 };

	memcpy(&rest, message, AUDIO_HEADER);
	rest.volume = 0;
	if (size != AUDIO_HEADER || !rest_is_zero(rest) || message->volume > AUDIO_VOLUME_FULL)
		return false;
	s->volume = message->volume;
	return true;
}

static bool take_close(struct mixer_session *s, const struct audio_message *message, size_t size)
{
	struct audio_message rest = { 0 };

	memcpy(&rest, message, AUDIO_HEADER);
	if (size != AUDIO_HEADER || !rest_is_zero(rest))
		return false;
	s->granted = 0;
	return true;
}

bool mixer_take(struct mixer *m, unsigned client, const struct audio_message *message, size_t size)
{
	struct mixer_session *s = &m->session[client];

	if (size < AUDIO_HEADER)
		return false;
	switch (message->type) {
	case AUDIO_OPEN:
		return take_open(m, s, message, size);
	case AUDIO_PLAY:
		return take_play(s, message, size);
	case AUDIO_VOLUME:
		return take_volume(s, message, size);
	case AUDIO_CLOSE:
		return take_close(s, message, size);
	default:
		return false;
	}
}

void mixer_lost(struct mixer *m, unsigned client)
{
	end(&m->session[client]);
}

void mixer_settle(struct mixer *m)
{
	for (unsigned i = 0; i < AUDIO_CLIENTS; i++) {
		struct mixer_session *s = &m->session[i];
		struct audio_message answer = { .type = AUDIO_OPENED,
						.flags = s->answer,
						.period = s->answer_period };

		while (s->owed > 0 && m->send(m->context, i, &answer, AUDIO_HEADER))
			s->owed--;
	}
}

bool mixer_is_open(const struct mixer *m)
{
	for (unsigned i = 0; i < AUDIO_CLIENTS; i++) {
		if (m->session[i].granted != 0)
			return true;
	}
	return false;
}

/* Whose is the microphone? The highest rank's; of equals, who opened first. */
static const struct mixer_session *listener(const struct mixer *m)
{
	const struct mixer_session *best = NULL;

	for (unsigned i = 0; i < AUDIO_CLIENTS; i++) {
		const struct mixer_session *s = &m->session[i];
		uint32_t rank = AUDIO_RANK(s->policy);

		if (!(s->granted & AUDIO_MAY_CAPTURE))
			continue;
		if (best == NULL || rank > AUDIO_RANK(best->policy) ||
		    (rank == AUDIO_RANK(best->policy) && (int32_t)(s->order - best->order) < 0))
			best = s;
	}
	return best;
}

bool mixer_captures(const struct mixer *m)
{
	return listener(m) != NULL;
}

static void begin_period(struct mixer_session *s)
{
	s->silenced = false;
	s->silent = s->queued == 0;
	if (s->silent) {
		s->underruns += s->has_played;
		return;
	}
	memcpy(s->playing, s->queue[s->first], s->period * sizeof(int16_t));
	s->first = (s->first + 1) % AUDIO_QUEUE;
	s->queued--;
}

static void end_period(struct mixer *m, unsigned client, uint64_t time_us)
{
	struct mixer_session *s = &m->session[client];
	size_t samples = s->granted & AUDIO_MAY_CAPTURE ? s->period : 0;
	struct audio_message p = { .type = AUDIO_PERIOD,
				   .flags = s->granted | (s->silenced ? AUDIO_SILENCED : 0),
				   .period = s->period,
				   .number = s->number++,
				   .queued = s->queued,
				   .underruns = s->underruns,
				   .overruns = s->overruns,
				   .time_us = time_us };

	memcpy(p.samples, s->captured, samples * sizeof(int16_t));
	/* Nothing of a session may come before its OPENED. */
	if (s->owed > 0 ||
	    !m->send(m->context, client, &p, AUDIO_HEADER + samples * sizeof(int16_t)))
		s->overruns++;
	s->phase = 0;
}

static void step_session(struct mixer_session *s, const int16_t *captured, bool may_listen,
			 int32_t sum[MIXER_STEP])
{
	if (s->phase == 0)
		begin_period(s);
	for (unsigned i = 0; !s->silent && i < MIXER_STEP; i++)
		sum[i] += s->playing[s->phase + i] * (int32_t)s->volume / AUDIO_VOLUME_FULL;
	if (captured != NULL && may_listen)
		memcpy(s->captured + s->phase, captured, MIXER_STEP * sizeof(int16_t));
	else
		memset(s->captured + s->phase, 0, MIXER_STEP * sizeof(int16_t));
	s->silenced |= (s->granted & AUDIO_MAY_CAPTURE) && !may_listen;
	s->phase += MIXER_STEP;
}

static int16_t saturate(int32_t value)
{
	return (int16_t)(value > INT16_MAX ? INT16_MAX : value < INT16_MIN ? INT16_MIN : value);
}

void mixer_step(struct mixer *m, const int16_t *captured, int16_t played[MIXER_STEP],
		uint64_t time_us)
{
	const struct mixer_session *first = listener(m);
	int32_t sum[MIXER_STEP] = { 0 };

	mixer_settle(m);
	for (unsigned i = 0; i < AUDIO_CLIENTS; i++) {
		struct mixer_session *s = &m->session[i];

		if (s->granted == 0)
			continue;
		step_session(s, captured, s == first, sum);
		if (s->phase == s->period)
			end_period(m, i, time_us);
	}
	for (unsigned i = 0; i < MIXER_STEP; i++)
		played[i] = saturate(sum[i]);
}
