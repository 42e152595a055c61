/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Streams between native programs. A signal to a peer that is down fails, and that is nothing to
 * us: it finds the message, or a zeroed buffer, when it comes back.
 */
#include "user/lib/channel.h"
#include "user/lib/hf.h"
#include "user/lib/program.h"

bool hf_channel_open(const struct hf_program *self, const char *name, struct hf_channel *channel)
{
	const struct hf_grant *grant = hf_find(self, name, HF_GRANT_CHANNEL_CLIENT);
	enum stream_side side = STREAM_CLIENT;

	if (grant == NULL) {
		grant = hf_find(self, name, HF_GRANT_CHANNEL_SERVER);
		side = STREAM_SERVER;
	}
	if (grant == NULL || (grant->flags & HF_GRANT_STREAM) == 0)
		return false;
	channel->grant = grant;
	return stream_open(&channel->stream, side, (void *)(uintptr_t)grant->address, grant->size);
}

static void wake(const struct hf_channel *channel)
{
	(void)!hf_signal(channel->grant->notify);
}

int hf_send(struct hf_channel *channel, const void *message, size_t size)
{
	int sent = stream_send(&channel->stream, message, size);

	if (sent > 0)
		wake(channel);
	return sent;
}

int hf_receive(struct hf_channel *channel, void *message, size_t size)
{
	int received = stream_receive(&channel->stream, message, size);

	if (channel->stream.wake)
		wake(channel);
	return received;
}
