/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines and words of a manifest.
 *
 * A line is words separated by blanks and tabs; '#' begins a comment; text in double quotes is one
 * word. A word refers to the manifest's text and is not terminated. Take functions consume the next
 * word of the line and report what is wrong with it; after an error the rest of the line is skipped,
 * so each line yields one error at most.
 */
#ifndef LIB_MANIFEST_WORDS_H
#define LIB_MANIFEST_WORDS_H

#include "lib/manifest/manifest.h"

#define WORDS_MAX 24

struct word {
	const char *at;
	size_t length;
	bool quoted;
};

struct line {
	uint32_t number;
	uint32_t count, next; /* words in all; taken so far */
	struct word word[WORDS_MAX];
	struct manifest_errors *errors;
	bool failed;
};

/* Text that is not read yet. */
struct text {
	const char *at, *end;
	uint32_t line;
};

/* Split the next line that has words. False at the end. */
bool line_read(struct line *line, struct text *text, struct manifest_errors *errors);

/* Report an error in this line, if it is the first. Returns false. */
bool line_fail(struct line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The next word is this one: take it. */
bool line_takes(struct line *line, const char *word);

/* Nothing is left. */
bool line_ended(const struct line *line);

/*
 * Take the next word as what the function's name says. `what` is the thing in an error message. False
 * after reporting an error.
 */
bool take_expected(struct line *line, const char *word);
bool take_word(struct line *line, const char *what, struct word *word);
bool take_name(struct line *line, const char *what, char name[MANIFEST_NAME]);
bool take_path(struct line *line, const char *what, char path[MANIFEST_PATH]);
bool take_quoted(struct line *line, const char *what, char *out, size_t size);
bool take_number(struct line *line, const char *what, uint64_t most, uint64_t *value);
bool take_u32(struct line *line, const char *what, uint32_t most, uint32_t *value);
/* "A-B", neither above `most`. */
bool take_range(struct line *line, const char *what, uint32_t most, uint32_t *first,
		uint32_t *last);
bool take_size(struct line *line, const char *what, uint64_t *bytes); /* whole pages, not 0 */
bool take_time(struct line *line, const char *what, uint32_t *us);

/* Parts of a word. */
bool word_is(struct word word, const char *text);
bool word_number(struct word word, uint64_t *value);
bool word_split(struct word word, char at, struct word *before, struct word *after);
bool word_name(struct word word, char name[MANIFEST_NAME]);

/* A word made fit for an error message. */
struct shown {
	char text[MANIFEST_PATH];
};
struct shown word_shown(struct word word);

#endif
