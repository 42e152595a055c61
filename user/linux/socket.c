/* SPDX-License-Identifier: Apache-2.0 */
/* Sockets; the model is in socket.h. */
#include "user/linux/socket.h"

#include "user/linux/address.h"
#include "user/linux/network.h"

/* socket(2) */
#define SOCK_TYPE 0xf

bool socket_alive(const struct file *f)
{
	return f->generation == network_session();
}

static uint32_t socket_ready(struct file *f)
{
	uint32_t bits, ready = 0;

	if (!socket_alive(f))
		return POLLERR | POLLHUP;
	bits = network_ready(f->number);
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

	if (socket_alive(f) && network_ask(&request, &reply))
		network_end();
}

static const struct file_kind socket_kind = {
	.read = socket_read,
	.write = socket_write,
	.ready = socket_ready,
	.close = socket_close,
	.mode = S_IFSOCK,
};

int64_t socket_find(uint64_t descriptor, struct file **f)
{
	*f = file_get((int)descriptor);
	if (!*f)
		return -EBADF;
	if ((*f)->kind != &socket_kind)
		return -ENOTSOCK;
	return socket_alive(*f) ? 0 : -ENETDOWN;
}

static int64_t adopt(uint32_t number, uint32_t flags)
{
	struct file *f;
	int64_t descriptor;

	if (number >= NET_SOCKETS)
		return -EIO;
	descriptor = file_open(&socket_kind, flags & O_NONBLOCK, &f);
	if (descriptor < 0) {
		struct file lost = { .number = number, .generation = network_session() };

		socket_close(&lost);
		return descriptor;
	}
	f->number = number;
	f->generation = network_session();
	return descriptor;
}

int64_t sys_socket(struct registers *r)
{
	uint64_t type = r->x[1] & SOCK_TYPE;
	struct net_request request = { .operation = NET_SOCKET };
	struct net_reply reply;
	int64_t e = network_open();

	if (e)
		return e;
	if (r->x[0] != AF_INET && r->x[0] != AF_INET6)
		return -EAFNOSUPPORT;
	if (type != SOCK_STREAM && type != SOCK_DGRAM)
		return -EPROTONOSUPPORT;
	request.value = type == SOCK_STREAM ? NET_TCP : NET_UDP;
	request.address.family = r->x[0] == AF_INET ? NET_IPV4 : NET_IPV6;
	e = network_ask(&request, &reply);
	return e ? e : adopt(reply.value, (uint32_t)r->x[1]);
}

/* An operation whose one argument is an address. */
static int64_t with_address(struct registers *r, uint16_t operation)
{
	struct net_request request = { .operation = operation };
	struct net_reply reply;
	struct file *f;
	int64_t e = socket_find(r->x[0], &f);

	if (!e)
		e = address_to_net((const void *)r->x[1], r->x[2], &request.address);
	if (e)
		return e;
	request.socket = (uint16_t)f->number;
	return network_ask(&request, &reply);
}

int64_t sys_bind(struct registers *r)
{
	return with_address(r, NET_BIND);
}

int64_t sys_connect(struct registers *r)
{
	int64_t e = with_address(r, NET_CONNECT);
	struct file *f;

	if (e != -EINPROGRESS || socket_find(r->x[0], &f))
		return e;
	if (file_wait(f, POLLOUT))
		return e;
	return socket_alive(f) ? socket_error(f) : -ENETDOWN;
}

int64_t sys_listen(struct registers *r)
{
	struct net_request request = { .operation = NET_LISTEN };
	struct net_reply reply;
	struct file *f;
	int64_t e = socket_find(r->x[0], &f);

	if (e)
		return e;
	request.socket = (uint16_t)f->number;
	request.value = r->x[1] ? (uint32_t)r->x[1] : 1;
	return network_ask(&request, &reply);
}

int64_t sys_accept4(struct registers *r)
{
	struct net_request request = { .operation = NET_ACCEPT };
	struct net_reply reply;
	struct file *f;
	int64_t e = socket_find(r->x[0], &f);

	if (e)
		return e;
	request.socket = (uint16_t)f->number;
	while ((e = network_ask(&request, &reply)) == -EAGAIN)
		if (file_wait(f, POLLIN))
			return -EAGAIN;
	if (e)
		return e;
	if (r->x[1])
		address_from_net(&reply.address, (void *)r->x[1], (uint32_t *)r->x[2]);
	return adopt(reply.value, (uint32_t)r->x[3]);
}

static int64_t name(struct registers *r, uint16_t operation)
{
	struct net_request request = { .operation = operation };
	struct net_reply reply;
	struct file *f;
	int64_t e = socket_find(r->x[0], &f);

	if (e)
		return e;
	request.socket = (uint16_t)f->number;
	e = network_ask(&request, &reply);
	if (!e)
		address_from_net(&reply.address, (void *)r->x[1], (uint32_t *)r->x[2]);
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

int64_t sys_shutdown(struct registers *r)
{
	struct net_request request = { .operation = NET_SHUTDOWN };
	struct net_reply reply;
	struct file *f;
	int64_t e = socket_find(r->x[0], &f);

	if (e)
		return e;
	if (r->x[1] > 2)
		return -EINVAL;
	request.socket = (uint16_t)f->number;
	request.value = (uint32_t)r->x[1] + 1; /* SHUT_RD 0, SHUT_WR 1, SHUT_RDWR 2 */
	return network_ask(&request, &reply);
}
