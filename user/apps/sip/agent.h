/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The user agent: this phone's SIP, its calls, and its links to `phone` and `media`.
 *
 * Everything runs in libre's event loop, in one thread. Memory is bounded: CALLS calls, one description
 * each; callers beyond that, or faster than `allowance` lets in, are turned away without any state.
 */
#ifndef USER_APPS_SIP_AGENT_H
#define USER_APPS_SIP_AGENT_H

#include <re/re.h>

#include "lib/contacts/contacts.h"
#include "user/apps/sip/call.h"
#include "user/apps/sip/link.h"
#include "user/apps/sip/network.h"
#include "user/apps/sip/settings.h"

#define AGENT_CALLS 4
#define AGENT_ALLOW "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE\r\n"

struct agent {
	struct settings settings;
	struct contacts contacts;
	struct sip *sip;
	struct sipsess_sock *sessions;
	struct sip_lsnr *requests, *responses; /* beside those of sessions */
	struct network network;
	struct link phone, media;
	struct call call[AGENT_CALLS];
	uint32_t last_incoming; /* the number of the last incoming call, even */
	unsigned allowance;	/* how many callers may ring right now */
	uint64_t refilled;	/* when it was last raised, ms */
};

/*
 * Start: settings and contacts are filled in, all else is zero; the two descriptors are channels, taken
 * over. 0 or an errno. agent_stop frees whatever a failed start has made, too.
 */
int agent_start(struct agent *agent, int phone, int media);
void agent_stop(struct agent *agent);

/* The call with this number, or NULL. */
struct call *agent_find(struct agent *agent, uint32_t number);

/* Whether a call is established. */
bool agent_is_talking(const struct agent *agent);

/* A free call with this number, in use once it has a state; NULL if there are too many. */
struct call *agent_new_call(struct agent *agent, uint32_t number);

/* A number for the next incoming call. */
uint32_t agent_next_number(struct agent *agent);

/* Whether one more caller may ring now. */
bool agent_admits(struct agent *agent);

#endif
