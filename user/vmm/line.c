/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "user/vmm/line.h"
#include "user/vmm/vm.h"

static void restart(struct line *line)
{
	line->used = strlen(line->prefix);
	memcpy(line->text, line->prefix, line->used);
}

void line_init(struct line *line, struct vm *vm, const char *prefix)
{
	line->vm = vm;
	line->prefix = prefix;
	line->state = LINE_TEXT;
	restart(line);
}

static void finish(struct line *line)
{
	if (line->used == strlen(line->prefix))
		return;
	line->text[line->used] = 0;
	line->vm->host->log(line->vm, line->text);
	restart(line);
}

static void text(struct line *line, char c)
{
	if (c == '\n') {
		finish(line);
		return;
	}
	if (c == '\r')
		return;
	if (line->used == LINE_MAX_BYTES)
		finish(line);
	line->text[line->used++] = (c >= ' ' && c <= '~') || c == '\t' ? c : '?';
}

void line_put(struct line *line, char c)
{
	switch (line->state) {
	case LINE_TEXT:
		if (c == '\033')
			line->state = LINE_ESCAPE;
		else
			text(line, c);
		break;
	case LINE_ESCAPE:
		line->state = c == '[' ? LINE_SEQUENCE : LINE_TEXT;
		break;
	case LINE_SEQUENCE:
		if (c >= '@' && c <= '~')
			line->state = LINE_TEXT;
		break;
	}
}
