/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions: what is opened, played, heard and left out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "user/services/audio/mixer.h"

#define BOTH (AUDIO_MAY_PLAY | AUDIO_MAY_CAPTURE)

static struct mixer m;
static struct {
	struct audio_message last;
	size_t size;
	unsigned count;
	bool full;
} got[AUDIO_CLIENTS];
static int16_t played[MIXER_STEP];

static bool fake_send(void *context, unsigned client, const struct audio_message *message,
		      size_t size)
{
	(void)context;
	if (got[client].full)
		return false;
	memset(&got[client].last, 0x5a, sizeof(got[client].last));
	memcpy(&got[client].last, message, size);
	got[client].size = size;
	got[client].count++;
	return true;
}

static int begin(void **state)
{
	(void)state;
	memset(&m, 0, sizeof(m));
	memset(got, 0, sizeof(got));
	m.send = fake_send;
	m.session[0].policy = AUDIO_POLICY(BOTH, 2);
	m.session[1].policy = AUDIO_POLICY(AUDIO_MAY_PLAY, 1);
	m.session[2].policy = AUDIO_POLICY(BOTH, 0);
	m.session[3].policy = AUDIO_POLICY(BOTH, 0);
	return 0;
}

static bool take(unsigned client, const struct audio_message *message, size_t size)
{
	return mixer_take(&m, client, message, size);
}

static void open(unsigned client, uint32_t flags, uint32_t period)
{
	struct audio_message o = { .type = AUDIO_OPEN, .flags = flags, .period = period };

	assert_true(take(client, &o, AUDIO_HEADER));
	mixer_settle(&m);
}

static void play(unsigned client, int16_t value, uint32_t period)
{
	struct audio_message p = { .type = AUDIO_PLAY };

	for (uint32_t i = 0; i < period; i++)
		p.samples[i] = (int16_t)(value + (int16_t)i);
	assert_true(take(client, &p, AUDIO_HEADER + period * 2));
}

/* One step; the microphone hears `heard`, `heard` + 1... */
static void step(int16_t heard)
{
	int16_t captured[MIXER_STEP];

	for (int16_t i = 0; i < MIXER_STEP; i++)
		captured[i] = (int16_t)(heard + i);
	mixer_step(&m, captured, played, 123);
}

static void opening_grants_what_policy_allows(void **state)
{
	(void)state;
	assert_false(mixer_is_open(&m));
	open(0, BOTH, AUDIO_PERIOD_20MS);
	assert_int_equal(got[0].last.type, AUDIO_OPENED);
	assert_int_equal(got[0].size, AUDIO_HEADER);
	assert_int_equal(got[0].last.flags, BOTH);
	assert_int_equal(got[0].last.period, AUDIO_PERIOD_20MS);
	open(1, BOTH, AUDIO_PERIOD_10MS);
	assert_int_equal(got[1].last.flags, AUDIO_MAY_PLAY);
	open(1, AUDIO_MAY_CAPTURE, AUDIO_PERIOD_10MS);
	assert_int_equal(got[1].last.flags, 0);
	assert_int_equal(m.session[1].granted, 0);
	assert_true(mixer_is_open(&m));
	assert_true(mixer_captures(&m));
}

static void a_period_is_the_beat(void **state)
{
	(void)state;
	open(0, BOTH, AUDIO_PERIOD_20MS);
	step(1000);
	assert_int_equal(got[0].count, 1); /* OPENED */
	step(1480);
	assert_int_equal(got[0].count, 2);
	assert_int_equal(got[0].last.type, AUDIO_PERIOD);
	assert_int_equal(got[0].last.flags, BOTH);
	assert_int_equal(got[0].last.number, 0);
	assert_int_equal(got[0].last.time_us, 123);
	assert_int_equal(got[0].size, sizeof(struct audio_message));
	for (int i = 0; i < AUDIO_PERIOD_20MS; i++)
		assert_int_equal(got[0].last.samples[i], 1000 + i);
	step(0);
	step(0);
	assert_int_equal(got[0].last.number, 1);
	open(1, AUDIO_MAY_PLAY, AUDIO_PERIOD_10MS);
	step(0);
	assert_int_equal(got[1].last.type, AUDIO_PERIOD);
	assert_int_equal(got[1].size, AUDIO_HEADER); /* it hears nothing */
}

static void what_is_played_comes_out_once(void **state)
{
	(void)state;
	open(0, AUDIO_MAY_PLAY, AUDIO_PERIOD_20MS);
	play(0, 100, AUDIO_PERIOD_20MS);
	play(0, 5000, AUDIO_PERIOD_20MS);
	step(0);
	assert_int_equal(played[0], 100);
	assert_int_equal(played[479], 579);
	step(0);
	assert_int_equal(played[0], 580);
	assert_int_equal(got[0].last.queued, 1);
	step(0);
	step(0);
	assert_int_equal(played[479], 5959);
	assert_int_equal(got[0].last.queued, 0);
	assert_int_equal(got[0].last.underruns, 0);
	step(0);
	assert_int_equal(played[0], 0);
	step(0);
	assert_int_equal(got[0].last.underruns, 1);
}

