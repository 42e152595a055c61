/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses: fixed, from a DHCP server, from a router's advertisements. The test is the server and the
 * router, and writes their packets byte by byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "user/services/net/test/client.h"

static const uint64_t policy[STATION_CLIENTS] = { NET_MAY_ALL, NET_MAY_ALL, NET_MAY_ALL };

struct network {
	unsigned discovers, requests, solicitations;
	bool dhcp, router;
	uint8_t resolver; /* 192.0.2.<resolver>; 0: none */
};

static void put16(uint8_t *at, unsigned value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

/* RFC 1071, over an even number of bytes. */
static unsigned sum(unsigned start, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i + 1 < size; i += 2)
		start += (unsigned)(bytes[i] << 8 | bytes[i + 1]);
	while (start >> 16)
		start = (start & 0xffff) + (start >> 16);
	return start;
}

/* RFC 2131: an OFFER (2) or ACK (5) of 192.0.2.77/24 for the client's message in `frame`. */
static void answer_dhcp(struct wire *w, const uint8_t *frame, uint8_t type)
{
	const struct network *net = w->test;
	uint8_t f[14 + 20 + 8 + 300] = { 0 };
	uint8_t *ip = f + 14, *udp = ip + 20, *bootp = udp + 8, *o = bootp + 240;

	memset(f, 0xff, 6);
	memcpy(f + 6, "\x02\0\0\0\0\xfe\x08\0", 8);
	memcpy(ip, "\x45\0\0\0\0\0\0\0\x40\x11\0\0\xc0\0\x02\x01\xff\xff\xff\xff", 20);
	put16(ip + 2, sizeof(f) - 14);
	put16(ip + 10, ~sum(0, ip, 20) & 0xffff);
	memcpy(udp, "\0\x43\0\x44\0\0\0\0", 8);
	put16(udp + 4, sizeof(f) - 34);
	memcpy(bootp, frame + 42, 236); /* xid, hardware address */
	bootp[0] = 2;
	memcpy(bootp + 16, "\xc0\0\x02\x4d", 4);
	memcpy(bootp + 236, "\x63\x82\x53\x63", 4);
	memcpy(o, (uint8_t[]){ 53, 1, type }, 3);
	memcpy(o + 3, "\x36\x04\xc0\0\x02\x01\x33\x04\0\0\x0e\x10\x01\x04\xff\xff\xff\0", 18);
	memcpy(o + 21, "\x03\x04\xc0\0\x02\x01", 6);
	if (net->resolver != 0)
		memcpy(o + 27, (uint8_t[]){ 6, 4, 192, 0, 2, net->resolver, 255 }, 7);
	else
		o[27] = 255;
	wire_put(w, 0, f, sizeof(f));
}

/* RFC 4861, 4.2: a router for 2001:db8:5::/64, with a resolver (RFC 8106). */
static void advertise(struct wire *w)
{
	uint8_t f[14 + 40 + 16 + 32 + 24] = { 0 };
	uint8_t *ip = f + 14, *icmp = ip + 40;
	unsigned check;

	memcpy(f, "\x33\x33\0\0\0\x01\x02\0\0\0\0\xfe\x86\xdd", 14);
	memcpy(ip, "\x60\0\0\0\0\0\x3a\xff", 8);
	put16(ip + 4, sizeof(f) - 54);
	memcpy(ip + 8, "\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\x01", 16);
	memcpy(ip + 24, "\xff\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\x01", 16);
	memcpy(icmp, "\x86\0\0\0\x40\0\x07\x08\0\0\0\0\0\0\0\0", 16);
	memcpy(icmp + 16, "\x03\x04\x40\xc0\0\x01\0\0\0\0\xff\0\0\0\0\0", 16);
	memcpy(icmp + 32, "\x20\x01\x0d\xb8\0\x05\0\0\0\0\0\0\0\0\0\0", 16);
	memcpy(icmp + 48, "\x19\x03\0\0\0\0\x07\x08\x20\x01\x0d\xb8\0\x05\0\0\0\0\0\0\0\0\0\x35",
	       24);
	check = sum((unsigned)sizeof(f) - 54 + 58, ip + 8, 32);
	put16(icmp + 2, ~sum(check, icmp, sizeof(f) - 54) & 0xffff);
	wire_put(w, 0, f, sizeof(f));
}

