/* SPDX-License-Identifier: Apache-2.0 */
/* Two phones' signalling programs call each other. */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "user/apps/sip/test/party.h"

static struct party one, two;

static int start(void **state)
{
	(void)state;
	party_start(&one, "1", "127.77.0.1");
	party_start(&two, "2", "127.77.0.2");
	two.hash = PARTY_HASH("B");
	two.port = 50000;
	return 0;
}

static int stop(void **state)
{
	(void)state;
	party_is_quiet(&one);
	party_is_quiet(&two);
	party_stop(&one);
	party_stop(&two);
	return 0;
}

/* One dials, two's phone is told. The number of the call at two. */
static uint32_t dial(uint32_t call, const char *text)
{
	struct calling_message incoming;

	party_from_phone(&one, CALLING_DIAL, call, text);
	party_opens(&one, call);
	assert_int_equal(party_phone(&one, CALLING_PROGRESS).value, CALLING_TRYING);
	incoming = party_phone(&two, CALLING_INCOMING);
	assert_int_equal(incoming.call % 2, 0);
	assert_string_equal(incoming.text, one.uri);
	assert_string_equal(incoming.name, "Name of 1");
	assert_int_equal(party_phone(&one, CALLING_PROGRESS).value, CALLING_RINGING);
	return incoming.call;
}

static void expect_remote(struct party *party, uint32_t call, const struct party *peer,
			  const char *address)
{
	struct calling_message remote = party_media(party, CALLING_REMOTE);
	uint8_t expected[16] = { [10] = 0xff, [11] = 0xff };

	inet_pton(AF_INET, address, expected + 12);
	assert_int_equal(remote.call, call);
	assert_memory_equal(remote.address, expected, 16);
	assert_int_equal(remote.port, peer->port);
	assert_in_range(remote.payload_type, 96, 127);
	assert_string_equal(remote.text, peer->hash);
}

static uint32_t establish(uint32_t call, const char *text)
{
	uint32_t theirs = dial(call, text);

	party_from_phone(&two, CALLING_ANSWER, theirs, "");
	party_opens(&two, theirs);
	expect_remote(&two, theirs, &one, "127.77.0.1");
	expect_remote(&one, call, &two, "127.77.0.2");
	assert_int_equal(party_phone(&one, CALLING_ESTABLISHED).call, call);
	assert_int_equal(party_phone(&two, CALLING_ESTABLISHED).call, theirs);
	return theirs;
}

static void the_caller_hangs_up(void **state)
{
	uint32_t theirs = establish(1, "2");

	(void)state;
	party_from_phone(&one, CALLING_HANGUP, 1, "");
	party_closed_and_ended(&one, 1, CALLING_NORMAL);
	party_closed_and_ended(&two, theirs, CALLING_NORMAL);
}

static void the_called_hangs_up(void **state)
{
	uint32_t theirs = establish(1, "sip:2@127.77.0.2");

	(void)state;
	party_from_phone(&two, CALLING_HANGUP, theirs, "");
	party_closed_and_ended(&two, theirs, CALLING_NORMAL);
	party_closed_and_ended(&one, 1, CALLING_NORMAL);
}

static void a_call_over_tcp(void **state)
{
	uint32_t theirs = establish(3, "2@127.77.0.2;transport=tcp");

	(void)state;
	party_from_phone(&two, CALLING_HANGUP, theirs, "");
	party_closed_and_ended(&two, theirs, CALLING_NORMAL);
	party_closed_and_ended(&one, 3, CALLING_NORMAL);
}

static void many_calls_one_after_the_other(void **state)
{
	(void)state;
	for (uint32_t call = 1; call < 12; call += 2) {
		uint32_t theirs = establish(call, "127.77.0.2");

		party_from_phone(&one, CALLING_HANGUP, call, "");
		party_closed_and_ended(&one, call, CALLING_NORMAL);
		party_closed_and_ended(&two, theirs, CALLING_NORMAL);
	}
}

static void the_caller_gives_up(void **state)
{
	uint32_t theirs = dial(1, "2");

	(void)state;
	party_from_phone(&one, CALLING_HANGUP, 1, "");
	party_closed_and_ended(&one, 1, CALLING_NORMAL);
	party_ended(&two, theirs, CALLING_NORMAL);
}

static void the_called_declines(void **state)
{
	uint32_t theirs = dial(1, "2");

	(void)state;
	party_from_phone(&two, CALLING_HANGUP, theirs, "");
	party_ended(&two, theirs, CALLING_NORMAL);
	party_closed_and_ended(&one, 1, CALLING_DECLINED);
}

static void the_owner_hangs_up_while_media_opens(void **state)
{
	uint32_t theirs = dial(1, "2");

	(void)state;
	party_from_phone(&two, CALLING_ANSWER, theirs, "");
	party_media(&two, CALLING_OPEN);
	party_from_phone(&two, CALLING_HANGUP, theirs, "");
	party_closed_and_ended(&two, theirs, CALLING_NORMAL);
	party_closed_and_ended(&one, 1, CALLING_DECLINED);
}

