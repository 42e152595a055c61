/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From arrivals to the delay that is needed; inside lib/jitter.
 *
 * The delay aimed at is the distance between the fastest and nearly the slowest (98 %) of the last
 * JITTER_TRANSITS packets, and a margin. While packets are being lost it is one frame more: the
 * frame after a lost one is then here in time, with the lost one's FEC.
 */
#ifndef LIB_JITTER_ARRIVAL_H
#define LIB_JITTER_ARRIVAL_H

#include "lib/jitter/jitter.h"

/* Forget transits, which are of another stream now; keep what was learned of the network. */
void arrival_restart(struct jitter_arrivals *a);

/* A packet of `position` came at `now`. */
void arrival_learn(struct jitter_arrivals *a, int64_t position, int64_t now);

/* One packet was there in time, or was not. */
void arrival_count(struct jitter_arrivals *a, bool lost);

#endif
