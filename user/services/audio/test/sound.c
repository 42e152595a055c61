/* SPDX-License-Identifier: Apache-2.0 */
/* The sound driver against a fake device with one stream too many of everything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/virtio/test/fake.h"
#include "user/services/audio/sound.h"

struct info {
	uint32_t function, features;
	uint64_t formats, rates;
	uint8_t direction, channels_min, channels_max, padding[5];
};

struct bench {
	struct fake device;
	struct sound sound;
	struct info info[8];
	uint32_t streams;
	uint32_t seen[64]; /* codes of commands, and the streams they were for */
	uint32_t for_stream[64];
	unsigned commands;
	uint32_t fails;	   /* this command is answered with an error */
	uint32_t prepared; /* bit set: a stream with buffers */
	bool silent;	   /* commands are not answered at all */
	uint8_t parameters[24];
};

/* The device at work: answers what waits on the control queue. */
static bool work(void *context)
{
	struct bench *b = context;
	struct fake_chain chain;
	uint8_t request[32] = { 0 };
	uint32_t code, status = 0x8000;
	uint8_t answer[4 + sizeof(b->info)];

	if (b->silent || !fake_take(&b->device, 0, &chain))
		return false;
	fake_read(&chain, request, sizeof(request));
	memcpy(&code, request, 4);
	b->seen[b->commands] = code;
	memcpy(&b->for_stream[b->commands++], request + 4, 4);
	if (code == 0x0101)
		memcpy(b->parameters, request, sizeof(b->parameters));
	if (code == b->fails)
		status = 0x8003;
	if (code == 0x0102)
		b->prepared |= 1u << request[4];
	if (code == 0x0103 || code == 0x0105) {
		if (!(b->prepared & 1u << request[4]))
			status = 0x8001; /* nothing to stop or release */
	}
	if (code == 0x0103) { /* RELEASE gives all buffers of the stream back */
		struct fake_chain pending;
		unsigned queue = request[4] == 1 ? 2 : 3;

		while (fake_take(&b->device, queue, &pending))
			fake_use(&b->device, queue, pending.head, 8);
	}
	memcpy(answer, &status, 4);
	memcpy(answer + 4, b->info, sizeof(b->info));
	fake_use(&b->device, 0, chain.head,
		 fake_fill(&chain, answer, code == 0x0100 ? sizeof(answer) : 4));
	return true;
}

static struct info stream_info(uint8_t direction, uint8_t min, uint8_t max)
{
	return (struct info){ .formats = 1 << 5 | 1 << 3,
			      .rates = 1 << 7,
			      .direction = direction,
			      .channels_min = min,
			      .channels_max = max };
}

static bool start(struct bench *b)
{
	return sound_start(&b->sound, (uintptr_t)&b->device, fake_dma(&b->device), work, b);
}

static int begin(void **state)
{
	static struct bench b;

	memset(&b, 0, sizeof(b));
	fake_init(&b.device, VIRTIO_ID_SOUND, 0, SOUND_MEMORY, 64);
	b.device.config[4] = 5;
	b.info[0] = stream_info(0, 2, 2); /* no single channel */
	b.info[1] = stream_info(0, 1, 2);
	b.info[2] = stream_info(0, 1, 2);
	b.info[3] = stream_info(7, 1, 2); /* no such direction */
	b.info[4] = stream_info(1, 1, 1);
	assert_true(start(&b));
	*state = &b;
	return 0;
}

static int end(void **state)
{
	fake_free(&((struct bench *)*state)->device);
	return 0;
}

static void streams_are_found_and_set_up(void **state)
{
	static const uint8_t expected[24] = { 0x01, 0x01, 0, 0, 4, 0, 0, 0, 0x00, 0x0f, 0, 0,
					      0xc0, 0x03, 0, 0, 0, 0, 0, 0, 1,	  5,	7, 0 };
	struct bench *b = *state;

	assert_int_equal(b->sound.stream[SOUND_PLAYBACK].id, 1);
	assert_int_equal(b->sound.stream[SOUND_CAPTURE].id, 4);
	assert_int_equal(b->commands, 8);
	assert_int_equal(b->for_stream[6], 1);
	assert_int_equal(b->seen[7], 0x0101);
	assert_int_equal(b->for_stream[7], 4);
	assert_memory_equal(b->parameters, expected, sizeof(expected));
}

