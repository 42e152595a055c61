/* SPDX-License-Identifier: Apache-2.0 */
#include "user/vmm/bytes.h"
#include "user/vmm/virtio/net.h"

enum {
	RECEIVE,
	TRANSMIT,
	QUEUES,
};

enum {
	HEADER_BYTES = 12, /* struct virtio_net_hdr, all zero but num_buffers in the last two */
	NUM_BUFFERS = 10,
};

#define VIRTIO_NET_F_MAC (UINT64_C(1) << 5)

static struct virtio_net *of(struct virtio_device *v)
{
	return CONTAINER(v, struct virtio_net, virtio);
}

/* A frame of impossible length is dropped: no network would carry it. */
static void send(struct virtio_net *net, const struct chain *chain, uint8_t *room)
{
	struct span from = chain_readable(chain);
	size_t bytes;

	span_skip(&from, HEADER_BYTES);
	bytes = span_left(&from);
	if (bytes < NET_FRAME_MIN || bytes > NET_FRAME_MAX)
		return;
	span_read(&from, room, bytes);
	net->backend->send(net->backend, bytes);
}

static void transmit(struct virtio_net *net)
{
	struct virtio_device *v = &net->virtio;
	struct chain chain;
	uint8_t *room;

	do {
		while ((room = net->backend->room(net->backend)) != NULL &&
		       virtio_take(v, TRANSMIT, &chain)) {
			send(net, &chain, room);
			virtio_put(v, TRANSMIT, chain.head, 0);
		}
	} while (room != NULL && !virtio_rest(v, TRANSMIT));
	virtio_flush(v, TRANSMIT);
}

bool virtio_net_receive(struct virtio_net *net, const uint8_t *frame, size_t bytes)
{
	static const uint8_t header[HEADER_BYTES] = { [NUM_BUFFERS] = 1 };
	struct virtio_device *v = &net->virtio;
	struct chain chain;
	struct span to;

	if (!virtio_take(v, RECEIVE, &chain))
		return false;
	to = chain_writable(&chain);
	if (span_left(&to) < sizeof(header) + bytes) {
		virtio_fail(v); /* 5.1.6.3.1: buffers hold 1,526 bytes at least */
		return false;
	}
	span_write(&to, header, sizeof(header));
	span_write(&to, frame, bytes);
	virtio_put(v, RECEIVE, chain.head, (uint32_t)(sizeof(header) + bytes));
	virtio_flush(v, RECEIVE);
	return true;
}

void virtio_net_ready(struct virtio_net *net)
{
	transmit(net);
}

static void notified(struct virtio_device *v, unsigned index)
{
	if (index == TRANSMIT)
		transmit(of(v));
}

static const struct virtio_kind net_kind = {
	.id = VIRTIO_ID_NET,
	.queues = QUEUES,
	.notified = notified,
};

void virtio_net_init(struct virtio_net *net, struct net_backend *backend,
		     const uint8_t address[NET_ADDRESS])
{
	virtio_device_init(&net->virtio, &net_kind, VIRTIO_NET_F_MAC, net->config,
			   sizeof(net->config));
	memcpy(net->config, address, NET_ADDRESS);
	net->backend = backend;
}
