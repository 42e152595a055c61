/* SPDX-License-Identifier: Apache-2.0 */
/* What the owner calls: making an agreement, feeding it, asking for its result. */
#include "lib/zrtp/zrtp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "lib/zrtp/engine.h"
#include "lib/zrtp/sas.h"

static const char hash_version[] = ZRTP_VERSION " ";

/* H0 is random, each next element the hash of the one before (section 9). */
static bool make_chain(struct zrtp *z)
{
	if (!zrtp_random(&z->random, z->chain[0], ZRTP_IMAGE_SIZE))
		return false;
	for (unsigned i = 1; i < 4; i++)
		if (!zrtp_chain(z->chain[i - 1], 1, z->chain[i]))
			return false;
	return true;
}

static bool make_hello(struct zrtp *z, const char *client)
{
	struct zrtp_hello hello = { .offer = z->policy };

	memcpy(hello.version, ZRTP_VERSION, ZRTP_VERSION_SIZE);
	memset(hello.client, ' ', ZRTP_CLIENT_SIZE);
	memcpy(hello.client, client, strnlen(client, ZRTP_CLIENT_SIZE));
	memcpy(hello.h3, z->chain[3], ZRTP_IMAGE_SIZE);
	memcpy(hello.zid, z->zid, ZRTP_ZID_SIZE);
	return zrtp_write_hello(&z->own.hello, &hello, z->chain[2]);
}

/* A further stream must use the first one's hash: its session key is made with it. */
static bool take_primary(struct zrtp *z, const struct zrtp *primary)
{
	uint8_t hash = primary->choice.id[ZRTP_KIND_HASH];

	if (primary->state != ZRTP_SECURE || primary->multistream ||
	    !zrtp_offers(&z->policy, ZRTP_KIND_HASH, hash) ||
	    !zrtp_offers(&z->policy, ZRTP_KIND_AGREEMENT, ZRTP_MULT))
		return false;
	z->multistream = true;
	z->policy.count[ZRTP_KIND_HASH] = 1;
	z->policy.id[ZRTP_KIND_HASH][0] = hash;
	z->primary_known = primary->retained.s1 != NULL;
	z->primary_verified = primary->retained.peer.verified;
	memcpy(z->primary_session, primary->keys.session, ZRTP_MAX_HASH);
	memcpy(z->primary_zid, primary->peer_hello.zid, ZRTP_ZID_SIZE);
	return true;
}

static bool init(struct zrtp *z, const struct zrtp_config *config)
{
	const struct zrtp_policy *policy = config->policy ? config->policy : &zrtp_default_policy;
	uint8_t sequence[2];

	memcpy(z->zid, config->zid, ZRTP_ZID_SIZE);
	z->ssrc = config->ssrc;
	z->random = (struct zrtp_random){ config->random, config->random_context };
	if (config->cache)
		z->retained.cache = *config->cache;
	zrtp_stop_timer(z);
	if (!zrtp_offer_from_policy(&z->policy, policy) ||
	    (config->primary && !take_primary(z, config->primary)) || !make_chain(z) ||
	    !zrtp_random(&z->random, z->endpoint, sizeof(z->endpoint)) ||
	    !zrtp_random(&z->random, sequence, sizeof(sequence)))
		return false;
	/* Random, and too small to wrap in a call: some peers drop what seems to go back. */
	z->sequence = (uint16_t)((sequence[0] & 0x7f) << 8 | sequence[1]);
	return make_hello(z, config->client);
}

struct zrtp *zrtp_new(const struct zrtp_config *config)
{
	struct zrtp *z = calloc(1, sizeof(*z));

	if (z && init(z, config))
		return z;
	zrtp_free(z);
	return NULL;
}

void zrtp_free(struct zrtp *z)
{
	if (!z)
		return;
	zrtp_wipe_secrets(z);
	OPENSSL_cleanse(z, sizeof(*z));
	free(z);
}

