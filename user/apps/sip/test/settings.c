/* SPDX-License-Identifier: Apache-2.0 */
/* The settings file, and what can be dialled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "user/apps/sip/dial.h"
#include "user/apps/sip/settings.h"

static struct settings settings;

static size_t read_text(const char *text)
{
	return settings_read(&settings, text, strlen(text));
}

static void settings_are_read(void **state)
{
	(void)state;
	assert_int_equal(read_text("# phone one\nuser 1001\r\nname  Anna Weber \n\n"
				   "listen 192.0.2.15\nlisten fd00::15\nport 5070"),
			 0);
	assert_string_equal(settings.user, "1001");
	assert_string_equal(settings.name, "Anna Weber");
	assert_string_equal(settings.listen[SETTINGS_IPV4], "192.0.2.15");
	assert_string_equal(settings.listen[SETTINGS_IPV6], "fd00::15");
	assert_int_equal(settings.port, 5070);
	assert_int_equal(read_text("user a"), 0);
	assert_int_equal(settings.port, 5060);
	assert_string_equal(settings.name, "");
	assert_string_equal(settings.listen[SETTINGS_IPV4], "");
}

static void mistakes_are_named_by_their_line(void **state)
{
	(void)state;
	assert_int_equal(read_text(""), 1);
	assert_int_equal(read_text("name Anna\n"), 2);
	assert_int_equal(read_text("user 1001\nuse 3\n"), 2);
	assert_int_equal(read_text("user\n"), 1);
	assert_int_equal(read_text("user a b\n"), 1);
	assert_int_equal(read_text("user a>\n"), 1);
	assert_int_equal(read_text("user 12345678901234567890123456789012\n"), 1);
	assert_int_equal(read_text("user 1\nname \"Anna\"\n"), 2);
	assert_int_equal(read_text("user 1\nname An\xffna\n"), 2);
	assert_int_equal(read_text("user 1\nlisten host.example\n"), 2);
	assert_int_equal(read_text("user 1\nlisten 1.2.3.4\nlisten 1.2.3.5\n"), 3);
	assert_int_equal(read_text("user 1\nport 0\n"), 2);
	assert_int_equal(read_text("user 1\nport 65536\n"), 2);
	assert_int_equal(read_text("user 1\nport -1\n"), 2);
	assert_int_equal(read_text("user 1\nport 5060x\n"), 2);
	assert_int_equal(settings_read(&settings, "user 1\nname a\0b\n", 16), 2);
}

static struct contacts contacts;

static void expect(const char *dialled, const char *address)
{
	char out[DIAL_ADDRESS];

	if (!address) {
		if (dial_address(out, dialled, &contacts))
			fail_msg("%s became %s", dialled, out);
		return;
	}
	assert_true(dial_address(out, dialled, &contacts));
	assert_string_equal(out, address);
}

static void numbers_go_to_their_contact(void **state)
{
	const char *text = "1002 Bao sip:1002@10.0.2.16\n1003 C sip:c@host.example\n";

	(void)state;
	contacts_read(&contacts, text, strlen(text));
	expect("1002", "sip:1002@10.0.2.16");
	expect("1003", NULL); /* no name service */
	expect("1004", NULL);
	expect("", NULL);
}

static void addresses_are_dialled_as_they_are(void **state)
{
	(void)state;
	expect("sip:1002@192.0.2.2", "sip:1002@192.0.2.2");
	expect("SIP:1002@192.0.2.2:5070;transport=TCP", "sip:1002@192.0.2.2:5070;transport=tcp");
	expect("192.0.2.2", "sip:192.0.2.2");
	expect("a.b@192.0.2.2:1", "sip:a.b@192.0.2.2:1");
	expect("2001:db8::2", "sip:[2001:db8::2]");
	expect("[2001:db8::2]", "sip:[2001:db8::2]");
	expect("x@[2001:db8::2]:5070", "sip:x@[2001:db8::2]:5070");
}

static void nothing_else_is_an_address(void **state)
{
	static const char *const texts[] = {
		"@192.0.2.2",
		"a@",
		"a@@192.0.2.2",
		"sip:",
		"a b@192.0.2.2",
		"a\r\nTo: x@192.0.2.2",
		"a@192.0.2.2\r\nX: y",
		"<a@192.0.2.2>",
		"a@192.0.2.2:0",
		"a@192.0.2.2:65536",
		"a@192.0.2.2:",
		"a@192.0.2.2:5x",
		"a@192.0.2.2;transport=tls",
		"a@192.0.2.2;lr",
		"a@192.0.2.2;",
		"a@192.0.2.2?x=y",
		"[192.0.2.2]",
		"[2001:db8::2",
		"[2001:db8::2]x",
		"a@host.example",
		"192.0.2",
		"tel:1002",
		"\xe5\xbc\xa0@192.0.2.2",
		"a%40@192.0.2.2",
	};
	char text[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		expect(texts[i], NULL);
	snprintf(text, sizeof(text), "%065d@192.0.2.2", 0);
	expect(text, NULL);
	snprintf(text, sizeof(text), "%0500d@192.0.2.2", 0);
	expect(text, NULL);
	snprintf(text, sizeof(text),
		 "%064d@[1111:2222:3333:4444:5555:6666:7777:8888]:65535;transport=tcp", 0);
	char out[DIAL_ADDRESS];
	assert_true(dial_address(out, text, &contacts));
	assert_string_equal(out + 4, text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_are_read),
		cmocka_unit_test(mistakes_are_named_by_their_line),
		cmocka_unit_test(numbers_go_to_their_contact),
		cmocka_unit_test(addresses_are_dialled_as_they_are),
		cmocka_unit_test(nothing_else_is_an_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
