/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random: unpredictable bytes for every program. What it is: user/protocol/random.h.
 *
 * Grants:
 *	device	rng, memory rng-dma	a virtio entropy device
 *	channel	any, as server		gates without a buffer: the clients
 */
#include <string.h>

#include "user/lib/hf.h"
#include "user/lib/log.h"
#include "user/lib/program.h"
#include "user/protocol/random.h"
#include "user/services/random/generator.h"
#include "user/services/random/source.h"

static struct generator generator;
static struct source source;

static void fail(const char *why)
{
	hf_log("\1%s", why);
	hf_exit(1);
}

static void serve(struct hf_words *words)
{
	struct hf_words reply = { { RANDOM_E_REQUEST } };
	uint64_t rest = 0;

	_Static_assert(sizeof(reply.w) == sizeof(reply.w[0]) + RANDOM_BYTES, "seven words");
	for (unsigned i = 1; i < 8; i++)
		rest |= words->w[i];
	if (words->w[0] == RANDOM_READ && rest == 0)
		reply.w[0] = generator_read(&generator, (uint8_t *)&reply.w[1], RANDOM_BYTES)
				     ? RANDOM_OK
				     : RANDOM_E_SOURCE;
	*words = reply;
}

static void on_interrupt(const struct hf_grant *device)
{
	uint8_t raw[SOURCE_BYTES];
	uint32_t size;

	switch (source_receive(&source, raw, &size)) {
	case VIRTQUEUE_TAKEN:
		if (!generator_feed(&generator, raw, size))
			fail("the entropy source failed its tests");
		memset(raw, 0, sizeof(raw));
		break;
	case VIRTQUEUE_BROKEN:
		fail("the entropy device broke the rules of virtio");
		break;
	case VIRTQUEUE_NONE:
		break;
	}
	(void)!hf_acknowledge(device->irq);
}

int main(const struct hf_program *self)
{
	const struct hf_grant *device = hf_need(self, "rng", HF_GRANT_DEVICE);
	const struct hf_grant *memory = hf_need(self, "rng-dma", HF_GRANT_MEMORY);
	struct dma dma = { (uint8_t *)(uintptr_t)memory->address, memory->physical, memory->size };
	uint64_t bits = (uint64_t)1 << device->bit, flags = HF_WAIT_CALLS;
	struct hf_words words = { { 0 } };

	generator_init(&generator, self->seed);
	if (source_start(&source, (uintptr_t)device->address, dma) != VIRTIO_OK)
		fail("no entropy device to work with");
	for (;;) {
		struct hf_arrived arrived;
		enum hf_error error;

		if (generator_wants(&generator))
			source_ask(&source);
		error = hf_wait(flags, bits, HF_NEVER, &words, &arrived);
		flags = HF_WAIT_CALLS;
		if (error != HF_OK)
			continue;
		if (arrived.what == HF_ARRIVED_CALL) {
			serve(&words);
			flags |= HF_WAIT_REPLY;
		} else {
			words = (struct hf_words){ { 0 } };
			on_interrupt(device);
		}
	}
}
