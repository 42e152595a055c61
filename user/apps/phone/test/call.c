/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One call, by every way in and out; above all what may open the microphone, and what may call a call
 * secure.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "user/apps/phone/test/driver.h"

#define C (&phone.line.call)

static void dialling_allows_and_dials(void **state)
{
	uint32_t call = dial("1002");

	(void)state;
	assert_int_equal(call & 1, 1);
	assert_int_equal(C->state, CALL_DIALLING);
	assert_string_equal(C->contact->name, "Bao Nguyen");
	assert_true(sent(CALL_MEDIA, CALLING_ALLOW, call));
	assert_string_equal(line_next(&phone.line, CALL_SIP)->text, "sip:1002@10.0.2.16");
	assert_true(sent(CALL_SIP, CALLING_DIAL, call));
	assert_true(sent_nothing());
}

static void an_outgoing_call_rings_and_is_answered(void **state)
{
	uint32_t call = dial("1002");

	(void)state;
	sip(CALLING_PROGRESS, call, CALLING_TRYING);
	assert_int_equal(C->state, CALL_DIALLING);
	sip(CALLING_PROGRESS, call, CALLING_RINGING);
	assert_int_equal(C->state, CALL_RINGING);
	wait_ms(700);
	sip(CALLING_ESTABLISHED, call, 0);
	assert_int_equal(C->state, CALL_TALKING);
	assert_int_equal(C->talking_ms, 5700);
	sip(CALLING_ESTABLISHED, call, 0);
	sip(CALLING_PROGRESS, call, CALLING_RINGING);
	assert_int_equal(C->state, CALL_TALKING);
	assert_int_equal(C->talking_ms, 5700);
}

static void only_the_owner_opens_the_microphone(void **state)
{
	(void)state;
	sip(CALLING_INCOMING, 2, 0);
	assert_int_equal(C->state, CALL_INCOMING);
	sip(CALLING_ESTABLISHED, 2, 0); /* sip cannot answer in the owner's place */
	assert_int_equal(C->state, CALL_INCOMING);
	secure(2, "k7fq");
	assert_false(call_is_secure(C));
	assert_true(sent_nothing());
	assert_int_equal(phone.line.refused, 1);
	act(ACT_ANSWER);
	assert_int_equal(C->state, CALL_ANSWERED);
	assert_true(sent(CALL_MEDIA, CALLING_ALLOW, 2));
	assert_true(sent(CALL_SIP, CALLING_ANSWER, 2));
	assert_true(sent_nothing());
	act(ACT_ANSWER);
	assert_true(sent_nothing());
	sip(CALLING_ESTABLISHED, 2, 0);
	assert_int_equal(C->state, CALL_TALKING);
}

static void declining_allows_nothing(void **state)
{
	(void)state;
	sip(CALLING_INCOMING, 2, 0);
	act(ACT_DECLINE);
	assert_int_equal(C->state, CALL_NONE);
	assert_true(sent(CALL_SIP, CALLING_HANGUP, 2));
	assert_true(sent_nothing());
	assert_int_equal(model_past(&phone, 0)->end, CALL_REJECTED);
	sip(CALLING_ENDED, 2, CALLING_NORMAL); /* sip's own word comes later */
	assert_int_equal(phone.past_count, 1);
	assert_int_equal(C->state, CALL_NONE);
}

static void only_media_says_secure(void **state)
{
	uint32_t call = talking();

	(void)state;
	from(CALL_SIP, CALLING_SECURITY, call, CALLING_SECURE, "k7fq", "");
	assert_false(call_is_secure(C));
	secure(call + 2, "k7fq"); /* another call */
	assert_false(call_is_secure(C));
	secure(call, ""); /* without a string */
	assert_false(call_is_secure(C));
	from(CALL_MEDIA, CALLING_SECURITY, call, 9, "k7fq", "");
	assert_false(call_is_secure(C));
	from(CALL_MEDIA, CALLING_SECURITY, call, CALLING_KEYING, "k7fq", "");
	assert_false(call_is_secure(C));
	assert_string_equal(C->string, "");
	secure(call, "k7fq");
	assert_true(call_is_secure(C));
	assert_string_equal(C->string, "k7fq");
	assert_int_equal(phone.line.refused, 3);
}

static void secure_is_what_media_said_last(void **state)
{
	uint32_t call = talking();

	(void)state;
	secure(call, "k7fq");
	act(ACT_MATCH);
	assert_true(C->verified);
	from(CALL_MEDIA, CALLING_SECURITY, call, CALLING_KEYING, "", "");
	assert_false(call_is_secure(C));
	assert_false(C->verified);
	assert_string_equal(C->string, "");
	secure(call, "other");
	assert_true(call_is_secure(C));
	assert_false(C->verified);
}

