/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Says that it is ready; at the next message a thread of its own, where its manifest puts such, dies.
 */
#include "user/lib/channel.h"
#include "user/lib/hf.h"
#include "user/lib/program.h"

#define THREAD HF_SELF_FREE
#define STACK  4096

static unsigned char stack[STACK] __attribute__((aligned(16)));

static void dies(void)
{
	__builtin_trap();
}

static enum hf_error start_on(const struct hf_program *self, uint32_t cpu)
{
	enum hf_error e = hf_create_thread(HF_SELF_DOMAIN, THREAD, HF_SELF_SPACE,
					   HF_MESSAGE_PAGES + HF_PAGE_SIZE, cpu, 0);

	if (e == HF_OK)
		e = hf_control(THREAD, HF_THREAD_EXITS, self->exit[cpu], 0, 0);
	if (e == HF_OK)
		e = hf_control(THREAD, HF_THREAD_SCHEDULE, self->priority, 0, 0);
	if (e == HF_OK)
		e = hf_control(THREAD, HF_THREAD_START, (uint64_t)(uintptr_t)dies,
			       (uint64_t)(uintptr_t)stack + STACK, 0);
	return e;
}

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
	if (start_on(self, (uint32_t)__builtin_ctz(self->threads)) != HF_OK)
		return 0;
	for (;;)
		if (hf_wait_event(0, HF_NEVER, &bits) != HF_OK)
			return 1;
}
