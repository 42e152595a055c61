/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Against bzrtp, the ZRTP of Linphone, in memory and in virtual time: every algorithm that both have,
 * both roles, bad networks, a=zrtp-hash, retained secrets over several calls, a second stream.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <bzrtp/bzrtp.h>
#include <sqlite3.h>

#include "lib/zrtp/zrtp.h"

enum { OUR_SSRC = 0x11111111, THEIR_SSRC = 0x22222222, QUEUE = 32, STEP = 10, LONG = 30000 };

/* A queue in one direction, with losses. */
struct wire {
	unsigned count;
	size_t size[QUEUE];
	uint8_t bytes[QUEUE][ZRTP_MAX_PACKET];
};

/* What bzrtp told of the keys, copied. */
struct told {
	bool secure;
	int verified, mismatch;
	char sas[64];
	uint8_t hash, cipher, auth, agreement;
	uint8_t send_key[32], send_salt[14], receive_key[32], receive_salt[14];
	size_t key_size, salt_size;
};

struct call {
	uint64_t now;
	uint32_t our_ssrc, their_ssrc;
	unsigned loss, random;
	struct wire to_us, to_them;
	struct zrtp *z;
	bzrtpContext_t *peer;
	struct told told;
	unsigned events;
	struct zrtp_event failure;
	struct zrtp_result result;
};

static struct zrtp_peer remembered;
static bool remembers;

static bool load(void *context, const uint8_t *zid, struct zrtp_peer *peer)
{
	(void)context;
	(void)zid;
	*peer = remembered;
	return remembers;
}

static bool store(void *context, const uint8_t *zid, const struct zrtp_peer *peer)
{
	(void)context;
	(void)zid;
	remembered = *peer;
	remembers = true;
	return true;
}

static void put(struct call *call, struct wire *wire, const uint8_t *bytes, size_t size)
{
	call->random ^= call->random << 13; /* xorshift */
	call->random ^= call->random >> 17;
	call->random ^= call->random << 5;
	if (call->random % 100 < call->loss)
		return;
	assert_true(wire->count < QUEUE && size <= ZRTP_MAX_PACKET);
	memcpy(wire->bytes[wire->count], bytes, size);
	wire->size[wire->count++] = size;
}

static int peer_sends(void *context, const uint8_t *bytes, uint16_t size)
{
	struct call *call = context;

	put(call, &call->to_us, bytes, size);
	return 0;
}

static int peer_has_keys(void *context, const bzrtpSrtpSecrets_t *s, uint8_t part)
{
	struct told *told = &((struct call *)context)->told;

	if (part & ZRTP_SRTP_SECRETS_FOR_SENDER) {
		memcpy(told->send_key, s->selfSrtpKey, s->selfSrtpKeyLength);
		memcpy(told->send_salt, s->selfSrtpSalt, s->selfSrtpSaltLength);
	}
	if (part & ZRTP_SRTP_SECRETS_FOR_RECEIVER) {
		memcpy(told->receive_key, s->peerSrtpKey, s->peerSrtpKeyLength);
		memcpy(told->receive_salt, s->peerSrtpSalt, s->peerSrtpSaltLength);
	}
	told->key_size = s->selfSrtpKeyLength;
	told->salt_size = s->selfSrtpSaltLength;
	return 0;
}

static int peer_is_secure(void *context, const bzrtpSrtpSecrets_t *s, int32_t verified)
{
	struct told *told = &((struct call *)context)->told;

	told->secure = true;
	told->verified = verified;
	told->mismatch = s->cacheMismatch;
	told->hash = s->hashAlgo;
	told->cipher = s->cipherAlgo;
	told->auth = s->authTagAlgo;
	told->agreement = s->keyAgreementAlgo;
	if (s->sas)
		strncpy(told->sas, s->sas, sizeof(told->sas) - 1);
	char *colon = strchr(told->sas, ':'); /* between the two words of B256 */
	if (colon)
		*colon = ' ';
	return 0;
}

/* `types`: the only algorithm of each kind that it may use, or NULL for all. */
static bzrtpContext_t *open_peer(struct call *call, sqlite3 *db, const uint8_t types[5])
{
	bzrtpCallbacks_t callbacks = {
		.bzrtp_sendData = peer_sends,
		.bzrtp_srtpSecretsAvailable = peer_has_keys,
		.bzrtp_startSrtpSession = peer_is_secure,
	};
	bzrtpContext_t *peer = bzrtp_createBzrtpContext();

	assert_int_equal(bzrtp_setCallbacks(peer, &callbacks), 0);
	if (db)
		bzrtp_setZIDCache(peer, db, "sip:linphone@example.org", "sip:holdfast@example.org");
	for (unsigned kind = 0; types && kind < 5; kind++)
		bzrtp_setSupportedCryptoTypes(peer, (uint8_t)(1u << kind),
					      (uint8_t[7]){ types[kind] }, 1);
	assert_int_equal(bzrtp_initBzrtpContext(peer, call->their_ssrc), 0);
	bzrtp_setClientData(peer, call->their_ssrc, call);
	return peer;
}