/* The option's first byte in a DHCP message, 0 if it is not there. */
static uint8_t option(const uint8_t *frame, size_t size, uint8_t code)
{
	for (size_t at = 14 + 20 + 8 + 240; at + 2 < size && frame[at] != 255;) {
		if (frame[at] == code)
			return frame[at + 2];
		at += frame[at] == 0 ? 1 : 2u + frame[at + 1];
	}
	return 0;
}

static bool network(struct wire *w, unsigned from, const uint8_t *f, size_t size)
{
	struct network *net = w->test;

	(void)from;
	if (size > 282 && f[12] == 8 && f[23] == 17 && f[37] == 67) {
		bool discover = option(f, size, 53) == 1;

		net->discovers += discover;
		net->requests += !discover;
		if (net->dhcp)
			answer_dhcp(w, f, discover ? 2 : 5);
	}
	if (size > 54 && f[12] == 0x86 && f[20] == 58 && f[54] == 133) {
		net->solicitations++;
		if (net->router)
			advertise(w);
	}
	return true;
}

static void begin(struct wire *w, struct network *net, const char *settings)
{
	*w = (struct wire){ .delay = 1, .pass = network, .test = net };
	station_start(w, 0, settings, policy);
	assert_int_equal(call_open(USER(w, 0, 0)), NET_OK);
}

static uint32_t ask(struct wire *w, uint16_t operation, uint32_t index, struct net_reply *r)
{
	struct net_request q = { .operation = operation, .value = index };

	return station_call(w, 0, 0, &q, r);
}

static uint32_t link_flags(struct wire *w)
{
	struct net_reply r;

	assert_int_equal(ask(w, NET_INTERFACE, 0, &r), NET_OK);
	assert_int_equal(r.length, 1500);
	assert_memory_equal(r.address.bytes, "\x02\0\0\0\0\x01", 6);
	return r.value;
}

static void a_fixed_address_is_there_at_once(void **state)
{
	struct network net = { 0 };
	struct wire w;
	struct net_reply r;

	(void)state;
	begin(&w, &net,
	      "address=192.0.2.9/25 gateway=192.0.2.1 resolver=192.0.2.53 resolver=fd00::53");
	assert_int_equal(link_flags(&w), NET_LINK_UP | NET_LINK_IPV4);
	assert_int_equal(ask(&w, NET_OWN, 0, &r), NET_OK);
	assert_int_equal(r.address.family, NET_IPV4);
	assert_memory_equal(r.address.bytes, "\xc0\0\x02\x09\0\0\0\0\0\0\0\0\0\0\0", 16);
	assert_int_equal(r.value, 25);
	assert_int_equal(ask(&w, NET_RESOLVER, 0, &r), NET_OK);
	assert_int_equal(r.address.bytes[3], 53);
	assert_int_equal(ask(&w, NET_RESOLVER, 1, &r), NET_OK);
	assert_int_equal(r.address.family, NET_IPV6);
	assert_int_equal(ask(&w, NET_RESOLVER, 2, &r), NET_E_RANGE);
	wire_run(&w, 20000);
	assert_int_equal(net.discovers, 0);
	assert_int_equal(ask(&w, NET_OWN, 1, &r), NET_OK); /* link-local */
	assert_int_equal(r.address.scope, 1);
	assert_int_equal(ask(&w, NET_OWN, 2, &r), NET_E_RANGE);
	assert_int_equal(ask(&w, NET_OWN, 0xffffffff, &r), NET_E_RANGE);
	wire_end(&w);
}

