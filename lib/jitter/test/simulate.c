/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/jitter/test/simulate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define BASE	   1000000000u /* the receiver's clock at the start */
#define LATENCY	   30000
#define TICK_PHASE 7300 /* of the player against the sender */

struct arrival {
	uint64_t at;
	uint32_t frame;
};

static double uniform(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 8) / (double)(1u << 24);
}

static uint64_t sent_at(const struct network *n, uint32_t frame)
{
	return BASE + (uint64_t)(frame * 20000.0 / (1 + n->drift_ppm * 1e-6));
}

static uint64_t arrives_at(const struct network *n, uint32_t frame, uint32_t *state)
{
	uint64_t at = sent_at(n, frame) + LATENCY + (uint64_t)(uniform(state) * n->jitter_us);
	uint64_t stall = BASE + n->stall_at_s * 1000000ull;

	if (uniform(state) < n->spikes)
		at += n->spike_us;
	if (n->stall_us != 0 && at >= stall && at < stall + n->stall_us)
		at = stall + n->stall_us;
	return at;
}

static int by_time(const void *a, const void *b)
{
	const struct arrival *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->frame < y->frame ? -1 : x->frame > y->frame;
}

/* All packets that arrive, in the order of their arrival. */
static size_t send_all(const struct network *n, struct arrival *arrivals, uint32_t frames)
{
	unsigned burst = n->burst > 1 ? n->burst : 1, losing = 0;
	uint32_t state = n->seed;
	size_t count = 0;

	for (uint32_t f = 0; f < frames; f++) {
		if (losing == 0 && uniform(&state) < n->loss / burst)
			losing = burst;
		if (losing > 0) {
			losing--;
			continue;
		}
		arrivals[count++] = (struct arrival){ arrives_at(n, f, &state), f };
		if (uniform(&state) < n->duplicated)
			arrivals[count++] = (struct arrival){ arrives_at(n, f, &state), f };
	}
	qsort(arrivals, count, sizeof(*arrivals), by_time);
	return count;
}

static void put(struct jitter *j, const struct arrival *a)
{
	struct jitter_packet packet = {
		.ssrc = 0x5eed,
		.sequence = (uint16_t)(65000 + a->frame),
		.timestamp = 0xfffff000u + a->frame * JITTER_FRAME_CLOCK,
		.payload = (const uint8_t *)&a->frame,
		.size = sizeof(a->frame),
	};

	jitter_put(j, &packet, a->at);
}

struct player {
	const struct network *network;
	struct outcome *outcome;
	bool heard; /* something was played */
	uint32_t last;
	unsigned delays;
};

static void note_frame(struct player *p, uint32_t frame, uint64_t now)
{
	double delay = (double)(int64_t)(now - sent_at(p->network, frame)) / 1000;

	p->outcome->frames++;
	p->outcome->out_of_order += p->heard && frame <= p->last;
	p->outcome->delay_mean_ms += delay;
	if (delay > p->outcome->delay_max_ms)
		p->outcome->delay_max_ms = delay;
}

static void tick(struct player *p, struct jitter *j, uint64_t now, bool counts)
{
	bool quiet = !p->network->never_quiet && p->last % 100 < 20;
	const uint8_t *payload = NULL;
	size_t size = 0;
	enum jitter_outcome outcome = jitter_tick(j, now, quiet, &payload, &size);
	uint32_t frame = p->last;

	if (outcome == JITTER_FRAME || outcome == JITTER_FEC) {
		assert_int_equal(size, sizeof(frame));
		memcpy(&frame, payload, sizeof(frame));
		frame -= outcome == JITTER_FEC;
	}
	if (counts) {
		p->outcome->silent += outcome == JITTER_SILENCE;
		p->outcome->concealed += outcome == JITTER_CONCEAL;
		p->outcome->fec += outcome == JITTER_FEC;
		if (outcome == JITTER_FRAME)
			note_frame(p, frame, now);
		p->outcome->sent++;
	}
	p->heard = p->heard || outcome == JITTER_FRAME;
	p->last = frame;
}

void simulate(const struct network *network, unsigned from_s, struct outcome *outcome)
{
	uint32_t frames = network->seconds * 50;
	uint32_t to_send = frames + 100; /* also by a faster clock, enough for all ticks */
	struct arrival *arrivals = calloc(to_send * 2, sizeof(*arrivals));
	struct player player = { .network = network, .outcome = outcome };
	struct jitter *j = malloc(sizeof(*j));
	size_t count, next = 0;

	assert_true(arrivals != NULL && j != NULL);
	memset(outcome, 0, sizeof(*outcome));
	jitter_init(j);
	count = send_all(network, arrivals, to_send);
	for (uint32_t t = 0; t < frames; t++) {
		uint64_t now = BASE + t * 20000ull + TICK_PHASE;

		for (; next < count && arrivals[next].at <= now; next++)
			put(j, &arrivals[next]);
		tick(&player, j, now, t >= from_s * 50);
	}
	if (outcome->frames > 0)
		outcome->delay_mean_ms /= outcome->frames;
	outcome->statistics = j->statistics;
	free(arrivals);
	free(j);
}
