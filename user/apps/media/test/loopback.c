/* SPDX-License-Identifier: Apache-2.0 */
/* Calls between two processes, as pair.h sets them up. */
#include "user/apps/media/test/pair.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>

#define TALK_MS	   7000
#define TALK_LEAST 5.0 /* seconds of it that must have been heard */

static char programs[PATH_MAX];

static bool both_opened(const struct pair *pair)
{
	return pair->sides[0].opened.type != 0 && pair->sides[1].opened.type != 0;
}

static bool both_secure(const struct pair *pair)
{
	return pair->sides[0].secure_us != 0 && pair->sides[1].secure_us != 0;
}

static bool one_failed(const struct pair *pair)
{
	return pair->sides[0].failed.type != 0 || pair->sides[1].failed.type != 0;
}

/* The owners allow the call, sip opens and connects it, and it becomes secure. */
static void call(struct pair *pair)
{
	for (unsigned i = 0; i < 2; i++) {
		pair_tell(pair, i, false, CALLING_ALLOW, 0);
		pair_tell(pair, i, true, CALLING_OPEN, i == 0);
	}
	assert_true(pair_run(pair, 10000, both_opened));
	pair_connect(pair);
	assert_true(pair_run(pair, 10000, both_secure));
	assert_true(pair->sides[0].security.text[0] != '\0');
	assert_string_equal(pair->sides[0].security.text, pair->sides[1].security.text);
}

static void print(const struct pair *pair, unsigned index, double correlation)
{
	const struct pair_side *side = &pair->sides[index];
	const struct calling_statistics *s = &side->statistics.statistics;

	printf("side %u: secure after %u ms, \"%s\" (%s); sent %u of %u bytes, received %u, "
	       "lost %u, concealed %u, jitter %u us, delay %u ms; heard %.3f\n",
	       index, (unsigned)(side->secure_us - side->connected_us) / 1000, side->security.text,
	       side->security.name, s->sent, s->packet_bytes, s->received, s->lost, s->concealed,
	       s->jitter_us, s->delay_ms, correlation);
}

static void hang_up(struct pair *pair)
{
	for (unsigned i = 0; i < 2; i++) {
		pair_tell(pair, i, false, CALLING_REVOKE, 0);
		pair_tell(pair, i, true, CALLING_CLOSE, 0);
	}
}

/* A whole call. All must hold but how it sounded, which is returned: the worse side's correlation. */
static double talk(const struct pair_network *network)
{
	struct pair *pair = malloc(sizeof(*pair));
	double worst = 1;

	assert_non_null(pair);
	pair_start(pair, programs, network);
	call(pair);
	assert_false(pair_run(pair, TALK_MS, one_failed));
	hang_up(pair);
	pair_stop(pair);
	for (unsigned i = 0; i < 2; i++) {
		const struct pair_side *side = &pair->sides[i];
		double correlation = pair_heard(pair, i, TALK_LEAST);

		print(pair, i, correlation);
		worst = correlation < worst ? correlation : worst;
		assert_int_equal(side->other, 0);
		assert_false(side->spoke_early);
		assert_int_equal(side->rtp_lengths, 1);
		assert_int_equal(side->statistics.statistics.packet_bytes, side->rtp_length);
		assert_true(side->rtp > 45 * TALK_MS / 1000);
	}
	pair_clean(pair);
	free(pair);
	return worst;
}

/* A machine that is busy with other things does not keep real time: the best of three calls counts. */
static void sounds_right(const struct pair_network *network)
{
	double best = 0;

	for (int i = 0; i < 3 && best < 0.9; i++) {
		double correlation = talk(network);

		best = correlation > best ? correlation : best;
	}
	assert_true(best >= 0.9);
}

static void over_a_clean_network(void **state)
{
	(void)state;
	sounds_right(&(struct pair_network){ 0 });
}

static void over_a_poor_network(void **state)
{
	(void)state;
	sounds_right(&(struct pair_network){ .delay_ms = 20, .jitter_ms = 40, .lost_percent = 4 });
}

static bool both_verified(const struct pair *pair)
{
	return pair->sides[0].security.flag == CALLING_VERIFIED &&
	       pair->sides[1].security.flag == CALLING_VERIFIED;
}

/* The owners compared once; after a restart of both programs they need not do so again. */
static void verified_for_longer_than_the_program_runs(void **state)
{
	struct pair *pair = malloc(sizeof(*pair));

	(void)state;
	assert_non_null(pair);
	pair_start(pair, programs, &(struct pair_network){ 0 });
	call(pair);
	assert_false(both_verified(pair));
	for (unsigned i = 0; i < 2; i++)
		pair_tell(pair, i, false, CALLING_VERIFY, 1);
	assert_true(pair_run(pair, 10000, both_verified));
	hang_up(pair);
	pair_restart(pair);
	call(pair);
	assert_true(pair_run(pair, 10000, both_verified));
	hang_up(pair);
	pair_stop(pair);
	pair_clean(pair);
	free(pair);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verified_for_longer_than_the_program_runs),
		cmocka_unit_test(over_a_clean_network),
		cmocka_unit_test(over_a_poor_network),
	};
	char self[PATH_MAX];

	(void)argc;
	if (realpath(argv[0], self) == NULL)
		return 1;
	snprintf(programs, sizeof(programs), "%s/..", dirname(self));
	return cmocka_run_group_tests_name("media-loopback", tests, NULL, NULL);
}