static void secure_before_established_is_not_shown(void **state)
{
	uint32_t call = dial("1002");

	(void)state;
	secure(call, "k7fq");
	assert_false(call_is_secure(C));
	sip(CALLING_ESTABLISHED, call, 0);
	assert_true(call_is_secure(C));
}

static void verifying_needs_a_secure_call(void **state)
{
	uint32_t call = talking();

	(void)state;
	act(ACT_MATCH);
	assert_true(sent_nothing());
	secure(call, "k7fq");
	act(ACT_MATCH);
	assert_true(sent(CALL_MEDIA, CALLING_VERIFY, call));
	act(ACT_MATCH);
	assert_true(sent_nothing());
}

static void differing_strings_end_the_call(void **state)
{
	uint32_t call = talking();

	(void)state;
	secure(call, "k7fq");
	act(ACT_DIFFER);
	assert_true(phone.asks_differ);
	act(ACT_DIFFER_NO);
	assert_false(phone.asks_differ);
	assert_true(sent_nothing());
	act(ACT_DIFFER);
	act(ACT_DIFFER_YES);
	assert_true(sent(CALL_MEDIA, CALLING_REVOKE, call));
	assert_true(sent(CALL_SIP, CALLING_HANGUP, call));
	assert_true(sent_nothing());
	assert_int_equal(C->end, CALL_DIFFERED);
	assert_int_equal(model_past(&phone, 0)->end, CALL_DIFFERED);
	assert_false(phone.asks_differ);
}

static void muting_is_said_to_media(void **state)
{
	uint32_t call;

	(void)state;
	dial("1002");
	forget_sent();
	act(ACT_MUTE);
	assert_true(sent_nothing());
	call = C->number;
	sip(CALLING_ESTABLISHED, call, 0);
	for (uint32_t muted = 1; muted < 2; muted--) {
		act(ACT_MUTE);
		assert_int_equal(line_next(&phone.line, CALL_MEDIA)->value, muted);
		assert_true(sent(CALL_MEDIA, CALLING_MUTE, call));
		assert_int_equal(C->muted, muted);
	}
}

static void a_second_caller_is_sent_away(void **state)
{
	uint32_t call = talking();

	(void)state;
	from(CALL_SIP, CALLING_INCOMING, 4, 0, "sip:1003@10.0.2.17", "");
	assert_true(sent(CALL_SIP, CALLING_HANGUP, 4));
	assert_true(sent_nothing());
	assert_int_equal(C->number, call);
	assert_int_equal(C->state, CALL_TALKING);
	assert_int_equal(model_past(&phone, 0)->end, CALL_MISSED);
	assert_string_equal(model_past(&phone, 0)->name, "张伟");
	assert_int_equal(phone.missed, 1);
	sip(CALLING_ENDED, 4, CALLING_NORMAL);
	assert_int_equal(phone.past_count, 1);
}

static void a_caller_who_gives_up_was_missed(void **state)
{
	(void)state;
	sip(CALLING_INCOMING, 2, 0);
	sip(CALLING_ENDED, 2, CALLING_NORMAL);
	assert_int_equal(C->state, CALL_NONE);
	assert_int_equal(model_past(&phone, 0)->end, CALL_MISSED);
	assert_int_equal(phone.missed, 1);
	model_act(&phone, ACT_TAB, SCREEN_HISTORY);
	assert_int_equal(phone.missed, 0);
}

static void every_end_is_kept_until_seen(void **state)
{
	(void)state;
	for (uint32_t end = CALLING_BUSY; end <= CALLING_INCOMPATIBLE; end++) {
		uint32_t call = dial("1002");

		sip(CALLING_ENDED, call, end);
		assert_int_equal(C->state, CALL_ENDED);
		assert_int_equal(C->end, end);
		wait_ms(60000);
		assert_int_equal(C->state, CALL_ENDED);
		act(ACT_CLOSE);
		assert_int_equal(C->state, CALL_NONE);
		forget_sent();
	}
	sip(CALLING_ENDED, dial("1002"), CALLING_INCOMPATIBLE + 1);
	assert_int_equal(C->state, CALL_DIALLING);
}

