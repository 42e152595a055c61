/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The message stream: honest peers, restarts, two threads at once, and every kind of lie.
 */
#include <pthread.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "user/lib/stream.h"

struct pair {
	void *buffer;
	size_t size;
	struct stream client, server;
};

static void pair_open(struct pair *p, size_t size)
{
	p->size = size;
	p->buffer = aligned_alloc(64, size);
	assert_non_null(p->buffer);
	memset(p->buffer, 0, size);
	assert_true(stream_open(&p->client, STREAM_CLIENT, p->buffer, size));
	assert_true(stream_open(&p->server, STREAM_SERVER, p->buffer, size));
}

/* What init does when the server died. */
static void pair_restart_server(struct pair *p)
{
	memset(p->buffer, 0, p->size);
	assert_true(stream_open(&p->server, STREAM_SERVER, p->buffer, p->size));
}

/* A message of `size` bytes that tells its number. */
static void fill(unsigned char *message, size_t size, unsigned number)
{
	for (size_t i = 0; i < size; i++)
		message[i] = (unsigned char)(number * 31 + i);
}

static void checks_sizes(void **state)
{
	struct pair p;
	struct stream s;
	unsigned char m[STREAM_MESSAGE_MAX + 1] = { 0 };

	(void)state;
	pair_open(&p, STREAM_BUFFER_MIN);
	assert_false(stream_open(&s, STREAM_CLIENT, p.buffer, STREAM_BUFFER_MIN - 1));
	assert_false(stream_open(&s, STREAM_CLIENT, p.buffer, (size_t)2 << 30));
	assert_int_equal(stream_send(&p.client, m, 0), STREAM_SIZE);
	assert_int_equal(stream_send(&p.client, m, STREAM_MESSAGE_MAX + 1), STREAM_SIZE);
	assert_int_equal(stream_send(&p.client, m, STREAM_MESSAGE_MAX), STREAM_MESSAGE_MAX);
	assert_int_equal(stream_send(&p.client, m, 1), 1);
	free(p.buffer);
}

/* Every size, both directions, through many wraps of the ring. */
static void carries_every_size(void **state)
{
	struct pair p;
	unsigned char out[STREAM_MESSAGE_MAX], in[STREAM_MESSAGE_MAX];

	(void)state;
	pair_open(&p, STREAM_BUFFER_MIN);
	for (unsigned n = 1; n <= STREAM_MESSAGE_MAX; n++) {
		struct stream *from = n % 2 ? &p.client : &p.server;
		struct stream *to = n % 2 ? &p.server : &p.client;

		fill(out, n, n);
		assert_false(stream_readable(to));
		assert_int_equal(stream_send(from, out, n), n);
		assert_true(stream_readable(to));
		assert_int_equal(stream_receive(to, in, sizeof(in)), n);
		assert_memory_equal(in, out, n);
		assert_int_equal(stream_receive(to, in, sizeof(in)), STREAM_EMPTY);
	}
	free(p.buffer);
}

static void keeps_order_and_fills(void **state)
{
	struct pair p;
	unsigned char m[100];
	unsigned sent = 0, received = 0;

	(void)state;
	pair_open(&p, 2 * STREAM_BUFFER_MIN);
	for (unsigned round = 0; round < 50; round++) {
		do
			fill(m, sizeof(m), sent);
		while (stream_send(&p.client, m, sizeof(m)) > 0 && ++sent);
		assert_false(stream_writable(&p.client));
		for (unsigned i = 0; i < 7; i++, received++) {
			unsigned char expected[100];

			fill(expected, sizeof(expected), received);
			assert_int_equal(stream_receive(&p.server, m, sizeof(m)), sizeof(m));
			assert_memory_equal(m, expected, sizeof(m));
		}
	}
	assert_true(sent - received >= 60);
	free(p.buffer);
}

static void truncates_a_long_message(void **state)
{
	struct pair p;
	unsigned char out[50], in[50] = { 0 };

	(void)state;
	pair_open(&p, STREAM_BUFFER_MIN);
	fill(out, sizeof(out), 1);
	assert_int_equal(stream_send(&p.client, out, 50), 50);
	assert_int_equal(stream_send(&p.client, out, 20), 20);
	assert_int_equal(stream_receive(&p.server, in, 10), 50);
	assert_memory_equal(in, out, 10);
	assert_int_equal(in[10], 0);
	assert_int_equal(stream_receive(&p.server, in, 50), 20);
	free(p.buffer);
}

