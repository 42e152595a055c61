/* SPDX-License-Identifier: Apache-2.0 */
/* The emulated network: where frames go, and the addresses it gives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "emulator/network/dhcp.h"
#include "emulator/network/switch.h"

static uint8_t frame[FRAME_MAX];

static void address(uint8_t *at, uint8_t last)
{
	memcpy(at, (uint8_t[]){ 2, 0, 0, 0, 0, last }, ETHER_SIZE);
}

static uint32_t forward(struct ethernet_switch *s, unsigned port, uint8_t to, uint8_t from)
{
	address(frame, to);
	address(frame + ETHER_SIZE, from);
	return switch_forward(s, port, frame, 60);
}

static void learns(void **state)
{
	struct ethernet_switch s = { .ports = 4 };

	(void)state;
	assert_int_equal(forward(&s, 0, 2, 1), 0xe); /* unknown: to all others */
	assert_int_equal(forward(&s, 1, 1, 2), 0x1);
	assert_int_equal(forward(&s, 0, 2, 1), 0x2);
	assert_int_equal(forward(&s, 3, 1, 2), 0x1); /* 2 has moved */
	assert_int_equal(forward(&s, 0, 2, 1), 0x8);
	assert_int_equal(forward(&s, 0, 1, 9), 0);   /* to itself */
}

static void groups(void **state)
{
	struct ethernet_switch s = { .ports = 3 };

	(void)state;
	memset(frame, 0xff, ETHER_SIZE);
	address(frame + ETHER_SIZE, 1);
	assert_int_equal(switch_forward(&s, 1, frame, 60), 0x5);
	/* A group as a source is nobody's place. */
	memset(frame + ETHER_SIZE, 0xff, ETHER_SIZE);
	address(frame, 7);
	assert_int_equal(switch_forward(&s, 1, frame, 60), 0x5);
	assert_int_equal(s.known, 1);
}

static void sizes(void **state)
{
	struct ethernet_switch s = { .ports = 2 };

	(void)state;
	assert_int_equal(switch_forward(&s, 0, frame, FRAME_MIN - 1), 0);
	assert_int_equal(switch_forward(&s, 0, frame, FRAME_MAX + 1), 0);
	assert_int_equal(switch_forward(&s, 2, frame, 60), 0);
}

static void table_full(void **state)
{
	struct ethernet_switch s = { .ports = 2 };

	(void)state;
	for (unsigned i = 0; i < 2 * SWITCH_KNOWN; i++) {
		address(frame, 1);
		address(frame + ETHER_SIZE, 0);
		frame[ETHER_SIZE + 4] = (uint8_t)(i >> 8);
		frame[ETHER_SIZE + 5] = (uint8_t)i;
		frame[ETHER_SIZE + 3] = 1;
		assert_int_equal(switch_forward(&s, 0, frame, 60), 2);
	}
	assert_int_equal(s.known, SWITCH_KNOWN);
}

/* A request as clients send it (RFC 2131, table 5). */
static size_t request(uint8_t type, uint8_t wanted)
{
	uint8_t *ip = frame + 14, *udp = ip + 20, *bootp = udp + 8, *options = bootp + 236;

	memset(frame, 0, sizeof(frame));
	memset(frame, 0xff, 6);
	address(frame + 6, 5);
	frame[12] = 8;
	ip[0] = 0x45;
	ip[9] = 17;
	udp[1] = 68;
	udp[3] = 67;
	bootp[0] = 1;
	bootp[1] = 1;
	bootp[2] = 6;
	memcpy(bootp + 4, "\x12\x34\x56\x78", 4);
	address(bootp + 28, 5);
	memcpy(options, (uint8_t[]){ 99, 130, 83, 99, 53, 1, type, 50, 4, 10, 0, 2, wanted, 255 },
	       14);
	return 14 + 20 + 8 + 236 + 14;
}

static void leases(void **state)
{
	uint8_t reply[DHCP_REPLY_MAX];
	const uint8_t *bootp = reply + 14 + 20 + 8, *options = bootp + 240;
	size_t size = dhcp_reply(frame, request(1, 0), 17, reply);

	(void)state;
	assert_in_range(size, 300, DHCP_REPLY_MAX);
	assert_int_equal(bootp[0], 2);
	assert_memory_equal(bootp + 4, "\x12\x34\x56\x78", 4);
	assert_memory_equal(bootp + 16, "\x0a\x00\x02\x11", 4);
	assert_memory_equal(options, "\x35\x01\x02", 3); /* offer */
	assert_int_not_equal(dhcp_reply(frame, request(3, 17), 17, reply), 0);
	assert_memory_equal(options, "\x35\x01\x05", 3); /* confirmed */
	assert_int_not_equal(dhcp_reply(frame, request(3, 99), 17, reply), 0);
	assert_memory_equal(options, "\x35\x01\x06", 3); /* refused */
	assert_int_equal(dhcp_reply(frame, request(7, 17), 17, reply), 0);
}

static void broken_requests(void **state)
{
	uint8_t reply[DHCP_REPLY_MAX];
	size_t size = request(1, 0);

	(void)state;
	for (size_t n = 0; n < size - 11; n++)
		assert_int_equal(dhcp_reply(frame, n, 17, reply), 0);
	frame[14 + 20 + 8 + 240 + 1] = 200; /* an option that is longer than the message */
	assert_int_equal(dhcp_reply(frame, size, 17, reply), 0);
}

static void resolves(void **state)
{
	uint8_t reply[DHCP_REPLY_MAX];
	uint8_t ask[42] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 5, 8, 6, 0, 1, 8, 0,
			    6,	  4,	0,    1,    2,	  0,	0, 0, 0, 5, 10, 0, 2, 15, 0, 0, 0, 0,
			    0,	  0,	10,   0,    2,	  2 };

	(void)state;
	assert_int_equal(arp_reply(ask, sizeof(ask), reply), 42);
	assert_memory_equal(reply, ask + 6, 6);
	assert_memory_equal(reply + 28, "\x0a\x00\x02\x02", 4);
	assert_memory_equal(reply + 38, "\x0a\x00\x02\x0f", 4);
	assert_int_equal(arp_reply(ask, 41, reply), 0);
	ask[41] = 3;
	assert_int_equal(arp_reply(ask, sizeof(ask), reply), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(learns),	  cmocka_unit_test(groups),
		cmocka_unit_test(sizes),	  cmocka_unit_test(table_full),
		cmocka_unit_test(leases),	  cmocka_unit_test(broken_requests),
		cmocka_unit_test(resolves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
