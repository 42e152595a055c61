/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines and words of a manifest. Every access to the text is between text->at and text->end.
 */
#include <stdarg.h>
#include <string.h>

#include "lib/format/format.h"
#include "lib/manifest/words.h"

void manifest_error(struct manifest_errors *errors, uint32_t line, const char *format, ...)
{
	struct manifest_error *e;
	va_list a;

	if (errors->count++ >= MANIFEST_ERRORS)
		return;
	e = &errors->error[errors->count - 1];
	e->line = line;
	va_start(a, format);
	format_into_v(e->text, sizeof(e->text), format, a);
	va_end(a);
}

bool line_fail(struct line *line, const char *format, ...)
{
	char text[sizeof(((struct manifest_error *)0)->text)];
	va_list a;

	if (line->failed)
		return false;
	line->failed = true;
	va_start(a, format);
	format_into_v(text, sizeof(text), format, a);
	va_end(a);
	manifest_error(line->errors, line->number, "%s", text);
	return false;
}

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Nothing that a terminal or a reader would take for something else. */
static bool printable(char c)
{
	return (unsigned char)c >= ' ' && c != 0x7f;
}

/* Read one word that starts at *at. False after an error. */
static bool read_word(struct line *line, const char **at, const char *end)
{
	struct word w = { .at = *at, .quoted = **at == '"' };
	const char *c = *at + w.quoted;

	while (c < end && *c != '\n' && printable(*c) &&
	       (w.quoted ? *c != '"' : !blank(*c) && *c != '"' && *c != '#'))
		c++;
	if (c < end && *c != '\n' && !printable(*c) && !blank(*c))
		return line_fail(line, "a byte that is not text (0x%x)", (unsigned char)*c);
	if (w.quoted && (c == end || *c != '"'))
		return line_fail(line, "a quoted text that does not end in this line");
	if (line->count == WORDS_MAX)
		return line_fail(line, "more than %d words in a line", WORDS_MAX);
	w.at += w.quoted;
	w.length = (size_t)(c - w.at);
	line->word[line->count++] = w;
	*at = c + w.quoted;
	return true;
}

/* Split the line at *at up to its end; *at is left at the next line. */
static void split(struct line *line, const char **at, const char *end)
{
	while (*at < end && **at != '\n') {
		if (blank(**at))
			(*at)++;
		else if (**at == '#' || !read_word(line, at, end))
			break;
	}
	while (*at < end && *(*at)++ != '\n')
		;
}

bool line_read(struct line *line, struct text *text, struct manifest_errors *errors)
{
	while (text->at < text->end) {
		*line = (struct line){ .number = ++text->line, .errors = errors };
		split(line, &text->at, text->end);
		if (line->count > 0 && !line->failed)
			return true;
	}
	return false;
}

bool word_is(struct word w, const char *text)
{
	return !w.quoted && strlen(text) == w.length && memcmp(w.at, text, w.length) == 0;
}

bool line_ended(const struct line *line)
{
	return line->failed || line->next == line->count;
}

bool line_takes(struct line *line, const char *word)
{
	if (line_ended(line) || !word_is(line->word[line->next], word))
		return false;
	line->next++;
	return true;
}

struct shown word_shown(struct word w)
{
	struct shown s = { "" };
	size_t n = w.length < sizeof(s.text) - 1 ? w.length : sizeof(s.text) - 1;

	memcpy(s.text, w.at, n);
	return s;
}

bool take_word(struct line *line, const char *what, struct word *word)
{
	*word = (struct word){ .at = "" };
	if (line->failed)
		return false;
	if (line->next == line->count)
		return line_fail(line, "%s is missing at the end of the line", what);
	*word = line->word[line->next++];
	return true;
}

bool take_expected(struct line *line, const char *word)
{
	struct word w;

	if (!take_word(line, word, &w))
		return false;
	return word_is(w, word) ||
	       line_fail(line, "'%s' stands where '%s' is expected", word_shown(w).text, word);
}

bool word_name(struct word w, char name[MANIFEST_NAME])
{
	memset(name, 0, MANIFEST_NAME);
	if (w.length == 0 || w.length >= MANIFEST_NAME || w.quoted)
		return false;
	for (size_t i = 0; i < w.length; i++) {
		char c = w.at[i];

		if ((c < 'a' || c > 'z') && (i == 0 || ((c < '0' || c > '9') && c != '-')))
			return false;
		name[i] = c;
	}
	return true;
}

bool take_name(struct line *line, const char *what, char name[MANIFEST_NAME])
{
	struct word w;

	if (!take_word(line, what, &w))
		return false;
	return word_name(w, name) ||
	       line_fail(line,
			 "'%s' cannot be %s: a name is 1 to %d small letters, digits and '-', and "
			 "begins with a letter",
			 word_shown(w).text, what, MANIFEST_NAME - 1);
}

