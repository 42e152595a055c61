/* SPDX-License-Identifier: Apache-2.0 */
/* The contacts file: what is read, what is left out, and how a caller is found again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lib/contacts/contacts.h"

static struct contacts contacts;

/* The text is given without its terminating zero, so that a read beyond it is caught. */
static void read_text(const char *text)
{
	size_t length = strlen(text);
	char *exact = malloc(length ? length : 1);

	assert_non_null(exact);
	memcpy(exact, text, length);
	contacts_read(&contacts, exact, length);
	free(exact);
}

static void expect_left_out(const char *line)
{
	char text[1024];

	snprintf(text, sizeof(text), "1 A sip:a@b\n%s\n2 B sip:b@c\n", line);
	read_text(text);
	assert_int_equal(contacts.count, 2);
	assert_int_equal(contacts.bad_line, 2);
}

static void a_file_is_read(void **state)
{
	(void)state;
	read_text("# people\n"
		  "\n"
		  "1002  Bao Nguyen  sip:1002@10.0.2.16\r\n"
		  "\t1003\t\xe5\xbc\xa0\xe4\xbc\x9f\tsip:1003@[fd00::3]\n"
		  "+49*1# X SIP:x@example.net;transport=tcp");
	assert_int_equal(contacts.count, 3);
	assert_int_equal(contacts.bad_line, 0);
	assert_string_equal(contacts.entry[0].number, "1002");
	assert_string_equal(contacts.entry[0].name, "Bao Nguyen");
	assert_string_equal(contacts.entry[0].address, "sip:1002@10.0.2.16");
	assert_string_equal(contacts.entry[1].name, "\xe5\xbc\xa0\xe4\xbc\x9f");
	assert_string_equal(contacts.entry[1].address, "sip:1003@[fd00::3]");
	assert_string_equal(contacts.entry[2].number, "+49*1#");
	assert_string_equal(contacts.entry[2].address, "SIP:x@example.net;transport=tcp");
}

static void an_empty_file_has_nobody(void **state)
{
	(void)state;
	read_text("");
	assert_int_equal(contacts.count, 0);
	read_text("\n\n# nobody\n   \n");
	assert_int_equal(contacts.count, 0);
	assert_int_equal(contacts.bad_line, 0);
}

static void wrong_lines_are_left_out(void **state)
{
	(void)state;
	expect_left_out("1002");
	expect_left_out("1002 sip:1002@10.0.2.16"); /* no name */
	expect_left_out("1002 Bao");
	expect_left_out("x1002 Bao sip:1002@10.0.2.16"); /* not a number */
	expect_left_out("1002 Bao tel:1002");
	expect_left_out("1002 Bao sip:");
	expect_left_out("1002 Bao sip:a@b>,<sip:c@d");
	expect_left_out("1002 Bao sip:a\"@b");
	expect_left_out("1002 Bao sip:\xc3\xa9@b");
	expect_left_out("1002 B\xff sip:a@b"); /* not UTF-8 */
	expect_left_out("1002 B\x1b[2J sip:a@b");
	expect_left_out("1002 \xe2\x80\xaeoaB sip:a@b"); /* written backwards */
	expect_left_out("1 Again sip:c@d");		 /* the number is taken */
	expect_left_out("123456789012345678901234567890123 Bao sip:a@b");
}

static void long_fields_are_left_out_whole(void **state)
{
	char line[512];

	(void)state;
	snprintf(line, sizeof(line), "1002 %0*d sip:a@b", CONTACT_NAME, 0);
	expect_left_out(line);
	snprintf(line, sizeof(line), "1002 Bao sip:%0*d", CONTACT_ADDRESS, 0);
	expect_left_out(line);
	snprintf(line, sizeof(line), "1002 %0*d sip:a@b", CONTACT_NAME - 1, 0);
	read_text(line);
	assert_int_equal(contacts.count, 1);
}

static void no_more_than_fit_are_read(void **state)
{
	static char text[(CONTACTS_MAX + 2) * 32];
	size_t length = 0;

	(void)state;
	for (int i = 0; i < CONTACTS_MAX + 2; i++)
		length += (size_t)snprintf(text + length, sizeof(text) - length, "%d N sip:%d@h\n",
					   i, i);
	read_text(text);
	assert_int_equal(contacts.count, CONTACTS_MAX);
	assert_int_equal(contacts.bad_line, CONTACTS_MAX + 1);
}

static void numbers_are_found_exactly(void **state)
{
	(void)state;
	read_text("1002 Bao sip:1002@h\n10020 Chen sip:10020@h\n");
	assert_ptr_equal(contacts_find_number(&contacts, "1002"), &contacts.entry[0]);
	assert_ptr_equal(contacts_find_number(&contacts, "10020"), &contacts.entry[1]);
	assert_null(contacts_find_number(&contacts, "100"));
	assert_null(contacts_find_number(&contacts, ""));
}

static void callers_are_found_by_user_and_host(void **state)
{
	(void)state;
	read_text("1 A sip:a@Host.example\n2 B sip:b@10.0.2.2:5070;transport=tcp\n3 C "
		  "sip:10.0.2.3\n");
	assert_ptr_equal(contacts_find_address(&contacts, "sip:a@host.EXAMPLE"),
			 &contacts.entry[0]);
	assert_ptr_equal(contacts_find_address(&contacts, "a@host.example:5060"),
			 &contacts.entry[0]);
	assert_ptr_equal(contacts_find_address(&contacts, "sip:a@host.example;x=y?h=1"),
			 &contacts.entry[0]);
	assert_ptr_equal(contacts_find_address(&contacts, "sip:b@10.0.2.2:5070"),
			 &contacts.entry[1]);
	assert_ptr_equal(contacts_find_address(&contacts, "10.0.2.3"), &contacts.entry[2]);
	assert_null(contacts_find_address(&contacts, "sip:A@host.example"));
	assert_null(contacts_find_address(&contacts, "sip:b@10.0.2.2"));
	assert_null(contacts_find_address(&contacts, "sip:x@10.0.2.3"));
	assert_null(contacts_find_address(&contacts, ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_read),
		cmocka_unit_test(an_empty_file_has_nobody),
		cmocka_unit_test(wrong_lines_are_left_out),
		cmocka_unit_test(long_fields_are_left_out_whole),
		cmocka_unit_test(no_more_than_fit_are_read),
		cmocka_unit_test(numbers_are_found_exactly),
		cmocka_unit_test(callers_are_found_by_user_and_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
