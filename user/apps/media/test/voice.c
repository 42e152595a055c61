/* SPDX-License-Identifier: Apache-2.0 */
/* The voice alone: one packet size whatever is said, speech that stays speech, and packets that are no voice. */
#include "user/apps/media/voice.h"
#include "lib/speech/speech.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <opus/opus.h>
#include <stdlib.h>
#include <string.h>

#define SECONDS 8
#define FRAMES	(SECONDS * 50)
#define COUNT	(SECONDS * VOICE_RATE)

static int16_t said[COUNT], heard[COUNT];

static void packet_sizes_tell_nothing(void **state)
{
	struct voice *voice = voice_new();
	uint8_t frame[VOICE_BYTES];

	(void)state;
	assert_non_null(voice);
	speech_generate(3, said, COUNT / 2, VOICE_RATE);
	for (int i = COUNT / 2; i < COUNT; i++)
		said[i] = (int16_t)(i < COUNT * 3 / 4 ? 0 : rand() % 65536 - 32768);
	for (int f = 0; f < FRAMES; f++)
		assert_true(voice_encode(voice, said + f * VOICE_FRAME, frame));
	voice_free(voice);
}

/* Speak through a network that loses `lost` of 100 packets; the envelope's correlation. */
static double talk(int lost, struct jitter_statistics *statistics)
{
	struct voice *speaker = voice_new(), *listener = voice_new();
	struct speech_match match;

	assert_true(speaker != NULL && listener != NULL);
	speech_generate(4, said, COUNT, VOICE_RATE);
	srand(1);
	for (int f = 0; f < FRAMES; f++) {
		uint64_t now = 1000000 + (uint64_t)f * 20000;
		uint8_t frame[VOICE_BYTES];
		struct jitter_packet packet = { .sequence = (uint16_t)f,
						.timestamp = (uint32_t)f * VOICE_FRAME,
						.payload = frame,
						.size = VOICE_BYTES };

		assert_true(voice_encode(speaker, said + f * VOICE_FRAME, frame));
		if (rand() % 100 >= lost)
			assert_true(voice_take(listener, &packet, now));
		voice_play(listener, now + 5000, heard + f * VOICE_FRAME);
	}
	*statistics = *voice_statistics(listener);
	voice_free(speaker);
	voice_free(listener);
	assert_int_equal(
		speech_compare(said, COUNT, VOICE_RATE, heard, COUNT, VOICE_RATE, -1, &match), 0);
	assert_true(match.offset > 0 && match.offset < 0.15);
	return match.correlation;
}

static void speech_stays_speech(void **state)
{
	struct jitter_statistics statistics;

	(void)state;
	assert_true(talk(0, &statistics) > 0.96); /* Opus 1.3: 0.97; 1.5: 0.9699 */
	assert_int_equal(statistics.lost, 0);
	assert_int_equal(statistics.concealed, 0);
}

static void losses_are_covered(void **state)
{
	struct jitter_statistics statistics;

	(void)state;
	assert_true(talk(10, &statistics) > 0.95);
	assert_in_range(statistics.lost, FRAMES * 5 / 100, FRAMES * 15 / 100);
}

static void decode(OpusDecoder *decoder, const uint8_t *frame, int fec, int16_t *sound)
{
	int size = frame != NULL ? VOICE_BYTES : 0;

	assert_int_equal(opus_decode(decoder, frame, size, sound, VOICE_FRAME, fec), VOICE_FRAME);
}

