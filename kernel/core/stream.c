/* SPDX-License-Identifier: Apache-2.0 */
/* Streams; the model is in stream.h. */
#include "kernel/core/stream.h"

#include "kernel/core/arch.h"

static struct space *attached[ARCH_STREAMS]; /* the cold lock's */

error stream_attach(struct cold *cold, uint64_t stream, struct space *space)
{
	struct space *before;

	if (stream >= arch_streams())
		return HF_E_RANGE;
	before = attached[stream];
	if (before == space)
		return HF_OK;
	if (before && space)
		return HF_E_BUSY;
	arch_stream_attach((uint32_t)stream, space);
	if (before) {
		stream_collect(cold); /* what is refused from now on concerns another */
		before->streams--;
	}
	if (space)
		space->streams++;
	attached[stream] = space;
	return HF_OK;
}

void stream_detach_all(struct cold *cold, struct space *space)
{
	for (uint32_t i = 0; space->streams && i < ARCH_STREAMS; i++)
		if (attached[i] == space)
			(void)!stream_attach(cold, i, NULL);
}

void stream_flush(const struct space *space)
{
	for (uint32_t i = 0; space->streams && i < ARCH_STREAMS; i++)
		if (attached[i] == space)
			arch_stream_flush(i);
}

void stream_collect(struct cold *cold)
{
	arch_streams_collect();
}

void stream_refused(uint64_t stream, uint64_t address)
{
	struct space *space = stream < ARCH_STREAMS ? attached[stream] : NULL;

	if (!space)
		return;
	space->refused++;
	space->refused_at = address;
}
