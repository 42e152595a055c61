/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that the owner makes. */
#include <stdio.h>
#include <string.h>

#include "lib/contacts/contacts.h"
#include "lib/text/text.h"
#include "user/apps/sip/agent.h"
#include "user/apps/sip/call.h"

#define RINGING_LIMIT 120000 /* ms without an answer */

/* The host of a URI that dial_address has made. */
static bool find_host(struct sa *host, const char *target)
{
	struct uri uri;
	struct pl text;

	pl_set_str(&text, target);
	return !uri_decode(&uri, &text) && !sa_set(host, &uri.host, 0);
}

void outgoing_dial(struct call *call, const char *text)
{
	struct agent *agent = call->agent;
	const struct contact *contact;
	const struct sa *own;
	struct sa host;

	text_clean(call->address, sizeof(call->address), text, strlen(text));
	if (!dial_address(call->target, text, &agent->contacts) ||
	    !find_host(&host, call->target)) {
		call_end(call, CALLING_NOT_FOUND, "neither a contact's number nor an address");
		return;
	}
	memcpy(call->address, call->target, sizeof(call->target));
	contact = contacts_find_address(&agent->contacts, call->target);
	if (contact)
		memcpy(call->name, contact->name, sizeof(contact->name));
	own = network_towards(&agent->network, &host);
	if (!own) {
		call_end(call, CALLING_UNREACHABLE, "no network");
		return;
	}
	call_set_own_address(call, own);
	call_open(call);
}

static void progress(const struct sip_msg *message, void *argument)
{
	struct call *call = argument;

	if (message->scode == 100 || call->is_ringing)
		return;
	call->is_ringing = true;
	call_tell(call, CALLING_PROGRESS, CALLING_RINGING);
}

static int invite(struct call *call, struct mbuf *offer)
{
	struct agent *agent = call->agent;
	const struct settings *settings = &agent->settings;
	char from[128];
	struct sa host;
	const struct sa *own =
		find_host(&host, call->target) ? network_towards(&agent->network, &host) : NULL;

	if (!own)
		return ENETUNREACH;
	re_snprintf(from, sizeof(from), "sip:%s@%J", settings->user, own);
	return sipsess_connect(&call->session, agent->sessions, call->target,
			       settings->name[0] ? settings->name : NULL, from, settings->user,
			       NULL, 0, "application/sdp", offer, NULL, NULL, false, session_offer,
			       session_answer, progress, session_established, NULL, NULL,
			       session_closed, call, AGENT_ALLOW);
}

void outgoing_opened(struct call *call)
{
	struct mbuf *offer = call_describe(call, NULL);
	int error = offer ? invite(call, offer) : ENOMEM;

	mem_deref(offer);
	if (error) {
		char words[CALLING_TEXT];

		re_snprintf(words, sizeof(words), "%m", error);
		call_end(call, CALLING_UNREACHABLE, words);
		return;
	}
	call->state = CALL_INVITING;
	call_guard(call, RINGING_LIMIT, CALLING_NO_ANSWER, "nobody answered");
	call_tell(call, CALLING_PROGRESS, CALLING_TRYING);
}
