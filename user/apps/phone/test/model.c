/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Typing, navigation, history, tones and attention.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "user/apps/phone/test/driver.h"

static void typing(void **state)
{
	(void)state;
	model_act(&phone, ACT_KEY, '1');
	model_act(&phone, ACT_PLUS, '0');
	model_act(&phone, ACT_KEY, 'x');
	model_act(&phone, ACT_KEY, '\n');
	model_act(&phone, ACT_KEY, 0);
	model_act(&phone, ACT_KEY, 0x4e2d);
	assert_string_equal(phone.dial, "1+x");
	act(ACT_ERASE);
	assert_string_equal(phone.dial, "1+");
	act(ACT_ERASE_ALL);
	act(ACT_ERASE);
	assert_string_equal(phone.dial, "");
	for (int i = 0; i < 200; i++)
		model_act(&phone, ACT_KEY, '7');
	assert_int_equal(strlen(phone.dial), DIAL_MAX);
}

static void dialled_numbers_are_recognised(void **state)
{
	(void)state;
	assert_null(model_dialled(&phone));
	model_act(&phone, ACT_KEY, '1');
	assert_null(model_dialled(&phone));
	model_act(&phone, ACT_KEY, '0');
	model_act(&phone, ACT_KEY, '0');
	model_act(&phone, ACT_KEY, '3');
	assert_string_equal(model_dialled(&phone)->name, "张伟");
}

static void addresses_are_dialled_as_typed(void **state)
{
	(void)state;
	dial("sip:9@192.0.2.7");
	assert_true(sent(CALL_MEDIA, CALLING_ALLOW, phone.line.call.number));
	assert_string_equal(line_next(&phone.line, CALL_SIP)->text, "sip:9@192.0.2.7");
	assert_null(phone.line.call.contact);
	assert_string_equal(phone.dial, "");
}

static void redialling(void **state)
{
	(void)state;
	act(ACT_DIAL); /* nothing was ever dialled */
	assert_int_equal(phone.line.call.state, CALL_NONE);
	talking();
	act(ACT_HANG_UP);
	act(ACT_CLOSE);
	sip(CALLING_INCOMING, 2, 0);
	act(ACT_DECLINE);
	act(ACT_DIAL);
	assert_string_equal(phone.dial, "sip:1002@10.0.2.16");
	assert_int_equal(phone.line.call.state, CALL_NONE);
	act(ACT_DIAL);
	assert_int_equal(phone.line.call.state, CALL_DIALLING);
}

static void screens(void **state)
{
	(void)state;
	assert_int_equal(phone.screen, SCREEN_KEYPAD);
	model_act(&phone, ACT_TAB, SCREEN_CONTACTS);
	model_act(&phone, ACT_CONTACT, 1);
	assert_int_equal(phone.screen, SCREEN_PERSON);
	assert_string_equal(phone.person.name, "张伟");
	act(ACT_BACK);
	assert_int_equal(phone.screen, SCREEN_CONTACTS);
	model_act(&phone, ACT_CONTACT, 99);
	assert_int_equal(phone.screen, SCREEN_CONTACTS);
	model_act(&phone, ACT_TAB, 77);
	assert_int_equal(phone.screen, SCREEN_CONTACTS);
	model_act(&phone, ACT_TAB, SCREEN_SETTINGS);
	act(ACT_GRANTS);
	assert_int_equal(phone.screen, SCREEN_GRANTS);
	act(ACT_BACK);
	act(ACT_ABOUT);
	assert_int_equal(phone.screen, SCREEN_ABOUT);
	model_act(&phone, ACT_LANGUAGE, CHINESE);
	assert_int_equal(phone.language, CHINESE);
	model_act(&phone, ACT_LANGUAGE, LANGUAGES);
	assert_int_equal(phone.language, CHINESE);
}

static void a_call_lies_over_the_screens(void **state)
{
	(void)state;
	model_act(&phone, ACT_TAB, SCREEN_CONTACTS);
	sip(CALLING_INCOMING, 2, 0);
	model_act(&phone, ACT_TAB, SCREEN_SETTINGS);
	model_act(&phone, ACT_KEY, '1');
	act(ACT_DIAL);
	act(ACT_CALL_PERSON);
	assert_int_equal(phone.screen, SCREEN_CONTACTS);
	assert_string_equal(phone.dial, "");
	assert_int_equal(phone.line.call.state, CALL_INCOMING);
	assert_true(sent_nothing());
	act(ACT_DECLINE);
	assert_int_equal(phone.screen, SCREEN_CONTACTS);
}

static void calling_a_person(void **state)
{
	(void)state;
	model_act(&phone, ACT_TAB, SCREEN_CONTACTS);
	model_act(&phone, ACT_CONTACT, 0);
	act(ACT_CALL_PERSON);
	assert_int_equal(phone.line.call.state, CALL_DIALLING);
	assert_string_equal(phone.line.call.contact->name, "Bao Nguyen");
}

static void history_is_bounded_and_newest_first(void **state)
{
	(void)state;
	assert_null(model_past(&phone, 0));
	for (uint32_t i = 0; i < HISTORY_MAX + 10; i++) {
		char address[40];

		snprintf(address, sizeof(address), "sip:%u@192.0.2.1", i);
		from(CALL_SIP, CALLING_INCOMING, 2 + 2 * i, 0, address, "");
		wait_ms(1000);
		sip(CALLING_ENDED, 2 + 2 * i, CALLING_NORMAL);
	}
	assert_int_equal(phone.past_count, HISTORY_MAX);
	assert_string_equal(model_past(&phone, 0)->address, "sip:73@192.0.2.1");
	assert_string_equal(model_past(&phone, HISTORY_MAX - 1)->address, "sip:10@192.0.2.1");
	assert_null(model_past(&phone, HISTORY_MAX));
	assert_int_equal(phone.missed, HISTORY_MAX + 10);
	model_act(&phone, ACT_TAB, SCREEN_HISTORY);
	model_act(&phone, ACT_HISTORY, HISTORY_MAX);
	assert_int_equal(phone.screen, SCREEN_HISTORY);
	model_act(&phone, ACT_HISTORY, 1);
	assert_string_equal(phone.person.address, "sip:72@192.0.2.1");
	assert_false(phone.person.known);
}