static void dhcp_gives_an_address(void **state)
{
	struct network net = { .dhcp = true, .resolver = 5 };
	struct wire w;
	struct net_reply r;

	(void)state;
	begin(&w, &net, "dhcp");
	assert_int_equal(link_flags(&w), NET_LINK_UP);
	assert_int_equal(ask(&w, NET_RESOLVER, 0, &r), NET_E_RANGE);
	wire_run(&w, 100);
	assert_int_equal(link_flags(&w), NET_LINK_UP | NET_LINK_IPV4);
	assert_int_equal(ask(&w, NET_OWN, 0, &r), NET_OK);
	assert_memory_equal(r.address.bytes, "\xc0\0\x02\x4d", 4);
	assert_int_equal(r.value, 24);
	assert_int_equal(ask(&w, NET_RESOLVER, 0, &r), NET_OK);
	assert_int_equal(r.address.bytes[3], 5);
	assert_int_equal(r.address.port, 53);
	assert_int_equal(net.discovers, 1);
	assert_int_equal(net.requests, 1);
	wire_run(&w, 3600 * 1000); /* the lease is renewed in time */
	assert_in_range(net.requests, 2, 4);
	assert_int_equal(link_flags(&w), NET_LINK_UP | NET_LINK_IPV4);
	wire_end(&w);
}

static void a_silent_server_is_asked_again(void **state)
{
	struct network net = { 0 };
	struct wire w;

	(void)state;
	begin(&w, &net, "dhcp");
	wire_run(&w, 60000);
	assert_in_range(net.discovers, 4, 20);
	net.dhcp = true;
	wire_run(&w, 60000);
	assert_int_equal(link_flags(&w) & NET_LINK_IPV4, NET_LINK_IPV4);
	wire_end(&w);
}

/* Without an address there is nowhere to send from; sockets work all the same later. */
static void without_an_address_nothing_is_reachable(void **state)
{
	struct network net = { 0 };
	struct net_address to = ip4(1, 9);
	uint32_t s, sent;
	struct wire w;

	(void)state;
	begin(&w, &net, "dhcp");
	assert_int_equal(call_socket(USER(&w, 0, 0), NET_UDP, NET_IPV4, &s), NET_OK);
	assert_int_equal(call_send(USER(&w, 0, 0), s, &to, "x", 1, &sent), NET_E_UNREACHABLE);
	net.dhcp = true;
	wire_run(&w, 60000);
	assert_int_equal(call_send(USER(&w, 0, 0), s, &to, "x", 1, &sent), NET_OK);
	wire_end(&w);
}

static void a_router_gives_a_prefix(void **state)
{
	struct network net = { .router = true };
	struct net_reply local, global;
	struct wire w;

	(void)state;
	begin(&w, &net, "slaac");
	wire_run(&w, 10000);
	assert_in_range(net.solicitations, 1, 3);
	assert_int_equal(link_flags(&w), NET_LINK_UP | NET_LINK_IPV6);
	assert_int_equal(ask(&w, NET_OWN, 0, &local), NET_OK);
	assert_int_equal(ask(&w, NET_OWN, 1, &global), NET_OK);
	assert_memory_equal(global.address.bytes, "\x20\x01\x0d\xb8\0\x05\0\0", 8);
	assert_memory_equal(global.address.bytes + 8, local.address.bytes + 8, 8);
	assert_int_equal(global.address.scope, 0);
	assert_int_equal(global.value, 64);
	assert_int_equal(ask(&w, NET_RESOLVER, 0, &global), NET_OK);
	assert_int_equal(global.address.bytes[15], 0x35);
	wire_end(&w);
}

static void without_slaac_no_prefix_is_taken(void **state)
{
	struct network net = { .router = true };
	struct wire w;

	(void)state;
	begin(&w, &net, "address=192.0.2.9/24");
	wire_run(&w, 2000);
	advertise(&w);
	wire_run(&w, 10000);
	assert_int_equal(link_flags(&w), NET_LINK_UP | NET_LINK_IPV4);
	wire_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fixed_address_is_there_at_once),
		cmocka_unit_test(dhcp_gives_an_address),
		cmocka_unit_test(a_silent_server_is_asked_again),
		cmocka_unit_test(without_an_address_nothing_is_reachable),
		cmocka_unit_test(a_router_gives_a_prefix),
		cmocka_unit_test(without_slaac_no_prefix_is_taken),
	};

	return cmocka_run_group_tests_name("net-interface", tests, NULL, NULL);
}
