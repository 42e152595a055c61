/* SPDX-License-Identifier: Apache-2.0 */
/* wav-check FILE: can the emulator play this file? Says what it is, or why not; exit status 0 or 1. */
#include <stdio.h>
#include <stdlib.h>

#include "lib/wav/wav.h"

int main(int argc, char **argv)
{
	const char *error;
	int16_t *samples;
	uint32_t rate;
	size_t count;

	if (argc != 2) {
		fprintf(stderr, "usage: wav-check FILE\n");
		return 2;
	}
	error = wav_load(argv[1], &rate, &samples, &count);
	if (error != NULL) {
		fprintf(stderr, "%s: %s\n", argv[1], error);
		return 1;
	}
	printf("%s: %.1f s at %u Hz\n", argv[1], (double)count / rate, rate);
	free(samples);
	return 0;
}
