/* SPDX-License-Identifier: Apache-2.0 */
/*
 * WAVE files: 16-bit PCM, one or two channels, 8,000 to 48,000 samples per second.
 *
 *	RIFF size WAVE  { chunk-name size bytes [pad to even] }...
 *	                  "fmt "  WAVEFORMATEX or WAVEFORMATEXTENSIBLE, before
 *	                  "data"  the samples, little-endian, channels interleaved
 *
 * (Microsoft, "Multimedia Programming Interface and Data Specifications 1.0", and "Multiple Channel
 * Audio Data and WAVE Files" for the extensible form.) Other chunks are skipped. The file's bytes are
 * not trusted; a size that lies is refused, except that a "data" chunk may reach past the end of the
 * file, as it does when a recorder was interrupted: what is there is taken then.
 */
#ifndef LIB_WAV_WAV_H
#define LIB_WAV_WAV_H

#include <stddef.h>
#include <stdint.h>

#define WAV_RATE_MIN 8000
#define WAV_RATE_MAX 48000
#define WAV_HEADER   44

struct wav {
	uint32_t rate;	      /* frames per second */
	unsigned channels;    /* 1 or 2 */
	size_t frames;	      /* samples in each channel */
	const uint8_t *bytes; /* points into the caller's file */
};

/* Read the header of a whole file in memory. NULL if well, else what is wrong, for a person. */
const char *wav_parse(struct wav *wav, const void *file, size_t size);

/* Sample number `frame` (< wav->frames), the mean of both channels if there are two. */
int16_t wav_mono(const struct wav *wav, size_t frame);

/*
 * Write the header of a file with `frames` mono samples to follow. More than fit into the format's
 * 32 bits (2^31 - 64) are a caller's error.
 */
void wav_header(uint8_t header[WAV_HEADER], uint32_t rate, size_t frames);

/*
 * Load a file as mono samples, which the caller frees. NULL if well, else what is wrong; nothing is
 * allocated then. Files of more than 1 GiB are refused.
 */
const char *wav_load(const char *path, uint32_t *rate, int16_t **samples, size_t *count);

/* Write a mono file. NULL if well, else what is wrong. */
const char *wav_save(const char *path, uint32_t rate, const int16_t *samples, size_t count);

#endif
