/* SPDX-License-Identifier: Apache-2.0 */
/* Where calls can be received on this machine's loopback, also after the sockets were lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <re/re.h>
#include <cmocka.h>

#include "user/apps/sip/network.h"

#define PORT	5962
#define SOON_MS 1000

static struct settings settings = { .user = "1001", .listen = { "127.0.0.1" }, .port = PORT };
static struct network network;
static struct sip *sip;
static unsigned changes;

static void on_change(void *argument)
{
	assert_ptr_equal(argument, &changes);
	changes++;
}

static int start(void **state)
{
	(void)state;
	assert_int_equal(libre_init(), 0);
	assert_int_equal(sip_alloc(&sip, NULL, 8, 8, 8, "test", NULL, NULL), 0);
	changes = 0;
	network = (struct network){
		.settings = &settings, .sip = sip, .on_change = on_change, .argument = &changes
	};
	network_start(&network);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	network_stop(&network);
	sip_close(sip, true);
	sip = mem_deref(sip);
	libre_close();
	return 0;
}

static void leave(void *argument)
{
	(void)argument;
	re_cancel();
}

static void run_for_a_while(void)
{
	struct tmr timer;

	tmr_init(&timer);
	tmr_start(&timer, SOON_MS, leave, NULL);
	assert_int_equal(re_main(NULL), 0);
}

static bool is_listening(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct sa to;
	bool connected;

	assert_int_equal(sa_set_str(&to, "127.0.0.1", PORT), 0);
	connected = connect(fd, &to.u.sa, to.len) == 0;
	close(fd);
	return connected;
}

static void it_listens_where_the_settings_say(void **state)
{
	(void)state;
	assert_true(is_listening());
	assert_int_equal(changes, 1);
	assert_int_equal(sa_port(network_own(&network)), PORT);
}

/* What a restart of `net` looks like: the descriptors are no sockets any more, and the address is the same. */
static void lost_sockets_are_made_again(void **state)
{
	int ends[2];

	(void)state;
	sip_transp_flush(sip);
	assert_false(is_listening());
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(dup2(ends[0], network.witness), network.witness);
	close(ends[0]);
	close(ends[1]);
	run_for_a_while();
	assert_true(is_listening());
	assert_int_equal(changes, 1);
}

static void nothing_is_done_while_all_is_well(void **state)
{
	int witness = network.witness;

	(void)state;
	run_for_a_while();
	assert_int_equal(network.witness, witness);
	assert_int_equal(changes, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(it_listens_where_the_settings_say, start, stop),
		cmocka_unit_test_setup_teardown(lost_sockets_are_made_again, start, stop),
		cmocka_unit_test_setup_teardown(nothing_is_done_while_all_is_well, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
