/* SPDX-License-Identifier: Apache-2.0 */
/* The log's lines: format, levels, what is not printable, rates, and a console that does not keep up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "user/protocol/log.h"
#include "user/services/log/lines.h"

static struct lines lines;
static struct lines_rate rate;
static char out[LINES_RING + 1];

static int begin(void **state)
{
	(void)state;
	lines_init(&lines, LOG_NOTICE);
	lines_client(&rate, 0);
	return 0;
}

static void take(const char *text, uint64_t now_us)
{
	lines_take(&lines, &rate, "net", (const unsigned char *)text, strlen(text), now_us);
}

static const char *written(void)
{
	size_t n = 0;
	int byte;

	while ((byte = lines_byte(&lines)) >= 0)
		out[n++] = (char)byte;
	out[n] = 0;
	return out;
}

static void format(void **state)
{
	(void)state;
	take("no reply from the DHCP server", 12345678);
	assert_string_equal(written(), "   12.345678 net: no reply from the DHCP server\n");
}

static void levels(void **state)
{
	(void)state;
	take("\4debug", 0);
	take("\1bad", 0);
	take("\2odd", 0);
	assert_string_equal(written(), "    0.000000 net: bad\n    0.000000 net: odd\n");
}

static void unprintable(void **state)
{
	(void)state;
	take("a\nb\033[2Jc\x7f\xc3\xa9", 0);
	assert_string_equal(written(), "    0.000000 net: a?b?[2Jc???\n");
}

static void long_line(void **state)
{
	char text[400];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = 0;
	take(text, 0);
	assert_int_equal(strlen(written()), strlen("    0.000000 net: \n") + LOG_LINE);
}

static void empty(void **state)
{
	(void)state;
	lines_take(&lines, &rate, "net", (const unsigned char *)"", 0, 0);
	assert_string_equal(written(), "    0.000000 net: \n");
}

static unsigned count(const char *text)
{
	unsigned n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static void burst(void **state)
{
	(void)state;
	for (unsigned i = 0; i < LOG_BURST + 10; i++)
		take("again", 0);
	assert_int_equal(count(written()), LOG_BURST);
	/* A second later there is room for LOG_RATE more, the first of which says what was left out. */
	for (unsigned i = 0; i < LOG_RATE + 5; i++)
		take("again", 1000000);
	assert_int_equal(count(written()), LOG_RATE + 1);
	assert_non_null(strstr(out, "net: (10 lines left out, too many at once)\n"));
}

static void pause_of_centuries(void **state)
{
	(void)state;
	for (unsigned i = 0; i < LOG_BURST; i++)
		take("again", 0);
	written();
	for (unsigned i = 0; i < LOG_BURST + 1; i++)
		take("again", UINT64_MAX / 2);
	assert_int_equal(count(written()), LOG_BURST);
}

static void full_console(void **state)
{
	unsigned taken = 0;

	(void)state;
	while (!lines.lost)
		take("a line that fills the ring, which nobody empties", 1000000ull * taken++);
	take("another", 1000000ull * taken);
	assert_int_equal(lines.lost, 2);
	assert_int_equal(count(written()), taken - 1);
	take("back", 1000000ull * taken);
	assert_non_null(strstr(written(), "log: 2 lines lost, the console was full\n"));
	assert_non_null(strstr(out, "net: back\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(format, begin),
		cmocka_unit_test_setup(levels, begin),
		cmocka_unit_test_setup(unprintable, begin),
		cmocka_unit_test_setup(long_line, begin),
		cmocka_unit_test_setup(empty, begin),
		cmocka_unit_test_setup(burst, begin),
		cmocka_unit_test_setup(pause_of_centuries, begin),
		cmocka_unit_test_setup(full_console, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
