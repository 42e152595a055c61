/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Audio: owns the loudspeaker and the microphone. What it is: user/protocol/audio.h.
 *
 * Grants:
 *	device	sound, memory sound-dma	a virtio sound device
 *	channel	display			a stream, for the microphone mark; may be missing
 *	channel	others, as server	streams: the clients, at most AUDIO_CLIENTS
 *
 * The playback stream runs while there is any session: its buffers that come back are the clock. The
 * capture stream runs while any session captures, and only once the mark has been handed to display;
 * if display cannot be told, nothing is captured.
 */
#include <string.h>

#include "user/lib/channel.h"
#include "user/lib/hf.h"
#include "user/lib/log.h"
#include "user/lib/program.h"
#include "user/lib/time.h"
#include "user/protocol/display.h"
#include "user/services/audio/heard.h"
#include "user/services/audio/mixer.h"
#include "user/services/audio/pace.h"
#include "user/services/audio/sound.h"

#define WAIT_MS	 200  /* for an answer of the device */
#define STUCK_MS 1000 /* without a beat although the device plays */
#define ROUND	 16   /* messages of a client before the next has its turn */

static struct {
	const struct hf_program *self;
	const struct hf_grant *device;
	struct sound sound;
	struct mixer mixer;
	struct hf_channel client[AUDIO_CLIENTS];
	unsigned clients;
	struct hf_channel display;
	bool display_granted;
	enum display_mark_state mark, mark_said; /* as it should be, as display was told */
	bool mark_unsaid;
	uint64_t bits;
	uint64_t last_beat; /* ticks */
	struct pace pace;
	struct heard heard;
	unsigned long refused;
} audio;

static uint64_t ticks(uint32_t milliseconds)
{
	return time_to_ticks(milliseconds, audio.self->ticks_per_second, TIME_MILLI);
}

static uint64_t microseconds(uint64_t time)
{
	return time_from_ticks(time, audio.self->ticks_per_second, TIME_MICRO);
}

static void fail(const char *why)
{
	hf_log("\1%s", why);
	hf_exit(1);
}

static bool send_to_client(void *context, unsigned client, const struct audio_message *m,
			   size_t size)
{
	(void)context;
	return hf_send(&audio.client[client], m, size) == (int)size;
}

static bool wait_for_device(void *context)
{
	uint64_t irq = (uint64_t)1 << audio.device->bit, got;

	(void)context;
	if (hf_wait_event(irq, hf_now() + ticks(WAIT_MS), &got) != HF_OK)
		return false;
	sound_interrupt(&audio.sound);
	return hf_acknowledge(audio.device->irq) == HF_OK;
}

/* True once display has been handed the mark as it should be. */
static bool say_mark(void)
{
	struct display_message m = { .type = DISPLAY_MARK,
				     .mark = DISPLAY_MICROPHONE,
				     .value = audio.mark };
	struct display_message ignored;
	int result;

	if (!audio.display_granted)
		return true;
	result = hf_receive(&audio.display, &ignored, sizeof(ignored));
	audio.mark_unsaid |= result == STREAM_RESET;
	if (audio.mark_unsaid || audio.mark != audio.mark_said) {
		audio.mark_unsaid = hf_send(&audio.display, &m, sizeof(m)) != (int)sizeof(m);
		if (!audio.mark_unsaid)
			audio.mark_said = audio.mark;
	}
	return !audio.mark_unsaid && audio.mark == audio.mark_said;
}

/* At most ROUND messages, so that no client keeps the others out. True if there may be more. */
static bool drain(unsigned client)
{
	struct audio_message m;

	for (unsigned i = 0; i < ROUND; i++) {
		int size = hf_receive(&audio.client[client], &m, sizeof(m));

		if (size == STREAM_RESET || size == STREAM_BROKEN)
			mixer_lost(&audio.mixer, client);
		if (size < 0)
			return false;
		if (size > 0 && !mixer_take(&audio.mixer, client, &m, (size_t)size) &&
		    audio.refused++ == 0)
			hf_log("\2'%s' sent a message that breaks the protocol",
			       audio.client[client].grant->name);
	}
	return true;
}

