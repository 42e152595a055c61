/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines for people. Until the log runs, and while it is being restarted, they go to the kernel's console.
 */
#include <stdarg.h>
#include <string.h>

#include "lib/format/format.h"
#include "user/init/init.h"

#define LINE 200

static bool to_log(struct init *init, const char *text)
{
	int sent;

	if (!init->log_open)
		return false;
	sent = stream_send(&init->log, text, strlen(text));
	if (sent == STREAM_RESET)
		sent = stream_send(&init->log, text, strlen(text));
	if (sent <= 0)
		return false;
	return hf_signal(init->plan.channel[init_log_channel(init)].signals_server) == HF_OK;
}

void init_say(struct init *init, const char *format, ...)
{
	char line[LINE + 1];
	va_list a;

	va_start(a, format);
	format_into_v(line, sizeof(line), format, a);
	va_end(a);
	if (to_log(init, line))
		return;
	(void)!hf_console_text(HF_INIT_DOMAIN, "init: ");
	(void)!hf_console_text(HF_INIT_DOMAIN, line);
	(void)!hf_console_text(HF_INIT_DOMAIN, "\n");
}

uint32_t init_log_channel(const struct init *init)
{
	const struct manifest *m = &init->manifest;

	for (uint32_t i = 0; i < m->channels; i++)
		if (m->program[m->channel[i].client].is_init && m->channel[i].stream &&
		    strcmp(m->channel[i].client_name, "log") == 0)
			return i;
	return MANIFEST_NOBODY;
}

static bool is_log(const struct init *init, uint32_t program)
{
	uint32_t c = init_log_channel(init);

	return c != MANIFEST_NOBODY && init->manifest.channel[c].server == program;
}

void init_log_started(struct init *init, uint32_t program)
{
	if (is_log(init, program))
		init->log_open = stream_open(&init->log, STREAM_CLIENT, (void *)(uintptr_t)INIT_LOG,
					     init->manifest.channel[init_log_channel(init)].buffer);
}

void init_log_ended(struct init *init, uint32_t program)
{
	if (is_log(init, program))
		init->log_open = false;
}
