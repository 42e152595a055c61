/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Search for the best offset: coarsely on every fifth step, where a smoothed envelope cannot hide a
 * peak, then step by step around the best few of those.
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

static double correlate(const struct envelope *reference, const struct envelope *heard,
			const struct overlap *o, size_t stride)
{
	double n = 0, a = 0, b = 0, aa = 0, bb = 0, ab = 0, spread;

	for (size_t i = 0; i < o->count; i += stride) {
		double x = reference->values[o->reference + i];
		double y = heard->values[o->heard + i];

		n += 1;
		a += x;
		b += y;
		aa += x * x;
		bb += y * y;
		ab += x * y;
	}
	spread = (aa - a * a / n) * (bb - b * b / n);
	return spread > 0 ? (ab - a * b / n) / sqrt(spread) : 0;
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

static void find(const struct envelope *reference, const struct envelope *heard,
		 struct speech_match *match)
{
	struct candidate coarse[BEST] = { { 0, 0 } }, best[BEST] = { { 0, 0 } };
	size_t least = (size_t)(match->least * SPEECH_STEPS);
	struct overlap o;

	search(reference, heard, -(long)reference->count, (long)heard->count, STRIDE, least,
	       coarse);
	for (int i = 0; i < BEST && coarse[i].correlation > 0; i++)
		search(reference, heard, coarse[i].lag - STRIDE, coarse[i].lag + STRIDE, 1, least,
		       best);
	if (best[0].correlation <= 0)
		return;
	o = overlap_at(reference, heard, best[0].lag);
	match->correlation = best[0].correlation;
	match->seconds = (double)o.count / SPEECH_STEPS;
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
