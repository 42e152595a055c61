/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packet by packet. Frame f is sent and arrives at f * 20 ms; the tick for frame f comes at
 * f * 20 ms + 50 ms, so that with the first delay of 40 ms the buffer starts at the first tick, and
 * two later frames are here whenever one is played.
 */
#include "lib/jitter/jitter.h"
#include "lib/jitter/test/tests.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static struct jitter j;
static uint16_t sequence_base;
static uint32_t timestamp_base, ssrc;

static void start(uint16_t sequence, uint32_t timestamp)
{
	sequence_base = sequence;
	timestamp_base = timestamp;
	ssrc = 77;
	jitter_init(&j);
}

/* Frame `frame`, its number as payload, with a sequence number `skipped` less than usual. */
static enum jitter_put_result put_skipping(unsigned frame, unsigned skipped, unsigned at_ms)
{
	uint8_t payload = (uint8_t)frame;
	struct jitter_packet packet = { .ssrc = ssrc,
					.sequence = (uint16_t)(sequence_base + frame - skipped),
					.timestamp = timestamp_base + frame * 960,
					.payload = &payload,
					.size = 1 };

	return jitter_put(&j, &packet, at_ms * 1000);
}

static enum jitter_put_result put(unsigned frame, unsigned at_ms)
{
	return put_skipping(frame, 0, at_ms);
}

/* Frames from..to arrive on time. */
static void put_all(unsigned from, unsigned to)
{
	for (unsigned f = from; f <= to; f++)
		assert_int_equal(put(f, f * 20), JITTER_TAKEN);
}

static enum jitter_outcome tick(unsigned frame, unsigned *played)
{
	const uint8_t *payload = NULL;
	size_t size = 0;
	enum jitter_outcome outcome =
		jitter_tick(&j, frame * 20000 + 50000, false, &payload, &size);

	*played = 0;
	if (outcome == JITTER_FRAME || outcome == JITTER_FEC) {
		assert_int_equal(size, 1);
		*played = payload[0];
	}
	return outcome;
}

/* At the tick for `frame`, `wanted` happens, with the payload of frame `payload`. */
#define expect(frame, wanted, payload)                                                             \
	do {                                                                                       \
		unsigned played_;                                                                  \
		assert_int_equal(tick(frame, &played_), wanted);                                   \
		assert_int_equal(played_, payload);                                                \
	} while (0)

void plays_in_order(void **state)
{
	(void)state;
	start(100, 5000);
	put_all(0, 2);
	for (unsigned f = 0; f < 200; f++) {
		expect(f, JITTER_FRAME, f);
		put_all(f + 3, f + 3);
	}
	assert_int_equal(j.statistics.lost, 0);
	assert_int_equal(j.statistics.jitter_us, 0);
	assert_in_range(j.statistics.delay_us, 49000, 51000);
}

void waits_before_the_first(void **state)
{
	const uint8_t *payload;
	size_t size;

	(void)state;
	start(100, 5000);
	assert_int_equal(jitter_tick(&j, 0, false, &payload, &size), JITTER_SILENCE);
	put(0, 0);
	assert_int_equal(jitter_tick(&j, 5000, false, &payload, &size), JITTER_SILENCE);
	assert_int_equal(jitter_tick(&j, 35000, false, &payload, &size), JITTER_SILENCE);
	assert_int_equal(jitter_tick(&j, 45000, false, &payload, &size), JITTER_FRAME);
}

void puts_overtaken_packets_right(void **state)
{
	(void)state;
	start(100, 5000);
	assert_int_equal(put(0, 0), JITTER_TAKEN);
	assert_int_equal(put(3, 25), JITTER_TAKEN);
	assert_int_equal(put(2, 30), JITTER_TAKEN);
	assert_int_equal(put(1, 40), JITTER_TAKEN);
	for (unsigned f = 0; f < 4; f++)
		expect(f, JITTER_FRAME, f);
	assert_int_equal(j.statistics.lost, 0);
}