static void an_ordinary_end_passes(void **state)
{
	uint32_t call = talking();

	(void)state;
	wait_ms(61000);
	sip(CALLING_ENDED, call, CALLING_NORMAL);
	assert_int_equal(C->state, CALL_ENDED);
	assert_true(model_wait(&phone) > 0);
	wait_ms((uint64_t)model_wait(&phone));
	assert_int_equal(C->state, CALL_NONE);
	assert_int_equal(model_past(&phone, 0)->length_ms, 61000);
	assert_true(model_past(&phone, 0)->outgoing);
}

static void calling_again_is_a_new_call(void **state)
{
	uint32_t first = dial("1002"), second;

	(void)state;
	sip(CALLING_ENDED, first, CALLING_BUSY);
	forget_sent();
	act(ACT_AGAIN);
	second = C->number;
	assert_int_not_equal(first, second);
	assert_true(sent(CALL_MEDIA, CALLING_ALLOW, second));
	assert_true(sent(CALL_SIP, CALLING_DIAL, second));
	sip(CALLING_ENDED, first, CALLING_NORMAL); /* the old one is over, whatever comes */
	sip(CALLING_ESTABLISHED, first, 0);
	assert_int_equal(C->state, CALL_DIALLING);
}

static void media_restarted_hangs_up(void **state)
{
	uint32_t call = talking();

	(void)state;
	secure(call, "k7fq");
	model_lost(&phone, CALL_MEDIA);
	assert_true(sent(CALL_MEDIA, CALLING_REVOKE, call));
	assert_true(sent(CALL_SIP, CALLING_HANGUP, call));
	assert_int_equal(C->end, CALLING_INTERNAL);
	assert_false(call_is_secure(C));
	act(ACT_CLOSE);
	model_lost(&phone, CALL_MEDIA);
	assert_true(sent_nothing());
}

static void sip_restarted_ends_the_call(void **state)
{
	uint32_t call;

	(void)state;
	from(CALL_SIP, CALLING_READY, 0, 0, "1001@10.0.2.15", "");
	assert_string_equal(phone.own, "1001@10.0.2.15");
	sip(CALLING_INCOMING, 2, 0);
	act(ACT_DECLINE);
	call = talking();
	model_lost(&phone, CALL_SIP);
	assert_true(sent(CALL_MEDIA, CALLING_REVOKE, call));
	assert_true(sent_nothing());
	assert_int_equal(C->end, CALLING_INTERNAL);
	assert_string_equal(phone.own, "");
	sip(CALLING_INCOMING, 2, 0); /* its numbers begin anew */
	assert_int_equal(C->state, CALL_INCOMING);
	assert_int_not_equal(C->number, call);
}

static void a_restarted_phone_takes_calls_over(void **state)
{
	(void)state;
	secure(6, "k7fq"); /* media may be faster than sip */
	sip(CALLING_ESTABLISHED, 6, 0);
	assert_int_equal(C->state, CALL_TALKING);
	assert_true(call_is_secure(C));
	assert_string_equal(C->contact->name, "Bao Nguyen");
	assert_true(sent_nothing()); /* nothing is allowed anew */
	act(ACT_HANG_UP);
	assert_true(sent(CALL_SIP, CALLING_HANGUP, 6));
}

static void a_call_taken_over_has_its_length(void **state)
{
	(void)state;
	phone.line.now_ms = 100000;
	sip(CALLING_ESTABLISHED, 6, 75);
	assert_int_equal(phone.line.now_ms - C->talking_ms, 75000);
	sip(CALLING_ESTABLISHED, 6, 0); /* once is enough */
	assert_int_equal(phone.line.now_ms - C->talking_ms, 75000);
	act(ACT_HANG_UP);
	act(ACT_CLOSE);
	sip(CALLING_ESTABLISHED, 8, UINT32_MAX); /* longer than the phone is on */
	assert_int_equal(C->talking_ms, 0);
}

static void a_restarted_phone_takes_ringing_over(void **state)
{
	(void)state;
	sip(CALLING_PROGRESS, 7, CALLING_RINGING);
	assert_int_equal(C->state, CALL_RINGING);
	assert_true(C->outgoing);
	assert_true(sent_nothing());
	sip(CALLING_PROGRESS, 9, CALLING_RINGING); /* one call at a time */
	assert_true(sent(CALL_SIP, CALLING_HANGUP, 9));
	assert_int_equal(C->number, 7);
}

static void security_of_an_old_call_is_not_taken_over(void **state)
{
	uint32_t call = talking();

	(void)state;
	secure(call, "k7fq");
	act(ACT_HANG_UP);
	act(ACT_CLOSE);
	call = talking();
	assert_false(call_is_secure(C));
	secure(8, "k7fq");
	model_lost(&phone, CALL_MEDIA);
	act(ACT_CLOSE);
	sip(CALLING_ESTABLISHED, 8, 0);
	assert_int_equal(C->state, CALL_TALKING);
	assert_false(call_is_secure(C));
}

