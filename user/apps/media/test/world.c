/* SPDX-License-Identifier: Apache-2.0 */
#include "user/apps/media/test/world.h"
#include "lib/speech/speech.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define STEP_US 1000
#define PORT	40000

/* ---- Ports ---- */

static bool open_port(void *context, unsigned slot, uint16_t *port)
{
	struct world_phone *phone = context;

	assert_false(phone->open[slot]);
	if (phone->no_ports)
		return false;
	phone->open[slot] = true;
	*port = (uint16_t)(PORT + slot);
	return true;
}

static void close_port(void *context, unsigned slot)
{
	struct world_phone *phone = context;

	assert_true(phone->open[slot]);
	phone->open[slot] = false;
}

struct media_address world_address(unsigned index, unsigned slot)
{
	struct media_address address = {
		.bytes = { [10] = 0xff, 0xff, 192, 0, 2, (uint8_t)(1 + index) },
		.port = (uint16_t)(PORT + slot)
	};

	return address;
}

static void note(struct world *world, unsigned from, const struct world_datagram *d)
{
	struct world_wire *wire = &world->wire[from];

	if (d->bytes[0] >> 4 == 1) {
		wire->zrtp++;
	} else if (d->bytes[0] >> 6 == 2) {
		if (wire->rtp++ == 0)
			wire->first_rtp = world->now;
		wire->rtp_lengths += d->length != wire->rtp_length;
		wire->rtp_length = d->length;
	} else {
		wire->other++;
	}
}

static unsigned draw(struct world *world, unsigned below)
{
	world->random = world->random * 1664525u + 1013904223u;
	return below == 0 ? 0 : (world->random >> 8) % below;
}

static struct world_datagram *free_datagram(struct world *world)
{
	for (unsigned i = 0; i < WORLD_DATAGRAMS; i++) {
		if (world->flying[i].due == 0)
			return &world->flying[i];
	}
	fail_msg("more datagrams on their way than there can be");
	return NULL;
}

static void send_datagram(void *context, unsigned slot, const struct media_address *to,
			  const uint8_t *packet, size_t length)
{
	struct world_phone *phone = context;
	struct world *world = phone->world;
	struct world_datagram *d = free_datagram(world);

	assert_true(phone->open[slot]);
	assert_in_range(length, 1, MEDIA_DATAGRAM);
	d->from = world_address(phone->index, slot);
	d->length = length;
	memcpy(d->bytes, packet, length);
	note(world, phone->index, d);
	if (phone->index == 1)
		d->from.bytes[15] = (uint8_t)(d->from.bytes[15] + world->moved);
	d->to = 1 - phone->index;
	d->slot = (unsigned)(to->port - PORT);
	if (to->bytes[15] != world_address(d->to, 0).bytes[15] + (d->to == 1 ? world->moved : 0) ||
	    d->slot >= MEDIA_CALLS || world->cut || draw(world, 100) < world->lost_percent)
		return;
	if (world->tap != NULL && !world->tap(world, phone->index, d))
		return;
	d->due = world->now + world->delay_us + draw(world, world->jitter_us + 1);
	if (d->due < world->next_due)
		world->next_due = d->due;
}

static void log_message(struct calling_message *log, unsigned *count, const void *message,
			size_t length)
{
	assert_int_equal(length, sizeof(*log));
	assert_true(*count < WORLD_MESSAGES);
	memcpy(&log[(*count)++], message, length);
}

/* ---- The audio service ---- */

static void audio_open(struct world_phone *phone, const struct audio_message *m)
{
	struct world_audio *audio = &phone->audio;

	audio->opened++;
	audio->unanswered = true;
	audio->flags = m->flags;
	audio->next = phone->world->now + 20 * WORLD_MS;
	audio->number = audio->underruns = audio->queued = 0;
	audio->has_played = false;
}

static void audio_answer(struct world_phone *phone)
{
	struct audio_message opened = { .type = AUDIO_OPENED,
					.flags = phone->audio.flags & ~phone->audio.denied,
					.period = AUDIO_PERIOD_20MS };

	phone->audio.unanswered = false;
	phone->audio.flags = opened.flags;
	media_message(&phone->media, MEDIA_AUDIO, &opened, AUDIO_HEADER, phone->world->now);
}

