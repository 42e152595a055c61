/* SPDX-License-Identifier: Apache-2.0 */
/* The initiator: Commit, then DHPart2, then Confirm2 (RFC 6189 4.4, 4.6). */
#include <string.h>

#include "lib/zrtp/engine.h"

/* hvi = hash(DHPart2 || responder's Hello), 256 bits of it (4.4.1.1): the later choice is fixed. */
static enum zrtp_error make_commitment(struct zrtp *z, struct zrtp_commit *commit, uint8_t *value)
{
	const struct zrtp_agreement_type *type =
		zrtp_agreement_type(z->choice.id[ZRTP_KIND_AGREEMENT]);
	uint8_t part2[ZRTP_MAX_AGREED], hash[ZRTP_MAX_HASH];

	z->agreement = type->create(&z->random);
	if (!z->agreement)
		return ZRTP_CRITICAL;
	enum zrtp_error error = type->offer(z->agreement, value, part2);
	if (error == ZRTP_NO_ERROR)
		error = zrtp_write_own_dhpart(z, ZRTP_INITIATOR, part2);
	if (error != ZRTP_NO_ERROR)
		return error;

	const struct zrtp_bytes parts[] = {
		{ z->own.dhpart.bytes, z->own.dhpart.size },
		{ z->peer.hello.bytes, z->peer.hello.size },
	};
	if (!zrtp_digest(z->choice.id[ZRTP_KIND_HASH], parts, 2, hash))
		return ZRTP_CRITICAL;
	memcpy(commit->commitment, hash, ZRTP_HVI_SIZE);
	return ZRTP_NO_ERROR;
}

static enum zrtp_error make_commit(struct zrtp *z)
{
	uint8_t value[ZRTP_MAX_MESSAGE];
	struct zrtp_commit commit = { .value = value };
	enum zrtp_error error =
		zrtp_choose(&z->policy, &z->peer_hello.offer, z->multistream, &z->choice);

	if (error != ZRTP_NO_ERROR)
		return error;
	if (!z->multistream)
		error = make_commitment(z, &commit, value);
	else if (!zrtp_random(&z->random, commit.commitment, ZRTP_NONCE_SIZE))
		error = ZRTP_CRITICAL;
	if (error != ZRTP_NO_ERROR)
		return error;

	commit.choice = z->choice;
	memcpy(commit.h2, z->chain[2], ZRTP_IMAGE_SIZE);
	memcpy(commit.zid, z->zid, ZRTP_ZID_SIZE);
	return zrtp_write_commit(&z->own.commit, &commit, z->chain[1]) ? ZRTP_NO_ERROR
								       : ZRTP_CRITICAL;
}

void zrtp_commit(struct zrtp *z, uint64_t now)
{
	enum zrtp_error error = make_commit(z);

	if (error != ZRTP_NO_ERROR) {
		zrtp_fail(z, now, error);
		return;
	}
	z->role = ZRTP_INITIATOR;
	z->state = ZRTP_COMMITTED;
	zrtp_repeat(z, now, &zrtp_t2, &z->own.commit);
}

/* DHPart1 shows the responder's H1: now its Hello can be checked. */
static enum zrtp_error take_dhpart1(struct zrtp *z, const struct zrtp_incoming *in,
				    const struct zrtp_dhpart *part)
{
	uint8_t h2[ZRTP_IMAGE_SIZE];

	if (!zrtp_chain(part->h1, 1, h2))
		return ZRTP_CRITICAL;
	if (!zrtp_mac_fits(&z->peer.hello, h2))
		return ZRTP_BAD_MESSAGE_MAC;
	if (!zrtp_retained_match(&z->retained, z->choice.id[ZRTP_KIND_HASH], ZRTP_RESPONDER,
				 part->ids))
		return ZRTP_CRITICAL;
	memcpy(z->peer_h1, part->h1, ZRTP_IMAGE_SIZE);
	zrtp_keep(&z->peer.dhpart, in);
	return zrtp_agree(z, part->value);
}

void zrtp_on_dhpart1(struct zrtp *z, const struct zrtp_incoming *in)
{
	struct zrtp_dhpart part;

	if (z->state != ZRTP_COMMITTED || z->multistream ||
	    !zrtp_read_dhpart(in->bytes, in->size, z->agreement->type->part1_size, &part) ||
	    !zrtp_chain_links(part.h1, 2, z->peer_hello.h3))
		return;

	enum zrtp_error error = take_dhpart1(z, in, &part);
	if (error != ZRTP_NO_ERROR) {
		zrtp_fail(z, in->now, error);
		return;
	}
	z->state = ZRTP_DHPART2_SENT;
	zrtp_repeat(z, in->now, &zrtp_t2, &z->own.dhpart);
}

void zrtp_on_confirm1(struct zrtp *z, const struct zrtp_incoming *in)
{
	enum zrtp_error error = ZRTP_NO_ERROR;

	if (z->state != (z->multistream ? ZRTP_COMMITTED : ZRTP_DHPART2_SENT))
		return;
	if (z->multistream)
		error = zrtp_agree_multistream(z);
	if (error == ZRTP_NO_ERROR)
		error = zrtp_take_confirm(z, in);
	if (error == ZRTP_NO_ERROR)
		error = zrtp_write_own_confirm(z);
	if (error != ZRTP_NO_ERROR) {
		zrtp_fail(z, in->now, error);
		return;
	}
	zrtp_keys_agreed(z);
	z->state = ZRTP_CONFIRM2_SENT;
	zrtp_repeat(z, in->now, &zrtp_t2, &z->own.confirm);
}

void zrtp_on_conf2ack(struct zrtp *z, const struct zrtp_incoming *in)
{
	(void)in;
	if (z->state == ZRTP_CONFIRM2_SENT)
		zrtp_enter_secure(z);
}

void zrtp_srtp_received(struct zrtp *z, uint64_t now)
{
	(void)now;
	if (z->state == ZRTP_CONFIRM2_SENT)
		zrtp_enter_secure(z);
}
