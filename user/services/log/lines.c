/* SPDX-License-Identifier: Apache-2.0 */
/* The log's lines; the model is in lines.h. */
#include "user/services/log/lines.h"

#include <string.h>

#include "lib/format/format.h"
#include "user/protocol/log.h"

#define SECOND	    1000000u /* microseconds, and the tokens of one line */
#define PREFIX_MAX  64

void lines_init(struct lines *lines, uint32_t level)
{
	memset(lines, 0, sizeof(*lines));
	lines->level = level;
}

void lines_client(struct lines_rate *rate, uint64_t now_us)
{
	*rate = (struct lines_rate){ .tokens = (uint64_t)LOG_BURST * SECOND, .when = now_us };
}

/* Writes all of it, or nothing if there is no room. */
static bool append(struct lines *lines, const char *text, size_t size)
{
	if (size > LINES_RING - lines->length)
		return false;
	for (size_t i = 0; i < size; i++)
		lines->ring[(lines->start + lines->length + i) % LINES_RING] = text[i];
	lines->length += (uint32_t)size;
	return true;
}

static void write_line(struct lines *lines, const char *name, const char *text, uint64_t now_us)
{
	char line[2 * (PREFIX_MAX + LOG_LINE)];
	size_t n = 0;

	/* One piece, so that the count is written only together with the line after the gap. */
	if (lines->lost)
		n = format_into(line, sizeof(line),
				"             log: %u lines lost, the console was full\n", lines->lost);
	n += format_into(line + n, sizeof(line) - n, "%5lu.%06lu %s: %s\n", (unsigned long)(now_us / SECOND),
			(unsigned long)(now_us % SECOND), name, text);
	if (append(lines, line, n))
		lines->lost = 0;
	else
		lines->lost++;
}

/* Refills the client's tokens and takes one; false if there is none. */
static bool allowed(struct lines_rate *rate, uint64_t now_us)
{
	uint64_t gained = (now_us - rate->when) * LOG_RATE, most = (uint64_t)LOG_BURST * SECOND;

	/* A pause longer than it takes to fill up gains no more, and cannot overflow. */
	if (now_us - rate->when > most / LOG_RATE)
		gained = most;
	rate->when = now_us;
	rate->tokens = rate->tokens + gained < most ? rate->tokens + gained : most;
	if (rate->tokens < SECOND)
		return false;
	rate->tokens -= SECOND;
	return true;
}

void lines_take(struct lines *lines, struct lines_rate *rate, const char *name,
		const unsigned char *message, size_t size, uint64_t now_us)
{
	char text[LOG_LINE + 1];
	uint32_t level = LOG_NOTICE;
	size_t n = 0;

	if (size > 0 && message[0] >= LOG_ERROR && message[0] <= LOG_DEBUG) {
		level = message[0];
		message++;
		size--;
	}
	if (level > lines->level)
		return;
	if (!allowed(rate, now_us)) {
		rate->over++;
		return;
	}
	if (rate->over) {
		format_into(text, sizeof(text), "(%u lines left out, too many at once)", rate->over);
		rate->over = 0;
		write_line(lines, name, text, now_us);
	}
	for (; n < size && n < LOG_LINE; n++)
		text[n] = message[n] >= 0x20 && message[n] < 0x7f ? (char)message[n] : '?';
	text[n] = 0;
	write_line(lines, name, text, now_us);
}

int lines_byte(struct lines *lines)
{
	int byte;

	if (!lines->length)
		return -1;
	byte = (unsigned char)lines->ring[lines->start];
	lines->start = (lines->start + 1) % LINES_RING;
	lines->length--;
	return byte;
}
