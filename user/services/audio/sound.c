/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See sound.h. A slot of a stream lies in one piece of memory:
 *
 *	0		the stream's number, for the device to read
 *	SLOT_DATA	the period's samples
 *	SLOT_STATUS	the device's status
 */
#include "user/services/audio/sound.h"

#include <string.h>

#define CONTROL_QUEUE  0
#define EVENT_QUEUE    1
#define PLAYBACK_QUEUE 2
#define CAPTURE_QUEUE  3

/* 5.14.6.1 */
#define R_PCM_INFO	 0x0100
#define R_PCM_SET_PARAMS 0x0101
#define R_PCM_PREPARE	 0x0102
#define R_PCM_RELEASE	 0x0103
#define R_PCM_START	 0x0104
#define R_PCM_STOP	 0x0105
#define S_OK		 0x8000

#define FORMAT_S16 5
#define RATE_48000 7

#define EVENTS	    4
#define EVENT_SIZE  8
#define STREAMS_MAX 16 /* more than this are not looked at */

#define DATA_SIZE   (SOUND_SAMPLES * sizeof(int16_t))
#define SLOT_DATA   16
#define SLOT_STATUS (SLOT_DATA + DATA_SIZE)
#define SLOT_SIZE   (SLOT_STATUS + 8)

struct info_request { /* virtio_snd_query_info */
	uint32_t code, start, count, size;
};

struct info { /* virtio_snd_pcm_info */
	uint32_t function, features;
	uint64_t formats, rates;
	uint8_t direction, channels_min, channels_max, padding[5];
};

struct command { /* virtio_snd_pcm_hdr, virtio_snd_pcm_set_params */
	uint32_t code, stream;
	uint32_t buffer_bytes, period_bytes, features;
	uint8_t channels, format, rate, padding;
};

#define COMMAND_SIZE 8 /* of those without parameters */

_Static_assert(sizeof(struct info) == 32 && sizeof(struct command) == 24, "5.14.6.6");

static bool fail(struct sound *s)
{
	s->broken = true;
	return false;
}

/* One request on the control queue; `size` bytes of the answer follow its status. False: no answer. */
static bool ask(struct sound *s, const void *request, uint32_t request_size, void *answer,
		uint32_t size)
{
	struct virtqueue_part parts[2] = { { s->command.device, request_size },
					   { s->answer.device, size + 4 } };
	enum virtqueue_taken taken;
	uint32_t token, written;

	if (s->broken)
		return false;
	memcpy(s->command.memory, request, request_size);
	if (!virtqueue_add(&s->control, parts, 1, 1, 0))
		return fail(s);
	virtio_notify(&s->v, CONTROL_QUEUE);
	while ((taken = virtqueue_take(&s->control, &token, &written)) == VIRTQUEUE_NONE) {
		if (!s->wait(s->context))
			return fail(s);
	}
	if (taken == VIRTQUEUE_BROKEN || written < 4)
		return fail(s);
	memcpy(&s->status, s->answer.memory, sizeof(s->status));
	if (s->status == S_OK && written < size + 4)
		return fail(s);
	if (size > 0)
		memcpy(answer, s->answer.memory + 4, size);
	return true;
}

static bool try(struct sound *s, const struct sound_stream *stream, uint32_t code)
{
	struct command c = { .code = code, .stream = stream->id };

	return ask(s, &c, COMMAND_SIZE, NULL, 0);
}

static bool command(struct sound *s, const struct sound_stream *stream, uint32_t code)
{
	return try(s, stream, code) && (s->status == S_OK || fail(s));
}

static bool set_parameters(struct sound *s, const struct sound_stream *stream)
{
	struct command c = { .code = R_PCM_SET_PARAMS,
			     .stream = stream->id,
			     .buffer_bytes = SOUND_PERIODS * DATA_SIZE,
			     .period_bytes = DATA_SIZE,
			     .channels = 1,
			     .format = FORMAT_S16,
			     .rate = RATE_48000 };

	return ask(s, &c, sizeof(c), NULL, 0) && (s->status == S_OK || fail(s));
}