static void playback_runs_from_silence(void **state)
{
	struct bench *b = *state;
	int16_t samples[SOUND_SAMPLES], heard[SOUND_SAMPLES + 2];
	struct fake_chain chain;

	assert_true(sound_run(&b->sound, SOUND_PLAYBACK));
	assert_int_equal(b->seen[8], 0x0102);
	assert_int_equal(b->seen[9], 0x0104);
	assert_int_equal(sound_played(&b->sound), -1);
	for (int16_t i = 0; i < 100; i++) {
		int slot;

		assert_true(fake_take(&b->device, 2, &chain));
		assert_int_equal(chain.readable, 2);
		assert_int_equal(chain.writable, 1);
		assert_int_equal(fake_read(&chain, heard, sizeof(heard)), 4 + 960);
		assert_int_equal(heard[0], 1);
		assert_int_equal(heard[1], 0);
		assert_int_equal(heard[2], i < SOUND_PERIODS ? 0 : i - SOUND_PERIODS);
		fake_use(&b->device, 2, chain.head, 8);
		sound_interrupt(&b->sound);
		slot = sound_played(&b->sound);
		assert_in_range(slot, 0, SOUND_PERIODS - 1);
		memset(samples, 0, sizeof(samples));
		samples[0] = i;
		sound_play(&b->sound, slot, samples);
		assert_int_equal(sound_played(&b->sound), -1);
	}
	assert_false(b->sound.broken);
}

static void capture_hands_periods_over(void **state)
{
	struct bench *b = *state;
	int16_t samples[SOUND_SAMPLES], heard[SOUND_SAMPLES];
	struct fake_chain chain;

	assert_true(sound_run(&b->sound, SOUND_CAPTURE));
	assert_false(sound_captured(&b->sound, heard));
	for (int16_t i = 0; i < 100; i++) {
		uint32_t id;

		for (int16_t k = 0; k < SOUND_SAMPLES; k++)
			samples[k] = (int16_t)(i * 7 + k);
		assert_true(fake_take(&b->device, 3, &chain));
		assert_int_equal(chain.readable, 1);
		fake_read(&chain, &id, sizeof(id));
		assert_int_equal(id, 4);
		fake_fill(&chain, samples, sizeof(samples));
		fake_use(&b->device, 3, chain.head, sizeof(samples) + 8);
		assert_true(sound_captured(&b->sound, heard));
		assert_memory_equal(heard, samples, sizeof(heard));
		assert_false(sound_captured(&b->sound, heard));
	}
}

/* What the device did not fill this time is silence, not what it filled earlier. */
static void a_period_cut_short_ends_in_silence(void **state)
{
	struct bench *b = *state;
	int16_t samples[SOUND_SAMPLES], heard[SOUND_SAMPLES];
	struct fake_chain chain;

	assert_true(sound_run(&b->sound, SOUND_CAPTURE));
	memset(samples, 0x11, sizeof(samples));
	for (unsigned i = 0; i < SOUND_PERIODS; i++) {
		assert_true(fake_take(&b->device, 3, &chain));
		fake_fill(&chain, samples, sizeof(samples));
		fake_use(&b->device, 3, chain.head, sizeof(samples) + 8);
		assert_true(sound_captured(&b->sound, heard));
	}
	assert_true(fake_take(&b->device, 3, &chain));
	fake_fill(&chain, samples, 20);
	fake_use(&b->device, 3, chain.head, 28);
	assert_true(sound_captured(&b->sound, heard));
	assert_int_equal(heard[9], 0x1111);
	assert_int_equal(heard[10], 0);
	assert_int_equal(heard[SOUND_SAMPLES - 1], 0);
}

