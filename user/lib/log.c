/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Log lines over the `log` channel. `channel.grant` is null where no such channel was granted.
 */
#include <stdarg.h>
#include <stdbool.h>

#include "user/lib/channel.h"
#include "lib/format/format.h"
#include "user/lib/log.h"
#include "user/protocol/log.h"

static struct hf_channel channel;
static unsigned lost;

void hf_log_open(const struct hf_program *self)
{
	if (!hf_channel_open(self, "log", &channel))
		channel.grant = NULL;
}

/* A stream that was reset takes the message at the second attempt. */
static bool send(const char *line, size_t size)
{
	int sent = hf_send(&channel, line, size);

	if (sent == STREAM_RESET)
		sent = hf_send(&channel, line, size);
	return sent > 0;
}

void hf_log(const char *format, ...)
{
	char line[LOG_LINE + 2]; /* the level and a zero besides */
	va_list a;
	size_t n;

	if (channel.grant == NULL)
		return;
	if (lost > 0) {
		n = format_into(line, sizeof(line), "(%u lines lost)", lost);
		if (send(line, n))
			lost = 0;
	}
	va_start(a, format);
	n = format_into_v(line, sizeof(line), format, a);
	va_end(a);
	if (n > 0 && !send(line, n))
		lost++;
}
