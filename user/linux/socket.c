/* SPDX-License-Identifier: Apache-2.0 */
/* Sockets; the model is in socket.h. */
#include "user/linux/socket.h"

#include <string.h>

#include "user/lib/hf.h"
#include "user/lib/program.h"
#include "user/linux/file.h"
#include "user/linux/task.h"
#include "user/protocol/net.h"

/* socket(7), ip(7), ipv6(7), tcp(7) */
#define AF_INET	       2
#define AF_INET6       10
#define SOCK_STREAM    1
#define SOCK_DGRAM     2
#define SOCK_TYPE      0xf
#define MSG_PEEK       0x02
#define MSG_TRUNC      0x20
#define MSG_DONTWAIT   0x40
#define SOL_SOCKET     1
#define SO_REUSEADDR   2
#define SO_TYPE	       3
#define SO_ERROR       4
#define SO_SNDBUF      7
#define SO_RCVBUF      8
#define SO_KEEPALIVE   9
#define SO_ACCEPTCONN  30
#define IPPROTO_IP     0
#define IP_TOS	       1
#define IP_TTL	       2
#define IPPROTO_TCP    6
#define TCP_NODELAY    1
#define TCP_KEEPIDLE   4
#define TCP_KEEPINTVL  5
#define TCP_KEEPCNT    6
#define IPPROTO_IPV6   41
#define IPV6_UNICAST_HOPS 16
#define IPV6_V6ONLY    26
#define IPV6_TCLASS    67

struct sockaddr_in {
	uint16_t family;
	uint8_t port[2];
	uint8_t address[4];
	uint8_t zero[8];
};

struct sockaddr_in6 {
	uint16_t family;
	uint8_t port[2];
	uint32_t flow;
	uint8_t address[16];
	uint32_t scope;
};

struct iovec {
	void *base;
	uint64_t size;
};

struct msghdr {
	void *name;
	uint32_t name_size, pad1;
	struct iovec *vector;
	uint64_t vectors;
	void *control;
	uint64_t control_size;
	int32_t flags, pad2;
};

/* A place that data comes from or goes to. */
struct data {
	const struct iovec *vector;
	uint64_t vectors;
};

static const struct hf_grant *channel;
static bool session;
static uint32_t generation; /* of sessions: sockets of another one are dead */
static uint32_t room;	    /* bytes of the data area */

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

union request {
	struct net_request request;
	struct hf_words words;
};

union reply {
	struct net_reply reply;
	struct hf_words words;
};

/* One call to net. 0, or a negative error. */
static int64_t ask(const struct net_request *request, struct net_reply *reply)
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
	if (reply->error >= NET_ERRORS)
		return -EIO;
	return -errors[reply->error];
}

/* Makes sure of a session; 0, or a negative error. */
static int64_t open_session(void)
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
	e = ask(&request, &reply);
	if (e)
		return e;
	session = true;
	generation++;
	room = reply.length;
	if (room > channel->size - NET_DATA)
		room = (uint32_t)(channel->size - NET_DATA);
	return 0;
}

static uint8_t *data_area(void)
{
	return (uint8_t *)channel->address + NET_DATA;
}

static bool alive(const struct file *f)
{
	return session && f->generation == generation;
}

static uint32_t socket_ready(struct file *f)
{
	const struct net_shared *shared = (const struct net_shared *)channel->address;
	uint32_t bits, ready = 0;

	if (!alive(f))
		return POLLERR | POLLHUP;
	bits = __atomic_load_n(&shared->ready[f->number], __ATOMIC_ACQUIRE);
	ready |= bits & NET_READY_READ ? POLLIN : 0;
	ready |= bits & NET_READY_WRITE ? POLLOUT : 0;
	ready |= bits & NET_READY_ERROR ? POLLERR | POLLIN | POLLOUT : 0;
	ready |= bits & NET_READY_HANGUP ? POLLHUP : 0;
	ready |= bits & NET_READY_END ? POLLRDHUP | POLLIN : 0;
	return ready;
}

static void socket_close(struct file *f)
{
	struct net_request request = { .operation = NET_CLOSE, .socket = (uint16_t)f->number };
	struct net_reply reply;

	if (alive(f) && ask(&request, &reply))
		session = false;
}

