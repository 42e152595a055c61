/* SPDX-License-Identifier: Apache-2.0 */
/* The RTP sockets on this machine's loopback, and sockets that get lost. */
#define _GNU_SOURCE
#include "user/apps/media/sockets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static const uint8_t loopback4[16] = { [10] = 0xff, 0xff, 127, 0, 0, 1 };
static const uint8_t loopback6[16] = { [15] = 1 };

static struct sockets sockets;

static int setup(void **state)
{
	(void)state;
	sockets_init(&sockets, 50000, 50999);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	for (unsigned i = 0; i < MEDIA_CALLS; i++)
		sockets_close(&sockets, i);
	return 0;
}

static long wait_for(unsigned slot, int family, struct media_address *from, uint8_t *packet)
{
	struct pollfd wait = { .fd = sockets.fd[slot][family], .events = POLLIN };

	assert_int_equal(poll(&wait, 1, 5000), 1);
	return sockets_receive(&sockets, slot, family, from, packet);
}

/* From slot 0 to slot 1 and back to where it came from. */
static void there_and_back(const uint8_t address[16], int family)
{
	uint16_t ports[2];
	struct media_address to, from;
	uint8_t packet[MEDIA_DATAGRAM];

	assert_true(sockets_open(&sockets, 0, &ports[0]));
	assert_true(sockets_open(&sockets, 1, &ports[1]));
	assert_in_range(ports[0], 50000, 50999);
	assert_int_not_equal(ports[0], ports[1]);
	memcpy(to.bytes, address, 16);
	to.port = ports[1];
	sockets_send(&sockets, 0, &to, (const uint8_t *)"there", 5);
	assert_int_equal(wait_for(1, family, &from, packet), 5);
	assert_memory_equal(packet, "there", 5);
	assert_memory_equal(from.bytes, address, 16);
	assert_int_equal(from.port, ports[0]);
	sockets_send(&sockets, 1, &from, (const uint8_t *)"back", 4);
	assert_int_equal(wait_for(0, family, &from, packet), 4);
	assert_int_equal(sockets_receive(&sockets, 0, family, &from, packet), -1);
}

static void ipv4(void **state)
{
	(void)state;
	there_and_back(loopback4, SOCKETS_IPV4);
}

static void ipv6(void **state)
{
	uint16_t port;

	(void)state;
	assert_true(sockets_open(&sockets, 2, &port));
	if (sockets.fd[2][SOCKETS_IPV6] < 0)
		skip();
	there_and_back(loopback6, SOCKETS_IPV6);
}

static void ports_are_not_shared(void **state)
{
	struct sockets others;
	uint16_t port;

	(void)state;
	sockets_init(&others, 50000, 50001);
	sockets_init(&sockets, 50000, 50001);
	assert_true(sockets_open(&others, 0, &port));
	assert_true(sockets_open(&others, 1, &port));
	assert_false(sockets_open(&sockets, 0, &port));
	sockets_close(&others, 0);
	assert_true(sockets_open(&sockets, 0, &port));
	sockets_close(&others, 1);
}

static void long_datagrams_are_not_looked_at(void **state)
{
	static uint8_t lots[MEDIA_DATAGRAM + 1];
	struct media_address to, from;
	uint8_t packet[MEDIA_DATAGRAM];

	(void)state;
	assert_true(sockets_open(&sockets, 0, &to.port));
	memcpy(to.bytes, loopback4, 16);
	sockets_send(&sockets, 0, &to, lots, MEDIA_DATAGRAM);
	assert_int_equal(wait_for(0, SOCKETS_IPV4, &from, packet), MEDIA_DATAGRAM);
	sockets_send(&sockets, 0, &to, lots, MEDIA_DATAGRAM + 1);
	assert_int_equal(wait_for(0, SOCKETS_IPV4, &from, packet), 0);
}

/* What a restart of the network service looks like: the descriptor is no socket any more. */
static void lose_socket(unsigned slot)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(dup2(ends[0], sockets.fd[slot][SOCKETS_IPV4]),
			 sockets.fd[slot][SOCKETS_IPV4]);
	close(ends[0]);
	close(ends[1]);
}

static void lost_sockets_are_made_again(void **state)
{
	struct media_address to, from;
	uint8_t packet[MEDIA_DATAGRAM];
	uint16_t port;

	(void)state;
	assert_true(sockets_open(&sockets, 0, &port));
	assert_true(sockets_mend(&sockets));
	memcpy(to.bytes, loopback4, 16);
	to.port = port;
	for (int by_sending = 0; by_sending < 2; by_sending++) {
		lose_socket(0);
		if (by_sending)
			sockets_send(&sockets, 0, &to, (const uint8_t *)"x", 1);
		else
			assert_int_equal(sockets_receive(&sockets, 0, SOCKETS_IPV4, &from, packet),
					 -1);
		assert_int_equal(sockets.fd[0][SOCKETS_IPV4], -1);
		assert_int_equal(sockets_receive(&sockets, 0, SOCKETS_IPV4, &from, packet), -1);
		assert_true(sockets_mend(&sockets));
		sockets_send(&sockets, 0, &to, (const uint8_t *)"again", 5);
		assert_int_equal(wait_for(0, SOCKETS_IPV4, &from, packet), 5);
		assert_int_equal(from.port, port);
	}
}

static void a_lost_socket_may_be_closed(void **state)
{
	struct media_address from;
	uint8_t packet[MEDIA_DATAGRAM];
	uint16_t port;

	(void)state;
	assert_true(sockets_open(&sockets, 0, &port));
	lose_socket(0);
	assert_int_equal(sockets_receive(&sockets, 0, SOCKETS_IPV4, &from, packet), -1);
	sockets_close(&sockets, 0);
	assert_true(sockets_mend(&sockets));
	assert_int_equal(sockets.fd[0][SOCKETS_IPV4], -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(ipv4, setup, teardown),
		cmocka_unit_test_setup_teardown(ipv6, setup, teardown),
		cmocka_unit_test_setup_teardown(ports_are_not_shared, setup, teardown),
		cmocka_unit_test_setup_teardown(long_datagrams_are_not_looked_at, setup, teardown),
		cmocka_unit_test_setup_teardown(lost_sockets_are_made_again, setup, teardown),
		cmocka_unit_test_setup_teardown(a_lost_socket_may_be_closed, setup, teardown),
	};

	return cmocka_run_group_tests_name("media-sockets", tests, NULL, NULL);
}