void zrtp_hello_hash(const struct zrtp *z, char text[ZRTP_HELLO_HASH_TEXT])
{
	const struct zrtp_bytes hello = { z->own.hello.bytes, z->own.hello.size };
	uint8_t hash[ZRTP_IMAGE_SIZE];
	size_t at = sizeof(hash_version) - 1;

	text[0] = '\0';
	if (!zrtp_digest(ZRTP_S256, &hello, 1, hash))
		return;
	memcpy(text, hash_version, sizeof(hash_version));
	for (size_t i = 0; i < sizeof(hash); i++, at += 2)
		snprintf(text + at, 3, "%02x", hash[i]);
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool parse_hash(const char *text, uint8_t hash[ZRTP_IMAGE_SIZE])
{
	if (strlen(text) != 2 * ZRTP_IMAGE_SIZE)
		return false;
	for (size_t i = 0; i < ZRTP_IMAGE_SIZE; i++) {
		int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		hash[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

bool zrtp_set_peer_hello_hash(struct zrtp *z, const char *text)
{
	const char *space = strchr(text, ' ');
	uint8_t hash[ZRTP_IMAGE_SIZE], received[ZRTP_IMAGE_SIZE];
	const struct zrtp_bytes hello = { z->peer.hello.bytes, z->peer.hello.size };

	if (!space || !parse_hash(space + 1, hash))
		return false;
	if (strncmp(text, hash_version, sizeof(hash_version) - 1) != 0)
		return true;
	memcpy(z->hello_hash, hash, sizeof(hash));
	z->hello_hash_known = true;
	if (z->have_hello && z->state != ZRTP_FAILED &&
	    (!zrtp_digest(ZRTP_S256, &hello, 1, received) ||
	     !zrtp_equal(received, hash, sizeof(hash))))
		zrtp_abort(z, ZRTP_HELLO_HASH_MISMATCH, false);
	return true;
}

void zrtp_start(struct zrtp *z, uint64_t now)
{
	if (z->state != ZRTP_IDLE)
		return;
	z->state = ZRTP_DISCOVERY;
	zrtp_repeat(z, now, &zrtp_t1, &z->own.hello);
}

void zrtp_receive(struct zrtp *z, uint64_t now, const uint8_t *packet, size_t length)
{
	static void (*const handlers[ZRTP_MSG_UNKNOWN])(struct zrtp *,
							const struct zrtp_incoming *) = {
		[ZRTP_MSG_HELLO] = zrtp_on_hello,	[ZRTP_MSG_HELLOACK] = zrtp_on_helloack,
		[ZRTP_MSG_COMMIT] = zrtp_on_commit,	[ZRTP_MSG_DHPART1] = zrtp_on_dhpart1,
		[ZRTP_MSG_DHPART2] = zrtp_on_dhpart2,	[ZRTP_MSG_CONFIRM1] = zrtp_on_confirm1,
		[ZRTP_MSG_CONFIRM2] = zrtp_on_confirm2, [ZRTP_MSG_CONF2ACK] = zrtp_on_conf2ack,
		[ZRTP_MSG_ERROR] = zrtp_on_error,	[ZRTP_MSG_ERRORACK] = zrtp_on_errorack,
		[ZRTP_MSG_GOCLEAR] = zrtp_on_goclear,	[ZRTP_MSG_PING] = zrtp_on_ping,
	};
	struct zrtp_incoming in = { .now = now };

	if (z->state == ZRTP_IDLE ||
	    !zrtp_packet_read(packet, length, &in.ssrc, &in.bytes, &in.size) ||
	    (z->have_hello && in.ssrc != z->peer_ssrc))
		return;
	in.type = zrtp_message_type(in.bytes, in.size);
	if (in.type != ZRTP_MSG_UNKNOWN && handlers[in.type])
		handlers[in.type](z, &in);
}

static void copy_client(const struct zrtp_hello *hello, char client[ZRTP_CLIENT_SIZE + 1])
{
	size_t length = 0;

	for (size_t i = 0; i < ZRTP_CLIENT_SIZE; i++) {
		uint8_t c = hello->client[i];
		client[i] = c >= ' ' && c <= '~' ? (char)c : ' ';
		if (client[i] != ' ')
			length = i + 1;
	}
	client[length] = '\0';
}

bool zrtp_result(const struct zrtp *z, struct zrtp_result *result)
{
	bool initiator = z->role == ZRTP_INITIATOR;

	if (z->state != ZRTP_CONFIRM2_SENT && z->state != ZRTP_SECURE)
		return false;

	bool known = z->multistream ? z->primary_known : z->retained.s1 != NULL;
	bool verified = z->multistream ? z->primary_verified : z->retained.peer.verified;
	*result = (struct zrtp_result){
		.send = z->keys.srtp[initiator ? ZRTP_INITIATOR : ZRTP_RESPONDER],
		.receive = z->keys.srtp[initiator ? ZRTP_RESPONDER : ZRTP_INITIATOR],
		.peer_ssrc = z->peer_ssrc,
		.initiator = initiator,
		.hash = z->choice.id[ZRTP_KIND_HASH],
		.cipher = z->choice.id[ZRTP_KIND_CIPHER],
		.auth = z->choice.id[ZRTP_KIND_AUTH],
		.agreement = z->choice.id[ZRTP_KIND_AGREEMENT],
		.peer_known = known,
		.peer_discloses = z->peer_discloses,
		.verified = known && verified && z->peer_verified,
	};
	memcpy(result->peer_zid, z->peer_hello.zid, ZRTP_ZID_SIZE);
	copy_client(&z->peer_hello, result->peer_client);
	if (!z->multistream) {
		result->sas_type = z->choice.id[ZRTP_KIND_SAS];
		result->sas_value = z->keys.sas;
		zrtp_sas_render(result->sas_type, result->sas_value, result->sas);
	}
	return true;
}

bool zrtp_set_verified(struct zrtp *z, bool verified)
{
	if (z->state != ZRTP_SECURE || z->multistream)
		return false;
	return zrtp_retained_verify(&z->retained, z->peer_hello.zid, z->keys.retained,
				    z->lifetime_s, verified);
}