static void streams_stop_and_run_again(void **state)
{
	struct bench *b = *state;

	for (unsigned i = 0; i < 5; i++) {
		b->commands = 0;
		assert_true(sound_run(&b->sound, SOUND_CAPTURE));
		assert_true(sound_run(&b->sound, SOUND_PLAYBACK));
		assert_true(sound_stop(&b->sound, SOUND_CAPTURE));
		assert_true(sound_stop(&b->sound, SOUND_PLAYBACK));
		assert_int_equal(b->seen[4], 0x0105);
		assert_int_equal(b->seen[5], 0x0103);
		assert_int_equal(b->for_stream[4], 4);
		assert_int_equal(b->for_stream[6], 1);
		assert_int_equal(sound_played(&b->sound), -1);
	}
}

/* As QEMU's device does: streams that a dead driver left running go on through the reset. */
static void what_a_dead_driver_left_is_stopped(void **state)
{
	struct bench *b = *state;

	assert_true(sound_run(&b->sound, SOUND_PLAYBACK));
	assert_true(sound_run(&b->sound, SOUND_CAPTURE));
	b->commands = 0;
	b->device.resets = 0;
	assert_true(start(b));
	assert_int_equal(b->device.resets, 2);
	assert_int_equal(b->seen[1], 0x0105);
	assert_int_equal(b->seen[2], 0x0103);
	assert_int_equal(b->for_stream[2], 1);
	assert_int_equal(b->seen[4], 0x0103);
	assert_int_equal(b->for_stream[4], 4);
	assert_int_equal(b->sound.stream[SOUND_PLAYBACK].queue.in_flight, 0);
	assert_false(b->sound.stream[SOUND_PLAYBACK].running);
}

static void a_refused_command_is_the_end(void **state)
{
	struct bench *b = *state;

	b->fails = 0x0104;
	assert_false(sound_run(&b->sound, SOUND_PLAYBACK));
	assert_true(b->sound.broken);
	b->fails = 0;
	assert_false(sound_run(&b->sound, SOUND_CAPTURE));
	assert_true(start(b));
}

static void a_device_that_does_not_answer_is_the_end(void **state)
{
	struct bench *b = *state;

	b->silent = true;
	assert_false(start(b));
	assert_true(b->sound.broken);
}

static void a_device_without_the_streams_is_refused(void **state)
{
	struct bench *b = *state;

	b->device.config[4] = 4;
	assert_false(start(b)); /* no capture */
	b->device.config[4] = 0;
	assert_false(start(b));
	b->device.config[4] = 5;
	b->info[4].rates = 1 << 6;
	assert_false(start(b));
	b->info[4].rates = UINT64_MAX;
	b->info[4].formats = 1 << 4;
	assert_false(start(b));
}

static void more_streams_than_fit_are_left_alone(void **state)
{
	struct bench *b = *state;

	memset(b->device.config + 4, 0xff, 4);
	assert_false(start(b)); /* the answer is for eight: too short for what was asked */
	assert_true(b->sound.broken);
}

static void a_broken_queue_is_the_end(void **state)
{
	struct bench *b = *state;

	assert_true(sound_run(&b->sound, SOUND_PLAYBACK));
	fake_use(&b->device, 2, 77, 8);
	assert_int_equal(sound_played(&b->sound), -1);
	assert_true(b->sound.broken);
}

static void buffers_that_release_keeps_are_the_end(void **state)
{
	struct bench *b = *state;
	struct fake_chain chain;

	assert_true(sound_run(&b->sound, SOUND_PLAYBACK));
	assert_true(fake_take(&b->device, 2, &chain)); /* and never given back */
	assert_false(sound_stop(&b->sound, SOUND_PLAYBACK));
	assert_true(b->sound.broken);
}

#define BENCH(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH(streams_are_found_and_set_up),
		BENCH(playback_runs_from_silence),
		BENCH(capture_hands_periods_over),
		BENCH(a_period_cut_short_ends_in_silence),
		BENCH(streams_stop_and_run_again),
		BENCH(what_a_dead_driver_left_is_stopped),
		BENCH(a_refused_command_is_the_end),
		BENCH(a_device_that_does_not_answer_is_the_end),
		BENCH(a_device_without_the_streams_is_refused),
		BENCH(more_streams_than_fit_are_left_alone),
		BENCH(a_broken_queue_is_the_end),
		BENCH(buffers_that_release_keeps_are_the_end),
	};

	return cmocka_run_group_tests_name("audio-sound", tests, NULL, NULL);
}