static void audio_take(struct world_phone *phone, const struct audio_message *m, size_t length)
{
	struct world_audio *audio = &phone->audio;

	if (m->type == AUDIO_OPEN) {
		assert_int_equal(length, AUDIO_HEADER);
		assert_int_equal(m->period, AUDIO_PERIOD_20MS);
		audio_open(phone, m);
	} else if (m->type == AUDIO_CLOSE) {
		audio->closed++;
		audio->flags = 0;
	} else {
		assert_int_equal(m->type, AUDIO_PLAY);
		assert_int_equal(length, sizeof(*m));
		assert_true((audio->flags & AUDIO_MAY_PLAY) != 0);
		assert_true(audio->queued < AUDIO_QUEUE);
		memcpy(audio->queue[audio->queued++], m->samples, sizeof(audio->queue[0]));
		audio->has_played = true;
	}
}

static void audio_play(struct world_audio *audio)
{
	if (audio->queued == 0) {
		audio->underruns += audio->has_played;
	} else {
		memcpy(audio->heard + audio->heard_count, audio->queue[0], sizeof(audio->queue[0]));
		audio->queued--;
		memmove(audio->queue[0], audio->queue[1], audio->queued * sizeof(audio->queue[0]));
	}
	audio->heard_count += VOICE_FRAME;
}

static void audio_period(struct world_phone *phone)
{
	struct world_audio *audio = &phone->audio;
	struct audio_message m = { .type = AUDIO_PERIOD,
				   .flags = audio->flags,
				   .period = AUDIO_PERIOD_20MS,
				   .number = audio->number++,
				   .time_us = audio->next };
	size_t length = AUDIO_HEADER;

	assert_true(audio->heard_count + VOICE_FRAME <= WORLD_SAMPLES);
	audio_play(audio);
	if ((audio->flags & AUDIO_MAY_CAPTURE) != 0) {
		memcpy(m.samples, audio->said + audio->said_at, sizeof(m.samples));
		length = sizeof(m);
	}
	audio->said_at += VOICE_FRAME;
	m.queued = audio->queued;
	m.underruns = audio->underruns;
	audio->next += 20 * WORLD_MS;
	media_message(&phone->media, MEDIA_AUDIO, &m, length, phone->world->now);
}

static bool tell(void *context, enum media_peer peer, const void *message, size_t length)
{
	struct world_phone *phone = context;
	struct audio_message audio = { 0 };

	if (peer == MEDIA_SIP) {
		log_message(phone->to_sip, &phone->to_sip_count, message, length);
	} else if (peer == MEDIA_PHONE) {
		log_message(phone->to_phone, &phone->to_phone_count, message, length);
	} else {
		assert_true(length <= sizeof(audio));
		memcpy(&audio, message, length);
		audio_take(phone, &audio, length);
	}
	return true;
}

/* ---- The world ---- */

/* What phone `index` says; made once, as it takes longer than the calls themselves. */
static const int16_t *speech(unsigned index)
{
	static int16_t samples[2][WORLD_SAMPLES];
	static bool made;

	for (uint32_t i = 0; i < 2 && !made; i++)
		speech_generate(100 + i, samples[i], WORLD_SAMPLES, VOICE_RATE);
	made = true;
	return samples[index];
}

struct world *world_new(void)
{
	struct world *world = calloc(1, sizeof(*world));

	assert_non_null(world);
	world->now = 5000000;
	world->delay_us = 10000;
	world->random = 1;
	world->next_due = UINT64_MAX;
	for (unsigned i = 0; i < 2; i++) {
		struct world_phone *phone = &world->phones[i];

		phone->world = world;
		phone->index = i;
		phone->ports = (struct media_ports){ .context = phone,
						     .open = open_port,
						     .close = close_port,
						     .send = send_datagram,
						     .tell = tell };
		memcpy(phone->audio.said, speech(i), sizeof(phone->audio.said));
		assert_true(media_init(&phone->media, &phone->ports, WORLD_EPOCH));
	}
	return world;
}

void world_restart(struct world *world, unsigned index)
{
	struct world_phone *phone = &world->phones[index];
	uint8_t kept[PEERS_BYTES];
	size_t size = peers_write(&phone->media.peers, kept);

	media_end(&phone->media);
	assert_true(media_init(&phone->media, &phone->ports, WORLD_EPOCH));
	assert_true(peers_read(&phone->media.peers, kept, size));
}

void world_free(struct world *world)
{
	for (unsigned i = 0; i < 2; i++) {
		media_end(&world->phones[i].media);
		for (unsigned slot = 0; slot < MEDIA_CALLS; slot++)
			assert_false(world->phones[i].open[slot]);
	}
	free(world);
}

