/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The formatter. One writer appends to a bounded buffer; nothing else touches it.
 */
#include <stdbool.h>
#include <stdint.h>

#include "lib/format/format.h"

struct writer {
	char *out;
	size_t used, size;
};

/* One conversion: what stands between '%' and its letter. */
struct conversion {
	bool zeros, wide;
	unsigned width;
};

static void put(struct writer *w, char c)
{
	if (w->used + 1 < w->size)
		w->out[w->used++] = c;
}

static void put_text(struct writer *w, const char *s)
{
	for (s = s != NULL ? s : "(none)"; *s != '\0'; s++)
		put(w, *s);
}

static void put_number(struct writer *w, const struct conversion *c, uint64_t value, unsigned base,
		       bool negative)
{
	char digits[20];
	unsigned n = 0;

	do {
		digits[n++] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value > 0);
	if (negative && c->zeros)
		put(w, '-');
	for (unsigned pad = n + negative; pad < c->width; pad++)
		put(w, c->zeros ? '0' : ' ');
	if (negative && !c->zeros)
		put(w, '-');
	while (n > 0)
		put(w, digits[--n]);
}

static const char *parse(const char *f, struct conversion *c)
{
	*c = (struct conversion){ .zeros = *f == '0' };
	for (; *f >= '0' && *f <= '9' && c->width < 100; f++)
		c->width = c->width * 10 + (unsigned)(*f - '0');
	for (; *f == 'l' || *f == 'z'; f++)
		c->wide = true;
	return f;
}

size_t format_into_v(char *out, size_t size, const char *format, va_list arguments)
{
	struct writer w = { out, 0, size };
	struct conversion c;
	va_list a;

	va_copy(a, arguments);
	for (const char *f = format; *f != '\0'; f++) {
		const char *start = f;

		if (*f != '%') {
			put(&w, *f);
			continue;
		}
		f = parse(f + 1, &c);
		if (*f == 's') {
			put_text(&w, va_arg(a, const char *));
		} else if (*f == 'c') {
			put(&w, (char)va_arg(a, int));
		} else if (*f == 'd') {
			int64_t v = c.wide ? va_arg(a, int64_t) : va_arg(a, int);

			put_number(&w, &c, v < 0 ? -(uint64_t)v : (uint64_t)v, 10, v < 0);
		} else if (*f == 'u' || *f == 'x') {
			uint64_t v = c.wide ? va_arg(a, uint64_t) : va_arg(a, unsigned);

			put_number(&w, &c, v, *f == 'u' ? 10 : 16, false);
		} else if (*f == '%') {
			put(&w, '%');
		} else {
			put(&w, *start);
			f = start;
		}
	}
	va_end(a);
	out[w.used] = '\0';
	return w.used;
}

size_t format_into(char *out, size_t size, const char *format, ...)
{
	va_list a;
	size_t n;

	va_start(a, format);
	n = format_into_v(out, size, format, a);
	va_end(a);
	return n;
}
