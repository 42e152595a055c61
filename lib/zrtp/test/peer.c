/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Against bzrtp, the ZRTP of Linphone: every algorithm that both have, both roles, bad networks,
 * a=zrtp-hash, retained secrets over several calls, a second stream.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "lib/zrtp/test/calling.h"

static void default_policy(void **state)
{
	(void)state;
	struct call call;
	unsigned initiator = 0;

	for (int n = 0; n < 24; n++) {
		calling_remembers = false;
		calling_open(&call, NULL, NULL, NULL);
		calling_run(&call, n % 3, n / 3 % 3);
		calling_assert_agreed(&call);
		initiator += call.result.initiator;
		calling_close(&call);
	}
	assert_in_range(initiator, 1, 23);
}

/* Every combination that this bzrtp has; what it lacks (GCM in older ones) it does not offer. */
static void every_algorithm(void **state)
{
	(void)state;
	uint8_t offered[5][7], count[5];
	bzrtpContext_t *probe = bzrtp_createBzrtpContext();
	unsigned calls = 0;

	for (unsigned kind = 0; kind < 5; kind++)
		count[kind] =
			bzrtp_getSupportedCryptoTypes(probe, (uint8_t)(1u << kind), offered[kind]);
	bzrtp_initBzrtpContext(probe, THEIR_SSRC);
	bzrtp_destroyBzrtpContext(probe, THEIR_SSRC);

	for (unsigned n = 0; n < 2 * 2 * 3 * 2 * 2; n++) {
		const uint8_t wanted[5] = {
			(uint8_t[]){ ZRTP_HASH_S256, ZRTP_HASH_S384 }[n % 2],
			(uint8_t[]){ ZRTP_CIPHER_AES1, ZRTP_CIPHER_AES3 }[n / 2 % 2],
			(uint8_t[]){ ZRTP_AUTHTAG_HS32, ZRTP_AUTHTAG_HS80, 0x35 }[n / 4 % 3],
			(uint8_t[]){ ZRTP_KEYAGREEMENT_DH3k, ZRTP_KEYAGREEMENT_X255 }[n / 12 % 2],
			(uint8_t[]){ ZRTP_SAS_B32, ZRTP_SAS_B256 }[n / 24 % 2],
		};
		struct zrtp_policy policy = {
			.hash = { ZRTP_S256 + n % 2 },
			.cipher = { ZRTP_AES1 + n / 2 % 2 },
			.auth = { ZRTP_HS32 + n / 4 % 3 },
			.agreement = { ZRTP_DH3K + n / 12 % 2 },
			.sas = { ZRTP_B32 + n / 24 % 2 },
		};
		struct call call;
		bool known = true;

		for (unsigned kind = 0; kind < 5; kind++)
			known = known && memchr(offered[kind], wanted[kind], count[kind]);
		if (!known)
			continue;
		calling_remembers = false;
		calling_open(&call, &policy, NULL, wanted);
		calling_run(&call, 0, n % 2);
		calling_assert_agreed(&call);
		assert_int_equal(call.told.hash, wanted[0]);
		assert_int_equal(call.told.cipher, wanted[1]);
		assert_int_equal(call.told.auth, wanted[2]);
		assert_int_equal(call.told.agreement, wanted[3]);
		calling_close(&call);
		calls++;
	}
	print_message("%u combinations\n", calls);
	assert_true(calls >= 16);
}

static void bad_networks(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 60; seed++) {
		struct call call;
		calling_remembers = false;
		calling_open(&call, NULL, NULL, NULL);
		call.loss = 5 + seed % 2 * 5; /* bzrtp's dice are real: leave no chance to fail */
		call.random = seed * 2654435761u;
		calling_run(&call, (int)(seed % 20), (int)(seed % 7));
		calling_assert_agreed(&call);
		calling_close(&call);
	}
}

