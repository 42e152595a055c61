/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any packets at any times, from an authenticated but hostile peer: nothing is read out of bounds, and
 * the buffer keeps what jitter.h says of it.
 *
 * Input: records of 8 bytes. First byte even: a packet; odd: a tick.
 */
#include "lib/jitter/jitter.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool promise)
{
	if (!promise)
		abort();
}

static void check(const struct jitter *j)
{
	unsigned full = 0;

	for (unsigned i = 0; i < JITTER_SLOTS; i++) {
		const struct jitter_slot *slot = &j->slots[i];

		if (!slot->full)
			continue;
		full++;
		require(slot->position % JITTER_SLOTS == i);
		require(slot->position >= j->next && slot->position < j->next + JITTER_SLOTS);
		require(slot->position <= j->newest_position);
		require(slot->size >= 1 && slot->size <= JITTER_PAYLOAD_MAX);
	}
	require(full == j->waiting);
	require(j->arrivals.wanted >= JITTER_DELAY_MIN && j->arrivals.wanted <= JITTER_DELAY_MAX);
}

static void put(struct jitter *j, const uint8_t *record, uint64_t now)
{
	static const uint8_t payload[JITTER_PAYLOAD_MAX + 2];
	struct jitter_packet packet = {
		.ssrc = record[1] >> 6,
		.sequence = (uint16_t)(record[2] | record[3] << 8),
		.timestamp = (uint32_t)(record[4] | record[5] << 8) * 480,
		.payload = payload,
		.size = (size_t)(record[6] | (record[1] & 7) << 8) % (JITTER_PAYLOAD_MAX + 2),
	};
	enum jitter_put_result result = jitter_put(j, &packet, now);

	require((result == JITTER_REFUSED) ==
		(packet.size == 0 || packet.size > JITTER_PAYLOAD_MAX));
}

static void tick(struct jitter *j, const uint8_t *record, uint64_t now)
{
	const uint8_t *payload = NULL;
	size_t size = 0;
	enum jitter_outcome outcome = jitter_tick(j, now, record[1] & 1, &payload, &size);
	volatile uint8_t sink;

	if (outcome != JITTER_FRAME && outcome != JITTER_FEC)
		return;
	require(size >= 1 && size <= JITTER_PAYLOAD_MAX);
	for (size_t i = 0; i < size; i++)
		sink = payload[i];
	(void)sink;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct jitter j;
	uint64_t now = 1000000;

	jitter_init(&j);
	for (; size >= 8; data += 8, size -= 8) {
		now += (uint64_t)data[7] * 1000;
		if (data[0] % 2 == 0)
			put(&j, data, now);
		else
			tick(&j, data, now);
		check(&j);
	}
	return 0;
}