static bool fits(const struct info *i)
{
	return i->direction <= SOUND_CAPTURE && (i->formats & 1u << FORMAT_S16) &&
	       (i->rates & 1u << RATE_48000) && i->channels_min <= 1 && i->channels_max >= 1;
}

/* The first stream of each direction that can do what we need. */
static bool find_streams(struct sound *s)
{
	struct info info[STREAMS_MAX];
	bool found[2] = { false, false };
	uint32_t count;

	/* Configuration (5.14.4): jacks, streams, channel maps. */
	if (!virtio_config(&s->v, 4, &count, sizeof(count), 4))
		return fail(s);
	if (count > STREAMS_MAX)
		count = STREAMS_MAX;
	struct info_request request = { R_PCM_INFO, 0, count, sizeof(struct info) };
	if (!ask(s, &request, sizeof(request), info, count * (uint32_t)sizeof(struct info)) ||
	    s->status != S_OK)
		return fail(s);
	for (uint32_t i = 0; i < count; i++) {
		if (!fits(&info[i]) || found[info[i].direction])
			continue;
		found[info[i].direction] = true;
		s->stream[info[i].direction].id = i;
	}
	return (found[SOUND_PLAYBACK] && found[SOUND_CAPTURE]) || fail(s);
}

static bool take_slots(struct sound_stream *stream, struct dma *memory)
{
	for (unsigned i = 0; i < SOUND_PERIODS; i++) {
		stream->slot[i] = dma_take(memory, SLOT_SIZE, 16);
		if (stream->slot[i].size == 0)
			return false;
	}
	return true;
}

static void offer_event(struct sound *s, uint32_t index)
{
	struct virtqueue_part part = { s->event.device + index * EVENT_SIZE, EVENT_SIZE };

	(void)!virtqueue_add(&s->events, &part, 0, 1, index);
}

static bool set_up_queues(struct sound *s, struct dma *memory)
{
	struct sound_stream *play = &s->stream[SOUND_PLAYBACK],
			    *capture = &s->stream[SOUND_CAPTURE];

	play->queue_index = PLAYBACK_QUEUE;
	capture->queue_index = CAPTURE_QUEUE;
	if (virtio_queue(&s->v, CONTROL_QUEUE, &s->control, memory, 2) != VIRTIO_OK ||
	    virtio_queue(&s->v, EVENT_QUEUE, &s->events, memory, EVENTS) != VIRTIO_OK ||
	    virtio_queue(&s->v, PLAYBACK_QUEUE, &play->queue, memory, 16) != VIRTIO_OK ||
	    virtio_queue(&s->v, CAPTURE_QUEUE, &capture->queue, memory, 16) != VIRTIO_OK)
		return false;
	s->command = dma_take(memory, sizeof(struct command), 16);
	s->answer = dma_take(memory, 4 + STREAMS_MAX * sizeof(struct info), 16);
	s->event = dma_take(memory, EVENTS * EVENT_SIZE, 16);
	return s->command.size != 0 && s->answer.size != 0 && s->event.size != 0 &&
	       take_slots(play, memory) && take_slots(capture, memory);
}

static bool begin(struct sound *s, uintptr_t registers, struct dma memory)
{
	if (virtio_begin(&s->v, registers, VIRTIO_ID_SOUND, 0) != VIRTIO_OK ||
	    !set_up_queues(s, &memory))
		return fail(s);
	virtio_start(&s->v);
	for (uint32_t i = 0; i < s->events.size && i < EVENTS; i++)
		offer_event(s, i);
	virtio_notify(&s->v, EVENT_QUEUE);
	return find_streams(s);
}

static bool quiet(struct sound *s)
{
	for (unsigned i = SOUND_PLAYBACK; i <= SOUND_CAPTURE; i++) {
		if (!try(s, &s->stream[i], R_PCM_STOP) || !try(s, &s->stream[i], R_PCM_RELEASE))
			return false;
	}
	return true;
}

