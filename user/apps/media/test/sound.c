/* SPDX-License-Identifier: Apache-2.0 */
/* The session with the audio service, message by message. */
#include "user/apps/media/sound.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#define BOTH (AUDIO_MAY_PLAY | AUDIO_MAY_CAPTURE)

static struct audio_message told[64];
static size_t told_length[64];
static unsigned told_count;
static bool full;
static struct sound sound;
static struct sound_period period;

static bool tell(void *context, enum media_peer peer, const void *message, size_t length)
{
	(void)context;
	assert_int_equal(peer, MEDIA_AUDIO);
	assert_in_range(length, AUDIO_HEADER, sizeof(struct audio_message));
	if (full || told_count == 64)
		return false;
	memcpy(&told[told_count], message, length);
	told_length[told_count++] = length;
	return true;
}

static int setup(void **state)
{
	static const struct media_ports ports = { .tell = tell };

	(void)state;
	told_count = 0;
	full = false;
	sound_init(&sound, &ports);
	return 0;
}

static bool take(const struct audio_message *message, size_t length, uint64_t now)
{
	return sound_take(&sound, message, length, now, &period);
}

static void opened(uint32_t flags)
{
	struct audio_message m = { .type = AUDIO_OPENED,
				   .flags = flags,
				   .period = AUDIO_PERIOD_20MS };

	assert_false(take(&m, AUDIO_HEADER, 0));
}

/* `number` is the next period's; the service counts on by itself. */
static uint32_t number;

static bool beat(uint64_t time_us, uint64_t now, uint32_t queued, uint32_t underruns)
{
	struct audio_message m = { .type = AUDIO_PERIOD,
				   .period = AUDIO_PERIOD_20MS,
				   .number = number++,
				   .queued = queued,
				   .underruns = underruns,
				   .time_us = time_us };

	return take(&m, sizeof(m), now);
}

static void opens_what_is_wanted(void **state)
{
	(void)state;
	sound_want(&sound, 0, 0);
	assert_int_equal(told_count, 0);
	sound_want(&sound, BOTH, 0);
	sound_want(&sound, BOTH, 1);
	assert_int_equal(told_count, 1);
	assert_int_equal(told[0].type, AUDIO_OPEN);
	assert_int_equal(told[0].flags, BOTH);
	assert_int_equal(told[0].period, AUDIO_PERIOD_20MS);
	assert_int_equal(told_length[0], AUDIO_HEADER);
	opened(BOTH);
	assert_true(beat(20000, 20100, 0, 0));
	assert_true(period.captured);
	sound_want(&sound, AUDIO_MAY_PLAY, 2);
	assert_int_equal(told[1].flags, AUDIO_MAY_PLAY);
	opened(AUDIO_MAY_PLAY);
	assert_true(beat(40000, 40100, 0, 0));
	assert_false(period.captured);
	sound_want(&sound, 0, 3);
	assert_int_equal(told[2].type, AUDIO_CLOSE);
	assert_false(beat(60000, 60100, 0, 0));
}

/* A period that was on its way when the session was opened anew belongs to the old one. */
static void old_periods_are_dropped(void **state)
{
	(void)state;
	assert_false(beat(20000, 20100, 0, 0));
	sound_want(&sound, BOTH, 0);
	assert_false(beat(40000, 40100, 0, 0));
	opened(BOTH);
	sound_want(&sound, AUDIO_MAY_PLAY, 0);
	sound_want(&sound, BOTH, 0);
	assert_false(beat(60000, 60100, 0, 0));
	opened(AUDIO_MAY_PLAY);
	assert_false(beat(80000, 80100, 0, 0));
	opened(BOTH);
	assert_true(beat(100000, 100100, 0, 0));
	assert_int_equal(sound.dropped, 0);
}

static void less_may_be_granted(void **state)
{
	(void)state;
	sound_want(&sound, BOTH, 0);
	opened(AUDIO_MAY_PLAY);
	assert_false(sound.refused);
	assert_true(beat(20000, 20100, 0, 0));
	assert_false(period.captured);
	sound_want(&sound, 0, 0);
	sound_want(&sound, BOTH, 0);
	opened(0);
	assert_true(sound.refused);
	assert_false(beat(40000, 40100, 0, 0));
	sound_want(&sound, 0, 0);
	sound_want(&sound, AUDIO_MAY_PLAY, 0);
	opened(BOTH);
	assert_true(beat(60000, 60100, 0, 0));
	assert_false(period.captured); /* more than was asked for is not taken */
}

static void keeps_the_queue_short(void **state)
{
	(void)state;
	sound_want(&sound, BOTH, 0);
	opened(BOTH);
	assert_true(beat(20000, 20100, 0, 0));
	assert_int_equal(period.plays, 2);
	assert_true(beat(40000, 40100, 1, 0));
	assert_int_equal(period.plays, 1);
	assert_true(beat(60000, 60100, 2, 0));
	assert_int_equal(period.plays, 0);
	assert_true(beat(80000, 80100, 1, 0));
	assert_int_equal(period.plays, 1);
	/* It ran dry: one more is kept from now on, until it went well for half a minute. */
	assert_true(beat(100000, 100100, 0, 1));
	assert_int_equal(period.plays, 2);
	assert_true(beat(120000, 120100, 2, 1));
	assert_int_equal(period.plays, 1);
	for (unsigned i = 0; i < 1498; i++) {
		assert_true(beat(140000 + i * 20000, 140100 + i * 20000, 2, 1));
		assert_int_equal(period.plays, 1);
	}
	assert_true(beat(40000000, 40000100, 2, 1));
	assert_int_equal(period.plays, 0);
	for (uint32_t i = 2; i < 20; i++)
		assert_true(beat(40000000 + i * 20000, 40000100 + i * 20000, 3, i));
	assert_int_equal(period.plays, 1); /* never more than the service keeps */
}