void takes_the_first_overtaken(void **state)
{
	(void)state;
	start(100, 5000);
	assert_int_equal(put(1, 20), JITTER_TAKEN);
	assert_int_equal(put(0, 21), JITTER_TAKEN);
	assert_int_equal(put(2, 40), JITTER_TAKEN);
	for (unsigned f = 0; f < 3; f++)
		expect(f + 1, JITTER_FRAME, f);
}

void drops_duplicates(void **state)
{
	(void)state;
	start(100, 5000);
	put_all(0, 2);
	assert_int_equal(put(1, 41), JITTER_DUPLICATE);
	assert_int_equal(put(2, 42), JITTER_DUPLICATE);
	for (unsigned f = 0; f < 3; f++)
		expect(f, JITTER_FRAME, f);
	assert_int_equal(j.statistics.duplicates, 2);
	assert_int_equal(j.statistics.lost, 0);
}

void drops_late_packets_and_learns(void **state)
{
	(void)state;
	start(100, 5000);
	put_all(0, 0);
	put_all(2, 3);
	expect(0, JITTER_FRAME, 0);
	expect(1, JITTER_FEC, 2);
	assert_int_equal(put(1, 80), JITTER_LATE);
	assert_int_equal(j.statistics.late, 1);
	assert_in_range(j.statistics.wanted_us, 60000, 70000);
	expect(2, JITTER_FRAME, 2);
	assert_int_equal(j.statistics.lost, 1);
}

void wraps_numbers(void **state)
{
	(void)state;
	start(65530, 0xfffffc00u);
	put_all(0, 2);
	for (unsigned f = 0; f < 100; f++) {
		expect(f, JITTER_FRAME, f);
		put_all(f + 3, f + 3);
	}
	assert_int_equal(j.statistics.restarts, 0);
	assert_int_equal(j.statistics.lost, 0);
}

void uses_fec_of_the_next(void **state)
{
	(void)state;
	start(100, 5000);
	put_all(0, 0);
	put_all(2, 3);
	expect(0, JITTER_FRAME, 0);
	expect(1, JITTER_FEC, 2);
	expect(2, JITTER_FRAME, 2);
	expect(3, JITTER_FRAME, 3);
	assert_int_equal(j.statistics.lost, 1);
	assert_int_equal(j.statistics.concealed, 1);
}

void conceals_then_uses_fec(void **state)
{
	(void)state;
	start(100, 5000);
	put_all(0, 0);
	put_all(3, 4);
	expect(0, JITTER_FRAME, 0);
	expect(1, JITTER_CONCEAL, 0);
	expect(2, JITTER_FEC, 3);
	expect(3, JITTER_FRAME, 3);
	assert_int_equal(j.statistics.lost, 2);
	assert_int_equal(j.statistics.concealed, 2);
}

/* 1 to 4 never come. Three ticks find nothing; then 5 is here, of which the last tells 4. */
void steps_over_what_was_lost_while_waiting(void **state)
{
	(void)state;
	start(100, 5000);
	put_all(0, 0);
	expect(0, JITTER_FRAME, 0);
	expect(1, JITTER_CONCEAL, 0);
	expect(2, JITTER_CONCEAL, 0);
	put_all(5, 6);
	expect(3, JITTER_CONCEAL, 0);
	expect(4, JITTER_FEC, 5);
	expect(5, JITTER_FRAME, 5);
	expect(6, JITTER_FRAME, 6);
	assert_int_equal(j.statistics.lost, 4);
	assert_int_equal(j.statistics.concealed, 4);
}

/* 1 comes 60 ms after it was to be played: playing goes on with it, later than before. */
void goes_on_with_what_was_late(void **state)
{
	(void)state;
	start(100, 5000);
	put_all(0, 0);
	expect(0, JITTER_FRAME, 0);
	for (unsigned f = 1; f <= 3; f++)
		expect(f, JITTER_CONCEAL, 0);
	for (unsigned f = 1; f <= 6; f++)
		assert_int_equal(put(f, 120), JITTER_TAKEN);
	for (unsigned f = 1; f <= 6; f++)
		expect(f + 3, JITTER_FRAME, f);
	assert_int_equal(j.statistics.lost, 0);
	assert_in_range(j.statistics.delay_us, 105000, 115000);
}