bool sound_start(struct sound *s, uintptr_t registers, struct dma memory, sound_wait *wait,
		 void *context)
{
	memset(s, 0, sizeof(*s));
	s->wait = wait;
	s->context = context;
	return begin(s, registers, memory) && quiet(s) && begin(s, registers, memory) &&
	       set_parameters(s, &s->stream[SOUND_PLAYBACK]) &&
	       set_parameters(s, &s->stream[SOUND_CAPTURE]);
}

static void submit(struct sound *s, enum sound_direction direction, uint32_t slot)
{
	struct sound_stream *stream = &s->stream[direction];
	uint64_t at = stream->slot[slot].device;
	struct virtqueue_part parts[3] = { { at, 4 },
					   { at + SLOT_DATA, DATA_SIZE },
					   { at + SLOT_STATUS, 8 } };

	memcpy(stream->slot[slot].memory, &stream->id, sizeof(stream->id));
	if (!virtqueue_add(&stream->queue, parts, direction == SOUND_PLAYBACK ? 2 : 1,
			   direction == SOUND_PLAYBACK ? 1 : 2, slot))
		s->broken = true;
	else if (virtqueue_wants_notice(&stream->queue))
		virtio_notify(&s->v, stream->queue_index);
}

bool sound_run(struct sound *s, enum sound_direction direction)
{
	struct sound_stream *stream = &s->stream[direction];

	if (!command(s, stream, R_PCM_PREPARE))
		return false;
	for (uint32_t i = 0; i < SOUND_PERIODS; i++) {
		memset(stream->slot[i].memory + SLOT_DATA, 0, DATA_SIZE);
		submit(s, direction, i);
	}
	stream->running = true;
	return command(s, stream, R_PCM_START);
}

/* RELEASE is complete only when the device has given every buffer back (5.14.6.6.5.1). */
bool sound_stop(struct sound *s, enum sound_direction direction)
{
	struct sound_stream *stream = &s->stream[direction];
	uint32_t slot, written;

	stream->running = false;
	if (!command(s, stream, R_PCM_STOP) || !command(s, stream, R_PCM_RELEASE))
		return false;
	while (virtqueue_take(&stream->queue, &slot, &written) == VIRTQUEUE_TAKEN)
		;
	return stream->queue.in_flight == 0 || fail(s);
}

void sound_interrupt(struct sound *s)
{
	uint32_t index, written;

	(void)virtio_interrupt(&s->v);
	for (unsigned i = 0; i < EVENTS; i++) {
		if (virtqueue_take(&s->events, &index, &written) == VIRTQUEUE_TAKEN)
			offer_event(s, index);
	}
}

static int next(struct sound *s, enum sound_direction direction, uint32_t *written)
{
	struct sound_stream *stream = &s->stream[direction];
	uint32_t slot;

	if (!stream->running)
		return -1;
	switch (virtqueue_take(&stream->queue, &slot, written)) {
	case VIRTQUEUE_TAKEN:
		return (int)slot;
	case VIRTQUEUE_BROKEN:
		s->broken = true;
		return -1;
	default:
		return -1;
	}
}

int sound_played(struct sound *s)
{
	uint32_t written;

	return next(s, SOUND_PLAYBACK, &written);
}

void sound_play(struct sound *s, int slot, const int16_t samples[SOUND_SAMPLES])
{
	memcpy(s->stream[SOUND_PLAYBACK].slot[slot].memory + SLOT_DATA, samples, DATA_SIZE);
	submit(s, SOUND_PLAYBACK, (uint32_t)slot);
}

bool sound_captured(struct sound *s, int16_t samples[SOUND_SAMPLES])
{
	struct sound_stream *stream = &s->stream[SOUND_CAPTURE];
	uint32_t written;
	int slot = next(s, SOUND_CAPTURE, &written);

	if (slot < 0)
		return false;
	/* Of a period that the device did not fill, what it left alone is silence. */
	memcpy(samples, stream->slot[slot].memory + SLOT_DATA, DATA_SIZE);
	memset(stream->slot[slot].memory + SLOT_DATA, 0, DATA_SIZE);
	submit(s, SOUND_CAPTURE, (uint32_t)slot);
	return true;
}
