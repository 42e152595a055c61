/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/jitter/arrival.h"

#define MARGIN	   5000
#define LATE_SHARE 50	/* one packet in so many may come too late */
#define SHRINK	   256	/* packets in which an unneeded delay falls to 1/e */
#define LOSS_SHARE 128	/* packets over which losses are averaged */
#define LOSSY	   1310 /* 2 % */

void arrival_restart(struct jitter_arrivals *a)
{
	a->count = 0;
	a->oldest = 0;
}

/* RFC 3550, 6.4.1 and A.8. */
static void learn_jitter(struct jitter_arrivals *a, int64_t transit)
{
	int64_t change = transit - a->previous;
	int64_t scaled = a->jitter_16;

	if (a->count > 0) {
		scaled += (change < 0 ? -change : change) - ((scaled + 8) >> 4);
		a->jitter_16 = scaled > UINT32_MAX ? UINT32_MAX : (uint32_t)scaled;
	}
	a->previous = transit;
}

static void remember(struct jitter_arrivals *a, int64_t transit)
{
	if (a->count < JITTER_TRANSITS) {
		a->transits[a->count++] = transit;
		return;
	}
	a->transits[a->oldest] = transit;
	a->oldest = (a->oldest + 1) % JITTER_TRANSITS;
}

/* The transit that only the latest 1/LATE_SHARE of packets exceed; sets `fastest` on the way. */
static int64_t slowest_that_counts(struct jitter_arrivals *a)
{
	int64_t slowest[JITTER_TRANSITS / LATE_SHARE + 1];
	unsigned rank = a->count / LATE_SHARE;
	unsigned kept = 0;

	a->fastest = a->transits[0];
	for (unsigned i = 0; i < a->count; i++) {
		int64_t t = a->transits[i];
		unsigned k;

		if (t < a->fastest)
			a->fastest = t;
		if (kept <= rank)
			kept++;
		else if (t <= slowest[rank])
			continue;
		for (k = kept - 1; k > 0 && slowest[k - 1] < t; k--)
			slowest[k] = slowest[k - 1];
		slowest[k] = t;
	}
	return slowest[rank];
}

void arrival_learn(struct jitter_arrivals *a, int64_t position, int64_t now)
{
	int64_t transit = now - position * JITTER_FRAME_US;
	int64_t needed;

	learn_jitter(a, transit);
	remember(a, transit);
	needed = slowest_that_counts(a) - a->fastest + MARGIN;
	if (a->loss > LOSSY)
		needed += JITTER_FRAME_US;
	if (needed < JITTER_DELAY_MIN)
		needed = JITTER_DELAY_MIN;
	if (needed > JITTER_DELAY_MAX)
		needed = JITTER_DELAY_MAX;
	if (needed >= a->wanted)
		a->wanted = needed;
	else
		a->wanted -= (a->wanted - needed + SHRINK - 1) / SHRINK;
}

void arrival_count(struct jitter_arrivals *a, bool lost)
{
	a->loss -= a->loss / LOSS_SHARE;
	if (lost)
		a->loss += 65536 / LOSS_SHARE;
}