static int64_t socket_read(struct file *f, void *to, uint64_t size);
static int64_t socket_write(struct file *f, const void *from, uint64_t size);

static const struct file_kind socket_kind = {
	.read = socket_read,
	.write = socket_write,
	.ready = socket_ready,
	.close = socket_close,
	.mode = S_IFSOCK,
};

/* The live socket of a descriptor, or a negative error. */
static int64_t find(uint64_t descriptor, struct file **f)
{
	*f = file_get((int)descriptor);
	if (!*f)
		return -EBADF;
	if ((*f)->kind != &socket_kind)
		return -ENOTSOCK;
	return alive(*f) ? 0 : -ENETDOWN;
}

static int64_t adopt(uint32_t number, uint32_t flags)
{
	struct file *f;
	int64_t descriptor = file_open(&socket_kind, flags & O_NONBLOCK, &f);

	if (descriptor < 0) {
		struct file lost = { .number = number, .generation = generation };

		socket_close(&lost);
		return descriptor;
	}
	f->number = number;
	f->generation = generation;
	return descriptor;
}

static int64_t to_net(const void *from, uint64_t size, struct net_address *to)
{
	const struct sockaddr_in *v4 = from;
	const struct sockaddr_in6 *v6 = from;

	*to = (struct net_address){ 0 };
	if (size < sizeof(uint16_t))
		return -EINVAL;
	if (v4->family == AF_INET && size >= sizeof(*v4)) {
		to->family = NET_IPV4;
		memcpy(to->bytes, v4->address, sizeof(v4->address));
	} else if (v4->family == AF_INET6 && size >= sizeof(*v6)) {
		to->family = NET_IPV6;
		to->scope = (uint8_t)v6->scope;
		memcpy(to->bytes, v6->address, sizeof(v6->address));
	} else {
		return v4->family == AF_INET || v4->family == AF_INET6 ? -EINVAL : -EAFNOSUPPORT;
	}
	to->port = (uint16_t)(v4->port[0] << 8 | v4->port[1]);
	return 0;
}

/* Writes an address as far as the caller has room, and its full size. */
static void from_net(const struct net_address *from, void *to, uint32_t *size)
{
	union {
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} a = { .v6 = { 0 } };
	uint32_t full = from->family == NET_IPV4 ? sizeof(a.v4) : sizeof(a.v6);

	a.v4.port[0] = (uint8_t)(from->port >> 8);
	a.v4.port[1] = (uint8_t)from->port;
	if (from->family == NET_IPV4) {
		a.v4.family = AF_INET;
		memcpy(a.v4.address, from->bytes, sizeof(a.v4.address));
	} else {
		a.v6.family = AF_INET6;
		a.v6.scope = from->scope;
		memcpy(a.v6.address, from->bytes, sizeof(a.v6.address));
	}
	memcpy(to, &a, *size < full ? *size : full);
	*size = full;
}

int64_t sys_socket(struct registers *r)
{
	uint64_t type = r->x[1] & SOCK_TYPE;
	struct net_request request = { .operation = NET_SOCKET };
	struct net_reply reply;
	int64_t e = open_session();

	if (e)
		return e;
	if (r->x[0] != AF_INET && r->x[0] != AF_INET6)
		return -EAFNOSUPPORT;
	if (type != SOCK_STREAM && type != SOCK_DGRAM)
		return -EPROTONOSUPPORT;
	request.value = type == SOCK_STREAM ? NET_TCP : NET_UDP;
	request.address.family = r->x[0] == AF_INET ? NET_IPV4 : NET_IPV6;
	e = ask(&request, &reply);
	return e ? e : adopt(reply.value, (uint32_t)r->x[1]);
}

/* An operation whose one argument is an address. */
static int64_t with_address(struct registers *r, uint16_t operation)
{
	struct net_request request = { .operation = operation };
	struct net_reply reply;
	struct file *f;
	int64_t e = find(r->x[0], &f);

	if (!e)
		e = to_net((const void *)r->x[1], r->x[2], &request.address);
	if (e)
		return e;
	request.socket = (uint16_t)f->number;
	return ask(&request, &reply);
}

