/* SPDX-License-Identifier: Apache-2.0 */
/* Finding out that the peer speaks ZRTP, and which algorithms (RFC 6189 4.1). */
#include <string.h>

#include "lib/zrtp/engine.h"

/* Only the first three characters of the version count (4.1.1). */
enum { SIGNIFICANT = 3 };

/* Does the Hello match what the peer's SDP announced, if it did? (section 8) */
static bool announced(struct zrtp *z, const struct zrtp_incoming *in)
{
	const struct zrtp_bytes message = { in->bytes, in->size };
	uint8_t hash[ZRTP_IMAGE_SIZE];

	if (!z->hello_hash_known)
		return true;
	if (zrtp_digest(ZRTP_S256, &message, 1, hash) &&
	    zrtp_equal(hash, z->hello_hash, sizeof(hash)))
		return true;
	z->wrong_hello_seen = true;
	return false;
}

/* What a Hello says that ends the agreement before it begins. */
static enum zrtp_error judge(const struct zrtp *z, const struct zrtp_incoming *in,
			     const struct zrtp_hello *hello)
{
	struct zrtp_choice choice;

	if (memcmp(hello->zid, z->zid, ZRTP_ZID_SIZE) == 0)
		return ZRTP_EQUAL_ZID;
	if (in->ssrc == z->ssrc)
		return ZRTP_SSRC_COLLISION;
	if (memcmp(hello->version, ZRTP_VERSION, SIGNIFICANT) < 0)
		return ZRTP_UNSUPPORTED_VERSION;
	if (z->multistream && memcmp(hello->zid, z->primary_zid, ZRTP_ZID_SIZE) != 0)
		return ZRTP_NO_SHARED_SECRET;
	return zrtp_choose(&z->policy, &hello->offer, z->multistream, &choice);
}

static void accept_hello(struct zrtp *z, const struct zrtp_incoming *in,
			 const struct zrtp_hello *hello)
{
	z->have_hello = true;
	z->peer_ssrc = in->ssrc;
	z->peer_hello = *hello;
	zrtp_keep(&z->peer.hello, in);
	if (!z->multistream)
		zrtp_retained_load(&z->retained, hello->zid);
	zrtp_raise(z, (struct zrtp_event){ .type = ZRTP_EVENT_PEER });
	zrtp_send_plain(z, ZRTP_MSG_HELLOACK);
	if (z->have_ack)
		zrtp_commit(z, in->now);
	else /* the peer may have come late and missed ours: begin again */
		zrtp_repeat(z, in->now, &zrtp_t1, &z->own.hello);
}

void zrtp_on_hello(struct zrtp *z, const struct zrtp_incoming *in)
{
	struct zrtp_hello hello;

	if (z->have_hello) {
		if (z->state != ZRTP_FAILED && zrtp_is_repeated(in, &z->peer.hello))
			zrtp_send_plain(z, ZRTP_MSG_HELLOACK);
		return;
	}
	if (z->state != ZRTP_DISCOVERY || !zrtp_read_hello(in->bytes, in->size, &hello) ||
	    !announced(z, in))
		return;
	/* Newer than ours: the peer will come down to our version when it sees our Hello (4.1.1). */
	if (memcmp(hello.version, ZRTP_VERSION, SIGNIFICANT) > 0)
		return;

	enum zrtp_error error = judge(z, in, &hello);
	if (error != ZRTP_NO_ERROR)
		zrtp_fail(z, in->now, error);
	else
		accept_hello(z, in, &hello);
}

/*
 * Our Hello goes on being sent until the peer's has come too: the acknowledgement is bare, anybody
 * could have sent it.
 */
void zrtp_on_helloack(struct zrtp *z, const struct zrtp_incoming *in)
{
	if (z->state != ZRTP_DISCOVERY)
		return;
	z->have_ack = true;
	if (z->have_hello)
		zrtp_commit(z, in->now);
}