static void silence_before_the_first_play_is_no_underrun(void **state)
{
	(void)state;
	open(0, AUDIO_MAY_PLAY, AUDIO_PERIOD_10MS);
	for (unsigned i = 0; i < 10; i++)
		step(0);
	assert_int_equal(got[0].last.underruns, 0);
	play(0, 1, AUDIO_PERIOD_10MS);
	step(0);
	step(0);
	step(0);
	assert_int_equal(got[0].last.underruns, 2);
}

static void clients_are_added_and_saturate(void **state)
{
	struct audio_message v = { .type = AUDIO_VOLUME, .volume = 64 };

	(void)state;
	open(0, AUDIO_MAY_PLAY, AUDIO_PERIOD_10MS);
	open(1, AUDIO_MAY_PLAY, AUDIO_PERIOD_20MS);
	play(0, 1000, AUDIO_PERIOD_10MS);
	play(1, -200, AUDIO_PERIOD_20MS);
	step(0);
	assert_int_equal(played[0], 800);
	assert_int_equal(played[1], 802);
	play(0, 32000, AUDIO_PERIOD_10MS);
	step(0);
	assert_int_equal(played[0], 32000 + 280);
	assert_int_equal(played[479], 32767); /* 32479 + 759 */
	assert_true(take(0, &v, AUDIO_HEADER));
	play(0, -32768, AUDIO_PERIOD_10MS);
	play(1, -32768, AUDIO_PERIOD_20MS);
	step(0);
	assert_int_equal(played[0], -32768);
	play(0, 4000, AUDIO_PERIOD_10MS);
	m.session[1].granted = 0;
	step(0);
	assert_int_equal(played[0], 1000);
}

static void a_full_queue_takes_no_more(void **state)
{
	(void)state;
	open(0, AUDIO_MAY_PLAY, AUDIO_PERIOD_10MS);
	for (int16_t i = 0; i < AUDIO_QUEUE + 3; i++)
		play(0, (int16_t)(i * 1000), AUDIO_PERIOD_10MS);
	for (int16_t i = 0; i < AUDIO_QUEUE; i++) {
		step(0);
		assert_int_equal(played[0], i * 1000);
	}
	step(0);
	assert_int_equal(played[0], 0);
}

/* The open world hears nothing of a call; after the call it hears again. */
static void the_highest_rank_has_the_microphone(void **state)
{
	(void)state;
	open(2, BOTH, AUDIO_PERIOD_10MS);
	open(3, BOTH, AUDIO_PERIOD_10MS);
	step(500);
	assert_int_equal(got[2].last.samples[0], 500);
	assert_int_equal(got[2].last.flags, BOTH);
	assert_int_equal(got[3].last.samples[7], 0);
	assert_int_equal(got[3].last.flags, BOTH | AUDIO_SILENCED);
	open(0, BOTH, AUDIO_PERIOD_10MS);
	step(600);
	assert_int_equal(got[0].last.samples[0], 600);
	assert_int_equal(got[2].last.samples[0], 0);
	assert_int_equal(got[2].last.flags, BOTH | AUDIO_SILENCED);
	open(0, AUDIO_MAY_PLAY, AUDIO_PERIOD_10MS);
	step(700);
	assert_int_equal(got[2].last.samples[0], 700);
	open(2, BOTH, AUDIO_PERIOD_10MS);
	step(800);
	assert_int_equal(got[3].last.samples[0], 800); /* now it was there first */
	assert_int_equal(got[2].last.samples[0], 0);
}

/* A period during which the microphone was taken away has no sample of what came after. */
static void a_call_begins_in_the_middle_of_a_period(void **state)
{
	(void)state;
	open(2, BOTH, AUDIO_PERIOD_20MS);
	step(500);
	open(0, BOTH, AUDIO_PERIOD_10MS);
	step(600);
	assert_int_equal(got[2].last.samples[0], 500);
	for (unsigned i = MIXER_STEP; i < AUDIO_PERIOD_20MS; i++)
		assert_int_equal(got[2].last.samples[i], 0);
	assert_int_equal(got[2].last.flags, BOTH | AUDIO_SILENCED);
}

static void without_a_microphone_there_is_silence(void **state)
{
	(void)state;
	open(0, BOTH, AUDIO_PERIOD_10MS);
	step(500);
	mixer_step(&m, NULL, played, 1);
	assert_int_equal(got[0].last.samples[0], 0);
	assert_int_equal(got[0].last.samples[479], 0);
	assert_int_equal(got[0].last.flags, BOTH);
}

