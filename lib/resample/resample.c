/* SPDX-License-Identifier: Apache-2.0 */
/* See resample.h. speexdsp counts in 32 bits, so a recording is fed to it in pieces. */
#include "lib/resample/resample.h"

#include <assert.h>
#include <speex/speex_resampler.h>
#include <stdbool.h>
#include <stdlib.h>

#define PIECE	8192
#define QUALITY 7

struct conversion {
	SpeexResamplerState *state;
	int16_t *out;
	size_t made, wanted;
};

/* Feed `count` samples; what they yield beyond the wanted length is dropped. */
static void feed(struct conversion *c, const int16_t *samples, size_t count)
{
	while (count > 0 && c->made < c->wanted) {
		uint32_t in = count < PIECE ? (uint32_t)count : PIECE;
		size_t room = c->wanted - c->made;
		uint32_t out = room < PIECE ? (uint32_t)room : PIECE;

		speex_resampler_process_int(c->state, 0, samples, &in, c->out + c->made, &out);
		samples += in;
		count -= in;
		c->made += out;
	}
}

static bool convert(struct conversion *c, const int16_t *samples, size_t count)
{
	static const int16_t silence[PIECE];

	speex_resampler_skip_zeros(c->state);
	feed(c, samples, count);
	/* The filter still holds the last samples: silence pushes them out. */
	for (int i = 0; i < 4 && c->made < c->wanted; i++)
		feed(c, silence, PIECE);
	return c->made == c->wanted;
}

int16_t *resample(const int16_t *samples, size_t count, uint32_t from, uint32_t to,
		  size_t *converted)
{
	struct conversion c = { .wanted = (size_t)((uint64_t)count * to / from) };
	bool done;

	assert(from >= 8000 && from <= 48000 && to >= 8000 && to <= 48000);
	c.out = calloc(c.wanted + 1, sizeof(*c.out));
	c.state = speex_resampler_init(1, from, to, QUALITY, NULL);
	done = c.out != NULL && c.state != NULL && convert(&c, samples, count);
	if (c.state != NULL)
		speex_resampler_destroy(c.state);
	if (!done) {
		free(c.out);
		return NULL;
	}
	*converted = c.made;
	return c.out;
}
