/* SPDX-License-Identifier: Apache-2.0 */
/* See agent.h. */
#include "user/apps/sip/agent.h"

#include <stdio.h>
#include <string.h>

#define ALLOWANCE_MAX	 8    /* callers who may ring at once, after a quiet time */
#define ALLOWANCE_REFILL 1000 /* ms until one more may */
#define DESCRIPTORS	 64   /* libre's event loop; bounds the TCP connections, too */
#define BUCKETS		 32   /* of libre's hash tables */

/* --- calls --- */

struct call *agent_find(struct agent *agent, uint32_t number)
{
	for (size_t i = 0; i < AGENT_CALLS; i++)
		if (agent->call[i].state && agent->call[i].number == number)
			return &agent->call[i];
	return NULL;
}

bool agent_is_talking(const struct agent *agent)
{
	for (size_t i = 0; i < AGENT_CALLS; i++)
		if (agent->call[i].state == CALL_LIVE)
			return true;
	return false;
}

struct call *agent_new_call(struct agent *agent, uint32_t number)
{
	for (size_t i = 0; i < AGENT_CALLS; i++) {
		struct call *call = &agent->call[i];

		if (call->state)
			continue;
		memset(call, 0, sizeof(*call));
		call->agent = agent;
		call->number = number;
		call->own.session = rand_u64() >> 2; /* fits everybody's signed 64 bits */
		return call;
	}
	return NULL;
}

uint32_t agent_next_number(struct agent *agent)
{
	do
		agent->last_incoming += 2;
	while (!agent->last_incoming || agent_find(agent, agent->last_incoming));
	return agent->last_incoming;
}

bool agent_admits(struct agent *agent)
{
	uint64_t now = tmr_jiffies();
	uint64_t more = (now - agent->refilled) / ALLOWANCE_REFILL;

	if (more) {
		agent->refilled = now;
		agent->allowance = (unsigned)MIN(agent->allowance + more, ALLOWANCE_MAX);
	}
	if (!agent->allowance)
		return false;
	agent->allowance--;
	return true;
}

/* --- phone and media --- */

static void dial(struct agent *agent, const struct calling_message *message)
{
	struct call unborn = { .agent = agent, .number = message->call };
	struct call *call;

	if (message->call % 2 == 0 || agent_find(agent, message->call)) {
		fprintf(stderr, "sip: phone dialled with the unusable number %u\n", message->call);
		return;
	}
	call = agent_new_call(agent, message->call);
	if (call)
		outgoing_dial(call, message->text);
	else
		call_end(&unborn, CALLING_INTERNAL, "too many calls");
}

/* A call that phone or media names may have ended in the meantime; that is no mistake of theirs. */
static void from_phone(const struct calling_message *message, void *argument)
{
	struct agent *agent = argument;
	struct call *call = agent_find(agent, message->call);

	if (message->type == CALLING_DIAL)
		dial(agent, message);
	else if (call && message->type == CALLING_HANGUP)
		call_end(call, CALLING_NORMAL, "we hung up");
	else if (call && message->type == CALLING_ANSWER && call->state == CALL_RINGING)
		incoming_answer(call);
}

static void opened(struct call *call, const struct calling_message *message)
{
	size_t length = strlen(message->text);

	if (call->state != CALL_OPENING)
		return;
	if (!message->port || (length && !description_is_zrtp_hash(message->text, length))) {
		call_end(call, CALLING_INTERNAL,
			 "media opened without a port or with a wrong zrtp-hash");
		return;
	}
	call->own.port = message->port;
	memcpy(call->own.zrtp_hash, message->text, length + 1);
	if (call_is_outgoing(call))
		outgoing_opened(call);
	else
		incoming_opened(call);
}

static void from_media(const struct calling_message *message, void *argument)
{
	struct call *call = agent_find(argument, message->call);

	if (!call || !call->is_open)
		return;
	if (message->type == CALLING_OPENED)
		opened(call, message);
	else if (message->value <= CALLING_INCOMPATIBLE)
		call_end(call, (enum calling_end)message->value, "media ended it");
}

static void tell_ready(void *argument)
{
	struct agent *agent = argument;
	const struct sa *own = network_own(&agent->network);
	struct calling_message message = { .type = CALLING_READY };

	if (own)
		re_snprintf(message.text, sizeof(message.text), "sip:%s@%J", agent->settings.user,
			    own);
	fprintf(stderr, "sip: %s\n", own ? message.text : "no network");
	link_send(&agent->phone, &message);
}

