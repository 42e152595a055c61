/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is kept of the model comes back as it was, at another time and to other contacts; and bytes that are not
 * an archive are not taken for one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "user/apps/phone/archive.h"
#include "user/apps/phone/test/driver.h"

#define EPOCH 1800000000000

static struct archive archive;
static uint8_t bytes[ARCHIVE_MAX];
static size_t size;

/* A history with everything in it: a verified call, a stranger's that was missed, a refusal. */
static int phone_with_a_past(void **state)
{
	uint32_t call;

	fresh_phone(state);
	call = talking();
	secure(call, "k7fq");
	act(ACT_MATCH);
	wait_ms(65000);
	act(ACT_HANG_UP);
	act(ACT_CLOSE);
	from(CALL_SIP, CALLING_INCOMING, 2, 0, "sip:7@192.0.2.9", "张伟");
	wait_ms(1000);
	from(CALL_SIP, CALLING_ENDED, 2, CALLING_NORMAL, "", "");
	sip(CALLING_ENDED, dial("1003"), CALLING_NOT_SECURE);
	act(ACT_CLOSE);
	model_act(&phone, ACT_LANGUAGE, CHINESE);
	archive_take(&archive, &phone, EPOCH);
	size = archive_write(&archive, bytes);
	return 0;
}

static const struct past *past_at(unsigned int index)
{
	return model_past(&phone, index);
}

/* The app's next life, `now_ms` after its own clock's zero; that clock's zero is at `epoch_ms`. */
static void restart(uint64_t now_ms, int64_t epoch_ms)
{
	model_init(&phone, &people, NULL, ENGLISH, 2000);
	model_time(&phone, now_ms);
	assert_true(archive_read(&archive, bytes, size));
	archive_give(&archive, &phone, epoch_ms);
}

static void all_comes_back(void **state)
{
	const struct past *p;

	(void)state;
	restart(100000, EPOCH);
	assert_int_equal(phone.language, CHINESE);
	assert_int_equal(phone.past_count, 3);
	assert_int_equal(phone.missed, 1);
	p = past_at(0);
	assert_int_equal(p->end, CALLING_NOT_SECURE);
	assert_true(p->outgoing && !p->talked && !p->secured);
	p = past_at(1);
	assert_int_equal(p->end, CALL_MISSED);
	assert_string_equal(p->address, "sip:7@192.0.2.9");
	assert_string_equal(p->name, "张伟");
	assert_false(p->known || p->outgoing);
	p = past_at(2);
	assert_true(p->outgoing && p->talked && p->secured && p->verified && p->known);
	assert_string_equal(p->name, "Bao Nguyen");
	assert_true(p->began_ms == 5000 && p->length_ms == 65000);
	assert_null(past_at(3));
	/* It goes on from there. */
	sip(CALLING_INCOMING, 4, 0);
	act(ACT_DECLINE);
	assert_int_equal(past_at(0)->end, CALL_REJECTED);
	assert_int_equal(past_at(1)->end, CALLING_NOT_SECURE);
	assert_int_equal(phone.past_count, 4);
}

static void a_full_history_comes_back(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < HISTORY_MAX + 5; i++) {
		char address[CALLING_TEXT], name[CALLING_NAME];

		memset(address, 'a', sizeof(address));
		memset(name, 'n', sizeof(name));
		address[CALLING_TEXT - 1] = name[CALLING_NAME - 1] = 0;
		memcpy(address, "sip:", 4);
		address[5] = (char)('0' + i % 10);
		from(CALL_SIP, CALLING_INCOMING, 20 + 2 * i, 0, address, name);
		from(CALL_SIP, CALLING_ENDED, 20 + 2 * i, CALLING_NORMAL, "", "");
	}
	archive_take(&archive, &phone, EPOCH);
	size = archive_write(&archive, bytes);
	assert_int_equal(size, ARCHIVE_MAX);
	restart(100000, EPOCH);
	assert_int_equal(phone.past_count, HISTORY_MAX);
	assert_int_equal(past_at(0)->address[5], '0' + (HISTORY_MAX + 4) % 10);
	assert_int_equal(past_at(HISTORY_MAX - 1)->address[5], '0' + 5);
	assert_null(past_at(HISTORY_MAX));
}

static void times_are_of_the_day(void **state)
{
	(void)state;
	restart(1000, EPOCH + 600000); /* a clock that began ten minutes later */
	assert_true(past_at(2)->began_ms == 5000 - 600000);
	restart(1000, EPOCH - 3600000); /* one that was set back */
	assert_true(past_at(2)->began_ms == 1000);
	restart(1000, INT64_MAX / 2); /* and ones that are wrong */
	archive_take(&archive, &phone, 0);
	assert_true(archive.past[0].began_ms == 0);
	restart(1000, -(INT64_MAX / 2));
	archive_take(&archive, &phone, EPOCH);
	assert_true(archive.past[0].began_ms == EPOCH + 1000);
}

