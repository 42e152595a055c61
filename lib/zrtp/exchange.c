/* SPDX-License-Identifier: Apache-2.0 */
/* The steps that initiator and responder have in common, seen from their role. */
#include <openssl/crypto.h>

#include "lib/zrtp/engine.h"

#define FOR_EVER UINT32_MAX

static enum zrtp_role other(enum zrtp_role role)
{
	return role == ZRTP_INITIATOR ? ZRTP_RESPONDER : ZRTP_INITIATOR;
}

static enum zrtp_hash hash_of(const struct zrtp *z)
{
	return z->choice.id[ZRTP_KIND_HASH];
}

enum zrtp_error zrtp_write_own_dhpart(struct zrtp *z, enum zrtp_role role, const uint8_t *value)
{
	const struct zrtp_agreement_type *type = z->agreement->type;
	bool initiator = role == ZRTP_INITIATOR;
	struct zrtp_dhpart part = { .value = value };

	if (!zrtp_chain(z->chain[1], 0, part.h1) ||
	    !zrtp_retained_ids(&z->retained, hash_of(z), role, &z->random, part.ids) ||
	    !zrtp_write_dhpart(&z->own.dhpart, initiator ? ZRTP_MSG_DHPART2 : ZRTP_MSG_DHPART1,
			       &part, initiator ? type->part2_size : type->part1_size, z->chain[0]))
		return ZRTP_CRITICAL;
	return ZRTP_NO_ERROR;
}

/* The messages that the keys are bound to, in the order of section 4.4.1.4. */
static void make_transcript(const struct zrtp *z, struct zrtp_bytes messages[4],
			    struct zrtp_transcript *transcript)
{
	bool initiator = z->role == ZRTP_INITIATOR;
	const struct zrtp_side *i = initiator ? &z->own : &z->peer;
	const struct zrtp_side *r = initiator ? &z->peer : &z->own;
	const struct zrtp_message *const order[4] = { &r->hello, &i->commit, &r->dhpart,
						      &i->dhpart };

	for (int n = 0; n < 4; n++)
		messages[n] = (struct zrtp_bytes){ order[n]->bytes, order[n]->size };
	transcript->zid[z->role] = z->zid;
	transcript->zid[other(z->role)] = z->peer_hello.zid;
	transcript->messages = messages;
	transcript->count = z->multistream ? 2 : 4;
}

enum zrtp_error zrtp_agree(struct zrtp *z, const uint8_t *peer_value)
{
	const struct zrtp_agreement_type *type = z->agreement->type;
	uint8_t secret[ZRTP_MAX_AGREED];
	struct zrtp_bytes messages[4];
	struct zrtp_transcript transcript;
	enum zrtp_error error = z->role == ZRTP_INITIATOR
					? type->finish_initiator(z->agreement, peer_value, secret)
					: type->finish_responder(z->agreement, peer_value, secret);

	make_transcript(z, messages, &transcript);
	if (error == ZRTP_NO_ERROR &&
	    !zrtp_derive_keys(&z->keys, &z->choice, &transcript,
			      (struct zrtp_bytes){ secret, type->secret_size }, z->retained.s1))
		error = ZRTP_CRITICAL;
	OPENSSL_cleanse(secret, sizeof(secret));
	zrtp_agreement_free(z->agreement);
	z->agreement = NULL;
	return error;
}

enum zrtp_error zrtp_agree_multistream(struct zrtp *z)
{
	struct zrtp_bytes messages[4];
	struct zrtp_transcript transcript;

	make_transcript(z, messages, &transcript);
	return zrtp_derive_keys_multistream(&z->keys, &z->choice, &transcript, z->primary_session)
		       ? ZRTP_NO_ERROR
		       : ZRTP_CRITICAL;
}

static struct zrtp_confirm_keys confirm_keys(const struct zrtp *z, enum zrtp_role role)
{
	return (struct zrtp_confirm_keys){
		.hash = hash_of(z),
		.mac_key = z->keys.mac[role],
		.key = z->keys.confirm[role],
		.key_size = zrtp_key_size(&z->choice),
	};
}