static void a_refused_caller_is_told(void **state)
{
	(void)state;
	from(CALL_SIP, CALLING_ENDED, 4, CALLING_NOT_SECURE, "offers SDES", "sip:7@192.0.2.9");
	assert_int_equal(C->state, CALL_ENDED);
	assert_true(C->never_rang);
	assert_string_equal(C->address, "sip:7@192.0.2.9");
	assert_int_equal(model_tone(&phone), TONE_NONE);
	assert_int_equal(phone.missed, 1);
	act(ACT_AGAIN); /* there is nothing that could be called safely */
	act(ACT_CLOSE);
	talking();
	from(CALL_SIP, CALLING_ENDED, 6, CALLING_NOT_SECURE, "", "sip:8@192.0.2.9");
	assert_int_equal(C->state, CALL_TALKING);
	assert_string_equal(model_past(&phone, 0)->address, "sip:8@192.0.2.9");
}

static void names_cannot_deceive(void **state)
{
	(void)state;
	from(CALL_SIP, CALLING_INCOMING, 2, 0, "sip:evil@192.0.2.1\n",
	     "Bao\xe2\x80\xae neyugN\x01");
	assert_null(C->contact);
	assert_string_equal(call_title(C), "evil@192.0.2.1");
	assert_string_equal(C->claimed, "Bao neyugN");
}

static void malformed_messages_are_counted(void **state)
{
	struct calling_message m = { .type = CALLING_INCOMING, .call = 2 };

	(void)state;
	model_receive(&phone, CALL_SIP, &m, sizeof(m) - 1);
	model_receive(&phone, CALL_SIP, &m, 0);
	model_receive(&phone, CALL_MEDIA, &m, sizeof(m));
	m.call = 0;
	model_receive(&phone, CALL_SIP, &m, sizeof(m));
	m.call = 3;
	model_receive(&phone, CALL_SIP, &m, sizeof(m)); /* odd: not an incoming call's */
	m.type = CALLING_ALLOW;
	model_receive(&phone, CALL_SIP, &m, sizeof(m));
	m.type = CALLING_PROGRESS;
	m.value = 3;
	model_receive(&phone, CALL_SIP, &m, sizeof(m));
	assert_int_equal(phone.line.refused, 7);
	assert_int_equal(C->state, CALL_NONE);
	assert_true(sent_nothing());
}

static void unterminated_texts_are_bounded(void **state)
{
	struct calling_message m = { .type = CALLING_INCOMING, .call = 2 };

	(void)state;
	memset(m.text, 'a', sizeof(m.text));
	memset(m.name, 'b', sizeof(m.name));
	model_receive(&phone, CALL_SIP, &m, sizeof(m));
	assert_int_equal(strlen(C->address), CALLING_TEXT - 1);
	assert_int_equal(strlen(C->claimed), CALLING_NAME - 1);
}

static void what_was_allowed_is_revoked(void **state)
{
	uint32_t call;

	(void)state;
	call = talking();
	act(ACT_HANG_UP);
	assert_true(sent(CALL_MEDIA, CALLING_REVOKE, call));
	fresh_phone(state);
	call = talking();
	sip(CALLING_ENDED, call, CALLING_NORMAL);
	assert_true(sent(CALL_MEDIA, CALLING_REVOKE, call));
	fresh_phone(state);
	call = dial("1002");
	forget_sent();
	sip(CALLING_ENDED, call, CALLING_BUSY);
	assert_true(sent(CALL_MEDIA, CALLING_REVOKE, call));
	fresh_phone(state);
	sip(CALLING_INCOMING, 2, 0); /* never allowed, never revoked */
	sip(CALLING_ENDED, 2, CALLING_NORMAL);
	assert_true(sent_nothing());
}

/* A sip that reads nothing cannot keep the microphone open. */
static void a_deaf_sip_delays_nothing(void **state)
{
	uint32_t call = talking();

	(void)state;
	for (uint32_t i = 0; i < 40; i++)
		sip(CALLING_INCOMING, 100 + 2 * i, 0);
	act(ACT_HANG_UP);
	assert_true(sent(CALL_MEDIA, CALLING_REVOKE, call));
	assert_int_equal(phone.line.outbox[CALL_SIP].count, CALL_OUTBOX);
}

