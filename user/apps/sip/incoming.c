/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls from others. A caller rings only after all that can be said against him has been checked, and
 * after phone was told. Those turned away before get their answer without any state being kept, so that
 * a flood of them costs no memory; but for the few of whom the owner is told, since a repeated INVITE
 * must not tell him again.
 */
#include <stdio.h>
#include <string.h>

#include "lib/text/text.h"
#include "user/apps/sip/agent.h"
#include "user/apps/sip/call.h"

#define RINGING_LIMIT 180000 /* ms; callers give up earlier */

struct refusal {
	uint16_t status;
	const char *reason;
	const char *headers;
};

static const struct refusal welcome; /* none */
static const struct refusal bad_request = { 400, "Bad Request", "" };
static const struct refusal not_found = { 404, "Not Found", "" };
static const struct refusal bad_type = { 415, "Unsupported Media Type",
					 "Accept: application/sdp\r\n" };
static const struct refusal unavailable = { 480, "Temporarily Unavailable", "" };
static const struct refusal busy = { 486, "Busy Here", "" };
static const struct refusal incompatible = {
	488, "Not Acceptable Here", "Warning: 305 holdfast \"Opus over RTP/AVP is needed\"\r\n"
};
static const struct refusal insecure = {
	488, "Not Acceptable Here", "Warning: 399 holdfast \"ZRTP over RTP/AVP is needed\"\r\n"
};

static void turn_away(struct agent *agent, const struct sip_msg *message,
		      const struct refusal *refusal)
{
	sip_replyf(agent->sip, message, refusal->status, refusal->reason,
		   "%sContent-Length: 0\r\n\r\n", refusal->headers);
}

static void turn_away_once(struct agent *agent, const struct sip_msg *message,
			   const struct refusal *refusal)
{
	sip_treplyf(NULL, NULL, agent->sip, message, false, refusal->status, refusal->reason,
		    "%sContent-Length: 0\r\n\r\n", refusal->headers);
}

/* An extension that must be understood, and none is (RFC 3261 8.2.2.3). */
static bool turn_away_required(struct agent *agent, const struct sip_msg *message)
{
	const struct sip_hdr *required = sip_msg_hdr(message, SIP_HDR_REQUIRE);

	if (required)
		sip_replyf(agent->sip, message, 420, "Bad Extension",
			   "Unsupported: %r\r\nContent-Length: 0\r\n\r\n", &required->val);
	return required != NULL;
}

static bool is_for_us(const struct agent *agent, const struct sip_msg *message)
{
	return !message->uri.user.l || !pl_strcmp(&message->uri.user, agent->settings.user);
}

static const struct refusal *judge_offer(struct call *call, const struct sip_msg *message)
{
	bool has_body;
	enum description_verdict verdict = session_read(&call->remote, &has_body, message);

	call->has_remote = has_body;
	if (!has_body)
		return &welcome;
	if (!session_is_readable(message))
		return &bad_type;
	if (verdict == DESCRIPTION_MALFORMED)
		return &bad_request;
	if (verdict == DESCRIPTION_INSECURE)
		return &insecure;
	return verdict == DESCRIPTION_INCOMPATIBLE || call->remote.held ? &incompatible : &welcome;
}

static const struct refusal *judge(struct agent *agent, struct call *call,
				   const struct sip_msg *message)
{
	if (!is_for_us(agent, message))
		return &not_found;
	if (!sip_msg_hdr(message, SIP_HDR_CONTACT) || !message->from.auri.l)
		return &bad_request;
	return judge_offer(call, message);
}

/* Who calls, as he says himself. */
static void note_caller(struct call *call, const struct sip_msg *message)
{
	const struct sip_taddr *from = &message->from;

	text_clean(call->address, sizeof(call->address), from->auri.p, from->auri.l);
	if (from->dname.p)
		text_clean(call->name, sizeof(call->name), from->dname.p, from->dname.l);
	call_set_own_address(call, &message->dst);
}

static void ring(struct call *call, const struct sip_msg *message)
{
	struct agent *agent = call->agent;
	int error;

	call->state = CALL_RINGING;
	call_guard(call, RINGING_LIMIT, CALLING_NO_ANSWER, "nobody answered");
	if (!call_tell(call, CALLING_INCOMING, 0)) {
		turn_away(agent, message, &unavailable);
		call_end(call, CALLING_INTERNAL, "phone does not answer");
		return;
	}
	error = sipsess_accept(&call->session, agent->sessions, message, 180, "Ringing",
			       agent->settings.user, "application/sdp", NULL, NULL, NULL, false,
			       session_offer, session_answer, session_established, NULL, NULL,
			       session_closed, call, AGENT_ALLOW);
	if (error) {
		turn_away(agent, message, &bad_request);
		call_end(call, CALLING_INTERNAL, "the caller's message cannot be used");
	}
}

static const struct refusal *admit(struct agent *agent, struct call *call,
				   const struct sip_msg *message)
{
	const struct refusal *refusal = call ? judge(agent, call, message) : &busy;

	if ((refusal == &welcome || refusal == &insecure) && !agent_admits(agent))
		return &busy;
	return refusal;
}

/* A slot that was only looked at is still free. */
void incoming_invite(const struct sip_msg *message, void *argument)
{
	struct agent *agent = argument;
	struct call *call;
	const struct refusal *refusal;

	if (turn_away_required(agent, message))
		return;
	call = agent_new_call(agent, agent_next_number(agent));
	refusal = admit(agent, call, message);
	if (refusal == &welcome) {
		note_caller(call, message);
		ring(call, message);
	} else if (refusal == &insecure) {
		note_caller(call, message);
		turn_away_once(agent, message, refusal);
		call_end(call, CALLING_NOT_SECURE, "the caller offers no ZRTP");
	} else {
		turn_away(agent, message, refusal);
	}
}

void incoming_answer(struct call *call)
{
	call_open(call);
}

void incoming_opened(struct call *call)
{
	struct mbuf *body = call_describe(call, call->has_remote ? &call->remote : NULL);
	int error = body ? sipsess_answer(call->session, 200, "OK", body, AGENT_ALLOW) : ENOMEM;

	mem_deref(body);
	if (error) {
		call_end(call, CALLING_INTERNAL, "the call could not be answered");
		return;
	}
	call->state = CALL_ANSWERED;
	tmr_cancel(&call->guard);
	if (call->has_remote)
		call_connect_media(call);
}