static void a_slow_client_loses_periods_and_is_told(void **state)
{
	(void)state;
	open(0, BOTH, AUDIO_PERIOD_10MS);
	step(0);
	got[0].full = true;
	step(0);
	step(0);
	got[0].full = false;
	step(0);
	assert_int_equal(got[0].last.number, 3);
	assert_int_equal(got[0].last.overruns, 2);
}

static void each_open_is_answered_once_and_first(void **state)
{
	(void)state;
	got[0].full = true;
	open(0, BOTH, AUDIO_PERIOD_10MS);
	open(0, AUDIO_MAY_PLAY, AUDIO_PERIOD_20MS);
	step(0);
	step(0);
	assert_int_equal(got[0].count, 0);
	got[0].full = false;
	mixer_settle(&m);
	assert_int_equal(got[0].count, 2);
	assert_int_equal(got[0].last.type, AUDIO_OPENED);
	assert_int_equal(got[0].last.flags, AUDIO_MAY_PLAY);
	mixer_settle(&m);
	assert_int_equal(got[0].count, 2);
	step(0);
	step(0);
	assert_int_equal(got[0].last.type, AUDIO_PERIOD);
	assert_int_equal(got[0].last.overruns, 1);
}

static void a_session_ends_with_close_or_restart(void **state)
{
	struct audio_message c = { .type = AUDIO_CLOSE };

	(void)state;
	open(0, BOTH, AUDIO_PERIOD_10MS);
	play(0, 5, AUDIO_PERIOD_10MS);
	assert_true(take(0, &c, AUDIO_HEADER));
	assert_false(mixer_is_open(&m));
	step(0);
	assert_int_equal(played[0], 0);
	assert_int_equal(got[0].count, 1);
	play(0, 5, AUDIO_PERIOD_10MS); /* it did not know yet: no harm */
	open(0, BOTH, AUDIO_PERIOD_10MS);
	step(0);
	assert_int_equal(played[0], 0); /* nothing of the old session */
	mixer_lost(&m, 0);
	assert_false(mixer_captures(&m));
	open(0, BOTH, AUDIO_PERIOD_10MS); /* and its rights are still there */
	assert_int_equal(got[0].last.flags, BOTH);
}

static void malformed_messages_are_refused(void **state)
{
	struct audio_message x = { .type = AUDIO_OPEN, .flags = BOTH, .period = 480 };

	(void)state;
	assert_false(take(0, &x, AUDIO_HEADER - 1));
	assert_false(take(0, &x, AUDIO_HEADER + 2));
	x.flags = 4;
	assert_false(take(0, &x, AUDIO_HEADER));
	x.flags = 0;
	assert_false(take(0, &x, AUDIO_HEADER));
	x.flags = BOTH;
	x.period = 481;
	assert_false(take(0, &x, AUDIO_HEADER));
	x.period = 480;
	x.time_us = 1;
	assert_false(take(0, &x, AUDIO_HEADER));
	assert_false(mixer_is_open(&m));
	x = (struct audio_message){ .type = AUDIO_VOLUME, .volume = AUDIO_VOLUME_FULL + 1 };
	assert_false(take(0, &x, AUDIO_HEADER));
	x = (struct audio_message){ .type = AUDIO_CLOSE, .flags = 1 };
	assert_false(take(0, &x, AUDIO_HEADER));
	x = (struct audio_message){ .type = AUDIO_PERIOD };
	assert_false(take(0, &x, AUDIO_HEADER));
	open(0, AUDIO_MAY_CAPTURE, AUDIO_PERIOD_10MS);
	x = (struct audio_message){ .type = AUDIO_PLAY };
	assert_false(take(0, &x, AUDIO_HEADER + 960)); /* may capture only */
	open(0, AUDIO_MAY_PLAY, AUDIO_PERIOD_10MS);
	assert_false(take(0, &x, AUDIO_HEADER + 959));
	assert_false(take(0, &x, AUDIO_HEADER + 1920));
	assert_false(take(0, &x, AUDIO_HEADER));
	x.queued = 1;
	assert_false(take(0, &x, AUDIO_HEADER + 960));
	x.queued = 0;
	assert_true(take(0, &x, AUDIO_HEADER + 960));
}

#define BENCH(test) cmocka_unit_test_setup(test, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH(opening_grants_what_policy_allows),
		BENCH(a_period_is_the_beat),
		BENCH(what_is_played_comes_out_once),
		BENCH(silence_before_the_first_play_is_no_underrun),
		BENCH(clients_are_added_and_saturate),
		BENCH(a_full_queue_takes_no_more),
		BENCH(the_highest_rank_has_the_microphone),
		BENCH(a_call_begins_in_the_middle_of_a_period),
		BENCH(without_a_microphone_there_is_silence),
		BENCH(a_slow_client_loses_periods_and_is_told),
		BENCH(each_open_is_answered_once_and_first),
		BENCH(a_session_ends_with_close_or_restart),
		BENCH(malformed_messages_are_refused),
	};

	return cmocka_run_group_tests_name("audio-mixer", tests, NULL, NULL);
}
