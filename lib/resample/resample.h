/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole recording at another sample rate, by speexdsp's resampler: for the ends of a call where
 * sound comes from and goes to files. The result starts where the original starts (the filter's
 * delay is taken off) and lasts as long.
 */
#ifndef LIB_RESAMPLE_RESAMPLE_H
#define LIB_RESAMPLE_RESAMPLE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Convert `count` samples at `from` to `to` samples per second (both 8000..48000). Returns the new
 * samples, which the caller frees, and their number in *converted; NULL if there is no memory.
 */
int16_t *resample(const int16_t *samples, size_t count, uint32_t from, uint32_t to,
		  size_t *converted);

#endif