static void trust_is_what_media_says(void **state)
{
	struct calling_message m = { .type = CALLING_SECURITY,
				     .value = CALLING_SECURE,
				     .text = "k7fq" };

	(void)state;
	m.call = talking();
	for (m.flag = CALLING_UNVERIFIED; m.flag <= CALLING_CHANGED; m.flag++) {
		model_receive(&phone, CALL_MEDIA, &m, sizeof(m));
		assert_int_equal(C->trust, m.flag);
		assert_int_equal(call_is_verified(C), m.flag == CALLING_VERIFIED);
	}
	model_receive(&phone, CALL_MEDIA, &m, sizeof(m)); /* one too many */
	assert_int_equal(C->trust, CALLING_CHANGED);
	assert_int_equal(phone.line.refused, 1);
	act(ACT_MATCH);
	assert_true(call_is_verified(C));
}

static void the_usual_port_is_left_out(void **state)
{
	static const char *const pairs[][2] = {
		{ "sip:a@192.0.2.1:5060", "sip:a@192.0.2.1" },
		{ "sip:a@[fd00::1]:5060", "sip:a@[fd00::1]" },
		{ "sip:a@192.0.2.1:5061", "sip:a@192.0.2.1:5061" },
		{ "sip:a@fd00::5060", "sip:a@fd00::5060" },
		{ ":5060", ":5060" },
		{ "@:5060", "@:5060" },
		{ "", "" },
	};
	char out[CALLING_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		call_take_address(out, sizeof(out), pairs[i][0], CALLING_TEXT);
		assert_string_equal(out, pairs[i][1]);
	}
}

static void statistics_belong_to_their_call(void **state)
{
	struct calling_message m = { .type = CALLING_STATISTICS, .statistics = { .sent = 5 } };
	uint32_t call = talking();

	(void)state;
	m.call = call + 2;
	model_receive(&phone, CALL_MEDIA, &m, sizeof(m));
	assert_false(C->counted);
	m.call = call;
	model_receive(&phone, CALL_MEDIA, &m, sizeof(m));
	assert_true(C->counted);
	assert_int_equal(C->statistics.sent, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(dialling_allows_and_dials, fresh_phone),
		cmocka_unit_test_setup(an_outgoing_call_rings_and_is_answered, fresh_phone),
		cmocka_unit_test_setup(only_the_owner_opens_the_microphone, fresh_phone),
		cmocka_unit_test_setup(declining_allows_nothing, fresh_phone),
		cmocka_unit_test_setup(only_media_says_secure, fresh_phone),
		cmocka_unit_test_setup(secure_is_what_media_said_last, fresh_phone),
		cmocka_unit_test_setup(secure_before_established_is_not_shown, fresh_phone),
		cmocka_unit_test_setup(verifying_needs_a_secure_call, fresh_phone),
		cmocka_unit_test_setup(differing_strings_end_the_call, fresh_phone),
		cmocka_unit_test_setup(muting_is_said_to_media, fresh_phone),
		cmocka_unit_test_setup(a_second_caller_is_sent_away, fresh_phone),
		cmocka_unit_test_setup(a_caller_who_gives_up_was_missed, fresh_phone),
		cmocka_unit_test_setup(every_end_is_kept_until_seen, fresh_phone),
		cmocka_unit_test_setup(an_ordinary_end_passes, fresh_phone),
		cmocka_unit_test_setup(calling_again_is_a_new_call, fresh_phone),
		cmocka_unit_test_setup(media_restarted_hangs_up, fresh_phone),
		cmocka_unit_test_setup(sip_restarted_ends_the_call, fresh_phone),
		cmocka_unit_test_setup(a_restarted_phone_takes_calls_over, fresh_phone),
		cmocka_unit_test_setup(a_call_taken_over_has_its_length, fresh_phone),
		cmocka_unit_test_setup(a_restarted_phone_takes_ringing_over, fresh_phone),
		cmocka_unit_test_setup(security_of_an_old_call_is_not_taken_over, fresh_phone),
		cmocka_unit_test_setup(a_refused_caller_is_told, fresh_phone),
		cmocka_unit_test_setup(names_cannot_deceive, fresh_phone),
		cmocka_unit_test_setup(malformed_messages_are_counted, fresh_phone),
		cmocka_unit_test_setup(unterminated_texts_are_bounded, fresh_phone),
		cmocka_unit_test_setup(what_was_allowed_is_revoked, fresh_phone),
		cmocka_unit_test_setup(a_deaf_sip_delays_nothing, fresh_phone),
		cmocka_unit_test_setup(trust_is_what_media_says, fresh_phone),
		cmocka_unit_test(the_usual_port_is_left_out),
		cmocka_unit_test_setup(statistics_belong_to_their_call, fresh_phone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
