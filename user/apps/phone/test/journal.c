/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the log is told of calls: each turn once, however often it is asked, and no names or addresses.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "user/apps/phone/journal.h"
#include "user/apps/phone/test/driver.h"

static struct journal journal;
static char lines[4096];

static void collect(const char *line)
{
	strncat(lines, line, sizeof(lines) - strlen(lines) - 2);
	strcat(lines, "\n");
}

static int fresh(void **state)
{
	memset(&journal, 0, sizeof(journal));
	fresh_phone(state);
	journal_note(&journal, &phone, collect);
	lines[0] = 0;
	return 0;
}

/* What is said now; and that it is not said again. */
static const char *noted(void)
{
	static char before[sizeof(lines)];

	lines[0] = 0;
	journal_note(&journal, &phone, collect);
	memcpy(before, lines, sizeof(before));
	journal_note(&journal, &phone, collect);
	assert_string_equal(lines, before);
	return lines;
}

/* A line about the call `number`. */
static const char *about(uint32_t number, const char *rest)
{
	static char line[2 * JOURNAL_LINE];

	snprintf(line, sizeof(line), "call %u: %s\n", number, rest);
	return line;
}

static void reachability(void **state)
{
	(void)state;
	memset(&journal, 0, sizeof(journal));
	assert_string_equal(noted(), "not reachable\n");
	from(CALL_SIP, CALLING_READY, 0, 0, "sip:1001@10.0.2.15:5060", "");
	assert_string_equal(noted(), "reachable\n");
	from(CALL_SIP, CALLING_READY, 0, 0, "sip:1001@10.0.2.99:5060", "");
	assert_string_equal(noted(), "");
	model_lost(&phone, CALL_SIP);
	assert_string_equal(noted(), "not reachable\n");
}

static void an_outgoing_call(void **state)
{
	uint32_t call = dial("1002");

	(void)state;
	assert_string_equal(noted(), about(call, "calling"));
	sip(CALLING_PROGRESS, call, CALLING_RINGING);
	assert_string_equal(noted(), about(call, "rings there"));
	sip(CALLING_ESTABLISHED, call, 0);
	assert_string_equal(noted(), about(call, "talking"));
	secure(call, "k1dm");
	assert_string_equal(noted(), about(call, "secure, string 'k1dm', X25519 AES-256"));
	act(ACT_HANG_UP);
	assert_string_equal(noted(), about(call, "over: Call ended"));
	act(ACT_CLOSE);
	assert_string_equal(noted(), "");
}

static void an_incoming_call(void **state)
{
	(void)state;
	sip(CALLING_INCOMING, 8, 0);
	assert_string_equal(noted(), about(8, "rings here"));
	act(ACT_ANSWER);
	assert_string_equal(noted(), about(8, "answered"));
	sip(CALLING_ESTABLISHED, 8, 0);
	assert_string_equal(noted(), about(8, "talking"));
}

static void a_call_that_nobody_takes_leaves_the_line_at_once(void **state)
{
	(void)state;
	sip(CALLING_INCOMING, 8, 0);
	noted();
	sip(CALLING_ENDED, 8, CALLING_NORMAL);
	assert_string_equal(noted(), about(8, "over: Missed"));
	sip(CALLING_INCOMING, 10, 0);
	noted();
	act(ACT_DECLINE);
	assert_string_equal(noted(), about(10, "over: Declined here"));
}

static void security_that_is_lost_is_said(void **state)
{
	uint32_t call = talking();

	(void)state;
	noted();
	secure(call, "k1dm");
	noted();
	secure(call, "x9q4");
	assert_string_equal(noted(), about(call, "secure, string 'x9q4', X25519 AES-256"));
	from(CALL_MEDIA, CALLING_SECURITY, call, CALLING_KEYING, "", "");
	assert_string_equal(noted(), about(call, "not secure any more"));
}

static void statistics_come_with_the_end(void **state)
{
	uint32_t call = talking();
	struct calling_message m = { .type = CALLING_STATISTICS, .call = call };

	(void)state;
	noted();
	m.statistics = (struct calling_statistics){ .sent = 9,
						    .received = 8,
						    .lost = 1,
						    .concealed = 2,
						    .packet_bytes = 91,
						    .secure_ms = 140 };
	model_receive(&phone, CALL_MEDIA, &m, sizeof(m));
	assert_string_equal(noted(), "");
	sip(CALLING_ENDED, call, CALLING_MEDIA_LOST);
	noted();
	assert_non_null(strstr(lines, about(call, "sent 9 received 8 rejected 0 lost 1 "
						  "concealed 2, 91 bytes each, "
						  "secure after 140 ms")));
	assert_non_null(strstr(lines, about(call, "over: Connection lost")));
}

static void a_refused_caller_is_told_of(void **state)
{
	(void)state;
	from(CALL_SIP, CALLING_ENDED, 8, CALLING_NOT_SECURE, "", "sip:7@192.0.2.1");
	assert_string_equal(noted(), about(8, "refused: Refused: not secure"));
}

static void the_next_call_does_not_hide_how_the_last_one_ended(void **state)
{
	uint32_t call = talking(), next;

	(void)state;
	noted();
	act(ACT_HANG_UP);
	act(ACT_CLOSE);
	next = dial("1003");
	noted();
	assert_non_null(strstr(lines, about(call, "over: Call ended")));
	assert_non_null(strstr(lines, about(next, "calling")));
}

static void a_long_string_is_cut(void **state)
{
	char string[CALLING_TEXT];
	uint32_t call = talking();

	(void)state;
	memset(string, 'x', sizeof(string) - 1);
	string[sizeof(string) - 1] = 0;
	noted();
	secure(call, string);
	assert_int_equal(strlen(noted()), JOURNAL_LINE); /* the line end in the zero's place */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(reachability, fresh),
		cmocka_unit_test_setup(an_outgoing_call, fresh),
		cmocka_unit_test_setup(an_incoming_call, fresh),
		cmocka_unit_test_setup(a_call_that_nobody_takes_leaves_the_line_at_once, fresh),
		cmocka_unit_test_setup(security_that_is_lost_is_said, fresh),
		cmocka_unit_test_setup(statistics_come_with_the_end, fresh),
		cmocka_unit_test_setup(a_refused_caller_is_told_of, fresh),
		cmocka_unit_test_setup(the_next_call_does_not_hide_how_the_last_one_ended, fresh),
		cmocka_unit_test_setup(a_long_string_is_cut, fresh),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
