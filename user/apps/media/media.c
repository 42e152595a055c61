/* SPDX-License-Identifier: Apache-2.0 */
/* See media.h. */
#include "user/apps/media/media.h"

#include <stdio.h>
#include <string.h>

bool media_init(struct media *media, const struct media_ports *ports, uint64_t epoch_s)
{
	memset(media, 0, sizeof(*media));
	media->ports = ports;
	media->epoch_s = epoch_s;
	for (unsigned i = 0; i < MEDIA_CALLS; i++)
		media->calls[i].slot = i;
	sound_init(&media->sound, ports);
	return peers_init(&media->peers);
}

static struct call *find(struct media *media, uint32_t number)
{
	for (unsigned i = 0; i < MEDIA_CALLS; i++) {
		if (media->calls[i].state != CALL_FREE && media->calls[i].number == number)
			return &media->calls[i];
	}
	return NULL;
}

static struct call *find_free(struct media *media)
{
	for (unsigned i = 0; i < MEDIA_CALLS; i++) {
		if (media->calls[i].state == CALL_FREE)
			return &media->calls[i];
	}
	return NULL;
}

/* ---- Permissions ---- */

static struct media_permission *permission(struct media *media, uint32_t number)
{
	for (unsigned i = 0; i < MEDIA_PERMISSIONS; i++) {
		if (media->permissions[i].number == number)
			return &media->permissions[i];
	}
	return NULL;
}

static void revoke(struct media *media, uint32_t number)
{
	struct media_permission *end = media->permissions + MEDIA_PERMISSIONS;
	struct media_permission *p = permission(media, number);

	if (p == NULL)
		return;
	memmove(p, p + 1, (size_t)(end - (p + 1)) * sizeof(*p));
	end[-1] = (struct media_permission){ 0 };
}

static void allow(struct media *media, uint32_t number)
{
	struct media_permission *before = permission(media, number);
	struct media_permission latest = { number, before != NULL && before->muted };

	revoke(media, number);
	memmove(media->permissions + 1, media->permissions,
		(MEDIA_PERMISSIONS - 1) * sizeof(latest));
	media->permissions[0] = latest;
}

/* The call that is heard and hears; *muted is set if there is one. */
static struct call *active(struct media *media, bool *muted)
{
	for (unsigned i = 0; i < MEDIA_PERMISSIONS; i++) {
		struct call *call = find(media, media->permissions[i].number);

		if (call != NULL && call->state == CALL_SECURE) {
			*muted = media->permissions[i].muted;
			return call;
		}
	}
	return NULL;
}

/*
 * Whatever has happened: permissions end with their call (`before` says which calls there were), and
 * the audio session is what the calls need now.
 */
static void settle(struct media *media, const uint32_t before[MEDIA_CALLS], uint64_t now)
{
	uint32_t flags = 0;
	bool muted;

	for (unsigned i = 0; i < MEDIA_CALLS; i++) {
		if (before[i] != 0 && media->calls[i].number != before[i])
			revoke(media, before[i]);
	}
	if (active(media, &muted) != NULL)
		flags = muted ? AUDIO_MAY_PLAY : AUDIO_MAY_PLAY | AUDIO_MAY_CAPTURE;
	sound_want(&media->sound, flags, now);
}

/* The numbers of the living calls, for settle. */
static void note_calls(struct media *media, uint32_t numbers[MEDIA_CALLS], uint64_t now)
{
	media->peers.now = media->epoch_s + now / 1000000;
	for (unsigned i = 0; i < MEDIA_CALLS; i++)
		numbers[i] = media->calls[i].number;
}

/* ---- Messages ---- */

static bool open_call(struct media *media, const struct calling_message *m)
{
	struct call_setup setup = { .ports = media->ports,
				    .zid = media->peers.own,
				    .cache = peers_cache(&media->peers) };
	struct calling_message failed = { .type = CALLING_FAILED,
					  .call = m->call,
					  .value = CALLING_INTERNAL };
	struct call *call = find_free(media);

	if (find(media, m->call) != NULL)
		return false;
	if (call != NULL && call_open(call, m->call, &setup))
		return true;
	fprintf(stderr, "media: call %u cannot be opened\n", m->call);
	media->ports->tell(media->ports->context, MEDIA_SIP, &failed, sizeof(failed));
	return true;
}

/* Messages about a call that has ended here cross with the news of its end: no fault of the sender. */
static bool take_from_sip(struct media *media, const struct calling_message *m, uint64_t now)
{
	struct call *call = find(media, m->call);

	switch (m->type) {
	case CALLING_OPEN:
		return m->value <= 1 && open_call(media, m);
	case CALLING_REMOTE:
		return call == NULL || call_connect(call, m, now);
	case CALLING_CLOSE:
		revoke(media, m->call);
		if (call != NULL)
			call_close(call);
		return true;
	default:
		return false;
	}
}

