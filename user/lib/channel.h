/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stream channel of a native program: user/lib/stream.h and the signals that go with it.
 *
 * A loop that serves channels:
 *
 *	bits = all its channels' hf_channel_bit(), ored
 *	for each channel: receive until STREAM_EMPTY or STREAM_BROKEN; then hf_wait_event(bits, ...)
 *
 * The bits are cleared by the wait, so every channel whose bit came must be drained before the
 *next.
 */
#ifndef USER_LIB_CHANNEL_H
#define USER_LIB_CHANNEL_H

#include <stdbool.h>

#include "abi/program.h"
#include "user/lib/stream.h"

struct hf_channel {
	const struct hf_grant *grant;
	struct stream stream;
};

/* Open the stream channel `name`, at whichever end we are. False if none was granted. */
bool hf_channel_open(const struct hf_program *self, const char *name, struct hf_channel *channel);

/* stream_send and stream_receive, and the peer is signalled where it must be. */
int hf_send(struct hf_channel *channel, const void *message, size_t size);
int hf_receive(struct hf_channel *channel, void *message, size_t size);

/* The bit that the peer's signals set in our event. */
static inline uint64_t hf_channel_bit(const struct hf_channel *channel)
{
	return (uint64_t)1 << channel->grant->bit;
}

#endif
