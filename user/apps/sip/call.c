/* SPDX-License-Identifier: Apache-2.0 */
/* See call.h. */
#include "user/apps/sip/call.h"

#include <stdio.h>
#include <string.h>

#include "lib/text/text.h"
#include "user/apps/sip/agent.h"

#define MEDIA_TIMEOUT 3000 /* ms for media to open a call */

static struct calling_message message(const struct call *call, enum calling_type type,
				      uint32_t value)
{
	return (struct calling_message){ .type = type, .call = call->number, .value = value };
}

bool call_tell(const struct call *call, enum calling_type type, uint32_t value)
{
	struct calling_message m = message(call, type, value);

	memcpy(m.text, call->address, sizeof(m.text));
	memcpy(m.name, call->name, sizeof(m.name));
	return link_send(&call->agent->phone, &m);
}

void call_tell_again(const struct call *call)
{
	if (call->state == CALL_LIVE)
		call_tell(call, CALLING_ESTABLISHED,
			  (uint32_t)((tmr_jiffies() - call->live_at) / 1000));
	else if (call_is_outgoing(call))
		call_tell(call, CALLING_PROGRESS,
			  call->is_ringing ? CALLING_RINGING : CALLING_TRYING);
	else
		call_tell(call, CALLING_INCOMING, 0);
}

static void tell_ended(const struct call *call, enum calling_end end, const char *words)
{
	struct calling_message m = message(call, CALLING_ENDED, end);
	const char *who = call->name[0] ? call->name : call->address;

	snprintf(m.text, sizeof(m.text), "%s", words);
	text_clean(m.name, sizeof(m.name), who, strlen(who));
	link_send(&call->agent->phone, &m);
}

void call_set_own_address(struct call *call, const struct sa *own)
{
	memset(call->own.address, 0, sizeof(call->own.address));
	if (sa_af(own) == AF_INET6) {
		sa_in6(own, call->own.address);
	} else {
		call->own.address[10] = call->own.address[11] = 0xff;
		memcpy(call->own.address + 12, &own->u.in.sin_addr, 4);
	}
}

void call_open(struct call *call)
{
	struct calling_message m = message(call, CALLING_OPEN, call_is_outgoing(call));

	call->state = CALL_OPENING;
	call->is_open = true;
	call_guard(call, MEDIA_TIMEOUT, CALLING_INTERNAL, "media did not open the call");
	link_send(&call->agent->media, &m);
}

void call_connect_media(struct call *call)
{
	struct calling_message m = message(call, CALLING_REMOTE, 0);

	m.port = call->remote.port;
	m.payload_type = call->remote.payload_type;
	memcpy(m.address, call->remote.address, sizeof(m.address));
	memcpy(m.text, call->remote.zrtp_hash, sizeof(call->remote.zrtp_hash));
	link_send(&call->agent->media, &m);
}

struct mbuf *call_describe(struct call *call, const struct description *offer)
{
	struct mbuf *body = mbuf_alloc(DESCRIPTION_MAX);

	if (!body)
		return NULL;
	call->own.version++;
	body->end = description_write((char *)body->buf, body->size, &call->own, offer);
	if (!body->end)
		body = mem_deref(body);
	return body;
}

static void expired(void *argument)
{
	struct call *call = argument;

	call_end(call, call->end, call->words);
}

void call_guard(struct call *call, uint64_t after_ms, enum calling_end end, const char *words)
{
	if (call->is_doomed)
		return;
	call->end = end;
	snprintf(call->words, sizeof(call->words), "%s", words);
	tmr_start(&call->guard, after_ms, expired, call);
}

void call_end_soon(struct call *call, enum calling_end end, const char *words)
{
	call_guard(call, 0, end, words);
	call->is_doomed = true;
}

/* A caller who has no final answer yet gets one that fits; libre would say 486 to everybody. */
static void refuse(const struct call *call, enum calling_end end)
{
	switch (end) {
	case CALLING_NORMAL:
		if (agent_is_talking(call->agent))
			sipsess_reject(call->session, 486, "Busy Here", NULL);
		else
			sipsess_reject(call->session, 603, "Decline", NULL);
		break;
	case CALLING_NO_ANSWER:
		sipsess_reject(call->session, 480, "Temporarily Unavailable", NULL);
		break;
	default:
		sipsess_reject(call->session, 500, "Server Internal Error", NULL);
	}
}

void call_end(struct call *call, enum calling_end end, const char *words)
{
	struct calling_message m = message(call, CALLING_CLOSE, 0);

	fprintf(stderr, "sip: call %u ends (%d): %s\n", call->number, end, words);
	tmr_cancel(&call->guard);
	if (call->session && !call_is_outgoing(call))
		refuse(call, end);
	call->session = mem_deref(call->session);
	if (call->is_open)
		link_send(&call->agent->media, &m);
	tell_ended(call, end, words);
	memset(call, 0, sizeof(*call));
}
