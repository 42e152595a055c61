/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is what was heard what was said? Speech is compared by its envelope (the loudness over time),
 * which survives a voice codec and concealment, while its samples do not.
 *
 * An envelope has SPEECH_STEPS values per second, smoothed over about 60 ms: syllables stay visible,
 * single pitch periods do not. Two envelopes are compared by Pearson's correlation where they
 * overlap, at the offset where that is highest. Digital silence at both ends of what was heard
 * (before the call was secure, after it ended) is not compared.
 *
 * A phone's playout delay may move during a call, by a frame now and then. That is heard by nobody, but
 * an envelope that is shifted by 80 ms correlates at 0.8 with itself. So, as ITU-T P.862 does, what
 * was said is cut into pieces of SPEECH_PIECE steps, and each may move by up to SPEECH_REACH steps
 * from the offset of the whole; by how much they did is told.
 */
#ifndef LIB_SPEECH_SPEECH_H
#define LIB_SPEECH_SPEECH_H

#include <stddef.h>
#include <stdint.h>

#define SPEECH_STEPS 100
#define SPEECH_PIECE 200 /* 2 s */
#define SPEECH_REACH 15	 /* 150 ms */

struct speech_match {
	double correlation; /* -1..1; 0 if there is too little in common to say */
	double rigid;	    /* the correlation without moving any piece */
	double offset;	    /* seconds into `heard` where `reference` begins; may be negative */
	double moved;	    /* seconds between the pieces' least and greatest offsets */
	double seconds;	    /* of `reference` that are in the overlap */
	double least;	    /* seconds that had to be */
};

/*
 * Compare recordings of any sample rates (100 or more), of up to SPEECH_SECONDS_MAX. Offsets are
 * considered at which at least `least` seconds overlap; a negative `least` stands for four fifths of
 * the reference, its silent ends not counted. Returns 0, or -1 if there is no memory or either is
 * longer.
 */
#define SPEECH_SECONDS_MAX 1800

int speech_compare(const int16_t *reference, size_t reference_count, uint32_t reference_rate,
		   const int16_t *heard, size_t heard_count, uint32_t heard_rate, double least,
		   struct speech_match *match);

/*
 * Fill `samples` with a test signal that behaves like speech: voiced and unvoiced syllables of 80 to
 * 240 ms with pauses, as `seed` says. The same seed gives the same signal; different seeds'
 * envelopes do not correlate.
 */
void speech_generate(uint32_t seed, int16_t *samples, size_t count, uint32_t rate);

#endif
