/* SPDX-License-Identifier: Apache-2.0 */
/* What phones remember of each other: retained secrets, the verified mark, a memory that does not fit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "lib/zrtp/test/network.h"

enum { LONG = 60000 };

static struct network net;

static void call_again(void)
{
	network_hang_up(&net);
	network_call(&net);
	network_run(&net, net.now + LONG);
	assert_true(network_agrees(&net));
}

static void first_call(uint64_t seed)
{
	network_open(&net, seed);
	network_call(&net);
	network_run(&net, LONG);
	assert_true(network_agrees(&net));
}

static void assert_trust(bool known, bool verified, bool mismatch)
{
	for (int side = 0; side < SIDES; side++) {
		assert_int_equal(net.phone[side].result.peer_known, known);
		assert_int_equal(net.phone[side].result.verified, verified);
		assert_int_equal(network_has(&net, side, ZRTP_EVENT_CACHE_MISMATCH), mismatch);
	}
}

static bool secrets_in_step(void)
{
	return memcmp(net.phone[0].memory.peer[0].rs1, net.phone[1].memory.peer[0].rs1,
		      ZRTP_SECRET_SIZE) == 0;
}

/* Compared once, by both: never asked again. */
static void remembered(void **state)
{
	(void)state;
	first_call(1);
	assert_trust(false, false, false);
	assert_true(secrets_in_step());
	call_again();
	assert_trust(true, false, false); /* known, but nobody compared yet */
	assert_true(zrtp_set_verified(net.phone[0].z, true));
	call_again();
	assert_trust(true, false, false); /* only one of the two did */
	assert_true(zrtp_set_verified(net.phone[1].z, true));
	for (int i = 0; i < 5; i++) {
		uint8_t before[ZRTP_SECRET_SIZE];
		memcpy(before, net.phone[0].memory.peer[0].rs1, sizeof(before));
		call_again();
		assert_trust(true, true, false);
		assert_true(secrets_in_step());
		assert_memory_not_equal(before, net.phone[0].memory.peer[0].rs1, sizeof(before));
		assert_memory_equal(before, net.phone[0].memory.peer[0].rs2, sizeof(before));
		assert_int_equal(net.phone[0].memory.peer[0].lifetime_s, UINT32_MAX);
	}
	assert_true(zrtp_set_verified(net.phone[0].z, false));
	call_again();
	assert_trust(true, false, false);
	network_hang_up(&net);
}

/* A phone that could not store the last secret still has the one before, which is the other's rs2. */
static void store_failed(void **state)
{
	(void)state;
	first_call(2);
	zrtp_set_verified(net.phone[0].z, true);
	zrtp_set_verified(net.phone[1].z, true);
	call_again();
	assert_trust(true, true, false);
	for (int i = 0; i < 6; i++) {
		net.phone[i % 2].memory.fail = true;
		call_again();
		net.phone[i % 2].memory.fail = false;
		assert_trust(true, true, false);
		assert_false(secrets_in_step());
	}
	call_again();
	assert_trust(true, true, false);
	assert_true(secrets_in_step());
	network_hang_up(&net);
}

/* Somebody with Bob's ZID and without Bob's secrets: Alice is warned and keeps what she had. */
static void impostor(void **state)
{
	(void)state;
	struct memory bob, alice;

	first_call(3);
	zrtp_set_verified(net.phone[0].z, true);
	zrtp_set_verified(net.phone[1].z, true);
	bob = net.phone[1].memory;
	alice = net.phone[0].memory;
	net.phone[1].memory = (struct memory){ 0 };
	call_again();
	assert_true(network_has(&net, 0, ZRTP_EVENT_CACHE_MISMATCH));
	assert_false(network_has(&net, 1, ZRTP_EVENT_CACHE_MISMATCH));
	assert_false(net.phone[0].result.peer_known);
	assert_false(net.phone[0].result.verified);
	assert_memory_equal(net.phone[0].memory.peer[0].rs1, alice.peer[0].rs1, ZRTP_SECRET_SIZE);
	assert_false(net.phone[0].memory.peer[0].verified);

	net.phone[1].memory = bob; /* the real one calls */
	call_again();
	assert_false(network_has(&net, 0, ZRTP_EVENT_CACHE_MISMATCH));
	assert_true(net.phone[0].result.peer_known);
	assert_false(net.phone[0].result.verified); /* but it is to be compared once more */
	network_hang_up(&net);
}

/* Both are warned if both remember different secrets; comparing the string starts a new chain. */
static void mismatch_resolved(void **state)
{
	(void)state;
	first_call(4);
	net.phone[0].memory.peer[0].rs1[0] ^= 1;
	call_again();
	assert_trust(false, false, true);
	assert_false(secrets_in_step());
	call_again();
	assert_trust(false, false, true); /* until somebody compares, it is said in every call */
	assert_true(zrtp_set_verified(net.phone[0].z, true));
	assert_true(zrtp_set_verified(net.phone[1].z, true));
	assert_true(secrets_in_step());
	assert_false(net.phone[0].memory.peer[0].have_rs2);
	call_again();
	assert_trust(true, true, false);
	network_hang_up(&net);
}

static void no_memory_at_all(void **state)
{
	(void)state;
	network_open(&net, 5);
	net.phone[0].config.cache = NULL;
	network_call(&net);
	network_run(&net, LONG);
	assert_true(network_agrees(&net));
	assert_false(zrtp_set_verified(net.phone[0].z, true));
	assert_true(zrtp_set_verified(net.phone[1].z, true));
	network_hang_up(&net);
}

/* Two calls with a stranger in between: each is a right call, but the strings differ. */
static void man_in_the_middle(void **state)
{
	(void)state;
	char alice[ZRTP_SAS_TEXT];

	first_call(6);
	memcpy(alice, net.phone[0].result.sas, sizeof(alice));
	network_hang_up(&net);
	first_call(7);
	assert_string_not_equal(alice, net.phone[1].result.sas);
	network_hang_up(&net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(remembered),	    cmocka_unit_test(store_failed),
		cmocka_unit_test(impostor),	    cmocka_unit_test(mismatch_resolved),
		cmocka_unit_test(no_memory_at_all), cmocka_unit_test(man_in_the_middle),
	};

	return cmocka_run_group_tests_name("zrtp trust", tests, NULL, NULL);
}
