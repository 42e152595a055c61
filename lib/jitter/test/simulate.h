/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A sender, a network and a player around a jitter buffer, in simulated time. Each packet's payload
 * is its frame's number, so that the test knows what was played.
 */
#ifndef LIB_JITTER_TEST_SIMULATE_H
#define LIB_JITTER_TEST_SIMULATE_H

#include "lib/jitter/jitter.h"

#include <stdbool.h>
#include <stdint.h>

struct network {
	uint32_t seed;
	unsigned seconds;
	int drift_ppm;	    /* how much faster the sender's clock is */
	double loss;	    /* share of packets lost, independently */
	unsigned burst;	    /* lost packets come in bursts of so many; 0 and 1: single */
	unsigned jitter_us; /* each delay is uniform in 0..jitter_us; packets may overtake */
	double spikes;	    /* share of packets whose delay is spike_us more */
	unsigned spike_us;
	unsigned stall_at_s; /* nothing arrives for stall_us from there, then all that was sent */
	unsigned stall_us;
	double duplicated;
	bool never_quiet;
};

/* What was played from `from_s` on. */
struct outcome {
	unsigned sent, frames, fec, concealed, silent;
	unsigned out_of_order; /* frames played that are not newer than the one before */
	double delay_mean_ms;  /* from sending to playing */
	double delay_max_ms;
	struct jitter_statistics statistics; /* of the whole run */
};

void simulate(const struct network *network, unsigned from_s, struct outcome *outcome);

#endif