/* Streams run as the sessions need them; the mark comes before the microphone and goes after it. */
static void follow_sessions(void)
{
	bool play = mixer_is_open(&audio.mixer), capture = mixer_captures(&audio.mixer);
	struct sound *s = &audio.sound;

	if (s->stream[SOUND_CAPTURE].running && !capture)
		(void)!sound_stop(s, SOUND_CAPTURE);
	audio.mark = capture ? DISPLAY_LIVE : DISPLAY_OFF;
	if (say_mark() && capture && !s->stream[SOUND_CAPTURE].running) {
		audio.heard = (struct heard){ 0 };
		(void)!sound_run(s, SOUND_CAPTURE);
	}
	if (play == s->stream[SOUND_PLAYBACK].running)
		return;
	audio.last_beat = hf_now();
	pace_begin(&audio.pace, microseconds(audio.last_beat));
	if (play)
		(void)!sound_run(s, SOUND_PLAYBACK);
	else
		(void)!sound_stop(s, SOUND_PLAYBACK);
}

/*
 * What the microphone delivered waits for its beat. Here and in beat() the device has no more than its own
 * buffers' turn: one that is always ready must not hold us.
 */
static void hear(void)
{
	int16_t samples[SOUND_SAMPLES];

	_Static_assert(SOUND_SAMPLES == HEARD_SAMPLES, "one period");
	for (unsigned i = 0; i < SOUND_PERIODS && sound_captured(&audio.sound, samples); i++)
		heard_put(&audio.heard, samples);
}

static void beat(void)
{
	static const int16_t silence[SOUND_SAMPLES];
	int16_t played[SOUND_SAMPLES];

	_Static_assert(SOUND_SAMPLES == MIXER_STEP, "one beat is one step");
	for (unsigned i = 0; i < SOUND_PERIODS; i++) {
		int slot = sound_played(&audio.sound);
		uint64_t now;

		if (slot < 0)
			break;
		audio.last_beat = hf_now();
		now = microseconds(audio.last_beat);
		if (pace_beat(&audio.pace, now)) {
			mixer_step(&audio.mixer, heard_take(&audio.heard), played, now);
			sound_play(&audio.sound, slot, played);
		} else {
			sound_play(&audio.sound, slot, silence);
		}
	}
}

static void open_channels(const struct hf_program *self)
{
	for (unsigned i = 0; i < self->grants; i++) {
		const struct hf_grant *g = &self->grant[i];
		struct hf_channel *channel = &audio.client[audio.clients];

		if (g->kind != HF_GRANT_CHANNEL_SERVER)
			continue;
		if (audio.clients == AUDIO_CLIENTS || !hf_channel_open(self, g->name, channel))
			fail("more clients than there is room for, or no stream");
		audio.mixer.session[audio.clients++].policy = g->policy;
		audio.bits |= hf_channel_bit(channel);
	}
	audio.display_granted = hf_channel_open(self, "display", &audio.display);
	audio.mark_unsaid = true;
	if (audio.display_granted)
		audio.bits |= hf_channel_bit(&audio.display);
}

static uint64_t deadline(void)
{
	if (!audio.sound.stream[SOUND_PLAYBACK].running)
		return HF_NEVER;
	return audio.last_beat + ticks(STUCK_MS);
}

int main(const struct hf_program *self)
{
	const struct hf_grant *memory = hf_need(self, "sound-dma", HF_GRANT_MEMORY);
	struct dma dma = { (uint8_t *)(uintptr_t)memory->address, memory->physical, memory->size };
	uint64_t got = 0, irq;

	audio.self = self;
	audio.device = hf_need(self, "sound", HF_GRANT_DEVICE);
	irq = (uint64_t)1 << audio.device->bit;
	audio.bits = irq;
	audio.mixer.send = send_to_client;
	open_channels(self);
	if (!sound_start(&audio.sound, (uintptr_t)audio.device->address, dma, wait_for_device,
			 NULL))
		fail("no sound device to work with");
	for (;;) {
		bool more = false;

		for (unsigned i = 0; i < audio.clients; i++)
			more |= drain(i);
		mixer_settle(&audio.mixer);
		follow_sessions();
		hear();
		beat();
		if (audio.sound.broken)
			fail("the sound device failed");
		if (hf_now() >= deadline())
			fail("the sound device does not play on");
		if (hf_wait_event(audio.bits, more ? HF_NOW : deadline(), &got) == HF_OK &&
		    got & irq) {
			sound_interrupt(&audio.sound);
			(void)!hf_acknowledge(audio.device->irq);
		}
	}
}