int64_t sys_bind(struct registers *r)
{
	return with_address(r, NET_BIND);
}

static int64_t get_option(const struct file *f, uint16_t option, uint32_t *value)
{
	struct net_request request = { .operation = NET_GET,
				       .socket = (uint16_t)f->number,
				       .option = option };
	struct net_reply reply;
	int64_t e = ask(&request, &reply);

	*value = reply.value;
	return e;
}

/* The error of a connection, taken; 0 if there is none. */
static int64_t taken_error(const struct file *f)
{
	uint32_t value;
	int64_t e = get_option(f, NET_OPTION_ERROR, &value);

	if (e)
		return e;
	return value < NET_ERRORS ? -errors[value] : -EIO;
}

int64_t sys_connect(struct registers *r)
{
	int64_t e = with_address(r, NET_CONNECT);
	struct file *f;

	if (e != -EINPROGRESS || find(r->x[0], &f))
		return e;
	if (file_wait(f, POLLOUT))
		return e;
	return alive(f) ? taken_error(f) : -ENETDOWN;
}

int64_t sys_listen(struct registers *r)
{
	struct net_request request = { .operation = NET_LISTEN };
	struct net_reply reply;
	struct file *f;
	int64_t e = find(r->x[0], &f);

	if (e)
		return e;
	request.socket = (uint16_t)f->number;
	request.value = r->x[1] ? (uint32_t)r->x[1] : 1;
	return ask(&request, &reply);
}

int64_t sys_accept4(struct registers *r)
{
	struct net_request request = { .operation = NET_ACCEPT };
	struct net_reply reply;
	struct file *f;
	int64_t e = find(r->x[0], &f);

	if (e)
		return e;
	request.socket = (uint16_t)f->number;
	while ((e = ask(&request, &reply)) == -EAGAIN)
		if (file_wait(f, POLLIN))
			return -EAGAIN;
	if (e)
		return e;
	if (r->x[1])
		from_net(&reply.address, (void *)r->x[1], (uint32_t *)r->x[2]);
	return adopt(reply.value, (uint32_t)r->x[3]);
}

static uint32_t gather(const struct data *data)
{
	uint8_t *to = data_area();
	uint32_t n = 0;

	for (uint64_t i = 0; i < data->vectors; i++) {
		uint64_t size = data->vector[i].size;

		if (size > room - n)
			size = room - n;
		memcpy(to + n, data->vector[i].base, size);
		n += (uint32_t)size;
	}
	return n;
}

static void scatter(const struct data *data, uint32_t length)
{
	const uint8_t *from = data_area();
	uint32_t n = 0;

	for (uint64_t i = 0; i < data->vectors && n < length; i++) {
		uint64_t size = data->vector[i].size;

		if (size > length - n)
			size = length - n;
		memcpy(data->vector[i].base, from + n, size);
		n += (uint32_t)size;
	}
}

static uint64_t total(const struct data *data)
{
	uint64_t n = 0;

	for (uint64_t i = 0; i < data->vectors; i++)
		n += data->vector[i].size;
	return n;
}

static bool waits(const struct file *f, uint64_t flags)
{
	return !(f->flags & O_NONBLOCK) && !(flags & MSG_DONTWAIT);
}

/* Sends once; -EAGAIN if there is no room. A datagram that does not fit whole is -EMSGSIZE. */
static int64_t send_once(const struct file *f, const struct data *data,
			 const struct net_address *to)
{
	struct net_request request = { .operation = NET_SEND, .socket = (uint16_t)f->number };
	struct net_reply reply;
	int64_t e;

	if (!alive(f))
		return -ENETDOWN;
	if (to)
		request.address = *to;
	request.length = gather(data);
	e = ask(&request, &reply);
	return e ? e : (int64_t)reply.length;
}

static int64_t send_data(struct file *f, const struct data *data, uint64_t flags,
			 const struct net_address *to)
{
	int64_t n;

	while ((n = send_once(f, data, to)) == -EAGAIN && waits(f, flags))
		if (file_wait(f, POLLOUT))
			return -EAGAIN;
	return n;
}

