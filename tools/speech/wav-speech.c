/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wav-speech SEED SECONDS FILE: write a speech-like test signal (lib/speech) at 48 kHz. For calls of
 * which only a machine will hear the sound.
 */
#include "lib/speech/speech.h"
#include "lib/wav/wav.h"

#include <stdio.h>
#include <stdlib.h>

#define RATE 48000

/* A whole number within 1..max, or 0. */
static unsigned long number(const char *text, unsigned long max)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	return *text >= '0' && *text <= '9' && *end == '\0' && value <= max ? value : 0;
}

int main(int argc, char **argv)
{
	unsigned long seed = argc == 4 ? number(argv[1], UINT32_MAX) : 0;
	unsigned long seconds = argc == 4 ? number(argv[2], SPEECH_SECONDS_MAX) : 0;
	const char *error;
	int16_t *samples;

	if (seed == 0 || seconds == 0) {
		fprintf(stderr,
			"usage: wav-speech SEED SECONDS FILE (SEED from 1, SECONDS to %d)\n",
			SPEECH_SECONDS_MAX);
		return 2;
	}
	samples = calloc(seconds * RATE, sizeof(*samples));
	if (samples == NULL) {
		fprintf(stderr, "wav-speech: no memory\n");
		return 2;
	}
	speech_generate((uint32_t)seed, samples, seconds * RATE, RATE);
	error = wav_save(argv[3], RATE, samples, seconds * RATE);
	if (error != NULL)
		fprintf(stderr, "%s: %s\n", argv[3], error);
	free(samples);
	return error == NULL ? 0 : 2;
}