static struct zrtp *open_ours(const struct call *call, const struct zrtp_policy *policy,
			      const struct zrtp *primary)
{
	static const struct zrtp_cache cache = { NULL, load, store };
	struct zrtp_config config = {
		.ssrc = call->our_ssrc,
		.client = "Holdfast",
		.policy = policy,
		.cache = &cache,
		.primary = primary,
	};

	memcpy(config.zid, "holdfast zid", ZRTP_ZID_SIZE);
	struct zrtp *z = zrtp_new(&config);
	assert_non_null(z);
	return z;
}

static void open_call(struct call *call, const struct zrtp_policy *policy, sqlite3 *db,
		      const uint8_t types[5])
{
	*call = (struct call){ .now = 1000, .our_ssrc = OUR_SSRC, .their_ssrc = THEIR_SSRC };
	call->peer = open_peer(call, db, types);
	call->z = open_ours(call, policy, NULL);
}

static void close_call(struct call *call)
{
	zrtp_free(call->z);
	bzrtp_destroyBzrtpContext(call->peer, call->their_ssrc);
}

static void drain(struct call *call)
{
	uint8_t bytes[ZRTP_MAX_PACKET];
	struct zrtp_event event;
	size_t size;

	while ((size = zrtp_next_packet(call->z, bytes)) > 0)
		put(call, &call->to_them, bytes, size);
	while (zrtp_next_event(call->z, &event)) {
		call->events |= 1u << event.type;
		if (event.type == ZRTP_EVENT_FAILED)
			call->failure = event;
	}
}

static void deliver(struct call *call)
{
	struct wire to_us = call->to_us, to_them = call->to_them;

	call->to_us.count = call->to_them.count = 0;
	for (unsigned i = 0; i < to_us.count; i++) {
		zrtp_receive(call->z, call->now, to_us.bytes[i], to_us.size[i]);
		drain(call);
	}
	for (unsigned i = 0; i < to_them.count; i++)
		bzrtp_processMessage(call->peer, call->their_ssrc, to_them.bytes[i],
				     (uint16_t)to_them.size[i]);
}

static bool secure(const struct call *call)
{
	return call->told.secure && call->events >> ZRTP_EVENT_SECURE & 1;
}

/* Until both are secure; the delays are in steps from now. */
static void run(struct call *call, int our_delay, int their_delay)
{
	uint64_t end = call->now + LONG;

	for (int step = 0; call->now < end && !secure(call); step++, call->now += STEP) {
		if (step == our_delay)
			zrtp_start(call->z, call->now);
		if (step == their_delay)
			bzrtp_startChannelEngine(call->peer, call->their_ssrc);
		zrtp_tick(call->z, call->now);
		drain(call);
		if (step >= their_delay)
			bzrtp_iterate(call->peer, call->their_ssrc, call->now);
		deliver(call);
	}
	zrtp_result(call->z, &call->result);
}

static void assert_agreed(const struct call *call)
{
	const struct zrtp_result *r = &call->result;
	const struct told *t = &call->told;

	assert_true(secure(call));
	assert_int_equal(t->key_size, srtp_key_length(r->send.suite));
	assert_int_equal(t->salt_size, srtp_salt_length(r->send.suite));
	assert_memory_equal(r->send.key, t->receive_key, t->key_size);
	assert_memory_equal(r->send.salt, t->receive_salt, t->salt_size);
	assert_memory_equal(r->receive.key, t->send_key, t->key_size);
	assert_memory_equal(r->receive.salt, t->send_salt, t->salt_size);
	assert_string_equal(r->sas, t->sas);
	assert_int_equal(r->peer_ssrc, call->their_ssrc);
}

static void default_policy(void **state)
{
	(void)state;
	struct call call;
	unsigned initiator = 0;

	for (int n = 0; n < 24; n++) {
		remembers = false;
		open_call(&call, NULL, NULL, NULL);
		run(&call, n % 3, n / 3 % 3);
		assert_agreed(&call);
		initiator += call.result.initiator;
		close_call(&call);
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
		remembers = false;
		open_call(&call, &policy, NULL, wanted);
		run(&call, 0, n % 2);
		assert_agreed(&call);
		assert_int_equal(call.told.hash, wanted[0]);
		assert_int_equal(call.told.cipher, wanted[1]);
		assert_int_equal(call.told.auth, wanted[2]);
		assert_int_equal(call.told.agreement, wanted[3]);
		close_call(&call);
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
		remembers = false;
		open_call(&call, NULL, NULL, NULL);
		call.loss = 5 + seed % 2 * 5; /* bzrtp's dice are real: leave no chance to fail */
		call.random = seed * 2654435761u;
		run(&call, (int)(seed % 20), (int)(seed % 7));
		assert_agreed(&call);
		close_call(&call);
	}
}