static void history_says_how_safe_it_was(void **state)
{
	uint32_t call = talking();

	(void)state;
	secure(call, "k7fq");
	act(ACT_MATCH);
	act(ACT_HANG_UP);
	assert_true(model_past(&phone, 0)->secured);
	assert_true(model_past(&phone, 0)->verified);
	act(ACT_CLOSE);
	talking();
	act(ACT_HANG_UP);
	assert_false(model_past(&phone, 0)->secured);
}

static void tones(void **state)
{
	uint32_t call;

	(void)state;
	assert_int_equal(model_tone(&phone), TONE_NONE);
	call = dial("1002");
	assert_int_equal(model_tone(&phone), TONE_NONE);
	sip(CALLING_PROGRESS, call, CALLING_RINGING);
	assert_int_equal(model_tone(&phone), TONE_RINGBACK);
	sip(CALLING_ESTABLISHED, call, 0);
	assert_int_equal(model_tone(&phone), TONE_NONE);
	sip(CALLING_ENDED, call, CALLING_MEDIA_LOST);
	assert_int_equal(model_tone(&phone), TONE_ENDED);
	act(ACT_CLOSE);
	sip(CALLING_INCOMING, 2, 0);
	assert_int_equal(model_tone(&phone), TONE_RING);
}

static void ringing_can_be_silenced_once(void **state)
{
	(void)state;
	assert_false(model_silence(&phone));
	sip(CALLING_INCOMING, 2, 0);
	assert_true(model_silence(&phone));
	assert_int_equal(model_tone(&phone), TONE_NONE);
	assert_false(model_silence(&phone));
	assert_true(model_attention(&phone));
	sip(CALLING_ENDED, 2, CALLING_NORMAL);
	sip(CALLING_INCOMING, 4, 0);
	assert_int_equal(model_tone(&phone), TONE_RING);
}

static void attention_is_for_callers_only(void **state)
{
	(void)state;
	assert_false(model_attention(&phone));
	dial("1002");
	assert_false(model_attention(&phone));
	act(ACT_HANG_UP);
	act(ACT_CLOSE);
	sip(CALLING_INCOMING, 2, 0);
	assert_true(model_attention(&phone));
	act(ACT_ANSWER);
	assert_false(model_attention(&phone));
}

static void the_clock_ticks_only_where_it_shows(void **state)
{
	(void)state;
	assert_int_equal(model_wait(&phone), -1);
	talking();
	assert_int_equal(model_wait(&phone), 1000);
	wait_ms(1300);
	assert_int_equal(model_wait(&phone), 700);
	act(ACT_HANG_UP);
	wait_ms(100000);
	assert_int_equal(phone.line.call.state, CALL_NONE);
	assert_int_equal(model_wait(&phone), -1);
}

/* Every word in every language; and a sentence takes what it is about. */
static void words_are_complete(void **state)
{
	char text[64];

	(void)state;
	for (int language = 0; language < LANGUAGES; language++)
		for (int word = 0; word < WORD_COUNT; word++) {
			const char *said = say((enum language)language, (enum word)word);
			const char *english = say(ENGLISH, (enum word)word);

			assert_non_null(said);
			assert_int_equal(!said[0], word == WORD_WHY_NORMAL);
			assert_int_equal(strchr(said, '%') != NULL, strchr(english, '%') != NULL);
		}
	assert_string_equal(say_with(ENGLISH, WORD_MINUTES_AGO, "5", text, sizeof(text)),
			    "5 min ago");
	assert_string_equal(say_with(ENGLISH, WORD_CLOSE, "5", text, sizeof(text)), "Close");
	for (unsigned int end = CALLING_BUSY; end <= CALLING_INCOMPATIBLE; end++) {
		assert_int_equal(word_of_end(end), WORD_END_NORMAL + end);
		assert_true(say(ENGLISH, why_of_end(end))[0]);
	}
	assert_int_equal(word_of_end(CALLING_INCOMPATIBLE), WORD_END_INCOMPATIBLE);
	assert_int_equal(word_of_end(CALL_DIFFERED), WORD_END_DIFFERED);
	assert_int_equal(word_of_end(CALL_REJECTED), WORD_END_NORMAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(typing, fresh_phone),
		cmocka_unit_test_setup(dialled_numbers_are_recognised, fresh_phone),
		cmocka_unit_test_setup(addresses_are_dialled_as_typed, fresh_phone),
		cmocka_unit_test_setup(redialling, fresh_phone),
		cmocka_unit_test_setup(screens, fresh_phone),
		cmocka_unit_test_setup(a_call_lies_over_the_screens, fresh_phone),
		cmocka_unit_test_setup(calling_a_person, fresh_phone),
		cmocka_unit_test_setup(history_is_bounded_and_newest_first, fresh_phone),
		cmocka_unit_test_setup(history_says_how_safe_it_was, fresh_phone),
		cmocka_unit_test_setup(tones, fresh_phone),
		cmocka_unit_test_setup(ringing_can_be_silenced_once, fresh_phone),
		cmocka_unit_test_setup(attention_is_for_callers_only, fresh_phone),
		cmocka_unit_test_setup(the_clock_ticks_only_where_it_shows, fresh_phone),
		cmocka_unit_test(words_are_complete),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
