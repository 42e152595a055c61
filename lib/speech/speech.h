/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is what was heard what was said? Speech is compared by its envelope (the loudness over time),
 * which survives a voice codec, concealment and a changed playout delay of a few tens of
 * milliseconds, while its samples do not.
 *
 * An envelope has SPEECH_STEPS values per second, smoothed over about 60 ms: syllables stay visible,
 * single pitch periods do not. Two envelopes are compared by Pearson's correlation where they
 * overlap, at the offset where that is highest. Digital silence at both ends of what was heard
 * (before the call was secure, after it ended) is not compared.
 */
#ifndef LIB_SPEECH_SPEECH_H
#define LIB_SPEECH_SPEECH_H

#include <stddef.h>
#include <stdint.h>

#define SPEECH_STEPS 100

struct speech_match {
	double correlation; /* -1..1; 0 if there is too little in common to say */
	double offset;	    /* seconds into `heard` where `reference` begins; may be negative */
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