static bool verified_here(const struct zrtp *z)
{
	return z->multistream ? z->primary_verified : z->retained.s1 && z->retained.peer.verified;
}

enum zrtp_error zrtp_write_own_confirm(struct zrtp *z)
{
	struct zrtp_confirm_keys keys = confirm_keys(z, z->role);
	struct zrtp_confirm confirm = { .verified = verified_here(z), .lifetime_s = FOR_EVER };
	uint8_t iv[ZRTP_IV_SIZE];
	bool ok = zrtp_chain(z->chain[0], 0, confirm.h0) &&
		  zrtp_random(&z->random, iv, sizeof(iv)) &&
		  zrtp_write_confirm(&z->own.confirm,
				     z->role == ZRTP_INITIATOR ? ZRTP_MSG_CONFIRM2
							       : ZRTP_MSG_CONFIRM1,
				     &confirm, &keys, iv);

	OPENSSL_cleanse(&confirm, sizeof(confirm));
	return ok ? ZRTP_NO_ERROR : ZRTP_CRITICAL;
}

/*
 * H0 closes the chain (section 9). After DHPart it must lead to that H1 and key that MAC. In Mult
 * there was none: it must lead to what came last before, the responder's Hello or the initiator's
 * Commit.
 */
static enum zrtp_error check_chain(const struct zrtp *z, const uint8_t h0[ZRTP_IMAGE_SIZE])
{
	uint8_t mac_key[ZRTP_IMAGE_SIZE];
	const struct zrtp_message *message = &z->peer.dhpart;
	const uint8_t *image = z->peer_h1;
	unsigned steps = 0; /* from H0 to the MAC's key; the image is one further */

	if (z->multistream && z->role == ZRTP_INITIATOR) {
		message = &z->peer.hello;
		image = z->peer_hello.h3;
		steps = 2;
	} else if (z->multistream) {
		message = &z->peer.commit;
		image = z->peer_h2;
		steps = 1;
	}
	if (!zrtp_chain_links(h0, steps + 1, image))
		return ZRTP_BAD_HASH_CHAIN;
	if (!zrtp_chain(h0, steps, mac_key) || !zrtp_mac_fits(message, mac_key))
		return ZRTP_BAD_MESSAGE_MAC;
	return ZRTP_NO_ERROR;
}

enum zrtp_error zrtp_take_confirm(struct zrtp *z, const struct zrtp_incoming *in)
{
	struct zrtp_confirm_keys keys = confirm_keys(z, other(z->role));
	struct zrtp_confirm confirm;
	enum zrtp_error error = zrtp_read_confirm(in->bytes, in->size, &keys, &confirm);

	if (error == ZRTP_NO_ERROR)
		error = check_chain(z, confirm.h0);
	if (error != ZRTP_NO_ERROR)
		return error;
	z->peer_verified = confirm.verified;
	z->peer_discloses = confirm.discloses;
	z->lifetime_s = confirm.lifetime_s;
	zrtp_keep(&z->peer.confirm, in);
	return ZRTP_NO_ERROR;
}

void zrtp_keys_agreed(struct zrtp *z)
{
	if (z->retained.mismatch)
		zrtp_raise(z, (struct zrtp_event){ .type = ZRTP_EVENT_CACHE_MISMATCH });
	zrtp_raise(z, (struct zrtp_event){ .type = ZRTP_EVENT_KEYS });
}

void zrtp_enter_secure(struct zrtp *z)
{
	zrtp_stop_timer(z);
	z->state = ZRTP_SECURE;
	if (!z->multistream)
		zrtp_retained_update(&z->retained, z->peer_hello.zid, z->keys.retained,
				     z->lifetime_s);
	zrtp_raise(z, (struct zrtp_event){ .type = ZRTP_EVENT_SECURE });
}
