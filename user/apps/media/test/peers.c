/* SPDX-License-Identifier: Apache-2.0 */
/* What is remembered of peers, for how long, and who gives way. */
#include "user/apps/media/peers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

static struct peers peers;
static struct zrtp_cache cache;

static int setup(void **state)
{
	(void)state;
	peers_init(&peers);
	cache = peers_cache(&peers);
	peers.now = 1000;
	return 0;
}

static bool store(uint8_t who, uint8_t secret, uint32_t lifetime)
{
	uint8_t zid[ZRTP_ZID_SIZE] = { who, 1 };
	struct zrtp_peer peer = { .have_rs1 = true, .lifetime_s = lifetime, .rs1 = { secret } };

	return cache.store(cache.context, zid, &peer);
}

/* The secret's first byte, or -1. */
static int load(uint8_t who)
{
	uint8_t zid[ZRTP_ZID_SIZE] = { who, 1 };
	struct zrtp_peer peer;

	return cache.load(cache.context, zid, &peer) ? peer.rs1[0] : -1;
}

static void remembers_the_latest(void **state)
{
	(void)state;
	assert_int_equal(load(1), -1);
	assert_true(store(1, 10, UINT32_MAX));
	assert_true(store(2, 20, UINT32_MAX));
	assert_true(store(1, 11, UINT32_MAX));
	assert_int_equal(load(1), 11);
	assert_int_equal(load(2), 20);
	assert_int_equal(load(3), -1);
}

static void forgets_in_time(void **state)
{
	(void)state;
	store(1, 10, 60);
	store(2, 20, UINT32_MAX);
	store(3, 30, 0);
	assert_int_equal(load(3), -1);
	peers.now += 59;
	assert_int_equal(load(1), 10);
	peers.now += 1;
	assert_int_equal(load(1), -1);
	peers.now += UINT32_MAX;
	assert_int_equal(load(2), 20);
}

static void the_longest_unused_gives_way(void **state)
{
	(void)state;
	for (unsigned i = 0; i < PEERS; i++)
		store((uint8_t)i, (uint8_t)i, UINT32_MAX);
	assert_int_equal(load(0), 0);
	store(PEERS, PEERS, UINT32_MAX);
	assert_int_equal(load(0), 0);
	assert_int_equal(load(1), -1);
	assert_int_equal(load(2), 2);
	assert_int_equal(load(PEERS), PEERS);
}

static void leaves_nothing_behind(void **state)
{
	static const struct peers empty;

	(void)state;
	store(1, 10, UINT32_MAX);
	peers_end(&peers);
	assert_memory_equal(&peers, &empty, sizeof(peers));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(remembers_the_latest, setup),
		cmocka_unit_test_setup(forgets_in_time, setup),
		cmocka_unit_test_setup(the_longest_unused_gives_way, setup),
		cmocka_unit_test_setup(leaves_nothing_behind, setup),
	};

	return cmocka_run_group_tests_name("media-peers", tests, NULL, NULL);
}
