/* SPDX-License-Identifier: Apache-2.0 */
/* The session with net; the model is in network.h. */
#include "user/linux/network.h"

#include "user/lib/hf.h"
#include "user/lib/program.h"

static const struct hf_grant *channel;
static bool session;
static uint32_t sessions; /* so far */
static uint32_t room;	  /* bytes of the data area */

static const int64_t errors[NET_ERRORS] = {
	[NET_E_SESSION] = ENETDOWN,
	[NET_E_REQUEST] = EINVAL,
	[NET_E_SOCKET] = EBADF,
	[NET_E_POLICY] = EACCES,
	[NET_E_QUOTA] = EMFILE,
	[NET_E_MEMORY] = ENOBUFS,
	[NET_E_RANGE] = EINVAL,
	[NET_E_FAMILY] = EAFNOSUPPORT,
	[NET_E_SUPPORT] = EOPNOTSUPP,
	[NET_E_AGAIN] = EAGAIN,
	[NET_E_PROGRESS] = EINPROGRESS,
	[NET_E_ALREADY] = EALREADY,
	[NET_E_CONNECTED] = EISCONN,
	[NET_E_UNCONNECTED] = ENOTCONN,
	[NET_E_DESTINATION] = EDESTADDRREQ,
	[NET_E_IN_USE] = EADDRINUSE,
	[NET_E_ADDRESS] = EADDRNOTAVAIL,
	[NET_E_UNREACHABLE] = ENETUNREACH,
	[NET_E_REFUSED] = ECONNREFUSED,
	[NET_E_RESET] = ECONNRESET,
	[NET_E_ABORTED] = ECONNABORTED,
	[NET_E_TIMEOUT] = ETIMEDOUT,
	[NET_E_PIPE] = EPIPE,
	[NET_E_SIZE] = EMSGSIZE,
};

int64_t network_error(uint32_t error)
{
	return error < NET_ERRORS ? -errors[error] : -EIO;
}

union request {
	struct net_request request;
	struct hf_words words;
};

union reply {
	struct net_reply reply;
	struct hf_words words;
};

int64_t network_ask(const struct net_request *request, struct net_reply *reply)
{
	union request q = { .request = *request };
	union reply a;

	if (hf_call(channel->handle, &q.words)) {
		session = false;
		return -ENETDOWN;
	}
	a.words = q.words;
	*reply = a.reply;
	if (reply->error == NET_E_SESSION)
		session = false;
	return network_error(reply->error);
}

int64_t network_open(void)
{
	struct net_request request = { .operation = NET_OPEN };
	struct net_reply reply;
	int64_t e;

	if (!channel)
		channel = hf_find(self, "net", HF_GRANT_CHANNEL_CLIENT);
	if (!channel)
		return -EAFNOSUPPORT;
	if (session)
		return 0;
	e = network_ask(&request, &reply);
	if (e)
		return e;
	session = true;
	sessions++;
	room = reply.length;
	if (room > channel->size - NET_DATA)
		room = (uint32_t)(channel->size - NET_DATA);
	return 0;
}

void network_end(void)
{
	session = false;
}

uint32_t network_session(void)
{
	return session ? sessions : 0;
}

uint32_t network_ready(uint32_t number)
{
	const struct net_shared *shared = (const struct net_shared *)channel->address;

	return __atomic_load_n(&shared->ready[number], __ATOMIC_ACQUIRE);
}

uint8_t *network_data(void)
{
	return (uint8_t *)channel->address + NET_DATA;
}

uint32_t network_room(void)
{
	return room;
}
