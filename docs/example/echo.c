/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The example's native program: sends back to its client, `hello`, what it hears.
 */
#include "user/lib/channel.h"
#include "user/lib/hf.h"
#include "user/lib/log.h"
#include "user/lib/program.h"

/* Every message that is there; false if the client broke the stream's rules. */
static bool serve(struct hf_channel *hello)
{
	char text[STREAM_MESSAGE_MAX];
	int size;

	while ((size = hf_receive(hello, text, sizeof(text))) >= 0) {
		if (size == STREAM_RESET)
			hf_log("hello was started anew");
		else if (hf_send(hello, text, (size_t)size) != size)
			hf_log("hello does not take its words back");
	}
	return size == STREAM_EMPTY;
}

int main(const struct hf_program *self)
{
	struct hf_channel hello;
	uint64_t bits;

	if (!hf_channel_open(self, "hello", &hello))
		return 1;
	while (serve(&hello))
		if (hf_wait_event(hf_channel_bit(&hello), HF_NEVER, &bits) != HF_OK)
			return 1;
	return 1;
}
