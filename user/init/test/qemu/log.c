/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The log of init's test: what client says goes out as it is, what others say as TAP comments.
 */
#include "user/lib/channel.h"
#include "user/lib/hf.h"
#include "user/lib/program.h"

#define DATA  0
#define FLAGS (0x18 / 4)
#define FULL  0x20

static volatile uint32_t *uart;

static void put(const char *s, size_t size)
{
	for (size_t i = 0; i < size && s[i] != '\0'; i++) {
		while ((uart[FLAGS] & FULL) != 0)
			;
		uart[DATA] = (unsigned char)s[i];
	}
}

static void drain(struct hf_channel *channel)
{
	char line[STREAM_MESSAGE_MAX];
	int size;

	while ((size = hf_receive(channel, line, sizeof(line))) >= 0) {
		if (size == 0)
			continue;
		if (channel->grant->name[0] != 'c') {
			put("# ", 2);
			put(channel->grant->name, HF_NAME);
			put(": ", 2);
		}
		put(line, (size_t)size);
		put("\n", 1);
	}
}

int main(const struct hf_program *self)
{
	static struct hf_channel channel[HF_GRANTS];
	unsigned channels = 0;

	uart = (volatile uint32_t *)hf_need(self, "console", HF_GRANT_DEVICE)->address;
	for (unsigned i = 0; i < self->grants; i++)
		if (self->grant[i].kind == HF_GRANT_CHANNEL_SERVER &&
		    hf_channel_open(self, self->grant[i].name, &channel[channels]))
			channels++;
	for (;;) {
		uint64_t bits;

		for (unsigned i = 0; i < channels; i++)
			drain(&channel[i]);
		if (hf_wait_event(~(uint64_t)0, HF_NEVER, &bits) != HF_OK)
			return 1;
	}
}
