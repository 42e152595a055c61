/* SPDX-License-Identifier: Apache-2.0 */
/* A call with bzrtp; see calling.h. */
#include "lib/zrtp/test/calling.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static struct zrtp_peer remembered;
bool calling_remembers;

static bool load(void *context, const uint8_t *zid, struct zrtp_peer *peer)
{
	(void)context;
	(void)zid;
	*peer = remembered;
	return calling_remembers;
}

static bool store(void *context, const uint8_t *zid, const struct zrtp_peer *peer)
{
	(void)context;
	(void)zid;
	remembered = *peer;
	calling_remembers = true;
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

struct zrtp *calling_open_ours(const struct call *call, const struct zrtp_policy *policy,
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

void calling_open(struct call *call, const struct zrtp_policy *policy, sqlite3 *db,
		  const uint8_t types[5])
{
	*call = (struct call){ .now = 1000, .our_ssrc = OUR_SSRC, .their_ssrc = THEIR_SSRC };
	call->peer = open_peer(call, db, types);
	call->z = calling_open_ours(call, policy, NULL);
}

void calling_close(struct call *call)
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

bool calling_is_secure(const struct call *call)
{
	return call->told.secure && call->events >> ZRTP_EVENT_SECURE & 1;
}

/* Until both are secure; the delays are in steps from now. */
void calling_run(struct call *call, int our_delay, int their_delay)
{
	uint64_t end = call->now + LONG;

	for (int step = 0; call->now < end && !calling_is_secure(call); step++, call->now += STEP) {
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

void calling_assert_agreed(const struct call *call)
{
	const struct zrtp_result *r = &call->result;
	const struct told *t = &call->told;

	assert_true(calling_is_secure(call));
	assert_int_equal(t->key_size, srtp_key_length(r->send.suite));
	assert_int_equal(t->salt_size, srtp_salt_length(r->send.suite));
	assert_memory_equal(r->send.key, t->receive_key, t->key_size);
	assert_memory_equal(r->send.salt, t->receive_salt, t->salt_size);
	assert_memory_equal(r->receive.key, t->send_key, t->key_size);
	assert_memory_equal(r->receive.salt, t->send_salt, t->salt_size);
	assert_string_equal(r->sas, t->sas);
	assert_int_equal(r->peer_ssrc, call->their_ssrc);
}
