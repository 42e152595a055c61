/* SPDX-License-Identifier: Apache-2.0 */
/* WAVE files on disk; see wav.h. */
#include "lib/wav/wav.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (1u << 30)

/* The whole file, which the caller frees, or NULL with errno. */
static uint8_t *read_whole(FILE *file, size_t *size)
{
	size_t room = 1 << 16, got;
	uint8_t *bytes = NULL, *more;

	*size = 0;
	do {
		room *= 2;
		more = room <= FILE_MAX ? realloc(bytes, room) : NULL;
		if (more == NULL) {
			free(bytes);
			errno = EFBIG;
			return NULL;
		}
		bytes = more;
		got = fread(bytes + *size, 1, room - *size, file);
		*size += got;
	} while (*size == room);
	if (ferror(file)) {
		free(bytes);
		return NULL;
	}
	return bytes;
}

static const char *to_mono(const void *bytes, size_t size, uint32_t *rate, int16_t **samples,
			   size_t *count)
{
	struct wav wav;
	const char *error = wav_parse(&wav, bytes, size);

	if (error != NULL)
		return error;
	if (wav.frames == 0)
		return "it has no samples";
	*samples = calloc(wav.frames, sizeof(**samples));
	if (*samples == NULL)
		return strerror(ENOMEM);
	for (size_t i = 0; i < wav.frames; i++)
		(*samples)[i] = wav_mono(&wav, i);
	*rate = wav.rate;
	*count = wav.frames;
	return NULL;
}

const char *wav_load(const char *path, uint32_t *rate, int16_t **samples, size_t *count)
{
	FILE *file = fopen(path, "rb");
	const char *error;
	uint8_t *bytes;
	size_t size;

	if (file == NULL)
		return strerror(errno);
	bytes = read_whole(file, &size);
	error = bytes == NULL ? strerror(errno) : to_mono(bytes, size, rate, samples, count);
	free(bytes);
	fclose(file);
	return error;
}

static int write_samples(FILE *file, const int16_t *samples, size_t count)
{
	uint8_t bytes[2 * 1024];
	size_t n;

	for (; count > 0; count -= n, samples += n) {
		n = count < 1024 ? count : 1024;
		for (size_t i = 0; i < n; i++) {
			bytes[2 * i] = (uint8_t)(samples[i] & 0xff);
			bytes[2 * i + 1] = (uint8_t)((uint16_t)samples[i] >> 8);
		}
		if (fwrite(bytes, 2, n, file) != n)
			return -1;
	}
	return 0;
}

const char *wav_save(const char *path, uint32_t rate, const int16_t *samples, size_t count)
{
	uint8_t header[WAV_HEADER];
	FILE *file = fopen(path, "wb");
	int failed;

	if (file == NULL)
		return strerror(errno);
	wav_header(header, rate, count);
	failed = fwrite(header, sizeof(header), 1, file) != 1;
	failed = failed || write_samples(file, samples, count) != 0;
	failed = fclose(file) != 0 || failed;
	return failed ? strerror(errno) : NULL;
}
