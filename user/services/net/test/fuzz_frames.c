/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzzes what comes off the wire: the input is frames, each with two bytes of length before it, to a
 * service with UDP sockets, a listener and a connection under way. Checksums are mended in half of the
 * frames, so that the input gets behind them. The clients read whatever arrives.
 */
#include <stdlib.h>
#include <string.h>

#include "user/services/net/net.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct {
	uint32_t now;
	uint64_t random;
	uint8_t out[NET_FRAME_MAX];
} host;

static uint32_t milliseconds(void *context)
{
	(void)context;
	return host.now;
}

static void random_bytes(void *context, void *to, size_t size)
{
	(void)context;
	for (size_t i = 0; i < size; i++) {
		host.random = host.random * 6364136223846793005 + 1442695040888963407;
		((uint8_t *)to)[i] = (uint8_t)(host.random >> 56);
	}
}

static void *frame(void *context, size_t size)
{
	(void)context;
	if (size > sizeof(host.out))
		abort();
	return host.out;
}

static void send(void *context, size_t size)
{
	(void)context;
	(void)size;
}

static void signal_client(void *context, unsigned client)
{
	(void)context;
	(void)client;
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

static _Alignas(64) uint8_t buffer[65536];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 1 };
	struct net_settings settings;

	(void)argc;
	(void)argv;
	if (!net_settings_read(&settings, "dhcp slaac address=fd00::1/64"))
		abort();
	net_start(&the_net, &functions, &settings, mac);
	net_client(&the_net, 0, NET_POLICY(NET_MAY_ALL, 1, 65535), buffer, sizeof(buffer));
	net_link(&the_net, true);
	return 0;
}

static uint32_t call(struct net_request q)
{
	struct net_reply r;

	net_call(&the_net, 0, &q, &r);
	return r.value;
}

static struct net_address address(uint8_t family, uint8_t last, uint16_t port)
{
	struct net_address a = { .family = family, .port = port };

	if (last != 0 && family == NET_IPV4)
		memcpy(a.bytes, (uint8_t[]){ 192, 0, 2, last }, 4);
	if (last != 0 && family == NET_IPV6) {
		a.bytes[0] = 0xfd;
		a.bytes[15] = last;
	}
	return a;
}

/* Sockets 0 to 5: bound, listening and connecting, of both families. */
static void open_sockets(void)
{
	call((struct net_request){ .operation = NET_OPEN });
	for (uint8_t family = NET_IPV4; family <= NET_IPV6; family += 2) {
		uint16_t s =
			(uint16_t)call((struct net_request){ .operation = NET_SOCKET,
							     .value = NET_UDP,
							     .address = address(family, 0, 0) });

		call((struct net_request){
			.operation = NET_BIND, .socket = s, .address = address(family, 0, 5060) });
		s = (uint16_t)call((struct net_request){ .operation = NET_SOCKET,
							 .value = NET_TCP,
							 .address = address(family, 0, 0) });
		call((struct net_request){
			.operation = NET_BIND, .socket = s, .address = address(family, 0, 80) });
		call((struct net_request){ .operation = NET_LISTEN, .socket = s, .value = 4 });
		s = (uint16_t)call((struct net_request){ .operation = NET_SOCKET,
							 .value = NET_TCP,
							 .address = address(family, 0, 0) });
		call((struct net_request){
			.operation = NET_BIND, .socket = s, .address = address(family, 0, 81) });
		call((struct net_request){
			.operation = NET_CONNECT, .socket = s, .address = address(family, 2, 80) });
	}
}

static void read_everything(void)
{
	for (uint16_t s = 0; s < NET_SOCKETS; s++) {
		call((struct net_request){ .operation = NET_ACCEPT, .socket = s });
		call((struct net_request){ .operation = NET_RECEIVE, .socket = s, .length = 9000 });
		call((struct net_request){
			.operation = NET_GET, .socket = s, .option = NET_OPTION_ERROR });
	}
}

static uint32_t add(uint32_t sum, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		sum += i % 2 ? bytes[i] : (uint32_t)bytes[i] << 8;
	return sum;
}

static void mend(uint8_t *at, uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	sum = ~sum & 0xffff;
	at[0] = (uint8_t)(sum >> 8);
	at[1] = (uint8_t)sum;
}

/* Where the checksum of this protocol lies in its header. */
static size_t place(uint8_t protocol)
{
	return protocol == 6 ? 16 : protocol == 17 ? 6 : 2;
}

static void mend_transport(uint8_t protocol, const uint8_t *addresses, size_t addresses_size,
			   uint8_t *at, size_t size)
{
	uint32_t sum = 0;

	if (size < place(protocol) + 2)
		return;
	memset(at + place(protocol), 0, 2);
	if (protocol != 1)
		sum = add((uint32_t)size + protocol, addresses, addresses_size);
	mend(at + place(protocol), add(sum, at, size));
}

static void mend_frame(uint8_t *f, size_t size)
{
	size_t head;

	if (size >= 34 && f[12] == 8 && f[13] == 0) {
		head = (f[14] & 15u) * 4;
		if (head < 20 || 14 + head > size)
			return;
		memset(f + 24, 0, 2);
		mend(f + 24, add(0, f + 14, head));
		mend_transport(f[23], f + 26, 8, f + 14 + head, size - 14 - head);
	} else if (size >= 54 && f[12] == 0x86 && f[13] == 0xdd) {
		mend_transport(f[20], f + 22, 32, f + 54, size - 54);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	open_sockets();
	while (size > 2) {
		size_t length = (size_t)(data[0] & 7) << 8 | data[1];
		uint8_t copy[2048] = { 0 };

		if (length > size - 2)
			length = size - 2;
		memcpy(copy, data + 2, length);
		if (data[0] & 0x80)
			mend_frame(copy, length);
		host.now += data[0] & 0x40 ? 300 : 1;
		net_frame(&the_net, copy, length);
		net_poll(&the_net);
		read_everything();
		data += 2 + length;
		size -= 2 + length;
	}
	return 0;
}
