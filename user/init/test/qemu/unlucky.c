/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Says that it is ready and dies at the next message. With the argument "once" it ends well instead.
 */
#include "user/lib/channel.h"
#include "user/lib/hf.h"
#include "user/lib/program.h"

int main(const struct hf_program *self)
{
	struct hf_channel client;
	char message[8];
	uint64_t bits;

	if (!hf_channel_open(self, "client", &client) || hf_send(&client, "ready", 5) != 5)
		return 1;
	while (hf_receive(&client, message, sizeof(message)) <= 0)
		if (hf_wait_event(hf_channel_bit(&client), HF_NEVER, &bits) != HF_OK)
			return 1;
	if (self->argument[0] == 'o')
		return 0;
	__builtin_trap();
}