/* `wake` is set exactly when a sender may have been refused. */
static void asks_to_wake_a_full_sender(void **state)
{
	struct pair p;
	unsigned char m[STREAM_MESSAGE_MAX] = { 0 };

	(void)state;
	pair_open(&p, STREAM_BUFFER_MIN);
	assert_int_equal(stream_send(&p.client, m, 10), 10);
	assert_int_equal(stream_receive(&p.server, m, sizeof(m)), 10);
	assert_false(p.server.wake);
	while (stream_send(&p.client, m, 1000) > 0)
		;
	assert_int_equal(stream_receive(&p.server, m, sizeof(m)), 1000);
	assert_true(p.server.wake);
	while (stream_receive(&p.server, m, sizeof(m)) > 0)
		;
	assert_false(p.server.wake);
	assert_true(stream_writable(&p.client));
	free(p.buffer);
}

/* A message that was sent before the other side ever started is there when it does. */
static void waits_for_a_late_peer(void **state)
{
	struct pair p;
	char m[8] = { 0 };

	(void)state;
	p.size = STREAM_BUFFER_MIN;
	p.buffer = aligned_alloc(64, p.size);
	assert_non_null(p.buffer);
	memset(p.buffer, 0, p.size);
	assert_true(stream_open(&p.client, STREAM_CLIENT, p.buffer, p.size));
	assert_int_equal(stream_receive(&p.client, m, sizeof(m)), STREAM_EMPTY);
	assert_int_equal(stream_send(&p.client, "early", 6), 6);
	assert_true(stream_open(&p.server, STREAM_SERVER, p.buffer, p.size));
	assert_int_equal(stream_receive(&p.server, m, sizeof(m)), 6);
	assert_string_equal(m, "early");
	free(p.buffer);
}

static void survives_a_restart(void **state)
{
	struct pair p;
	char m[32] = { 0 };

	(void)state;
	pair_open(&p, STREAM_BUFFER_MIN);
	for (unsigned i = 0; i < 40; i++)
		assert_int_equal(stream_send(&p.client, m, 32), 32);
	pair_restart_server(&p);
	assert_int_equal(stream_send(&p.server, "new", 4), 4);
	assert_int_equal(stream_receive(&p.server, m, sizeof(m)), STREAM_EMPTY);
	assert_true(stream_readable(&p.client));
	assert_int_equal(stream_receive(&p.client, m, sizeof(m)), STREAM_RESET);
	assert_int_equal(stream_receive(&p.client, m, sizeof(m)), 4);
	assert_string_equal(m, "new");
	assert_int_equal(stream_receive(&p.client, m, sizeof(m)), STREAM_EMPTY);
	assert_int_equal(stream_send(&p.client, "old", 4), 4);
	assert_int_equal(stream_receive(&p.server, m, sizeof(m)), 4);
	assert_string_equal(m, "old");

	pair_restart_server(&p);
	assert_true(stream_writable(&p.client));
	assert_int_equal(stream_send(&p.client, "lost", 5), STREAM_RESET);
	assert_int_equal(stream_send(&p.client, "kept", 5), 5);
	assert_int_equal(stream_receive(&p.server, m, sizeof(m)), 5);
	assert_string_equal(m, "kept");
	free(p.buffer);
}

/* The survivor was in the middle of publishing when the buffer was zeroed. */
static void restart_during_a_send(void **state)
{
	struct pair p;
	unsigned char m[64] = { 0 };

	(void)state;
	pair_open(&p, STREAM_BUFFER_MIN);
	for (unsigned i = 0; i < 10; i++)
		assert_int_equal(stream_send(&p.client, m, 64), 64);
	pair_restart_server(&p);
	p.client.own->sent = p.client.sent;
	assert_int_equal(stream_receive(&p.server, m, sizeof(m)), STREAM_EMPTY);
	assert_int_equal(stream_send(&p.client, m, 64), STREAM_RESET);
	assert_int_equal(stream_receive(&p.server, m, sizeof(m)), STREAM_EMPTY);
	assert_int_equal(stream_send(&p.client, "x", 2), 2);
	assert_int_equal(stream_receive(&p.server, m, sizeof(m)), 2);
	free(p.buffer);
}

