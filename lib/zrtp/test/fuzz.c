/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hostile packets into a call at any point of it. Byte 0: how many datagrams of the real call go
 * before (bits 0-4), which call (bits 5-7). Byte 1: who is hit (bit 0) and how (bits 1-2):
 *
 *	0  the rest is a packet, as it is
 *	1  the rest is messages, each after a byte with its length in words; packet and preamble are
 *	   made right around them
 *	2  the rest is changes (two bytes of offset, one to XOR) to the real datagram that is on its
 *	   way; its CRC is made right
 *
 * Then the call goes on. Whatever happened: if both ends are secure, they agree.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/zrtp/test/network.h"

enum { LONG = 60000 };

static struct network net;

static void deliver_one(void)
{
	if (net.queued == 0)
		return;

	struct datagram d = net.queue[0];
	memmove(&net.queue[0], &net.queue[1], --net.queued * sizeof(net.queue[0]));
	zrtp_receive(net.phone[d.to].z, net.now, d.bytes, d.size);
	network_drain(&net, d.to);
}

static void raw_packet(int to, const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	memcpy(copy, data, size);
	zrtp_receive(net.phone[to].z, net.now, copy, size);
	network_drain(&net, to);
	free(copy);
}

static void messages(int to, const uint8_t *data, size_t size)
{
	struct zrtp_message message;

	while (size > 1) {
		size_t words = data[0] + 1u, body = 4 * words < size - 1 ? 4 * words : size - 1;
		zrtp_begin_message(&message, ZRTP_MSG_HELLO, (body + 7) / 4 * 4);
		memcpy(message.bytes + 4, data + 1, body);
		network_inject(&net, to, net.phone[!to].config.ssrc, &message);
		data += 1 + body;
		size -= 1 + body;
	}
}

static void changes(int to, const uint8_t *data, size_t size)
{
	struct datagram *d = NULL;

	for (unsigned i = 0; i < net.queued && !d; i++)
		if (net.queue[i].to == to)
			d = &net.queue[i];
	if (!d)
		return;
	for (; size >= 3; data += 3, size -= 3)
		d->bytes[((size_t)data[0] << 8 | data[1]) % d->size] ^= data[2];
	network_fix_crc(d->bytes, d->size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;

	int to = data[1] & 1;
	network_open(&net, data[0] >> 5);
	network_call(&net);
	network_start(&net, 0);
	network_start(&net, 1);
	for (int i = 0; i < (data[0] & 31); i++)
		deliver_one();
	switch (data[1] >> 1 & 3) {
	case 0:
		raw_packet(to, data + 2, size - 2);
		break;
	case 1:
		messages(to, data + 2, size - 2);
		break;
	default:
		changes(to, data + 2, size - 2);
		break;
	}
	network_run(&net, LONG);
	if (network_has(&net, 0, ZRTP_EVENT_SECURE) && network_has(&net, 1, ZRTP_EVENT_SECURE) &&
	    !network_agrees(&net))
		abort();
	network_hang_up(&net);
	return 0;
}