void a_pause_of_the_sender_is_no_loss(void **state)
{
	(void)state;
	start(100, 5000);
	put_all(0, 2);
	for (unsigned f = 0; f < 3; f++)
		expect(f, JITTER_FRAME, f);
	for (unsigned f = 3; f < 20; f++)
		expect(f, JITTER_CONCEAL, 0);
	for (unsigned f = 20; f < 23; f++)
		assert_int_equal(put_skipping(f, 17, f * 20), JITTER_TAKEN);
	for (unsigned f = 20; f < 23; f++)
		expect(f, JITTER_FRAME, f);
	assert_int_equal(j.statistics.lost, 0);
	assert_int_equal(j.statistics.restarts, 0);
}

void stops_and_starts_again(void **state)
{
	(void)state;
	start(100, 5000);
	put_all(0, 0);
	expect(0, JITTER_FRAME, 0);
	for (unsigned f = 1; f <= 50; f++)
		expect(f, JITTER_CONCEAL, 0);
	expect(51, JITTER_SILENCE, 0);
	expect(52, JITTER_SILENCE, 0);
	assert_int_equal(j.statistics.delay_us, 0);
	put_all(60, 62);
	expect(60, JITTER_FRAME, 60);
	expect(61, JITTER_FRAME, 61);
	assert_int_equal(j.statistics.lost, 59);
}

void another_ssrc_begins_anew(void **state)
{
	(void)state;
	start(100, 5000);
	put_all(0, 2);
	expect(0, JITTER_FRAME, 0);
	ssrc = 78;
	timestamp_base = 0x70000000;
	sequence_base = 40000;
	put_all(3, 5);
	assert_int_equal(j.statistics.restarts, 1);
	for (unsigned f = 3; f < 6; f++)
		expect(f, JITTER_FRAME, f);
	assert_int_equal(j.statistics.lost, 0);
}

void a_timestamp_jump_begins_anew(void **state)
{
	static const uint32_t jumps[] = { 0x70000000, 0x90000000, (uint32_t)-3000, 100, 65 * 960 };

	(void)state;
	for (unsigned i = 0; i < sizeof(jumps) / sizeof(jumps[0]); i++) {
		start(100, 5000);
		put_all(0, 2);
		expect(0, JITTER_FRAME, 0);
		timestamp_base += jumps[i];
		put_all(3, 5);
		assert_int_equal(j.statistics.restarts, 1);
		for (unsigned f = 3; f < 6; f++)
			expect(f, JITTER_FRAME, f);
		assert_int_equal(j.statistics.lost, 0);
	}
}

void refuses_sizes(void **state)
{
	static const uint8_t payload[JITTER_PAYLOAD_MAX + 1];
	struct jitter_packet packet = { .payload = payload, .size = 0 };
	const uint8_t *got;
	size_t size;

	(void)state;
	jitter_init(&j);
	assert_int_equal(jitter_put(&j, &packet, 0), JITTER_REFUSED);
	packet.size = JITTER_PAYLOAD_MAX + 1;
	assert_int_equal(jitter_put(&j, &packet, 0), JITTER_REFUSED);
	packet.size = JITTER_PAYLOAD_MAX;
	assert_int_equal(jitter_put(&j, &packet, 0), JITTER_TAKEN);
	assert_int_equal(jitter_tick(&j, 100000, false, &got, &size), JITTER_FRAME);
	assert_int_equal(size, JITTER_PAYLOAD_MAX);
}

/* Nobody plays for ten seconds: the newest frames are kept, and played without their old delay. */
void survives_without_ticks(void **state)
{
	unsigned played;

	(void)state;
	start(100, 5000);
	put_all(0, 499);
	assert_int_equal(tick(498, &played), JITTER_FRAME);
	assert_in_range(played, (uint8_t)496, (uint8_t)499);
	assert_true(j.statistics.delay_us <= 70000);
}