/* The server's `sent` as the client sees it, whatever the server's code would allow. */
static uint32_t *servers_sent(struct pair *p)
{
	return &((struct stream_end *)p->buffer)[STREAM_SERVER].sent;
}

static void breaks_off_bad_offsets(void **state)
{
	static const uint32_t bad[] = { 1, 2, 3, 4033, 1u << 31, 0xfffffffc, 0xffffffff, 4032 };
	unsigned char m[16];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct pair p;

		pair_open(&p, STREAM_BUFFER_MIN);
		*servers_sent(&p) = bad[i];
		assert_true(stream_readable(&p.client));
		assert_int_equal(stream_receive(&p.client, m, sizeof(m)), STREAM_BROKEN);
		*servers_sent(&p) = 0;
		assert_int_equal(stream_receive(&p.client, m, sizeof(m)), STREAM_BROKEN);
		assert_int_equal(stream_send(&p.client, m, 4), STREAM_BROKEN);
		pair_restart_server(&p);
		assert_int_equal(stream_receive(&p.client, m, sizeof(m)), STREAM_RESET);
		assert_int_equal(stream_send(&p.client, m, 4), 4);

		pair_restart_server(&p);
		((struct stream_end *)p.buffer)[STREAM_SERVER].received = bad[i];
		assert_int_equal(stream_send(&p.client, m, 4), STREAM_RESET);
		assert_int_equal(stream_send(&p.client, m, 4), STREAM_BROKEN);
		free(p.buffer);
	}
}

static void breaks_off_bad_lengths(void **state)
{
	static const uint32_t bad[] = { 0,	    9,		13,	    STREAM_MESSAGE_MAX + 1,
					0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff };
	unsigned char m[STREAM_MESSAGE_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct pair p;
		unsigned char *ring;

		pair_open(&p, STREAM_BUFFER_MIN);
		ring = (unsigned char *)p.buffer + 128 + p.client.ring;
		assert_int_equal(stream_send(&p.server, "honest", 7), 7);
		memcpy(ring, &bad[i], sizeof(bad[i]));
		assert_int_equal(stream_receive(&p.client, m, sizeof(m)), STREAM_BROKEN);
		free(p.buffer);
	}
}

#define MANY 200000u

static void *many_sends(void *argument)
{
	struct pair *p = argument;
	uint32_t m[8];

	for (uint32_t n = 0; n < MANY;) {
		size_t size = 4 + n % 29;

		memset(m, (int)n & 0xff, sizeof(m));
		m[0] = n;
		if (stream_send(&p->client, m, size) == (int)size)
			n++;
	}
	return NULL;
}

/* Two threads at once: nothing is lost, doubled or torn. */
static void carries_between_threads(void **state)
{
	struct pair p;
	pthread_t sender;
	uint32_t m[8], n = 0;

	(void)state;
	pair_open(&p, STREAM_BUFFER_MIN);
	assert_int_equal(pthread_create(&sender, NULL, many_sends, &p), 0);
	while (n < MANY) {
		int size = stream_receive(&p.server, m, sizeof(m));

		if (size == STREAM_EMPTY)
			continue;
		assert_int_equal(size, 4 + n % 29);
		assert_int_equal(m[0], n);
		for (int i = 4; i < size; i++)
			assert_int_equal(((unsigned char *)m)[i], n & 0xff);
		n++;
	}
	pthread_join(sender, NULL);
	free(p.buffer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(checks_sizes),
		cmocka_unit_test(carries_every_size),
		cmocka_unit_test(keeps_order_and_fills),
		cmocka_unit_test(truncates_a_long_message),
		cmocka_unit_test(asks_to_wake_a_full_sender),
		cmocka_unit_test(waits_for_a_late_peer),
		cmocka_unit_test(survives_a_restart),
		cmocka_unit_test(restart_during_a_send),
		cmocka_unit_test(breaks_off_bad_offsets),
		cmocka_unit_test(breaks_off_bad_lengths),
		cmocka_unit_test(carries_between_threads),
	};

	return cmocka_run_group_tests_name("stream", tests, NULL, NULL);
}