static void deliver(struct world *world)
{
	if (world->now < world->next_due)
		return;
	world->next_due = UINT64_MAX;
	for (unsigned i = 0; i < WORLD_DATAGRAMS; i++) {
		struct world_datagram *d = &world->flying[i];

		if (d->due > world->now && d->due < world->next_due)
			world->next_due = d->due;
		if (d->due == 0 || d->due > world->now)
			continue;
		d->due = 0;
		if (world->phones[d->to].open[d->slot])
			media_datagram(&world->phones[d->to].media, d->slot, &d->from, d->bytes,
				       d->length, world->now);
	}
}

void world_run(struct world *world, unsigned ms)
{
	for (unsigned t = 0; t < ms * WORLD_MS; t += STEP_US) {
		world->now += STEP_US;
		deliver(world);
		for (unsigned i = 0; i < 2; i++) {
			struct world_phone *phone = &world->phones[i];

			if (phone->audio.unanswered)
				audio_answer(phone);
			if (phone->audio.flags != 0 && phone->audio.next <= world->now)
				audio_period(phone);
			if (media_deadline(&phone->media) <= world->now)
				media_tick(&phone->media, world->now);
		}
	}
}

void world_tell(struct world *world, unsigned index, enum media_peer from, uint32_t type,
		uint32_t call, uint32_t value)
{
	struct calling_message m = { .type = type, .call = call, .value = value };

	media_message(&world->phones[index].media, from, &m, sizeof(m), world->now);
}

void world_open(struct world *world, uint32_t call)
{
	world_tell(world, 0, MEDIA_SIP, CALLING_OPEN, call, 1);
	world_tell(world, 1, MEDIA_SIP, CALLING_OPEN, call, 0);
}

struct calling_message world_remote(const struct world *world, unsigned index, uint32_t call)
{
	const struct calling_message *opened =
		world_said(&world->phones[1 - index], MEDIA_SIP, CALLING_OPENED, call);
	struct calling_message m = { .type = CALLING_REMOTE, .call = call, .payload_type = 96 };
	struct media_address address = world_address(1 - index, 0);

	assert_non_null(opened);
	memcpy(m.address, address.bytes, sizeof(m.address));
	m.port = opened->port;
	memcpy(m.text, opened->text, sizeof(m.text));
	return m;
}

void world_connect(struct world *world, uint32_t call)
{
	for (unsigned i = 0; i < 2; i++) {
		struct calling_message m = world_remote(world, i, call);

		media_message(&world->phones[i].media, MEDIA_SIP, &m, sizeof(m), world->now);
	}
}

void world_call(struct world *world, uint32_t call)
{
	const struct calling_message *security;

	world_tell(world, 0, MEDIA_PHONE, CALLING_ALLOW, call, 0);
	world_open(world, call);
	world_tell(world, 1, MEDIA_PHONE, CALLING_ALLOW, call, 0);
	world_connect(world, call);
	world_run(world, 500);
	for (unsigned i = 0; i < 2; i++) {
		security = world_said(&world->phones[i], MEDIA_PHONE, CALLING_SECURITY, call);
		assert_non_null(security);
		assert_int_equal(security->value, CALLING_SECURE);
	}
}

const struct calling_message *world_said(const struct world_phone *phone, enum media_peer to,
					 uint32_t type, uint32_t call)
{
	const struct calling_message *log = to == MEDIA_SIP ? phone->to_sip : phone->to_phone;
	unsigned count = to == MEDIA_SIP ? phone->to_sip_count : phone->to_phone_count;

	while (count-- > 0) {
		if (log[count].type == type && log[count].call == call)
			return &log[count];
	}
	return NULL;
}

unsigned world_count(const struct world_phone *phone, enum media_peer to, uint32_t type)
{
	const struct calling_message *log = to == MEDIA_SIP ? phone->to_sip : phone->to_phone;
	unsigned count = to == MEDIA_SIP ? phone->to_sip_count : phone->to_phone_count;
	unsigned found = 0;

	for (unsigned i = 0; i < count; i++)
		found += log[i].type == type;
	return found;
}

void world_inject(struct world *world, unsigned index, unsigned slot,
		  const struct media_address *from, const uint8_t *bytes, size_t length)
{
	uint8_t packet[MEDIA_DATAGRAM];

	memcpy(packet, bytes, length);
	media_datagram(&world->phones[index].media, slot, from, packet, length, world->now);
}

double world_heard(const struct world *world, unsigned index, double least)
{
	const struct world_audio *speaker = &world->phones[1 - index].audio;
	const struct world_audio *listener = &world->phones[index].audio;
	struct speech_match match;

	assert_int_equal(speech_compare(speaker->said, speaker->said_at, VOICE_RATE,
					listener->heard, listener->heard_count, VOICE_RATE, least,
					&match),
			 0);
	return match.correlation;
}