static bool take_from_phone(struct media *media, const struct calling_message *m)
{
	struct media_permission *p = permission(media, m->call);
	struct call *call = find(media, m->call);

	switch (m->type) {
	case CALLING_ALLOW:
		allow(media, m->call);
		return true;
	case CALLING_REVOKE:
		revoke(media, m->call);
		return true;
	case CALLING_MUTE:
		if (p != NULL)
			p->muted = m->value == 1;
		return m->value <= 1;
	case CALLING_VERIFY:
		if (call != NULL && m->value == 1)
			call_verify(call);
		return m->value == 1;
	default:
		return false;
	}
}

static bool is_calling_message(const struct calling_message *m, size_t length)
{
	return length == sizeof(*m) && m->call != 0 && memchr(m->text, '\0', sizeof(m->text)) &&
	       memchr(m->name, '\0', sizeof(m->name));
}

/* ---- Sound ---- */

static void play(struct media *media, struct call *call, const struct sound_period *period)
{
	int16_t sound[VOICE_FRAME];

	for (unsigned i = 0; i < period->plays; i++) {
		if (i + 1 < period->plays)
			voice_stretch(call->voice, sound);
		else
			voice_play(call->voice, period->at, sound);
		sound_play(&media->sound, sound);
	}
}

/*
 * The beat: what is to be heard goes to the loudspeaker, then what the microphone heard goes out. Echo
 * control belongs between the two, where both are at hand.
 */
static void beat(struct media *media, const struct sound_period *period)
{
	static const int16_t silence[VOICE_FRAME];
	bool muted = true;
	struct call *talking = active(media, &muted);

	if (talking != NULL)
		play(media, talking, period);
	for (unsigned i = 0; i < MEDIA_CALLS; i++) {
		struct call *call = &media->calls[i];
		bool heard = call == talking && period->captured && !muted;

		if (call->state == CALL_SECURE && permission(media, call->number) != NULL)
			call_send(call, heard ? period->samples : silence, period->frames);
	}
}

static bool take_from_audio(struct media *media, const void *bytes, size_t length, uint64_t now)
{
	struct audio_message message = { 0 };
	uint64_t dropped = media->sound.dropped;
	struct sound_period period;
	struct call *call;
	bool muted;

	memcpy(&message, bytes, length < sizeof(message) ? length : sizeof(message));
	if (sound_take(&media->sound, &message, length, now, &period))
		beat(media, &period);
	call = active(media, &muted);
	if (media->sound.refused && call != NULL)
		call_fail(call, CALLING_INTERNAL, "the audio service refuses playback");
	return media->sound.dropped == dropped;
}

/* ---- What main calls ---- */

static void count_dropped(struct media *media, enum media_peer peer)
{
	static const char *const names[MEDIA_PEERS] = { "sip", "phone", "audio" };
	uint64_t count = ++media->dropped[peer];

	if ((count & (count - 1)) == 0)
		fprintf(stderr, "media: %s sent a wrong message (%llu so far)\n", names[peer],
			(unsigned long long)count);
}

static bool take(struct media *media, enum media_peer peer, const void *bytes, size_t length,
		 uint64_t now)
{
	struct calling_message message = { 0 };

	if (peer == MEDIA_AUDIO)
		return take_from_audio(media, bytes, length, now);
	memcpy(&message, bytes, length < sizeof(message) ? length : sizeof(message));
	if (!is_calling_message(&message, length))
		return false;
	return peer == MEDIA_SIP ? take_from_sip(media, &message, now)
				 : take_from_phone(media, &message);
}

void media_message(struct media *media, enum media_peer peer, const void *message, size_t length,
		   uint64_t now)
{
	uint32_t before[MEDIA_CALLS];

	note_calls(media, before, now);
	if (!take(media, peer, message, length, now))
		count_dropped(media, peer);
	settle(media, before, now);
}

void media_restarted(struct media *media, enum media_peer peer, uint64_t now)
{
	uint32_t before[MEDIA_CALLS];

	note_calls(media, before, now);
	if (peer == MEDIA_AUDIO)
		sound_restarted(&media->sound);
	for (unsigned i = 0; i < MEDIA_CALLS; i++) {
		if (peer == MEDIA_SIP)
			call_close(&media->calls[i]);
		if (peer == MEDIA_PHONE)
			call_tell_security(&media->calls[i]);
	}
	settle(media, before, now);
}

void media_datagram(struct media *media, unsigned slot, const struct media_address *from,
		    uint8_t *packet, size_t length, uint64_t now)
{
	uint32_t before[MEDIA_CALLS];

	note_calls(media, before, now);
	call_receive(&media->calls[slot], from, packet, length, now);
	settle(media, before, now);
}

void media_tick(struct media *media, uint64_t now)
{
	uint32_t before[MEDIA_CALLS];

	note_calls(media, before, now);
	for (unsigned i = 0; i < MEDIA_CALLS; i++)
		call_tick(&media->calls[i], now);
	settle(media, before, now);
}

uint64_t media_deadline(const struct media *media)
{
	uint64_t deadline = media->sound.retry_at;

	for (unsigned i = 0; i < MEDIA_CALLS; i++) {
		uint64_t call = call_deadline(&media->calls[i]);

		if (call < deadline)
			deadline = call;
	}
	return deadline;
}

void media_end(struct media *media)
{
	for (unsigned i = 0; i < MEDIA_CALLS; i++)
		call_close(&media->calls[i]);
	peers_end(&media->peers);
}