static void contacts_have_their_names_from_the_contacts(void **state)
{
	static const char renamed[] = "7  Anna  sip:7@192.0.2.9\n";

	(void)state;
	contacts_read(&people, renamed, strlen(renamed));
	restart(100000, EPOCH);
	assert_string_equal(past_at(1)->name, "Anna");
	assert_true(past_at(1)->known);
	assert_string_equal(past_at(2)->name, "");
	assert_false(past_at(2)->known);
}

static void an_empty_history_is_one(void **state)
{
	fresh_phone(state);
	archive_take(&archive, &phone, EPOCH);
	size = archive_write(&archive, bytes);
	assert_int_equal(size, ARCHIVE_HEAD);
	restart(5000, EPOCH);
	assert_int_equal(phone.past_count, 0);
	assert_int_equal(phone.language, ENGLISH);
}

static void what_is_cut_or_too_long_is_refused(void **state)
{
	(void)state;
	for (size_t cut = 0; cut < size; cut++)
		assert_false(archive_read(&archive, bytes, cut));
	bytes[size] = 0;
	assert_false(archive_read(&archive, bytes, size + 1));
	assert_true(archive_read(&archive, bytes, size));
}

/* Each byte changed to each value: refused, or exactly what another archive would be. */
static void what_is_changed_is_refused_or_means_what_it_says(void **state)
{
	static uint8_t again[ARCHIVE_MAX];
	unsigned int refused = 0;

	(void)state;
	for (size_t at = 0; at < size; at++) {
		uint8_t was = bytes[at];

		for (unsigned int value = 0; value < 256; value++) {
			bytes[at] = (uint8_t)value;
			if (!archive_read(&archive, bytes, size)) {
				refused++;
				continue;
			}
			assert_int_equal(archive_write(&archive, again), size);
			assert_memory_equal(bytes, again, size);
		}
		bytes[at] = was;
	}
	assert_true(refused > 8 * 255);
}

static void change(size_t at, uint8_t value)
{
	uint8_t was = bytes[at];

	bytes[at] = value;
	assert_false(archive_read(&archive, bytes, size));
	bytes[at] = was;
}

/* The fields of the newest entry, one by one, just out of range. */
static void every_range_is_checked(void **state)
{
	size_t entry = ARCHIVE_HEAD;

	(void)state;
	change(7, '2'); /* version */
	change(8, LANGUAGES);
	change(9, HISTORY_MAX + 1);
	change(9, 2); /* entries */
	change(entry + 7, 0x80);
	change(entry + 5, 0x10); /* after 2106 */
	change(entry + 15, 1);
	change(entry + 16, CALLING_INCOMPATIBLE + 1);
	change(entry + 16, CALL_DIFFERED - 1);
	change(entry + 16, CALL_REJECTED + 1);
	change(entry + 17, 16);
	change(entry + 18, CALLING_NAME);
	change(entry + 20, '\n'); /* of the address */
	change(entry + 20, 0);
	change(entry + 20, 0xff);
}

static void the_revision_counts_what_is_kept(void **state)
{
	unsigned int before;

	fresh_phone(state);
	before = phone.revision;
	model_act(&phone, ACT_TAB, SCREEN_HISTORY);
	model_act(&phone, ACT_LANGUAGE, ENGLISH);
	sip(CALLING_INCOMING, 2, 0);
	wait_ms(1000);
	assert_int_equal(phone.revision, before);
	sip(CALLING_ENDED, 2, CALLING_NORMAL);
	assert_int_not_equal(phone.revision, before);
	act(ACT_BACK);
	wait_ms(1);
	before = phone.revision;
	model_act(&phone, ACT_LANGUAGE, CHINESE);
	assert_int_not_equal(phone.revision, before);
	model_act(&phone, ACT_TAB, SCREEN_KEYPAD);
	sip(CALLING_INCOMING, 4, 0);
	sip(CALLING_ENDED, 4, CALLING_NORMAL);
	before = phone.revision;
	assert_int_equal(phone.missed, 1);
	model_act(&phone, ACT_TAB, SCREEN_HISTORY);
	assert_int_equal(phone.missed, 0);
	assert_int_not_equal(phone.revision, before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(all_comes_back, phone_with_a_past),
		cmocka_unit_test_setup(a_full_history_comes_back, phone_with_a_past),
		cmocka_unit_test_setup(times_are_of_the_day, phone_with_a_past),
		cmocka_unit_test_setup(contacts_have_their_names_from_the_contacts,
				       phone_with_a_past),
		cmocka_unit_test_setup(an_empty_history_is_one, phone_with_a_past),
		cmocka_unit_test_setup(what_is_cut_or_too_long_is_refused, phone_with_a_past),
		cmocka_unit_test_setup(what_is_changed_is_refused_or_means_what_it_says,
				       phone_with_a_past),
		cmocka_unit_test_setup(every_range_is_checked, phone_with_a_past),
		cmocka_unit_test_setup(the_revision_counts_what_is_kept, fresh_phone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