static void announced_hello(void **state)
{
	(void)state;
	struct call call;
	char theirs[128] = { 0 }, ours[ZRTP_HELLO_HASH_TEXT];

	remembers = false;
	open_call(&call, NULL, NULL, NULL);
	assert_int_equal(bzrtp_getSelfHelloHash(call.peer, call.their_ssrc, (uint8_t *)theirs,
						sizeof(theirs)),
			 0);
	zrtp_hello_hash(call.z, ours);
	assert_true(zrtp_set_peer_hello_hash(call.z, theirs));
	assert_int_equal(
		bzrtp_setPeerHelloHash(call.peer, call.their_ssrc, (uint8_t *)ours, strlen(ours)),
		0);
	run(&call, 0, 1);
	assert_agreed(&call);
	close_call(&call);

	open_call(&call, NULL, NULL, NULL); /* the announcement was of another Hello */
	assert_true(zrtp_set_peer_hello_hash(call.z, theirs));
	run(&call, 0, 1);
	assert_false(secure(&call));
	assert_int_equal(call.failure.error, ZRTP_HELLO_HASH_MISMATCH);
	close_call(&call);
}

/* Compared once, then known; then one side forgets, and both sides' users are warned or not. */
static void retained_secrets(void **state)
{
	(void)state;
	struct call call;
	sqlite3 *db;

	remembers = false;
	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	for (int n = 0; n < 6; n++) {
		open_call(&call, NULL, db, NULL);
		run(&call, n % 2, 0);
		assert_agreed(&call);
		assert_int_equal(call.result.peer_known, n > 0);
		assert_int_equal(call.result.verified, n > 0);
		assert_int_equal(call.told.verified, n > 0);
		assert_int_equal(call.told.mismatch, 0);
		assert_int_equal(call.events >> ZRTP_EVENT_CACHE_MISMATCH & 1, 0);
		assert_true(zrtp_set_verified(call.z, true));
		bzrtp_SASVerified(call.peer);
		close_call(&call);
	}

	remembers =
		false; /* we forget: Linphone's user is warned, ours has nothing to compare with */
	open_call(&call, NULL, db, NULL);
	run(&call, 0, 0);
	assert_agreed(&call);
	assert_int_equal(call.told.mismatch, 1);
	assert_int_equal(call.events >> ZRTP_EVENT_CACHE_MISMATCH & 1, 0);
	assert_false(call.result.verified);
	zrtp_set_verified(call.z, true);
	bzrtp_SASVerified(call.peer);
	close_call(&call);

	open_call(&call, NULL, db, NULL); /* compared again: in step again */
	run(&call, 0, 0);
	assert_agreed(&call);
	assert_true(call.result.verified);
	assert_int_equal(call.told.verified, 1);
	close_call(&call);
	sqlite3_close(db);

	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK); /* Linphone forgets, ZID too */
	open_call(&call, NULL, db, NULL);
	run(&call, 0, 0);
	assert_agreed(&call);
	assert_true(call.events >> ZRTP_EVENT_CACHE_MISMATCH &
		    1); /* the store here knows one peer */
	assert_false(call.result.verified);
	close_call(&call);
	sqlite3_close(db);
}

static void second_stream(void **state)
{
	(void)state;
	for (int n = 0; n < 8; n++) {
		struct call first, second;

		remembers = false;
		open_call(&first, NULL, NULL, NULL);
		run(&first, 0, n % 2);
		assert_agreed(&first);
		/* bzrtp's streams share a context; the second has its own number and wire. */
		second = (struct call){ .now = first.now,
					.our_ssrc = OUR_SSRC + 1,
					.their_ssrc = THEIR_SSRC + 1,
					.peer = first.peer };
		assert_int_equal(bzrtp_addChannel(first.peer, second.their_ssrc), 0);
		bzrtp_setClientData(first.peer, second.their_ssrc, &second);
		second.z = open_ours(&second, NULL, first.z);
		run(&second, n % 3, 0);
		assert_true(secure(&second));
		assert_int_equal(second.result.agreement, ZRTP_MULT);
		assert_memory_equal(second.result.send.key, second.told.receive_key,
				    second.told.key_size);
		assert_memory_equal(second.result.receive.salt, second.told.send_salt,
				    second.told.salt_size);
		zrtp_free(second.z);
		bzrtp_destroyBzrtpContext(first.peer, second.their_ssrc);
		close_call(&first);
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
