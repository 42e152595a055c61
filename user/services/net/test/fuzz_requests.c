/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzzes what clients ask: the input is requests of two clients, in the words of a call. Whatever they
 * ask, each gets an error of the protocol or an answer with nothing in its reserved fields, and a
 * byte is written only where a request said; a third client, who asks nothing, is left alone.
 */
#include <stdlib.h>
#include <string.h>

#include "user/services/net/net.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define BUFFER 16384

static uint32_t now;
static uint8_t out[NET_FRAME_MAX];
static size_t echoed;
static _Alignas(64) uint8_t buffer[3][BUFFER], before[BUFFER];

static void require(bool condition)
{
	if (!condition)
		abort();
}

static uint32_t milliseconds(void *context)
{
	(void)context;
	return now;
}

static void random_bytes(void *context, void *to, size_t size)
{
	static uint8_t next;

	(void)context;
	for (size_t i = 0; i < size; i++)
		((uint8_t *)to)[i] = next += 37;
}

static void *frame(void *context, size_t size)
{
	(void)context;
	require(size <= sizeof(out));
	return out;
}

/* One frame at a time can come back, with sender and receiver exchanged: a mirror as the peer. */
static void send(void *context, size_t size)
{
	(void)context;
	echoed = size;
}

static void signal_client(void *context, unsigned client)
{
	(void)context;
	require(client < 2);
}

static void failed(void *context, const char *what)
{
	(void)context;
	(void)what;
	abort();
}

static const struct net_host functions = { .milliseconds = milliseconds,
					   .random = random_bytes,
					   .frame = frame,
					   .send = send,
					   .signal = signal_client,
					   .failed = failed };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 1 };
	struct net_settings settings;

	(void)argc;
	(void)argv;
	require(net_settings_read(&settings, "address=192.0.2.1/24 address=fd00::1/64"));
	net_start(&the_net, &functions, &settings, mac);
	for (unsigned i = 0; i < 3; i++)
		require(net_client(&the_net, i, NET_POLICY(NET_MAY_ALL, 1, 65535), buffer[i],
				   BUFFER));
	net_link(&the_net, true);
	memset(buffer[2], 0x77, BUFFER);
	return 0;
}

static void mirror(void)
{
	uint8_t copy[NET_FRAME_MAX], six[6];
	size_t size = echoed;

	echoed = 0;
	if (size < 34)
		return;
	memcpy(copy, out, size);
	memcpy(six, copy, 6);
	memcpy(copy, copy + 6, 6);
	memcpy(copy + 6, six, 6);
	if (copy[12] == 8 && copy[13] == 0) {
		memcpy(six, copy + 26, 4);
		memcpy(copy + 26, copy + 30, 4);
		memcpy(copy + 30, six, 4);
		memcpy(six, copy + 34, 2);
		memcpy(copy + 34, copy + 36, 2);
		memcpy(copy + 36, six, 2);
	} else if (copy[12] == 8 && copy[13] == 6 && size >= 42) { /* ARP: here I am */
		copy[21] = 2;
		memcpy(six, copy + 28, 4);
		memcpy(copy + 28, copy + 38, 4);
		memcpy(copy + 38, six, 4);
		memcpy(copy + 22, "\2\0\0\0\0\7", 6);
		memcpy(copy, "\2\0\0\0\0\1\2\0\0\0\0\7", 12);
	}
	net_frame(&the_net, copy, size);
}

static void check_reply(const struct net_request *q, const struct net_reply *r, const uint8_t *data)
{
	static const struct net_reply empty;
	struct net_reply only_error = { .error = r->error };

	require(r->error < NET_ERRORS);
	require(memcmp(r->reserved, empty.reserved, sizeof(r->reserved)) == 0);
	if (r->error != NET_OK)
		require(memcmp(r, &only_error, sizeof(*r)) == 0);
	if (r->error == NET_OK && q->operation == NET_RECEIVE) {
		require(r->length <= q->length);
		memcpy(before + NET_DATA + q->offset, data + NET_DATA + q->offset, r->length);
	}
	require(memcmp(before + NET_DATA, data + NET_DATA, BUFFER - NET_DATA) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct net_request q = { .operation = NET_OPEN };
	struct net_reply r;

	net_call(&the_net, 0, &q, &r);
	net_call(&the_net, 1, &q, &r);
	while (size > 40) {
		unsigned client = data[0] & 1;

		memset(&q, 0, sizeof(q));
		memcpy(&q, data + 1, 20);
		memcpy(&q.address, data + 21, 20);
		if (data[0] & 2) /* make it likely that the request is well-formed */
			q.operation %= NET_RESOLVER + 1, q.socket %= NET_SOCKETS, q.offset %= 4096,
				q.length %= 9000;
		memcpy(before, buffer[client], BUFFER);
		net_call(&the_net, client, &q, &r);
		check_reply(&q, &r, buffer[client]);
		now += data[0] >> 3;
		for (unsigned i = 0; i < 4 && echoed != 0; i++)
			mirror();
		net_poll(&the_net);
		data += 41;
		size -= 41;
	}
	for (unsigned i = 0; i < BUFFER; i++)
		require(buffer[2][i] == 0x77);
	return 0;
}
