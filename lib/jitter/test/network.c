/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How well it plays over networks of several kinds. Every bound is on what a listener would notice:
 * what had to be made up, and how late the voice is. The path itself takes 30 ms.
 */
#include "lib/jitter/test/simulate.h"
#include "lib/jitter/test/tests.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>

static struct outcome run(const char *name, const struct network *n, unsigned from_s)
{
	struct outcome o;

	simulate(n, from_s, &o);
	printf("%-28s %5u ticks: concealed %.2f%%, FEC %.2f%%, delay %3.0f ms (at most %3.0f), "
	       "inserted %u, left out %u\n",
	       name, o.sent, 100.0 * o.concealed / o.sent, 100.0 * o.fec / o.sent, o.delay_mean_ms,
	       o.delay_max_ms, o.statistics.inserted, o.statistics.left_out);
	assert_int_equal(o.out_of_order, 0);
	return o;
}

/* A quiet network: nothing is made up, and the buffer adds little more than one frame. */
void steady(void **state)
{
	struct outcome o = run("steady", &(struct network){ .seed = 1, .seconds = 60 }, 0);

	(void)state;
	assert_int_equal(o.concealed + o.fec, 0);
	assert_true(o.silent <= 5);
	o = run("steady, later", &(struct network){ .seed = 1, .seconds = 60 }, 30);
	assert_true(o.delay_max_ms < 30 + 45);
	assert_int_equal(o.statistics.lost, 0);
}

void little_jitter(void **state)
{
	struct network n = { .seed = 2, .seconds = 120, .jitter_us = 15000 };
	struct outcome o = run("jitter 15 ms", &n, 2);

	(void)state;
	assert_int_equal(o.concealed + o.fec, 0);
	assert_true(o.delay_max_ms < 30 + 60);
}

void much_jitter(void **state)
{
	struct network n = { .seed = 3, .seconds = 120, .jitter_us = 120000 };
	struct outcome o = run("jitter 120 ms", &n, 5);

	(void)state;
	assert_true(o.concealed + o.fec <= o.sent * 4 / 100);
	assert_true(o.delay_mean_ms < 30 + 120 + 50);
}

/* One late packet in a hundred is no reason to make everybody wait for it. */
void rare_spikes(void **state)
{
	struct network n = {
		.seed = 4, .seconds = 120, .jitter_us = 5000, .spikes = 0.005, .spike_us = 200000
	};
	struct outcome o = run("spikes of 200 ms, 0.5 %", &n, 5);

	(void)state;
	assert_true(o.concealed + o.fec <= o.sent * 2 / 100);
	assert_true(o.delay_mean_ms < 30 + 70);
}

/* Nothing for 300 ms, then all at once: no packet is lost, and the delay comes back down. */
void stall(void **state)
{
	struct network n = { .seed = 5, .seconds = 60, .stall_at_s = 20, .stall_us = 300000 };
	struct outcome o = run("stall of 300 ms", &n, 10);

	(void)state;
	assert_true(o.concealed + o.fec <= 20);
	assert_int_equal(o.statistics.lost, 0);
	o = run("stall of 300 ms, 25 s later", &n, 45);
	assert_int_equal(o.concealed + o.fec, 0);
	assert_true(o.delay_max_ms < 30 + 65);
}

/* Longer than the longest delay: what is too old is left out at once. */
void long_stall(void **state)
{
	struct network n = { .seed = 6, .seconds = 60, .stall_at_s = 20, .stall_us = 900000 };
	struct outcome o = run("stall of 900 ms", &n, 22);

	(void)state;
	assert_true(o.concealed + o.fec <= 3);
	assert_true(o.delay_max_ms < 30 + 400 + 100);
	o = run("stall of 900 ms, 25 s later", &n, 45);
	assert_true(o.delay_max_ms < 30 + 65);
}

/* A single loss is repaired by FEC, as the next packet is waited for. */
void single_losses(void **state)
{
	struct network n = { .seed = 7, .seconds = 120, .jitter_us = 8000, .loss = 0.05 };
	struct outcome o = run("5 % lost", &n, 5);

	(void)state;
	assert_true(o.fec >= o.sent * 4 / 100);
	assert_true(o.concealed <= o.sent * 1 / 100);
	assert_true(o.delay_mean_ms < 30 + 75);
	assert_true(o.statistics.lost >= 6000 * 4 / 100 && o.statistics.lost <= 6000 * 6 / 100);
}

void bursts_of_losses(void **state)
{
	struct network n = {
		.seed = 8, .seconds = 120, .jitter_us = 8000, .loss = 0.06, .burst = 3
	};
	struct outcome o = run("6 % lost, in threes", &n, 5);

	(void)state;
	assert_true(o.fec + o.concealed <= o.sent * 8 / 100);
	assert_true(o.fec >= o.sent * 1 / 100);
	assert_true(o.frames >= o.sent * 92 / 100);
}

/* Ten minutes of clocks that differ by 200 ppm: six frames too many or too few, no more. */
static void drift(int ppm, const char *name)
{
	struct network n = { .seed = 9, .seconds = 600, .jitter_us = 5000, .drift_ppm = ppm };
	struct outcome o = run(name, &n, 5);

	assert_int_equal(o.statistics.lost, 0);
	assert_true(o.concealed + o.fec <= 8);
	assert_true(o.statistics.left_out <= 8);
	assert_true(o.delay_max_ms < 30 + 65);
}

void clocks_differ(void **state)
{
	(void)state;
	drift(200, "clock +200 ppm");
	drift(-200, "clock -200 ppm");
}

void clocks_differ_without_a_quiet_moment(void **state)
{
	struct network n = { .seed = 9, .seconds = 1200, .drift_ppm = 200, .never_quiet = true };
	struct outcome o = run("clock +200 ppm, never quiet", &n, 5);

	(void)state;
	assert_int_equal(o.concealed + o.fec, 0);
	assert_true(o.statistics.left_out <= 13);
	assert_true(o.delay_max_ms < 30 + 180);
	n.drift_ppm = -200;
	o = run("clock -200 ppm, never quiet", &n, 5);
	assert_true(o.concealed + o.fec <= 14);
}

void everything_at_once(void **state)
{
	(void)state;
	for (uint32_t seed = 10; seed < 20; seed++) {
		struct network n = { .seed = seed,
				     .seconds = 60,
				     .jitter_us = 60000,
				     .loss = 0.08,
				     .burst = 2,
				     .spikes = 0.01,
				     .spike_us = 300000,
				     .stall_at_s = 30,
				     .stall_us = 500000,
				     .duplicated = 0.1,
				     .drift_ppm = 150 };
		struct outcome o = run("everything", &n, 5);

		assert_true(o.frames >= o.sent * 80 / 100);
		assert_true(o.delay_max_ms < 30 + 560);
		assert_true(o.statistics.duplicates > 0);
	}
}
