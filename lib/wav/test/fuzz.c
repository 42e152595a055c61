/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a file: accepted ones keep wav.h's promises, and every sample can be read. */
#include "lib/wav/wav.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int promise)
{
	if (!promise)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wav wav;
	volatile int16_t sink;

	if (wav_parse(&wav, data, size) != NULL)
		return 0;
	require(wav.rate >= WAV_RATE_MIN && wav.rate <= WAV_RATE_MAX);
	require(wav.channels == 1 || wav.channels == 2);
	require(wav.frames <= size);
	for (size_t i = 0; i < wav.frames; i++)
		sink = wav_mono(&wav, i);
	(void)sink;
	return 0;
}
