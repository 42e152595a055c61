/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Search for the best offset: coarsely on every fifth step, where a smoothed envelope cannot hide a
 * peak, then step by step around the best few of those. Then the pieces are moved around it.
 */
#include "lib/speech/speech.h"
#include "lib/speech/envelope.h"

#include <math.h>
#include <stdlib.h>

#define STRIDE 5
#define BEST   8

struct overlap {
	size_t reference, heard, count; /* where it starts in each; its length */
};

struct candidate {
	long lag;
	double correlation;
};

/* What overlaps if reference[0] is aligned with heard[lag]. */
static struct overlap overlap_at(const struct envelope *reference, const struct envelope *heard,
				 long lag)
{
	struct overlap o = { 0, 0, 0 };
	size_t left, right;

	if (lag < 0)
		o.reference = (size_t)-lag;
	else
		o.heard = (size_t)lag;
	if (o.reference >= reference->count || o.heard >= heard->count)
		return o;
	left = reference->count - o.reference;
	right = heard->count - o.heard;
	o.count = left < right ? left : right;
	return o;
}

/* Pearson's sums over pairs of values. */
struct sums {
	double n, a, b, aa, bb, ab;
};

static void add(struct sums *sums, const struct envelope *reference, const struct envelope *heard,
		const struct overlap *o, size_t stride)
{
	for (size_t i = 0; i < o->count; i += stride) {
		double x = reference->values[o->reference + i];
		double y = heard->values[o->heard + i];

		sums->n += 1;
		sums->a += x;
		sums->b += y;
		sums->aa += x * x;
		sums->bb += y * y;
		sums->ab += x * y;
	}
}

static double correlation(const struct sums *s)
{
	double spread;

	if (s->n == 0)
		return 0;
	spread = (s->aa - s->a * s->a / s->n) * (s->bb - s->b * s->b / s->n);
	return spread > 0 ? (s->ab - s->a * s->b / s->n) / sqrt(spread) : 0;
}

static double correlate(const struct envelope *reference, const struct envelope *heard,
			const struct overlap *o, size_t stride)
{
	struct sums sums = { 0 };

	add(&sums, reference, heard, o, stride);
	return correlation(&sums);
}

/* Keep the BEST highest, highest first. */
static void keep(struct candidate best[BEST], struct candidate c)
{
	for (int i = 0; i < BEST; i++) {
		if (c.correlation > best[i].correlation) {
			struct candidate lower = best[i];

			best[i] = c;
			c = lower;
		}
	}
}

static void search(const struct envelope *reference, const struct envelope *heard, long from,
		   long to, size_t stride, size_t least, struct candidate best[BEST])
{
	for (long lag = from; lag <= to; lag += (long)stride) {
		struct overlap o = overlap_at(reference, heard, lag);
		struct candidate c = { lag, 0 };

		if (o.count == 0 || o.count < least)
			continue;
		c.correlation = correlate(reference, heard, &o, stride);
		keep(best, c);
	}
}

/* The best place for one piece: where it is, or up to SPEECH_REACH steps earlier or later. */
static long move_piece(const struct envelope *reference, const struct envelope *heard,
		       const struct overlap *piece, struct overlap *moved)
{
	double best = 0; /* a silent piece stays where it is */
	long by = 0;

	*moved = *piece;
	for (long m = -SPEECH_REACH; m <= SPEECH_REACH; m++) {
		long start = (long)piece->heard + m;
		struct overlap o = *piece;
		double c;

		if (start < 0 || start + (long)piece->count > (long)heard->count)
			continue;
		o.heard = (size_t)start;
		c = correlate(reference, heard, &o, 1);
		if (c > best) {
			best = c;
			by = m;
			*moved = o;
		}
	}
	return by;
}

/* The correlation of `o` with its pieces moved, and the range of their movements. */
static double correlate_pieces(const struct envelope *reference, const struct envelope *heard,
			       const struct overlap *o, long *range)
{
	long least = SPEECH_REACH, most = -SPEECH_REACH;
	struct sums sums = { 0 };

	for (size_t at = 0; at < o->count; at += SPEECH_PIECE) {
		size_t left = o->count - at;
		struct overlap piece = { o->reference + at, o->heard + at,
					 left < SPEECH_PIECE ? left : SPEECH_PIECE };
		struct overlap moved;
		long by;

		/* A short rest says too little of where it belongs. */
		if (left >= SPEECH_PIECE / 2) {
			by = move_piece(reference, heard, &piece, &moved);
			least = by < least ? by : least;
			most = by > most ? by : most;
			piece = moved;
		}
		add(&sums, reference, heard, &piece, 1);
	}
	*range = most > least ? most - least : 0;
	return correlation(&sums);
}

static void find(const struct envelope *reference, const struct envelope *heard,
		 struct speech_match *match)
{
	struct candidate coarse[BEST] = { { 0, 0 } }, best[BEST] = { { 0, 0 } };
	size_t least = (size_t)(match->least * SPEECH_STEPS);
	struct overlap o;
	long range;

	search(reference, heard, -(long)reference->count, (long)heard->count, STRIDE, least,
	       coarse);
	for (int i = 0; i < BEST && coarse[i].correlation > 0; i++)
		search(reference, heard, coarse[i].lag - STRIDE, coarse[i].lag + STRIDE, 1, least,
		       best);
	if (best[0].correlation <= 0)
		return;
	o = overlap_at(reference, heard, best[0].lag);
	match->rigid = best[0].correlation;
	match->correlation = correlate_pieces(reference, heard, &o, &range);
	match->seconds = (double)o.count / SPEECH_STEPS;
	match->moved = (double)range / SPEECH_STEPS;
	match->offset = (double)(best[0].lag + (long)heard->leading - (long)reference->leading) /
			SPEECH_STEPS;
}

int speech_compare(const int16_t *reference, size_t reference_count, uint32_t reference_rate,
		   const int16_t *heard, size_t heard_count, uint32_t heard_rate, double least,
		   struct speech_match *match)
{
	struct envelope r = { 0 }, h = { 0 };
	int failed = reference_count / reference_rate > SPEECH_SECONDS_MAX ||
		     heard_count / heard_rate > SPEECH_SECONDS_MAX;

	*match = (struct speech_match){ .least = least };
	failed = failed || envelope_of(&r, reference, reference_count, reference_rate) != 0;
	failed = failed || envelope_of(&h, heard, heard_count, heard_rate) != 0;
	if (!failed && least < 0)
		match->least = 0.8 * (double)r.count / SPEECH_STEPS;
	if (!failed)
		find(&r, &h, match);
	free(r.values);
	free(h.values);
	return failed ? -1 : 0;
}
