/* SPDX-License-Identifier: Apache-2.0 */
/* Messages beside the exchange: GoClear (refused), Error, Ping (RFC 6189 4.7.2, 5.9 to 5.16). */
#include "lib/zrtp/engine.h"

/*
 * We never set the A flag, so a GoClear breaks the protocol (4.7.2). One that the peer really sent is
 * refused with an Error, and the call stays as it is; whether it goes on is the owner's business.
 */
void zrtp_on_goclear(struct zrtp *z, const struct zrtp_incoming *in)
{
	enum zrtp_role peer_role = z->role == ZRTP_INITIATOR ? ZRTP_RESPONDER : ZRTP_INITIATOR;

	if (z->state != ZRTP_SECURE || z->refusal.size != 0 ||
	    !zrtp_goclear_fits(in->bytes, in->size, z->choice.id[ZRTP_KIND_HASH],
			       z->keys.mac[peer_role]))
		return;
	zrtp_raise(z, (struct zrtp_event){ .type = ZRTP_EVENT_GOCLEAR_REFUSED });
	zrtp_write_error(&z->refusal, ZRTP_GOCLEAR_REFUSED);
	zrtp_repeat(z, in->now, &zrtp_t2, &z->refusal);
}

static enum zrtp_error known_error(uint32_t code)
{
	switch (code) {
	case ZRTP_MALFORMED:
	case ZRTP_CRITICAL:
	case ZRTP_UNSUPPORTED_VERSION:
	case ZRTP_HELLO_MISMATCH:
	case ZRTP_NO_COMMON_HASH:
	case ZRTP_NO_COMMON_CIPHER:
	case ZRTP_NO_COMMON_AGREEMENT:
	case ZRTP_NO_COMMON_AUTH:
	case ZRTP_NO_COMMON_SAS:
	case ZRTP_NO_SHARED_SECRET:
	case ZRTP_BAD_PUBLIC_VALUE:
	case ZRTP_BAD_COMMITMENT:
	case ZRTP_RELAYED_SAS:
	case ZRTP_BAD_CONFIRM:
	case ZRTP_NONCE_REUSE:
	case ZRTP_EQUAL_ZID:
	case ZRTP_SSRC_COLLISION:
	case ZRTP_UNAVAILABLE:
	case ZRTP_TIMEOUT:
	case ZRTP_GOCLEAR_REFUSED:
		return (enum zrtp_error)code;
	default:
		return ZRTP_UNKNOWN_ERROR;
	}
}

/*
 * Nothing authenticates an Error. It counts only while the exchange runs, from the peer's SSRC; a
 * secure call it cannot end.
 */
void zrtp_on_error(struct zrtp *z, const struct zrtp_incoming *in)
{
	uint32_t code;

	if (!z->have_hello || !zrtp_read_error(in->bytes, in->size, &code))
		return;
	zrtp_send_plain(z, ZRTP_MSG_ERRORACK);
	if (z->state != ZRTP_SECURE && z->state != ZRTP_FAILED)
		zrtp_abort(z, known_error(code), true);
}

void zrtp_on_errorack(struct zrtp *z, const struct zrtp_incoming *in)
{
	(void)in;
	if (z->timer.message == &z->refusal)
		zrtp_stop_timer(z);
}

void zrtp_on_ping(struct zrtp *z, const struct zrtp_incoming *in)
{
	struct zrtp_ping ping;
	struct zrtp_message answer;

	if (z->state == ZRTP_FAILED || !zrtp_read_ping(in->bytes, in->size, &ping))
		return;
	zrtp_write_pingack(&answer, z->endpoint, &ping, in->ssrc);
	zrtp_send(z, &answer);
}
