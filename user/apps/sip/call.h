/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One call, from its first message to its last, outgoing or incoming.
 *
 *	outgoing: FREE -> OPENING -> INVITING -> LIVE
 *	incoming: FREE -> RINGING -> OPENING -> ANSWERED -> LIVE        and from each to FREE
 *
 * OPENING waits for media's port and zrtp-hash. A call has at most one libre session, which exists from
 * INVITING or RINGING on. Calls end through call_end alone, which tells phone and media and frees the
 * slot; inside libre's handlers, which still use the session after we return, call_end_soon leaves it to
 * the event loop.
 *
 * A call is given a remote description once, and from then on only such that keep its protection
 * (description_compare).
 */
#ifndef USER_APPS_SIP_CALL_H
#define USER_APPS_SIP_CALL_H

#include <re/re.h>

#include "user/apps/sip/description.h"
#include "user/apps/sip/dial.h"
#include "user/protocol/calling.h"

struct agent;

enum call_state {
	CALL_FREE = 0,
	CALL_RINGING,  /* incoming: phone was told, the caller has 180 */
	CALL_OPENING,  /* media was asked for a port */
	CALL_INVITING, /* outgoing: INVITE sent */
	CALL_ANSWERED, /* incoming: 200 sent, ACK awaited */
	CALL_LIVE,
};

struct call {
	struct agent *agent;
	enum call_state state;
	uint32_t number; /* calling.h: odd outgoing, even incoming */
	struct sipsess *session;
	struct tmr guard; /* ends the call with `end` and `words` when it expires */
	enum calling_end end;
	char words[CALLING_TEXT];
	bool is_doomed;	  /* by call_end_soon */
	uint64_t live_at; /* ms: when it became CALL_LIVE */

	bool is_ringing; /* outgoing: the peer has said so */
	bool is_open;	 /* media holds this call */
	bool has_remote; /* `remote` is valid, and media has been told */
	struct description remote;
	struct description_own own;

	char target[DIAL_ADDRESS];  /* outgoing: where the INVITE goes */
	char address[CALLING_TEXT]; /* of the peer, clean text */
	char name[CALLING_NAME];    /* of the peer, clean text, or "" */
};

static inline bool call_is_outgoing(const struct call *call)
{
	return call->number % 2 == 1;
}

/* call.c: what both directions share */

/* Tell phone: the type, with the call's number, address and name. False if phone has failed. */
bool call_tell(const struct call *call, enum calling_type type, uint32_t value);

/* Tell phone again how this call stands, after phone was restarted. */
void call_tell_again(const struct call *call);

/* Our address in descriptions: `own`, as IPv6 or IPv4 mapped. */
void call_set_own_address(struct call *call, const struct sa *own);

/* Ask media for a port; the call goes on when OPENED comes. */
void call_open(struct call *call);

/* Give media the remote description. */
void call_connect_media(struct call *call);

/* A message body with our offer, or our answer to `offer`; NULL if there is no memory. */
struct mbuf *call_describe(struct call *call, const struct description *offer);

/* End the call `after_ms` from now unless it gets on; a later guard replaces an earlier one. */
void call_guard(struct call *call, uint64_t after_ms, enum calling_end end, const char *words);

/* End it as soon as libre's handlers have returned. The first such order counts. */
void call_end_soon(struct call *call, enum calling_end end, const char *words);

/* End it now: refuse, cancel or BYE, whichever fits; close media; tell phone. */
void call_end(struct call *call, enum calling_end end, const char *words);

/* outgoing.c */
void outgoing_dial(struct call *call, const char *text);
void outgoing_opened(struct call *call);

/* incoming.c */
void incoming_invite(const struct sip_msg *message, void *agent);
void incoming_answer(struct call *call);
void incoming_opened(struct call *call);

/* session.c: libre's handlers of a session, with the call as argument */
sipsess_offer_h session_offer;
sipsess_answer_h session_answer;
sipsess_estab_h session_established;
sipsess_close_h session_closed;

/*
 * The verdict on the description in a message's body. *has_body is false if there is none. The message's
 * buffer is cut to its Content-Length, which libre does for TCP only.
 */
enum description_verdict session_read(struct description *description, bool *has_body,
				      const struct sip_msg *message);

/* Whether a message's body is of a type that session_read reads. */
bool session_is_readable(const struct sip_msg *message);

/* Answer an UPDATE (RFC 3311) within this call's dialog. */
void session_update(struct call *call, const struct sip_msg *message);

#endif
