/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the net service that stand alone: the ring, and the manifest's argument. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "user/services/net/ring.h"
#include "user/services/net/settings.h"

static void the_ring_keeps_bytes_in_order(void **state)
{
	uint8_t memory[13], out[13];
	uint32_t written = 0, read = 0;
	struct ring r;

	(void)state;
	ring_init(&r, memory, sizeof(memory));
	for (unsigned i = 0; i < 10000; i++) {
		uint32_t n = i * 7 % (ring_room(&r) + 1), m;

		for (uint32_t k = 0; k < n; k++)
			out[k] = (uint8_t)written++;
		ring_write(&r, out, n);
		m = i * 5 % (r.used + 1);
		ring_peek(&r, r.used - m, out, m);
		for (uint32_t k = 0; k < m; k++)
			assert_int_equal(out[k], (uint8_t)(written - m + k));
		ring_peek(&r, 0, out, m);
		for (uint32_t k = 0; k < m; k++)
			assert_int_equal(out[k], (uint8_t)read++);
		ring_drop(&r, m);
		assert_int_equal(r.used, written - read);
	}
	assert_true(written > 20000);
}

static void a_full_ring_is_full(void **state)
{
	uint8_t memory[4], out[4];
	struct ring r;

	(void)state;
	ring_init(&r, memory, 4);
	ring_write(&r, "abcd", 4);
	assert_int_equal(ring_room(&r), 0);
	ring_drop(&r, 4);
	assert_int_equal(ring_room(&r), 4);
	ring_write(&r, "ef", 2);
	ring_write(&r, "gh", 2);
	ring_peek(&r, 0, out, 4);
	assert_memory_equal(out, "efgh", 4);
}

static void settings_are_read(void **state)
{
	struct net_settings s;

	(void)state;
	assert_true(net_settings_read(&s, ""));
	assert_true(s.dhcp && s.slaac);
	assert_true(net_settings_read(&s, "  dhcp "));
	assert_true(s.dhcp && !s.slaac);
	assert_true(net_settings_read(&s, "slaac address=10.1.2.3/8 gateway=10.0.0.1 "
					  "resolver=10.0.0.2 resolver=2001:db8::1"));
	assert_true(!s.dhcp && s.slaac);
	assert_int_equal(s.address4.addr, lwip_htonl(0x0a010203));
	assert_int_equal(s.gateway4.addr, lwip_htonl(0x0a000001));
	assert_int_equal(s.prefix4, 8);
	assert_int_equal(s.resolvers, 2);
	assert_true(IP_IS_V6(&s.resolver[1]));
	assert_true(net_settings_read(&s, "address=fd00::7/64 dhcp"));
	assert_int_equal(s.address6.addr[3], lwip_htonl(7));
}

static void nonsense_is_refused(void **state)
{
	static const char *const bad[] = {
		"dhcp4",
		"DHCP",
		"address=",
		"address=10.0.0.1",
		"address=10.0.0.1/",
		"address=10.0.0.1/31",
		"address=10.0.0.1/0",
		"address=10.0.0.1/-1",
		"address=10.0.0.1/8x",
		"address=10.0.0.256/8",
		"address=0.0.0.0/8",
		"address=127.0.0.1/8",
		"address=224.0.0.1/8",
		"address=10.0.0.1/4294967304",
		"address=fd00::1/63",
		"address=fe80::1/64",
		"address=::1/64",
		"address=ff02::1/64",
		"address=10.0.0.1/8 address=10.0.0.2/8",
		"address=fd00::1/64 address=fd00::2/64",
		"dhcp address=10.0.0.1/8",
		"gateway=10.0.0.1",
		"gateway=10.0.0.1/8",
		"address=10.0.0.1/8 gateway=fd00::1",
		"address=10.0.0.1/8 gateway=x",
		"resolver=",
		"resolver=10.0.0.1/8",
		"resolver=10.0.0.1 resolver=10.0.0.2 resolver=10.0.0.3",
		"dhcp,slaac",
		"dhcp\tslaac",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	};
	struct net_settings s;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (net_settings_read(&s, bad[i]))
			fail_msg("'%s' was accepted", bad[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_ring_keeps_bytes_in_order),
		cmocka_unit_test(a_full_ring_is_full),
		cmocka_unit_test(settings_are_read),
		cmocka_unit_test(nonsense_is_refused),
	};

	return cmocka_run_group_tests_name("net-parts", tests, NULL, NULL);
}
