/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a stream of bytes that the guest prints to lines of text for the log: cut at line ends and where a
 * line gets too long. Carriage returns and escape sequences that set colours (ECMA-48 CSI) are left out,
 * any other byte that is not printable becomes '?'.
 */
#ifndef USER_VMM_LINE_H
#define USER_VMM_LINE_H

#include <stddef.h>

enum {
	LINE_MAX_BYTES = 180,
};

struct vm;

struct line {
	struct vm *vm;
	const char *prefix; /* before each line */
	enum { LINE_TEXT, LINE_ESCAPE, LINE_SEQUENCE } state;
	size_t used;
	char text[LINE_MAX_BYTES + 1];
};

void line_init(struct line *line, struct vm *vm, const char *prefix);
void line_put(struct line *line, char c);

#endif
