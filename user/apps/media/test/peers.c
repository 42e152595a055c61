/* SPDX-License-Identifier: Apache-2.0 */
/* What is remembered of peers, for how long, who gives way; and as bytes, which may be anybody's. */
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
	assert_true(peers_init(&peers));
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

static uint8_t bytes[PEERS_BYTES + 1];
static size_t size;

/* The program's next life, at its peers.now. */
static bool reads_again(uint64_t now)
{
	assert_true(peers_init(&peers));
	peers.now = now;
	return peers_read(&peers, bytes, size);
}

static int with_three(void **state)
{
	uint8_t zid[ZRTP_ZID_SIZE] = { 3, 1 };
	struct zrtp_peer peer = { .have_rs1 = true,
				  .have_rs2 = true,
				  .verified = true,
				  .lifetime_s = UINT32_MAX,
				  .rs1 = { 30 },
				  .rs2 = { 31 } };

	setup(state);
	store(1, 10, UINT32_MAX);
	store(2, 20, 60);
	cache.store(cache.context, zid, &peer);
	assert_int_equal(load(1), 10);
	size = peers_write(&peers, bytes);
	assert_int_equal(size, PEERS_HEAD + 3 * PEERS_ENTRY);
	return 0;
}

static void they_outlive_the_program(void **state)
{
	uint8_t own[ZRTP_ZID_SIZE], zid[ZRTP_ZID_SIZE] = { 3, 1 };
	struct zrtp_peer peer;

	(void)state;
	memcpy(own, peers.own, sizeof(own));
	assert_true(reads_again(1000));
	assert_memory_equal(peers.own, own, sizeof(own));
	assert_int_equal(load(1), 10);
	assert_int_equal(load(2), 20);
	assert_true(cache.load(cache.context, zid, &peer));
	assert_true(peer.have_rs1 && peer.have_rs2 && peer.verified);
	assert_int_equal(peer.rs1[0], 30);
	assert_int_equal(peer.rs2[0], 31);
	assert_true(peer.lifetime_s == UINT32_MAX);
	assert_int_equal(load(4), -1);
}

static void time_goes_on_meanwhile(void **state)
{
	uint8_t zid[ZRTP_ZID_SIZE] = { 2, 1 };
	struct zrtp_peer peer;

	(void)state;
	assert_true(reads_again(1059));
	assert_true(cache.load(cache.context, zid, &peer));
	assert_int_equal(peer.lifetime_s, 1);
	assert_true(reads_again(1060));
	size = peers_write(&peers, bytes);
	assert_int_equal(size, PEERS_HEAD + 2 * PEERS_ENTRY);
	assert_int_equal(load(2), -1);
	assert_int_equal(load(1), 10);
	/* Who was forgotten does not come back though the clock goes back. */
	assert_true(reads_again(0));
	assert_int_equal(load(2), -1);
}

static void who_gives_way_is_remembered_too(void **state)
{
	(void)state;
	for (unsigned i = 0; i < PEERS; i++)
		store((uint8_t)i, (uint8_t)i, UINT32_MAX);
	assert_int_equal(load(0), 0);
	size = peers_write(&peers, bytes);
	assert_int_equal(size, PEERS_BYTES);
	assert_true(reads_again(1000));
	store(PEERS, PEERS, UINT32_MAX);
	assert_int_equal(load(0), 0);
	assert_int_equal(load(1), -1);
	assert_int_equal(load(2), 2);
}

static void every_life_without_memory_has_another_name(void **state)
{
	uint8_t own[ZRTP_ZID_SIZE];

	(void)state;
	memcpy(own, peers.own, sizeof(own));
	assert_true(peers_init(&peers));
	assert_memory_not_equal(peers.own, own, sizeof(own));
}

static void refused(size_t at, uint8_t value)
{
	uint8_t was = bytes[at];

	bytes[at] = value;
	assert_false(peers_read(&peers, bytes, size));
	bytes[at] = was;
}

static void what_is_wrong_changes_nothing(void **state)
{
	size_t first = PEERS_HEAD, flags = first + ZRTP_ZID_SIZE;
	struct peers before = peers;

	(void)state;
	for (size_t cut = 0; cut < size; cut++)
		assert_false(peers_read(&peers, bytes, cut));
	assert_false(peers_read(&peers, bytes, size + 1));
	refused(7, '2');
	refused(PEERS_HEAD - 1, 2);
	refused(PEERS_HEAD - 1, 4);
	refused(PEERS_HEAD - 1, PEERS + 1);
	refused(flags, 8 | 1);
	refused(flags, 4);			    /* verified, and no secret that was */
	refused(flags, 0);			    /* the secret is there */
	refused(flags + 9 + ZRTP_SECRET_SIZE, 1);   /* and the other one should not be */
	refused(first + PEERS_ENTRY, bytes[first]); /* twice the same peer */
	memset(bytes + 8, 0, ZRTP_ZID_SIZE);
	assert_false(peers_read(&peers, bytes, size));
	memcpy(bytes + 8, bytes + first, ZRTP_ZID_SIZE); /* ourselves */
	assert_false(peers_read(&peers, bytes, size));
	assert_memory_equal(&peers, &before, sizeof(peers));
}

static void the_revision_counts_changes(void **state)
{
	unsigned before = peers.revision;

	(void)state;
	assert_int_equal(load(9), -1);
	size = peers_write(&peers, bytes);
	assert_int_equal(peers.revision, before);
	store(1, 10, 60);
	assert_int_not_equal(peers.revision, before);
	before = peers.revision;
	assert_int_equal(load(1), 10); /* it was used later than others */
	assert_int_not_equal(peers.revision, before);
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
		cmocka_unit_test_setup(they_outlive_the_program, with_three),
		cmocka_unit_test_setup(time_goes_on_meanwhile, with_three),
		cmocka_unit_test_setup(who_gives_way_is_remembered_too, setup),
		cmocka_unit_test_setup(every_life_without_memory_has_another_name, setup),
		cmocka_unit_test_setup(what_is_wrong_changes_nothing, with_three),
		cmocka_unit_test_setup(the_revision_counts_changes, setup),
		cmocka_unit_test_setup(leaves_nothing_behind, setup),
	};

	return cmocka_run_group_tests_name("media-peers", tests, NULL, NULL);
}