static int64_t receive_once(const struct file *f, const struct data *data, uint64_t flags,
			    struct net_reply *reply)
{
	struct net_request request = { .operation = NET_RECEIVE, .socket = (uint16_t)f->number };
	uint64_t size = total(data);
	int64_t e;

	if (!alive(f))
		return -ENETDOWN;
	request.length = size < room ? (uint32_t)size : room;
	request.flags = flags & MSG_PEEK ? NET_RECEIVE_PEEK : 0;
	e = ask(&request, reply);
	if (e)
		return e;
	if (reply->length > request.length)
		return -EIO;
	scatter(data, reply->length);
	return reply->length;
}

static int64_t receive_data(struct file *f, const struct data *data, uint64_t flags,
			    struct net_reply *reply)
{
	int64_t n;

	while ((n = receive_once(f, data, flags, reply)) == -EAGAIN && waits(f, flags))
		if (file_wait(f, POLLIN))
			return -EAGAIN;
	return n;
}

static int64_t socket_read(struct file *f, void *to, uint64_t size)
{
	struct iovec one = { to, size };
	struct net_reply reply;

	return receive_once(f, &(struct data){ &one, 1 }, 0, &reply);
}

static int64_t socket_write(struct file *f, const void *from, uint64_t size)
{
	/* The vector is only read from. */
	struct iovec one = { (void *)(uint64_t)from, size };

	return send_once(f, &(struct data){ &one, 1 }, NULL);
}

int64_t sys_sendto(struct registers *r)
{
	struct iovec one = { (void *)r->x[1], r->x[2] };
	struct net_address to;
	struct file *f;
	int64_t e = find(r->x[0], &f);

	if (!e && r->x[4])
		e = to_net((const void *)r->x[4], r->x[5], &to);
	return e ? e : send_data(f, &(struct data){ &one, 1 }, r->x[3], r->x[4] ? &to : NULL);
}

int64_t sys_recvfrom(struct registers *r)
{
	struct iovec one = { (void *)r->x[1], r->x[2] };
	struct net_reply reply;
	struct file *f;
	int64_t e = find(r->x[0], &f), n;

	if (e)
		return e;
	n = receive_data(f, &(struct data){ &one, 1 }, r->x[3], &reply);
	if (n < 0)
		return n;
	if (r->x[4] && reply.address.family)
		from_net(&reply.address, (void *)r->x[4], (uint32_t *)r->x[5]);
	return r->x[3] & MSG_TRUNC ? (int64_t)reply.value : n;
}

int64_t sys_sendmsg(struct registers *r)
{
	const struct msghdr *message = (const struct msghdr *)r->x[1];
	struct data data = { message->vector, message->vectors };
	struct net_address to;
	struct file *f;
	int64_t e = find(r->x[0], &f);

	if (!e && message->name)
		e = to_net(message->name, message->name_size, &to);
	return e ? e : send_data(f, &data, r->x[2], message->name ? &to : NULL);
}

int64_t sys_recvmsg(struct registers *r)
{
	struct msghdr *message = (struct msghdr *)r->x[1];
	struct data data = { message->vector, message->vectors };
	struct net_reply reply;
	struct file *f;
	int64_t e = find(r->x[0], &f), n;

	if (e)
		return e;
	n = receive_data(f, &data, r->x[2], &reply);
	if (n < 0)
		return n;
	if (message->name && reply.address.family)
		from_net(&reply.address, message->name, &message->name_size);
	message->control_size = 0;
	message->flags = reply.value > reply.length ? MSG_TRUNC : 0;
	return n;
}

static int64_t name(struct registers *r, uint16_t operation)
{
	struct net_request request = { .operation = operation };
	struct net_reply reply;
	struct file *f;
	int64_t e = find(r->x[0], &f);

	if (e)
		return e;
	request.socket = (uint16_t)f->number;
	e = ask(&request, &reply);
	if (!e)
		from_net(&reply.address, (void *)r->x[1], (uint32_t *)r->x[2]);
	return e;
}

int64_t sys_getsockname(struct registers *r)
{
	return name(r, NET_LOCAL);
}

