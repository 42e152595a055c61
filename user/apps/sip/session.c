/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What libre reports about a session, and the rule that nothing lowers a call: a description that would
 * take its protection away is refused and ends the call.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "user/apps/sip/agent.h"
#include "user/apps/sip/call.h"

bool session_is_readable(const struct sip_msg *message)
{
	return msg_ctype_cmp(&message->ctyp, "application", "sdp") &&
	       !sip_msg_hdr(message, SIP_HDR_CONTENT_ENCODING);
}

enum description_verdict session_read(struct description *description, bool *has_body,
				      const struct sip_msg *message)
{
	struct mbuf *body = message->mb;
	size_t length = message->clen.p ? pl_u32(&message->clen) : mbuf_get_left(body);

	*has_body = length > 0;
	if (length > mbuf_get_left(body))
		return DESCRIPTION_MALFORMED;
	body->end = body->pos + length;
	if (!length || !session_is_readable(message))
		return DESCRIPTION_MALFORMED;
	return description_read(description, (const char *)mbuf_buf(body), length);
}

static bool is_at_same_place(const struct description *one, const struct description *other)
{
	return one->port == other->port &&
	       !memcmp(one->address, other->address, sizeof(one->address));
}

/* Take over a later description that keeps the call's protection. */
static void move(struct call *call, struct description *after)
{
	bool has_moved = !is_at_same_place(&call->remote, after);

	memcpy(after->zrtp_hash, call->remote.zrtp_hash, sizeof(after->zrtp_hash));
	call->remote = *after;
	if (has_moved)
		call_connect_media(call);
}

/* 0 if the call goes on with this later offer or answer, else an errno. */
static int judge_change(struct call *call, enum description_verdict verdict,
			struct description *after)
{
	switch (description_compare(&call->remote, verdict, after)) {
	case DESCRIPTION_KEEPS:
		move(call, after);
		return 0;
	case DESCRIPTION_LOWERS:
		call_end_soon(call, CALLING_DOWNGRADE, "the peer asked to go on without ZRTP");
		return EPROTO;
	default:
		fprintf(stderr, "sip: call %u: a change was refused\n", call->number);
		return ENOTSUP;
	}
}

int session_offer(struct mbuf **body, const struct sip_msg *message, void *argument)
{
	struct call *call = argument;
	struct description after;
	bool has_body;
	enum description_verdict verdict = session_read(&after, &has_body, message);

	*body = NULL;
	if (has_body) {
		int error = judge_change(call, verdict, &after);

		if (error)
			return error;
	}
	*body = call_describe(call, has_body ? &call->remote : NULL);
	return *body ? 0 : ENOMEM;
}

/* The first description of a call whose offer was ours. */
static int judge_first(struct call *call, enum description_verdict verdict,
		       const struct description *answer)
{
	if (verdict == DESCRIPTION_INSECURE) {
		call_end_soon(call, CALLING_NOT_SECURE, "the peer answered without ZRTP");
		return EPROTO;
	}
	if (verdict != DESCRIPTION_USABLE || answer->held || answer->streams != 1 ||
	    answer->payload_type != DESCRIPTION_PAYLOAD_TYPE) {
		call_end_soon(call, CALLING_INCOMPATIBLE, "the peer's answer cannot be used");
		return EPROTO;
	}
	call->remote = *answer;
	call->has_remote = true;
	call_connect_media(call);
	return 0;
}

int session_answer(const struct sip_msg *message, void *argument)
{
	struct call *call = argument;
	struct description answer;
	bool has_body;
	enum description_verdict verdict = session_read(&answer, &has_body, message);

	if (!call->has_remote)
		return judge_first(call, verdict, &answer);
	int error = judge_change(call, verdict, &answer);
	/* An answer cannot be refused. What call_end_soon was told first stays. */
	if (error)
		call_end_soon(call, CALLING_INCOMPATIBLE, "the peer's answer cannot be used");
	return error;
}

void session_established(const struct sip_msg *message, void *argument)
{
	struct call *call = argument;

	(void)message;
	if (call->is_doomed)
		return;
	tmr_cancel(&call->guard);
	call->state = CALL_LIVE;
	call->live_at = tmr_jiffies();
	if (call->has_remote)
		call_tell(call, CALLING_ESTABLISHED, 0);
	else
		call_end_soon(call, CALLING_INCOMPATIBLE, "the peer described nothing");
}

static enum calling_end end_of_status(unsigned status)
{
	switch (status) {
	case 404:
	case 410:
	case 484:
	case 604:
		return CALLING_NOT_FOUND;
	case 408:
	case 480:
		return CALLING_UNREACHABLE;
	case 486:
	case 600:
		return CALLING_BUSY;
	case 487:
		return CALLING_NORMAL;
	case 401:
	case 403:
	case 407:
	case 603:
		return CALLING_DECLINED;
	default:
		return status >= 500 && status < 600 ? CALLING_UNREACHABLE : CALLING_INCOMPATIBLE;
	}
}

void session_closed(int error, const struct sip_msg *message, void *argument)
{
	struct call *call = argument;
	char words[CALLING_TEXT];

	if (call->is_doomed) {
		call_end(call, call->end, call->words);
	} else if (message) {
		re_snprintf(words, sizeof(words), "the peer answered %u", message->scode);
		call_end(call, end_of_status(message->scode), words);
	} else if (error == ECONNRESET) {
		call_end(call, CALLING_NORMAL, "the peer hung up");
	} else {
		re_snprintf(words, sizeof(words), "%m", error);
		call_end(call, CALLING_UNREACHABLE, words);
	}
}

static void reply_to_update(struct call *call, const struct sip_msg *message, struct mbuf *body)
{
	struct sip_contact contact;

	sip_contact_set(&contact, call->agent->settings.user, &message->dst, message->tp);
	sip_dialog_update(sipsess_dialog(call->session), message);
	sip_treplyf(NULL, NULL, call->agent->sip, message, false, 200, "OK",
		    "%H%s" AGENT_ALLOW "Content-Length: %zu\r\n\r\n%b", sip_contact_print, &contact,
		    body ? "Content-Type: application/sdp\r\n" : "", body ? mbuf_get_left(body) : 0,
		    body ? mbuf_buf(body) : NULL, body ? mbuf_get_left(body) : 0);
}

void session_update(struct call *call, const struct sip_msg *message)
{
	struct sip *sip = call->agent->sip;
	struct description unused;
	struct mbuf *body = NULL;
	bool has_body;

	if (!sip_dialog_rseq_valid(sipsess_dialog(call->session), message)) {
		sip_treply(NULL, sip, message, 500, "Server Internal Error");
		return;
	}
	if (call->state != CALL_LIVE) {
		sip_treply(NULL, sip, message, 491, "Request Pending");
		return;
	}
	session_read(&unused, &has_body, message);
	if (has_body && session_offer(&body, message, call))
		sip_treply(NULL, sip, message, 488, "Not Acceptable Here");
	else
		reply_to_update(call, message, body);
	mem_deref(body);
}
