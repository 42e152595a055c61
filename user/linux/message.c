/* SPDX-License-Identifier: Apache-2.0 */
/* What goes through sockets: the calls that send and receive. */
#include <string.h>

#include "user/linux/address.h"
#include "user/linux/network.h"
#include "user/linux/socket.h"

/* send(2), recv(2) */
#define MSG_PEEK     0x02
#define MSG_TRUNC    0x20
#define MSG_DONTWAIT 0x40

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

static uint32_t gather(const struct data *data)
{
	uint8_t *to = network_data();
	uint32_t n = 0, room = network_room();

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
	const uint8_t *from = network_data();
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

	if (!socket_alive(f))
		return -ENETDOWN;
	if (to)
		request.address = *to;
	request.length = gather(data);
	e = network_ask(&request, &reply);
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
	uint32_t room = network_room();
	int64_t e;

	if (!socket_alive(f))
		return -ENETDOWN;
	request.length = size < room ? (uint32_t)size : room;
	request.flags = flags & MSG_PEEK ? NET_RECEIVE_PEEK : 0;
	e = network_ask(&request, reply);
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

int64_t socket_read(struct file *f, void *to, uint64_t size)
{
	struct iovec one = { to, size };
	struct net_reply reply;

	return receive_once(f, &(struct data){ &one, 1 }, 0, &reply);
}

int64_t socket_write(struct file *f, const void *from, uint64_t size)
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
	int64_t e = socket_find(r->x[0], &f);

	if (!e && r->x[4])
		e = address_to_net((const void *)r->x[4], r->x[5], &to);
	return e ? e : send_data(f, &(struct data){ &one, 1 }, r->x[3], r->x[4] ? &to : NULL);
}

int64_t sys_recvfrom(struct registers *r)
{
	struct iovec one = { (void *)r->x[1], r->x[2] };
	struct net_reply reply;
	struct file *f;
	int64_t e = socket_find(r->x[0], &f), n;

	if (e)
		return e;
	n = receive_data(f, &(struct data){ &one, 1 }, r->x[3], &reply);
	if (n < 0)
		return n;
	if (r->x[4] && reply.address.family)
		address_from_net(&reply.address, (void *)r->x[4], (uint32_t *)r->x[5]);
	return r->x[3] & MSG_TRUNC ? (int64_t)reply.value : n;
}

int64_t sys_sendmsg(struct registers *r)
{
	const struct msghdr *message = (const struct msghdr *)r->x[1];
	struct data data = { message->vector, message->vectors };
	struct net_address to;
	struct file *f;
	int64_t e = socket_find(r->x[0], &f);

	if (!e && message->name)
		e = address_to_net(message->name, message->name_size, &to);
	return e ? e : send_data(f, &data, r->x[2], message->name ? &to : NULL);
}

int64_t sys_recvmsg(struct registers *r)
{
	struct msghdr *message = (struct msghdr *)r->x[1];
	struct data data = { message->vector, message->vectors };
	struct net_reply reply;
	struct file *f;
	int64_t e = socket_find(r->x[0], &f), n;

	if (e)
		return e;
	n = receive_data(f, &data, r->x[2], &reply);
	if (n < 0)
		return n;
	if (message->name && reply.address.family)
		address_from_net(&reply.address, message->name, &message->name_size);
	message->control_size = 0;
	message->flags = reply.value > reply.length ? MSG_TRUNC : 0;
	return n;
}