static void announced_hello(void **state)
{
	(void)state;
	struct call call;
	char theirs[128] = { 0 }, ours[ZRTP_HELLO_HASH_TEXT];

	calling_remembers = false;
	calling_open(&call, NULL, NULL, NULL);
	assert_int_equal(bzrtp_getSelfHelloHash(call.peer, call.their_ssrc, (uint8_t *)theirs,
						sizeof(theirs)),
			 0);
	zrtp_hello_hash(call.z, ours);
	assert_true(zrtp_set_peer_hello_hash(call.z, theirs));
	assert_int_equal(
		bzrtp_setPeerHelloHash(call.peer, call.their_ssrc, (uint8_t *)ours, strlen(ours)),
		0);
	calling_run(&call, 0, 1);
	calling_assert_agreed(&call);
	calling_close(&call);

	calling_open(&call, NULL, NULL, NULL); /* the announcement was of another Hello */
	assert_true(zrtp_set_peer_hello_hash(call.z, theirs));
	calling_run(&call, 0, 1);
	assert_false(calling_is_secure(&call));
	assert_int_equal(call.failure.error, ZRTP_HELLO_HASH_MISMATCH);
	calling_close(&call);
}

/* Compared once, then known; then one side forgets, and both sides' users are warned or not. */
static void retained_secrets(void **state)
{
	(void)state;
	struct call call;
	sqlite3 *db;

	calling_remembers = false;
	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	for (int n = 0; n < 6; n++) {
		calling_open(&call, NULL, db, NULL);
		calling_run(&call, n % 2, 0);
		calling_assert_agreed(&call);
		assert_int_equal(call.result.peer_known, n > 0);
		assert_int_equal(call.result.verified, n > 0);
		assert_int_equal(call.told.verified, n > 0);
		assert_int_equal(call.told.mismatch, 0);
		assert_int_equal(call.events >> ZRTP_EVENT_CACHE_MISMATCH & 1, 0);
		assert_true(zrtp_set_verified(call.z, true));
		bzrtp_SASVerified(call.peer);
		calling_close(&call);
	}

	calling_remembers =
		false; /* we forget: Linphone's user is warned, ours has nothing to compare with */
	calling_open(&call, NULL, db, NULL);
	calling_run(&call, 0, 0);
	calling_assert_agreed(&call);
	assert_int_equal(call.told.mismatch, 1);
	assert_int_equal(call.events >> ZRTP_EVENT_CACHE_MISMATCH & 1, 0);
	assert_false(call.result.verified);
	zrtp_set_verified(call.z, true);
	bzrtp_SASVerified(call.peer);
	calling_close(&call);

	calling_open(&call, NULL, db, NULL); /* compared again: in step again */
	calling_run(&call, 0, 0);
	calling_assert_agreed(&call);
	assert_true(call.result.verified);
	assert_int_equal(call.told.verified, 1);
	calling_close(&call);
	sqlite3_close(db);

	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK); /* Linphone forgets, ZID too */
	calling_open(&call, NULL, db, NULL);
	calling_run(&call, 0, 0);
	calling_assert_agreed(&call);
	assert_true(call.events >> ZRTP_EVENT_CACHE_MISMATCH &
		    1); /* the store here knows one peer */
	assert_false(call.result.verified);
	calling_close(&call);
	sqlite3_close(db);
}

static void second_stream(void **state)
{
	(void)state;
	for (int n = 0; n < 8; n++) {
		struct call first, second;

		calling_remembers = false;
		calling_open(&first, NULL, NULL, NULL);
		calling_run(&first, 0, n % 2);
		calling_assert_agreed(&first);
		/* bzrtp's streams share a context; the second has its own number and wire. */
		second = (struct call){ .now = first.now,
					.our_ssrc = OUR_SSRC + 1,
					.their_ssrc = THEIR_SSRC + 1,
					.peer = first.peer };
		assert_int_equal(bzrtp_addChannel(first.peer, second.their_ssrc), 0);
		bzrtp_setClientData(first.peer, second.their_ssrc, &second);
		second.z = calling_open_ours(&second, NULL, first.z);
		calling_run(&second, n % 3, 0);
		assert_true(calling_is_secure(&second));
		assert_int_equal(second.result.agreement, ZRTP_MULT);
		assert_memory_equal(second.result.send.key, second.told.receive_key,
				    second.told.key_size);
		assert_memory_equal(second.result.receive.salt, second.told.send_salt,
				    second.told.salt_size);
		zrtp_free(second.z);
		bzrtp_destroyBzrtpContext(first.peer, second.their_ssrc);
		calling_close(&first);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(default_policy),   cmocka_unit_test(every_algorithm),
		cmocka_unit_test(bad_networks),	    cmocka_unit_test(announced_hello),
		cmocka_unit_test(retained_secrets), cmocka_unit_test(second_stream),
	};

	return cmocka_run_group_tests_name("zrtp and bzrtp", tests, NULL, NULL);
}
