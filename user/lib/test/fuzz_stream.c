/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stream whose peer is hostile: the input is a list of what the peer does to the buffer and what
 * our side calls in between. The buffer is a heap block of exact size, so a step outside is seen.
 *
 * Each step is one byte for the operation and what it needs.
 */
#include <stdlib.h>
#include <string.h>

#include "user/lib/stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	const uint8_t *at, *end;
};

static uint8_t byte(struct input *in)
{
	return in->at < in->end ? *in->at++ : 0;
}

static uint32_t word(struct input *in)
{
	uint32_t w = byte(in);

	w |= (uint32_t)byte(in) << 8;
	w |= (uint32_t)byte(in) << 16;
	return w | (uint32_t)byte(in) << 24;
}

static void check(const struct stream *s)
{
	if (s->sent >= s->ring || s->sent % 4 != 0 || s->received >= s->ring ||
	    s->received % 4 != 0)
		abort();
}

static void receive(struct stream *s, size_t room)
{
	uint8_t *m = malloc(room + 1);
	int n;

	if (m == NULL)
		abort();
	n = stream_receive(s, m, room);
	if (n > STREAM_MESSAGE_MAX || n < STREAM_BROKEN)
		abort();
	free(m);
}

static void send(struct stream *s, size_t size)
{
	uint8_t *m = calloc(1, size + 1);
	bool ready = stream_writable(s);
	int n;

	if (m == NULL)
		abort();
	n = stream_send(s, m, size);
	if (n == STREAM_EMPTY && ready)
		abort();
	free(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, data + size };
	struct stream own, peer;
	size_t bytes = STREAM_BUFFER_MIN + (size_t)(byte(&in) % 3) * 4096;
	uint8_t *buffer = aligned_alloc(64, bytes);

	if (buffer == NULL)
		abort();
	memset(buffer, 0, bytes);
	if (!stream_open(&own, STREAM_CLIENT, buffer, bytes) ||
	    !stream_open(&peer, STREAM_SERVER, buffer, bytes))
		abort();
	while (in.at < in.end) {
		switch (byte(&in) % 7) {
		case 0:
			receive(&own, byte(&in) * 16u);
			break;
		case 1:
			send(&own, word(&in) % (STREAM_MESSAGE_MAX + 2));
			break;
		case 2:
			send(&peer, word(&in) % (STREAM_MESSAGE_MAX + 2));
			break;
		case 3:
			receive(&peer, byte(&in) * 16u);
			break;
		case 4: /* any word of the buffer */
			memcpy(buffer + word(&in) % (bytes / 4) * 4, &(uint32_t){ word(&in) }, 4);
			break;
		case 5: /* any word of the two ends */
			memcpy(buffer + byte(&in) % 32 * 4, &(uint32_t){ word(&in) }, 4);
			break;
		case 6:
			memset(buffer, 0, bytes);
			(void)stream_open(&peer, STREAM_SERVER, buffer, bytes);
			break;
		}
		check(&own);
		check(&peer);
	}
	free(buffer);
	return 0;
}