bool take_path(struct line *line, const char *what, char path[MANIFEST_PATH])
{
	struct word w;

	if (!take_word(line, what, &w))
		return false;
	if (w.length == 0 || w.length >= MANIFEST_PATH || w.quoted)
		return line_fail(line, "%s is 1 to %d bytes long, without quotes", what,
				 MANIFEST_PATH - 1);
	memset(path, 0, MANIFEST_PATH);
	memcpy(path, w.at, w.length);
	return true;
}

bool take_quoted(struct line *line, const char *what, char *out, size_t size)
{
	struct word w;

	if (!take_word(line, what, &w))
		return false;
	if (!w.quoted)
		return line_fail(line, "%s is a text in double quotes", what);
	if (w.length >= size)
		return line_fail(line, "%s is longer than %u bytes", what, (unsigned)size - 1);
	memset(out, 0, size);
	memcpy(out, w.at, w.length);
	return true;
}

bool word_split(struct word w, char at, struct word *before, struct word *after)
{
	const char *c = memchr(w.at, at, w.length);

	if (c == NULL)
		return false;
	*before = (struct word){ .at = w.at, .length = (size_t)(c - w.at) };
	*after = (struct word){ .at = c + 1, .length = w.length - before->length - 1 };
	return true;
}

static unsigned digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10) : 16;
}

/* The number at the start of a word, decimal or 0x..., and how many bytes it took. */
static bool leading_number(struct word w, uint64_t *value, size_t *length)
{
	unsigned base = w.length > 2 && w.at[0] == '0' && w.at[1] == 'x' ? 16 : 10;
	size_t i = base == 16 ? 2 : 0, start = i;

	*value = 0;
	for (; i < w.length && digit(w.at[i]) < base; i++)
		if (__builtin_mul_overflow(*value, base, value) ||
		    __builtin_add_overflow(*value, digit(w.at[i]), value))
			return false;
	*length = i;
	return i > start && !w.quoted;
}

bool word_number(struct word w, uint64_t *value)
{
	size_t length;

	return leading_number(w, value, &length) && length == w.length;
}

bool take_number(struct line *line, const char *what, uint64_t most, uint64_t *value)
{
	struct word w;

	if (!take_word(line, what, &w))
		return false;
	if (!word_number(w, value))
		return line_fail(line,
				 "'%s' cannot be %s: a number is decimal, or 0x and hexadecimal",
				 word_shown(w).text, what);
	return *value <= most || line_fail(line, "%s is at most %lu", what, most);
}

bool take_u32(struct line *line, const char *what, uint32_t most, uint32_t *value)
{
	uint64_t wide;

	if (!take_number(line, what, most, &wide))
		return false;
	*value = (uint32_t)wide;
	return true;
}

bool take_range(struct line *line, const char *what, uint32_t most, uint32_t *first, uint32_t *last)
{
	struct word w, a, b;
	uint64_t low, high;

	if (!take_word(line, what, &w))
		return false;
	if (!word_split(w, '-', &a, &b) || !word_number(a, &low) || !word_number(b, &high) ||
	    low > high || high > most)
		return line_fail(line, "'%s' cannot be %s: say it like 0-%u", word_shown(w).text,
				 what, most);
	*first = (uint32_t)low;
	*last = (uint32_t)high;
	return true;
}

struct unit {
	const char *name;
	uint64_t factor;
};

/* A number directly followed by a unit. */
static bool number_with_unit(struct word w, const struct unit *units, size_t count, uint64_t *value)
{
	size_t length;

	if (!leading_number(w, value, &length))
		return false;
	w = (struct word){ .at = w.at + length, .length = w.length - length };
	for (size_t i = 0; i < count; i++)
		if (word_is(w, units[i].name))
			return !__builtin_mul_overflow(*value, units[i].factor, value);
	return false;
}

bool take_size(struct line *line, const char *what, uint64_t *bytes)
{
	static const struct unit units[] = {
		{ "", 1 }, { "K", 1 << 10 }, { "M", 1 << 20 }, { "G", 1 << 30 }
	};
	struct word w;

	if (!take_word(line, what, &w))
		return false;
	if (!number_with_unit(w, units, 4, bytes) || *bytes > (uint64_t)1 << 40)
		return line_fail(line, "'%s' cannot be %s: a size is like 64K, 4M or 1G",
				 word_shown(w).text, what);
	if (*bytes == 0 || *bytes % MANIFEST_PAGE != 0)
		return line_fail(line, "%s is not a whole number of pages of 4K", what);
	return true;
}

bool take_time(struct line *line, const char *what, uint32_t *us)
{
	static const struct unit units[] = { { "us", 1 }, { "ms", 1000 }, { "s", 1000000 } };
	struct word w;
	uint64_t value;

	if (!take_word(line, what, &w))
		return false;
	if (!number_with_unit(w, units, 3, &value) || value == 0 || value > 3600000000)
		return line_fail(line, "'%s' cannot be %s: a time is like 500us, 10ms or 60s",
				 word_shown(w).text, what);
	*us = (uint32_t)value;
	return true;
}
