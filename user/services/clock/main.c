/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clock: the time of day. What it is: user/protocol/clock.h.
 *
 * Grants:
 *	device	rtc		a PL031 real time clock (Arm DDI 0224)
 *	channel	any, as server	gates without a buffer: the clients
 * Argument: "zone=MINUTES" that local time is ahead of UTC, or nothing.
 */
#include <stddef.h>

#include "lib/virtio/registers.h"
#include "user/lib/hf.h"
#include "user/lib/log.h"
#include "user/lib/program.h"
#include "user/lib/time.h"
#include "user/services/clock/clock.h"

/* PL031 registers. */
#define RTCDR 0x000 /* seconds, to read */
#define RTCLR 0x008 /* seconds, to set */
#define RTCCR 0x00c /* 1: runs */

static const struct hf_program *program;

static uint64_t uptime(void)
{
	return time_from_ticks(hf_now(), program->ticks_per_second, TIME_NANO);
}

static const struct hf_grant *client(uint64_t identity)
{
	for (unsigned i = 0; i < program->grants; i++) {
		const struct hf_grant *g = &program->grant[i];

		if (g->kind == HF_GRANT_CHANNEL_SERVER && g->identity == identity)
			return g;
	}
	return NULL;
}

static void tell_everyone(void)
{
	for (unsigned i = 0; i < program->grants; i++) {
		const struct hf_grant *g = &program->grant[i];

		/* Whoever is down will ask when it starts. */
		if (g->kind == HF_GRANT_CHANNEL_SERVER)
			(void)!hf_signal(g->notify);
	}
}

int main(const struct hf_program *self)
{
	uintptr_t rtc = hf_need(self, "rtc", HF_GRANT_DEVICE)->address;
	struct hf_words words = { { 0 } };
	uint64_t flags = HF_WAIT_CALLS;
	struct clock clock;

	program = self;
	register_write32(rtc, RTCCR, 1);
	if (!clock_begin(&clock, register_read32(rtc, RTCDR), uptime()))
		hf_log("\2the battery-backed clock shows no possible time");
	if (!clock_read_argument(&clock, self->argument)) {
		hf_log("\1the manifest's argument is not understood: %s", self->argument);
		return 1;
	}
	for (;;) {
		struct hf_arrived arrived;
		const struct hf_grant *from;

		if (hf_wait(flags, 0, HF_NEVER, &words, &arrived) != HF_OK)
			return 1;
		from = client(arrived.word);
		if (clock_serve(&clock, from != NULL ? from->policy : 0, words.w, uptime())) {
			register_write32(rtc, RTCLR, clock_seconds(&clock, uptime()));
			hf_log("set by %s", from->name);
			tell_everyone();
		}
		flags = HF_WAIT_CALLS | HF_WAIT_REPLY;
	}
}