static void the_fifth_caller_finds_it_busy(void **state)
{
	uint32_t theirs[4];

	(void)state;
	for (uint32_t i = 0; i < 4; i++)
		theirs[i] = dial(2 * i + 1, "2");
	/* One has four calls, too: it cannot make a fifth, and it takes none. */
	party_from_phone(&one, CALLING_DIAL, 9, "2");
	party_ended(&one, 9, CALLING_INTERNAL);
	party_from_phone(&two, CALLING_HANGUP, theirs[0], "");
	party_ended(&two, theirs[0], CALLING_NORMAL);
	party_closed_and_ended(&one, 1, CALLING_DECLINED);
	party_from_phone(&two, CALLING_DIAL, 11, "1@127.77.0.1");
	party_opens(&two, 11);
	assert_int_equal(party_phone(&two, CALLING_PROGRESS).value, CALLING_TRYING);
	uint32_t back = party_phone(&one, CALLING_INCOMING).call;
	assert_int_equal(party_phone(&two, CALLING_PROGRESS).value, CALLING_RINGING);
	party_from_phone(&two, CALLING_HANGUP, 11, "");
	party_closed_and_ended(&two, 11, CALLING_NORMAL);
	party_ended(&one, back, CALLING_NORMAL);
	for (uint32_t i = 1; i < 4; i++) {
		party_from_phone(&one, CALLING_HANGUP, 2 * i + 1, "");
		party_closed_and_ended(&one, 2 * i + 1, CALLING_NORMAL);
		party_ended(&two, theirs[i], CALLING_NORMAL);
	}
}

static void media_ends_an_insecure_call(void **state)
{
	uint32_t theirs = establish(1, "2");

	(void)state;
	party_fails(&one, 1, CALLING_NOT_SECURE);
	party_closed_and_ended(&one, 1, CALLING_NOT_SECURE);
	party_closed_and_ended(&two, theirs, CALLING_NORMAL);
}

static void what_cannot_be_dialled_ends_at_once(void **state)
{
	(void)state;
	party_from_phone(&one, CALLING_DIAL, 1, "4711");
	party_ended(&one, 1, CALLING_NOT_FOUND);
	party_from_phone(&one, CALLING_DIAL, 3, "sip:x@host.example");
	party_ended(&one, 3, CALLING_NOT_FOUND);
	party_from_phone(&one, CALLING_DIAL, 5, "2001:db8::1");
	party_ended(&one, 5, CALLING_UNREACHABLE);
	party_from_phone(&one, CALLING_DIAL, 7, "9@127.77.0.2");
	party_opens(&one, 7);
	assert_int_equal(party_phone(&one, CALLING_PROGRESS).value, CALLING_TRYING);
	party_closed_and_ended(&one, 7, CALLING_NOT_FOUND);
}

static void media_that_does_not_open_ends_the_call(void **state)
{
	(void)state;
	party_from_phone(&one, CALLING_DIAL, 1, "2");
	party_media(&one, CALLING_OPEN);
	party_closed_and_ended(&one, 1, CALLING_INTERNAL);
	one.port = 0;
	party_from_phone(&one, CALLING_DIAL, 3, "2");
	party_opens(&one, 3);
	party_closed_and_ended(&one, 3, CALLING_INTERNAL);
	one.port = 40000;
	one.hash = "1.10 x\r\na=fake";
	party_from_phone(&one, CALLING_DIAL, 5, "2");
	party_opens(&one, 5);
	party_closed_and_ended(&one, 5, CALLING_INTERNAL);
}

static void wrong_messages_are_dropped(void **state)
{
	struct calling_message message = { .type = CALLING_DIAL, .call = 1 };

	(void)state;
	memset(message.text, '2', sizeof(message.text)); /* no zero at the end */
	assert_int_equal(write(one.phone, &message, sizeof(message)), sizeof(message));
	message = (struct calling_message){ .type = CALLING_DIAL, .call = 1, .text = "2" };
	assert_int_equal(write(one.phone, &message, sizeof(message) - 1), sizeof(message) - 1);
	message.call = 2; /* even: not phone's to give */
	assert_int_equal(write(one.phone, &message, sizeof(message)), sizeof(message));
	message.call = 1;
	assert_int_equal(write(one.media, &message, sizeof(message)),
			 sizeof(message)); /* media does not dial */
	party_from_phone(&one, CALLING_OPENED, 1, "");
	party_from_phone(&one, CALLING_ANSWER, 1, "");
	party_from_phone(&one, CALLING_HANGUP, 1, "");
	party_fails(&one, 99, CALLING_NORMAL);
	uint32_t theirs = establish(1, "2");
	party_from_phone(&one, CALLING_DIAL, 1, "2"); /* the number is taken */
	party_from_phone(&one, CALLING_ANSWER, 1, "");
	party_from_phone(&one, CALLING_HANGUP, 1, "");
	party_closed_and_ended(&one, 1, CALLING_NORMAL);
	party_closed_and_ended(&two, theirs, CALLING_NORMAL);
}