/* The error's power, where frame `at` was lost and made up. */
static double repair_error(int at, int with_fec)
{
	OpusDecoder *whole = opus_decoder_create(VOICE_RATE, 1, NULL);
	OpusDecoder *broken = opus_decoder_create(VOICE_RATE, 1, NULL);
	struct voice *voice = voice_new();
	uint8_t frames[2][VOICE_BYTES];
	int16_t right[VOICE_FRAME], made_up[VOICE_FRAME];
	double error = 0;

	for (int f = 0; f < at; f++) {
		assert_true(voice_encode(voice, said + f * VOICE_FRAME, frames[0]));
		decode(whole, frames[0], 0, right);
		decode(broken, frames[0], 0, right);
	}
	assert_true(voice_encode(voice, said + at * VOICE_FRAME, frames[0]));
	assert_true(voice_encode(voice, said + (at + 1) * VOICE_FRAME, frames[1]));
	decode(whole, frames[0], 0, right);
	decode(broken, with_fec ? frames[1] : NULL, with_fec, made_up);
	for (int i = 0; i < VOICE_FRAME; i++)
		error += (double)(right[i] - made_up[i]) * (right[i] - made_up[i]);
	opus_decoder_destroy(whole);
	opus_decoder_destroy(broken);
	voice_free(voice);
	return error;
}

/* What we send does carry the frame before: using it comes nearer to that than guessing. */
static void frames_carry_the_one_before(void **state)
{
	double with = 0, without = 0;

	(void)state;
	speech_generate(4, said, COUNT, VOICE_RATE);
	for (int at = 10; at < 210; at += 8) {
		with += repair_error(at, 1);
		without += repair_error(at, 0);
	}
	assert_true(with < without * 0.7);
}

static bool takes(struct voice *voice, const uint8_t *payload, size_t size)
{
	static uint16_t last;
	uint16_t sequence = ++last;
	uint8_t *copy = malloc(size + 1);
	struct jitter_packet packet = {
		.sequence = sequence, .timestamp = sequence * 960u, .payload = copy, .size = size
	};
	bool taken;

	assert_non_null(copy);
	memcpy(copy, payload, size);
	taken = voice_take(voice, &packet, 1000000 + sequence * 20000u);
	free(copy);
	return taken;
}

static void only_20_ms_of_opus_are_taken(void **state)
{
	static const int sizes[] = { 120, 240, 480, 960, 1920, 2880 };
	static uint8_t packet[2000];
	static int16_t sound[2 * 2880];
	struct voice *voice = voice_new();

	(void)state;
	assert_non_null(voice);
	for (int channels = 1; channels <= 2; channels++) {
		OpusEncoder *other =
			opus_encoder_create(VOICE_RATE, channels, OPUS_APPLICATION_AUDIO, NULL);

		assert_non_null(other);
		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
			int size = opus_encode(other, sound, sizes[i], packet, sizeof(packet));

			assert_true(size > 0);
			assert_int_equal(takes(voice, packet, (size_t)size),
					 sizes[i] == VOICE_FRAME);
		}
		opus_encoder_destroy(other);
	}
	assert_false(takes(voice, packet, 0));
	memset(packet, 0, sizeof(packet));
	packet[0] = 0x78; /* 20 ms, one frame */
	assert_true(takes(voice, packet, JITTER_PAYLOAD_MAX));
	assert_false(takes(voice, packet, JITTER_PAYLOAD_MAX + 1));
	packet[0] = 0x7b; /* a count of frames follows, which is 0 */
	assert_false(takes(voice, packet, 2));
	assert_false(takes(voice, packet, 1));
	voice_free(voice);
}

/* Whatever an authentic but hostile peer sends as frames, something is played. */
static void strange_frames_are_survived(void **state)
{
	struct voice *voice = voice_new();
	uint8_t frame[200];
	int16_t sound[VOICE_FRAME];

	(void)state;
	assert_non_null(voice);
	srand(2);
	for (int f = 0; f < 2000; f++) {
		size_t size = (size_t)(rand() % (int)sizeof(frame)) + 1;

		for (size_t i = 0; i < size; i++)
			frame[i] = (uint8_t)rand();
		takes(voice, frame, size);
		voice_play(voice, 2000000 + (uint64_t)f * 20000, sound);
	}
	voice_free(voice);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packet_sizes_tell_nothing),
		cmocka_unit_test(speech_stays_speech),
		cmocka_unit_test(losses_are_covered),
		cmocka_unit_test(frames_carry_the_one_before),
		cmocka_unit_test(only_20_ms_of_opus_are_taken),
		cmocka_unit_test(strange_frames_are_survived),
	};

	return cmocka_run_group_tests_name("media-voice", tests, NULL, NULL);
}
