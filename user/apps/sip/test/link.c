/* SPDX-License-Identifier: Apache-2.0 */
/* A link whose peer is slow, stops reading, restarts, or sends nonsense. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <re/re.h>
#include <cmocka.h>

#include "lib/channel/launch.h"
#include "user/apps/sip/link.h"

static struct link link_to_peer;
static int peer;
static unsigned messages, restarts;

static void on_message(const struct calling_message *message, void *argument)
{
	assert_ptr_equal(argument, &messages);
	assert_int_equal(message->call, ++messages);
}

static void on_restart(void *argument)
{
	assert_ptr_equal(argument, &messages);
	restarts++;
}

static int start(void **state)
{
	int ends[2];

	(void)state;
	assert_int_equal(libre_init(), 0);
	assert_int_equal(channel_pair(ends), 0);
	link_to_peer = (struct link){ .name = "peer",
				      .first_type = CALLING_DIAL,
				      .last_type = CALLING_HANGUP,
				      .on_message = on_message,
				      .on_restart = on_restart,
				      .argument = &messages };
	assert_int_equal(link_attach(&link_to_peer, ends[0]), 0);
	peer = ends[1];
	messages = restarts = 0;
	return 0;
}

static int stop(void **state)
{
	(void)state;
	link_detach(&link_to_peer);
	close(peer);
	libre_close();
	return 0;
}

static void leave(void *argument)
{
	(void)argument;
	re_cancel();
}

/* One round of the event loop. */
static void turn(void)
{
	struct tmr timer;

	tmr_init(&timer);
	tmr_start(&timer, 0, leave, NULL);
	assert_int_equal(re_main(NULL), 0);
	tmr_cancel(&timer);
}

/* How many numbered messages are taken before the link gives its peer up. */
static uint32_t fill(void)
{
	struct calling_message message = { .type = CALLING_READY, .call = 1 };

	while (link_send(&link_to_peer, &message))
		message.call++;
	return message.call - 1;
}

static void what_waits_is_sent_in_order(void **state)
{
	uint32_t sent = fill(), received = 0;
	struct calling_message message;

	(void)state;
	assert_true(sent > LINK_WAITING);
	while (received < sent) {
		assert_int_equal(recv(peer, &message, sizeof(message), 0), sizeof(message));
		assert_int_equal(message.call, ++received);
		turn();
	}
	assert_int_equal(recv(peer, &message, sizeof(message), MSG_DONTWAIT), -1);
}

static void a_peer_that_was_given_up_is_taken_back_after_its_restart(void **state)
{
	struct calling_message message = { .type = CALLING_READY };

	(void)state;
	fill();
	assert_false(link_send(&link_to_peer, &message));
	while (recv(peer, &message, sizeof(message), MSG_DONTWAIT) > 0)
		;
	assert_int_equal(send(peer, "", 0, 0), 0);
	turn();
	assert_int_equal(restarts, 1);
	assert_true(link_send(&link_to_peer, &message));
}

static void only_right_messages_come_through(void **state)
{
	struct calling_message message = { .type = CALLING_DIAL, .call = 1 };
	char long_message[sizeof(message) + 1] = { 0 };

	(void)state;
	assert_int_equal(send(peer, &message, sizeof(message), 0), sizeof(message));
	assert_int_equal(send(peer, &message, sizeof(message) - 1, 0), sizeof(message) - 1);
	memcpy(long_message, &message, sizeof(message));
	assert_int_equal(send(peer, long_message, sizeof(long_message), 0), sizeof(long_message));
	message.type = CALLING_READY; /* another's to send */
	assert_int_equal(send(peer, &message, sizeof(message), 0), sizeof(message));
	message.type = CALLING_DIAL;
	memset(message.name, 'x', sizeof(message.name));
	assert_int_equal(send(peer, &message, sizeof(message), 0), sizeof(message));
	memset(message.name, 0, sizeof(message.name));
	message.call = 2;
	assert_int_equal(send(peer, &message, sizeof(message), 0), sizeof(message));
	turn();
	assert_int_equal(messages, 2);
	assert_int_equal(link_to_peer.dropped, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_waits_is_sent_in_order, start, stop),
		cmocka_unit_test_setup_teardown(
			a_peer_that_was_given_up_is_taken_back_after_its_restart, start, stop),
		cmocka_unit_test_setup_teardown(only_right_messages_come_through, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
