/* SPDX-License-Identifier: Apache-2.0 */
/* The responder: answers Commit with DHPart1, DHPart2 with Confirm1, Confirm2 with Conf2ACK. */
#include <string.h>

#include "lib/zrtp/engine.h"

/* Of two Commits the one with the smaller hvi or nonce is discarded (4.2). */
static bool ours_wins(const struct zrtp *z, const struct zrtp_incoming *in)
{
	enum { COMMITMENT = 76 };
	size_t size = z->multistream ? ZRTP_NONCE_SIZE : ZRTP_HVI_SIZE;

	return memcmp(z->own.commit.bytes + COMMITMENT, in->bytes + COMMITMENT, size) >= 0;
}

/* Commit shows the initiator's H2: now its Hello can be checked. */
static enum zrtp_error judge(const struct zrtp *z, const struct zrtp_commit *commit)
{
	if (!zrtp_mac_fits(&z->peer.hello, commit->h2))
		return ZRTP_BAD_MESSAGE_MAC;
	if (memcmp(commit->zid, z->peer_hello.zid, ZRTP_ZID_SIZE) != 0)
		return ZRTP_HELLO_MISMATCH;
	return zrtp_check_choice(&z->policy, z->multistream, &commit->choice);
}

/* A key made for our own Commit that lost serves here too, if it is of the same type. */
static enum zrtp_error prepare_agreement(struct zrtp *z)
{
	const struct zrtp_agreement_type *type =
		zrtp_agreement_type(z->choice.id[ZRTP_KIND_AGREEMENT]);

	if (z->agreement && z->agreement->type != type) {
		zrtp_agreement_free(z->agreement);
		z->agreement = NULL;
	}
	if (!z->agreement)
		z->agreement = type->create(&z->random);
	return z->agreement ? ZRTP_NO_ERROR : ZRTP_CRITICAL;
}

static enum zrtp_error answer_commit(struct zrtp *z, const struct zrtp_commit *commit)
{
	uint8_t part1[ZRTP_MAX_MESSAGE];
	enum zrtp_error error;

	if (z->multistream) {
		error = zrtp_agree_multistream(z);
		return error == ZRTP_NO_ERROR ? zrtp_write_own_confirm(z) : error;
	}
	error = prepare_agreement(z);
	if (error == ZRTP_NO_ERROR)
		error = z->agreement->type->answer(z->agreement, commit->value, part1);
	return error == ZRTP_NO_ERROR ? zrtp_write_own_dhpart(z, ZRTP_RESPONDER, part1) : error;
}

static void take_commit(struct zrtp *z, const struct zrtp_incoming *in,
			const struct zrtp_commit *commit)
{
	enum zrtp_error error = judge(z, commit);

	if (error == ZRTP_NO_ERROR) {
		z->role = ZRTP_RESPONDER;
		z->choice = commit->choice;
		memcpy(z->peer_h2, commit->h2, ZRTP_IMAGE_SIZE);
		memcpy(z->peer_hvi, commit->commitment, ZRTP_HVI_SIZE);
		zrtp_keep(&z->peer.commit, in);
		error = answer_commit(z, commit);
	}
	if (error != ZRTP_NO_ERROR) {
		zrtp_fail(z, in->now, error);
		return;
	}
	z->state = z->multistream ? ZRTP_CONFIRM1_SENT : ZRTP_DHPART1_SENT;
	zrtp_send(z, z->multistream ? &z->own.confirm : &z->own.dhpart);
	zrtp_wait(z, in->now);
}

void zrtp_on_commit(struct zrtp *z, const struct zrtp_incoming *in)
{
	struct zrtp_commit commit;
	bool contending = z->state == ZRTP_COMMITTED;

	if (z->state == ZRTP_DHPART1_SENT && zrtp_is_repeated(in, &z->peer.commit))
		zrtp_send(z, &z->own.dhpart);
	if (z->state == ZRTP_CONFIRM1_SENT && z->multistream &&
	    zrtp_is_repeated(in, &z->peer.commit))
		zrtp_send(z, &z->own.confirm);

	if ((z->state != ZRTP_DISCOVERY && !contending) || !z->have_hello ||
	    !zrtp_read_commit(in->bytes, in->size, &commit) ||
	    !zrtp_chain_links(commit.h2, 1, z->peer_hello.h3))
		return;
	if (contending && ours_wins(z, in))
		return;
	take_commit(z, in, &commit);
}

/* DHPart2 shows the initiator's H1, and what its Commit was bound to (4.4.1.2). */
static enum zrtp_error take_dhpart2(struct zrtp *z, const struct zrtp_incoming *in,
				    const struct zrtp_dhpart *part)
{
	const struct zrtp_bytes parts[] = {
		{ in->bytes, in->size },
		{ z->own.hello.bytes, z->own.hello.size },
	};
	uint8_t hvi[ZRTP_MAX_HASH];

	if (!zrtp_mac_fits(&z->peer.commit, part->h1))
		return ZRTP_BAD_MESSAGE_MAC;
	if (!zrtp_digest(z->choice.id[ZRTP_KIND_HASH], parts, 2, hvi))
		return ZRTP_CRITICAL;
	if (!zrtp_equal(hvi, z->peer_hvi, ZRTP_HVI_SIZE))
		return ZRTP_BAD_COMMITMENT;
	if (!zrtp_retained_match(&z->retained, z->choice.id[ZRTP_KIND_HASH], ZRTP_INITIATOR,
				 part->ids))
		return ZRTP_CRITICAL;
	memcpy(z->peer_h1, part->h1, ZRTP_IMAGE_SIZE);
	zrtp_keep(&z->peer.dhpart, in);
	enum zrtp_error error = zrtp_agree(z, part->value);
	return error == ZRTP_NO_ERROR ? zrtp_write_own_confirm(z) : error;
}

void zrtp_on_dhpart2(struct zrtp *z, const struct zrtp_incoming *in)
{
	struct zrtp_dhpart part;

	if (z->state == ZRTP_CONFIRM1_SENT && !z->multistream &&
	    zrtp_is_repeated(in, &z->peer.dhpart))
		zrtp_send(z, &z->own.confirm);
	if (z->state != ZRTP_DHPART1_SENT ||
	    !zrtp_read_dhpart(in->bytes, in->size, z->agreement->type->part2_size, &part) ||
	    !zrtp_chain_links(part.h1, 1, z->peer_h2))
		return;

	enum zrtp_error error = take_dhpart2(z, in, &part);
	if (error != ZRTP_NO_ERROR) {
		zrtp_fail(z, in->now, error);
		return;
	}
	z->state = ZRTP_CONFIRM1_SENT;
	zrtp_send(z, &z->own.confirm);
	zrtp_wait(z, in->now);
}

void zrtp_on_confirm2(struct zrtp *z, const struct zrtp_incoming *in)
{
	if (z->state == ZRTP_SECURE && z->role == ZRTP_RESPONDER &&
	    zrtp_is_repeated(in, &z->peer.confirm))
		zrtp_send_plain(z, ZRTP_MSG_CONF2ACK);
	if (z->state != ZRTP_CONFIRM1_SENT)
		return;

	enum zrtp_error error = zrtp_take_confirm(z, in);
	if (error != ZRTP_NO_ERROR) {
		zrtp_fail(z, in->now, error);
		return;
	}
	zrtp_keys_agreed(z);
	zrtp_send_plain(z, ZRTP_MSG_CONF2ACK);
	zrtp_enter_secure(z);
}