static void counts_missed_periods(void **state)
{
	(void)state;
	sound_want(&sound, BOTH, 0);
	opened(BOTH);
	assert_true(beat(20000, 20100, 0, 0));
	assert_int_equal(period.frames, 1);
	number += 2;
	assert_true(beat(80000, 80100, 0, 0));
	assert_int_equal(period.frames, 3);
	number += 100000; /* more than a call survives: time tells */
	assert_true(beat(120000, 120100, 0, 0));
	assert_int_equal(period.frames, 2);
}

/* A host or a device that was held up hands over at once what it has: nothing was missed. */
static void late_periods_are_not_missed(void **state)
{
	(void)state;
	sound_want(&sound, BOTH, 0);
	opened(BOTH);
	for (uint64_t i = 1; i <= 50; i++) {
		uint64_t late = i % 5 == 0 ? 15000 : 0;

		assert_true(beat(i * 20000 + late, i * 20000 + late + 100, 0, 0));
		assert_int_equal(period.frames, 1);
	}
}

static void time_tells_what_was_missed_between_sessions(void **state)
{
	static const struct {
		uint64_t time_us;
		uint32_t frames;
	} next[] = {
		{ 40000, 1 },
		{ 100000, 3 },
		{ 100000, 1 },
		{ 50000, 1 }, /* back: its clock is broken, ours is not */
		{ UINT64_MAX, UINT16_MAX },
	};

	(void)state;
	sound_want(&sound, BOTH, 0);
	opened(BOTH);
	assert_true(beat(20000, 20100, 0, 0));
	for (unsigned i = 0; i < sizeof(next) / sizeof(next[0]); i++) {
		sound_want(&sound, i % 2 == 0 ? AUDIO_MAY_PLAY : BOTH, 0);
		opened(BOTH);
		number = 0;
		assert_true(beat(next[i].time_us, next[i].time_us, 0, 0));
		assert_int_equal(period.frames, next[i].frames);
	}
}

/* Messages that are delayed do not move the time of their periods. */
static void times_are_the_devices(void **state)
{
	uint64_t base = 500000000, first;

	(void)state;
	sound_want(&sound, BOTH, 0);
	opened(BOTH);
	assert_true(beat(20000, base + 20500, 0, 0));
	first = period.at;
	assert_int_equal(first, base + 20500);
	for (unsigned i = 2; i < 100; i++) {
		uint64_t delay = i % 7 == 0 ? 30000 : 200;

		assert_true(beat(i * 20000, base + i * 20000 + delay, 0, 0));
		assert_in_range(period.at, base + i * 20000 + 200, base + i * 20000 + 1000);
	}
}

static void a_full_channel_is_tried_again(void **state)
{
	(void)state;
	full = true;
	sound_want(&sound, BOTH, 1000);
	assert_int_equal(sound.retry_at, 51000);
	full = false;
	sound_want(&sound, BOTH, 51000);
	assert_int_equal(told_count, 1);
	assert_true(sound.retry_at == SOUND_NEVER);
	full = true;
	sound_want(&sound, 0, 60000);
	assert_int_equal(sound.retry_at, 110000);
	sound_want(&sound, BOTH, 70000);
	assert_true(sound.retry_at == SOUND_NEVER);
	assert_int_equal(told_count, 1);
}

static void a_restarted_service_is_asked_again(void **state)
{
	(void)state;
	sound_want(&sound, BOTH, 0);
	opened(BOTH);
	sound_restarted(&sound);
	assert_false(beat(20000, 20100, 0, 0));
	sound_want(&sound, BOTH, 0);
	assert_int_equal(told_count, 2);
	opened(BOTH);
	assert_true(beat(40000, 40100, 0, 0));
}

static void wrong_messages_are_counted(void **state)
{
	struct audio_message m = { .type = AUDIO_PERIOD, .period = AUDIO_PERIOD_20MS };
	uint64_t dropped = 0;

	(void)state;
	sound_want(&sound, BOTH, 0);
	opened(BOTH);
	for (size_t length = 0; length < sizeof(m); length++) {
		bool right = length == AUDIO_HEADER;

		assert_int_equal(take(&m, length, 0), right);
		dropped += !right;
	}
	assert_false(take(&m, sizeof(m) + 1, 0));
	m.queued = AUDIO_QUEUE + 1;
	assert_false(take(&m, sizeof(m), 0));
	m.queued = 0;
	m.period = AUDIO_PERIOD_10MS;
	assert_false(take(&m, sizeof(m), 0));
	m.type = AUDIO_OPEN;
	assert_false(take(&m, AUDIO_HEADER, 0));
	m.type = AUDIO_OPENED;
	assert_false(take(&m, sizeof(m), 0));
	assert_int_equal(sound.dropped, dropped + 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(opens_what_is_wanted, setup),
		cmocka_unit_test_setup(old_periods_are_dropped, setup),
		cmocka_unit_test_setup(less_may_be_granted, setup),
		cmocka_unit_test_setup(keeps_the_queue_short, setup),
		cmocka_unit_test_setup(counts_missed_periods, setup),
		cmocka_unit_test_setup(late_periods_are_not_missed, setup),
		cmocka_unit_test_setup(time_tells_what_was_missed_between_sessions, setup),
		cmocka_unit_test_setup(times_are_the_devices, setup),
		cmocka_unit_test_setup(a_full_channel_is_tried_again, setup),
		cmocka_unit_test_setup(a_restarted_service_is_asked_again, setup),
		cmocka_unit_test_setup(wrong_messages_are_counted, setup),
	};

	return cmocka_run_group_tests_name("media-sound", tests, NULL, NULL);
}