int64_t sys_getpeername(struct registers *r)
{
	return name(r, NET_PEER);
}

/* net's name of an option; 0 if it is accepted and does nothing here, negative if unknown. */
static int option_name(uint64_t level, uint64_t option)
{
	switch (level << 8 | option) {
	case SOL_SOCKET << 8 | SO_REUSEADDR:
		return NET_OPTION_REUSE;
	case SOL_SOCKET << 8 | SO_TYPE:
		return NET_OPTION_TYPE;
	case SOL_SOCKET << 8 | SO_ERROR:
		return NET_OPTION_ERROR;
	case SOL_SOCKET << 8 | SO_KEEPALIVE:
		return NET_OPTION_KEEPALIVE;
	case SOL_SOCKET << 8 | SO_ACCEPTCONN:
		return NET_OPTION_LISTENING;
	case IPPROTO_IP << 8 | IP_TOS:
	case IPPROTO_IPV6 << 8 | IPV6_TCLASS:
		return NET_OPTION_TOS;
	case IPPROTO_IP << 8 | IP_TTL:
	case IPPROTO_IPV6 << 8 | IPV6_UNICAST_HOPS:
		return NET_OPTION_TTL;
	case IPPROTO_TCP << 8 | TCP_NODELAY:
		return NET_OPTION_NODELAY;
	case IPPROTO_TCP << 8 | TCP_KEEPIDLE:
		return NET_OPTION_KEEPIDLE;
	case IPPROTO_TCP << 8 | TCP_KEEPINTVL:
		return NET_OPTION_KEEPINTERVAL;
	case IPPROTO_TCP << 8 | TCP_KEEPCNT:
		return NET_OPTION_KEEPCOUNT;
	case SOL_SOCKET << 8 | SO_SNDBUF: /* fixed by quota */
	case SOL_SOCKET << 8 | SO_RCVBUF:
	case IPPROTO_IPV6 << 8 | IPV6_V6ONLY: /* always */
		return 0;
	default:
		return -1;
	}
}

int64_t sys_getsockopt(struct registers *r)
{
	int32_t *value = (int32_t *)r->x[3];
	uint32_t *size = (uint32_t *)r->x[4], got = NET_STREAM_BYTES;
	int option = option_name(r->x[1], r->x[2]);
	struct file *f;
	int64_t e = find(r->x[0], &f);

	if (e)
		return e;
	if (option < 0)
		return -ENOPROTOOPT;
	if (*size < sizeof(*value))
		return -EINVAL;
	if (option == NET_OPTION_ERROR) {
		got = (uint32_t)-taken_error(f);
	} else if (option) {
		e = get_option(f, (uint16_t)option, &got);
		if (option == NET_OPTION_TYPE)
			got = got == NET_TCP ? SOCK_STREAM : SOCK_DGRAM;
	}
	*value = (int32_t)got;
	*size = sizeof(*value);
	return e;
}

int64_t sys_setsockopt(struct registers *r)
{
	const uint32_t *value = (const uint32_t *)r->x[3];
	int option = option_name(r->x[1], r->x[2]);
	struct net_request request = { .operation = NET_SET };
	struct net_reply reply;
	struct file *f;
	int64_t e = find(r->x[0], &f);

	if (e)
		return e;
	if (option < 0)
		return -ENOPROTOOPT;
	if (r->x[4] < sizeof(*value))
		return -EINVAL;
	if (!option)
		return 0;
	request.socket = (uint16_t)f->number;
	request.option = (uint16_t)option;
	request.value = *value;
	return ask(&request, &reply);
}

int64_t sys_shutdown(struct registers *r)
{
	struct net_request request = { .operation = NET_SHUTDOWN };
	struct net_reply reply;
	struct file *f;
	int64_t e = find(r->x[0], &f);

	if (e)
		return e;
	if (r->x[1] > 2)
		return -EINVAL;
	request.socket = (uint16_t)f->number;
	request.value = (uint32_t)r->x[1] + 1; /* SHUT_RD 0, SHUT_WR 1, SHUT_RDWR 2 */
	return ask(&request, &reply);
}
