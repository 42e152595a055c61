/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The message stream. See stream.h for the layout and the rules against a hostile peer.
 *
 * Offsets run from 0 to ring - 4 in steps of 4; equal offsets mean an empty ring, so 4 bytes always
 * stay free. The private offsets s->sent and s->received are always valid. A publishing store is a
 * release, the load that looks at it an acquire. Where one side publishes and then looks whether
 * the other waits, a full fence stands between, on both sides, so that one of the two sees the
 * other.
 */
#include <string.h>

#include "user/lib/stream.h"

#define HEADER 4u /* a record's length word */

_Static_assert(sizeof(struct stream_end) == 64, "one layout on every machine");
_Static_assert((STREAM_BUFFER_MIN - 128) / 2 > HEADER + STREAM_MESSAGE_MAX + 4, "a message fits");

static uint32_t load(const uint32_t *word)
{
	return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static void publish(uint32_t *word, uint32_t value)
{
	__atomic_store_n(word, value, __ATOMIC_RELEASE);
}

static uint32_t record_size(uint32_t message)
{
	return HEADER + ((message + 3) & ~3u);
}

static uint32_t advance(const struct stream *s, uint32_t offset, uint32_t by)
{
	return offset + by < s->ring ? offset + by : offset + by - s->ring;
}

/* Bytes from offset `from` forward to offset `to`. Both are valid. */
static uint32_t distance(const struct stream *s, uint32_t from, uint32_t to)
{
	return to >= from ? to - from : to + s->ring - from;
}

static bool valid(const struct stream *s, uint32_t offset)
{
	return offset < s->ring && offset % 4 == 0;
}

static void attach(struct stream *s)
{
	s->sent = s->received = 0;
	s->broken = s->wake = false;
	publish(&s->own->sent, 0);
	publish(&s->own->received, 0);
	publish(&s->own->attached, STREAM_ATTACHED);
}

bool stream_open(struct stream *s, enum stream_side side, void *buffer, size_t size)
{
	struct stream_end *ends = buffer;
	unsigned char *rings = (unsigned char *)buffer + 2 * sizeof(*ends);

	if (size < STREAM_BUFFER_MIN || size > 1u << 30)
		return false;
	*s = (struct stream){ .ring = (uint32_t)(size - 2 * sizeof(*ends)) / 2 & ~3u };
	s->own = &ends[side];
	s->peer = &ends[1 - side];
	s->out = rings + (side == STREAM_CLIENT ? 0 : s->ring);
	s->in = rings + (side == STREAM_CLIENT ? s->ring : 0);
	attach(s);
	return true;
}

static bool was_reset(const struct stream *s)
{
	return load(&s->own->attached) != STREAM_ATTACHED;
}

/* Bytes of records that wait in the incoming ring, or STREAM_BROKEN. */
static int waiting(const struct stream *s)
{
	uint32_t sent;

	if (load(&s->peer->attached) != STREAM_ATTACHED)
		return 0;
	sent = load(&s->peer->sent);
	return valid(s, sent) ? (int)distance(s, s->received, sent) : STREAM_BROKEN;
}

/* Bytes that can be written to the outgoing ring, or STREAM_BROKEN. */
static int room(const struct stream *s)
{
	uint32_t received = 0;

	if (load(&s->peer->attached) == STREAM_ATTACHED)
		received = load(&s->peer->received);
	if (!valid(s, received))
		return STREAM_BROKEN;
	return (int)(s->ring - 4 - distance(s, received, s->sent));
}

static void copy_in(struct stream *s, uint32_t offset, const void *from, uint32_t size)
{
	uint32_t first = size < s->ring - offset ? size : s->ring - offset;

	memcpy(s->out + offset, from, first);
	memcpy(s->out, (const unsigned char *)from + first, size - first);
}

static void copy_out(const struct stream *s, uint32_t offset, void *to, uint32_t size)
{
	uint32_t first = size < s->ring - offset ? size : s->ring - offset;

	memcpy(to, s->in + offset, first);
	memcpy((unsigned char *)to + first, s->in, size - first);
}

static int broken(struct stream *s)
{
	s->broken = true;
	return STREAM_BROKEN;
}

int stream_send(struct stream *s, const void *message, size_t size)
{
	uint32_t length = (uint32_t)size;
	int free;

	if (size < 1 || size > STREAM_MESSAGE_MAX)
		return STREAM_SIZE;
	if (was_reset(s)) {
		attach(s);
		return STREAM_RESET;
	}
	if (s->broken)
		return STREAM_BROKEN;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	free = room(s);
	if (free < 0)
		return broken(s);
	if ((uint32_t)free < record_size(length))
		return STREAM_EMPTY;
	copy_in(s, s->sent, &length, HEADER);
	copy_in(s, advance(s, s->sent, HEADER), message, length);
	s->sent = advance(s, s->sent, record_size(length));
	publish(&s->own->sent, s->sent);
	return (int)length;
}

/* The record of `length` bytes at s->received was copied out: give its room back. */
static void consume(struct stream *s, uint32_t length)
{
	uint32_t before = s->received, sent;

	s->received = advance(s, s->received, record_size(length));
	publish(&s->own->received, s->received);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	sent = load(&s->peer->sent);
	s->wake = !valid(s, sent) ||
		  s->ring - 4 - distance(s, before, sent) < record_size(STREAM_MESSAGE_MAX);
}

int stream_receive(struct stream *s, void *message, size_t size)
{
	uint32_t length;
	int bytes;

	s->wake = false;
	if (was_reset(s)) {
		attach(s);
		return STREAM_RESET;
	}
	if (s->broken)
		return STREAM_BROKEN;
	bytes = waiting(s);
	if (bytes == 0)
		return STREAM_EMPTY;
	if (bytes < (int)HEADER)
		return broken(s);
	copy_out(s, s->received, &length, HEADER);
	if (length < 1 || length > STREAM_MESSAGE_MAX || record_size(length) > (uint32_t)bytes)
		return broken(s);
	copy_out(s, advance(s, s->received, HEADER), message,
		 length < size ? length : (uint32_t)size);
	consume(s, length);
	return (int)length;
}

bool stream_readable(const struct stream *s)
{
	return was_reset(s) || s->broken || waiting(s) != 0;
}

bool stream_writable(const struct stream *s)
{
	int free = room(s);

	return was_reset(s) || s->broken || free < 0 ||
	       (uint32_t)free >= record_size(STREAM_MESSAGE_MAX);
}