/* On ::1, each with a port of its own. */
static int start_ipv6(void **state)
{
	(void)state;
	party_start(&one, "1", "::1\nport 5071");
	party_start(&two, "2", "::1\nport 5072");
	return 0;
}

static void a_call_over_ipv6(void **state)
{
	static const uint8_t loopback[16] = { [15] = 1 };
	struct calling_message remote;
	uint32_t theirs = dial(1, "2@[::1]:5072");

	(void)state;
	party_from_phone(&two, CALLING_ANSWER, theirs, "");
	party_opens(&two, theirs);
	remote = party_media(&one, CALLING_REMOTE);
	assert_memory_equal(remote.address, loopback, 16);
	assert_memory_equal(party_media(&two, CALLING_REMOTE).address, loopback, 16);
	party_phone(&one, CALLING_ESTABLISHED);
	party_phone(&two, CALLING_ESTABLISHED);
	party_from_phone(&one, CALLING_HANGUP, 1, "");
	party_closed_and_ended(&one, 1, CALLING_NORMAL);
	party_closed_and_ended(&two, theirs, CALLING_NORMAL);
}

/* A restart is a read of nothing, which an empty message makes here. */
static void phone_restarts(void **state)
{
	static const struct timespec more_than_a_second = { 1, 100000000 };
	uint32_t theirs = establish(1, "2");
	struct calling_message again;

	(void)state;
	assert_int_equal(nanosleep(&more_than_a_second, NULL), 0);
	assert_int_equal(send(two.phone, "", 0, 0), 0);
	assert_string_equal(party_phone(&two, CALLING_READY).text, two.uri);
	again = party_phone(&two, CALLING_ESTABLISHED);
	assert_int_equal(again.call, theirs);
	assert_in_range(again.value, 1, 60);
	assert_string_equal(again.text, one.uri);
	assert_int_equal(send(one.phone, "", 0, 0), 0);
	party_phone(&one, CALLING_READY);
	again = party_phone(&one, CALLING_ESTABLISHED);
	assert_int_equal(again.call, 1);
	assert_string_equal(again.name, "Two");
	party_from_phone(&two, CALLING_HANGUP, theirs, "");
	party_closed_and_ended(&two, theirs, CALLING_NORMAL);
	party_closed_and_ended(&one, 1, CALLING_NORMAL);
}

static void phones_restart_while_it_rings(void **state)
{
	uint32_t theirs = dial(1, "2");

	(void)state;
	assert_int_equal(send(one.phone, "", 0, 0), 0);
	party_phone(&one, CALLING_READY);
	assert_int_equal(party_phone(&one, CALLING_PROGRESS).value, CALLING_RINGING);
	assert_int_equal(send(two.phone, "", 0, 0), 0);
	party_phone(&two, CALLING_READY);
	assert_int_equal(party_phone(&two, CALLING_INCOMING).call, theirs);
	party_from_phone(&two, CALLING_HANGUP, theirs, "");
	party_ended(&two, theirs, CALLING_NORMAL);
	party_closed_and_ended(&one, 1, CALLING_DECLINED);
}

/* Its keys are gone, so its calls are over; one that has not reached media is not. */
static void media_restarts(void **state)
{
	uint32_t theirs = establish(1, "2");
	uint32_t ringing = dial(3, "2");

	(void)state;
	assert_int_equal(send(two.media, "", 0, 0), 0);
	party_closed_and_ended(&two, theirs, CALLING_INTERNAL);
	party_closed_and_ended(&one, 1, CALLING_NORMAL);
	party_from_phone(&two, CALLING_HANGUP, ringing, "");
	party_ended(&two, ringing, CALLING_NORMAL);
	party_closed_and_ended(&one, 3, CALLING_DECLINED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_caller_hangs_up, start, stop),
		cmocka_unit_test_setup_teardown(the_called_hangs_up, start, stop),
		cmocka_unit_test_setup_teardown(a_call_over_tcp, start, stop),
		cmocka_unit_test_setup_teardown(a_call_over_ipv6, start_ipv6, stop),
		cmocka_unit_test_setup_teardown(many_calls_one_after_the_other, start, stop),
		cmocka_unit_test_setup_teardown(the_caller_gives_up, start, stop),
		cmocka_unit_test_setup_teardown(the_called_declines, start, stop),
		cmocka_unit_test_setup_teardown(the_owner_hangs_up_while_media_opens, start, stop),
		cmocka_unit_test_setup_teardown(the_fifth_caller_finds_it_busy, start, stop),
		cmocka_unit_test_setup_teardown(media_ends_an_insecure_call, start, stop),
		cmocka_unit_test_setup_teardown(what_cannot_be_dialled_ends_at_once, start, stop),
		cmocka_unit_test_setup_teardown(media_that_does_not_open_ends_the_call, start,
						stop),
		cmocka_unit_test_setup_teardown(wrong_messages_are_dropped, start, stop),
		cmocka_unit_test_setup_teardown(phone_restarts, start, stop),
		cmocka_unit_test_setup_teardown(phones_restart_while_it_rings, start, stop),
		cmocka_unit_test_setup_teardown(media_restarts, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