static void phone_restarted(void *argument)
{
	struct agent *agent = argument;

	tell_ready(agent);
	for (size_t i = 0; i < AGENT_CALLS; i++)
		if (agent->call[i].state)
			call_tell_again(&agent->call[i]);
}

static void media_restarted(void *argument)
{
	struct agent *agent = argument;

	for (size_t i = 0; i < AGENT_CALLS; i++)
		if (agent->call[i].state && agent->call[i].is_open)
			call_end(&agent->call[i], CALLING_INTERNAL, "media was restarted");
}

/* --- requests beside sessions --- */

static void update(struct agent *agent, const struct sip_msg *message)
{
	for (size_t i = 0; i < AGENT_CALLS; i++) {
		struct call *call = &agent->call[i];

		if (call->session && sip_dialog_cmp(sipsess_dialog(call->session), message)) {
			session_update(call, message);
			return;
		}
	}
	sip_treply(NULL, agent->sip, message, 481, "Call Does Not Exist");
}

static bool is_known(const struct pl *method)
{
	static const char *const known[] = { "MESSAGE", "SUBSCRIBE", "NOTIFY", "PUBLISH",
					     "PRACK",	"REGISTER",  "REFER" };

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (!pl_strcmp(method, known[i]))
			return true;
	return false;
}

/* All that is left over, since libre would write its text into the log as it came. */
static bool request(const struct sip_msg *message, void *argument)
{
	struct agent *agent = argument;
	const struct pl *method = &message->met;

	if (!pl_strcmp(method, "UPDATE"))
		update(agent, message);
	else if (!pl_strcmp(method, "OPTIONS"))
		sip_replyf(agent->sip, message, 200, "OK",
			   AGENT_ALLOW "Accept: application/sdp\r\nContent-Length: 0\r\n\r\n");
	else if (!pl_strcmp(method, "CANCEL"))
		sip_reply(agent->sip, message, 481, "Transaction Does Not Exist");
	else if (is_known(method))
		sip_replyf(agent->sip, message, 405, "Method Not Allowed",
			   AGENT_ALLOW "Content-Length: 0\r\n\r\n");
	else
		sip_reply(agent->sip, message, 501, "Not Implemented");
	return true;
}

static bool response(const struct sip_msg *message, void *argument)
{
	(void)message;
	(void)argument;
	return true;
}

/* --- start and stop --- */

static int start_links(struct agent *agent, int phone, int media)
{
	int error;

	agent->phone = (struct link){ .fd = -1,
				      .name = "phone",
				      .first_type = CALLING_DIAL,
				      .last_type = CALLING_HANGUP,
				      .on_message = from_phone,
				      .on_restart = phone_restarted,
				      .argument = agent };
	agent->media = (struct link){ .fd = -1,
				      .name = "media",
				      .first_type = CALLING_OPENED,
				      .last_type = CALLING_FAILED,
				      .on_message = from_media,
				      .on_restart = media_restarted,
				      .argument = agent };
	error = link_attach(&agent->phone, phone);
	return error ? error : link_attach(&agent->media, media);
}

int agent_start(struct agent *agent, int phone, int media)
{
	int error = fd_setsize(DESCRIPTORS);

	agent->allowance = ALLOWANCE_MAX;
	agent->refilled = tmr_jiffies();
	if (!error)
		error = start_links(agent, phone, media);
	if (!error)
		error = sip_alloc(&agent->sip, NULL, BUCKETS, BUCKETS, BUCKETS, "Holdfast", NULL,
				  NULL);
	if (!error)
		error = sipsess_listen(&agent->sessions, agent->sip, BUCKETS, incoming_invite,
				       agent);
	if (!error)
		error = sip_listen(&agent->requests, agent->sip, true, request, agent);
	if (!error)
		error = sip_listen(&agent->responses, agent->sip, false, response, agent);
	if (error)
		return error;
	agent->network = (struct network){ .settings = &agent->settings,
					   .sip = agent->sip,
					   .on_change = tell_ready,
					   .argument = agent };
	network_start(&agent->network);
	return 0;
}

void agent_stop(struct agent *agent)
{
	for (size_t i = 0; i < AGENT_CALLS; i++)
		if (agent->call[i].state)
			call_end(&agent->call[i], CALLING_INTERNAL, "sip is stopped");
	if (agent->network.sip)
		network_stop(&agent->network);
	sipsess_close_all(agent->sessions);
	agent->sessions = mem_deref(agent->sessions);
	mem_deref(agent->requests);
	mem_deref(agent->responses);
	sip_close(agent->sip, true);
	agent->sip = mem_deref(agent->sip);
	link_detach(&agent->phone);
	link_detach(&agent->media);
}
