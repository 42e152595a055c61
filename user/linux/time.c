/* SPDX-License-Identifier: Apache-2.0 */
/* Time; the model is in time.h. */
#include "user/linux/time.h"

#include "user/lib/hf.h"
#include "user/lib/program.h"
#include "user/lib/time.h"
#include "user/linux/task.h"
#include "user/protocol/clock.h"

/* clockid_t */
#define CLOCK_REALTIME		0
#define CLOCK_REALTIME_COARSE	5
#define CLOCK_TAI		11
#define CLOCKS			12
#define TIMER_ABSTIME		1
#define SECOND			1000000000ll
#define SECONDS_MAX		(INT64_MAX / SECOND - 1)

static const struct hf_grant *clock_channel;
static int64_t offset; /* time of day at counter zero */

static void ask(void)
{
	struct hf_words words = { { CLOCK_READ } };

	if (!clock_channel || hf_call(clock_channel->handle, &words) || words.w[0] != CLOCK_OK)
		return;
	offset = (int64_t)words.w[1];
}

void time_init(void)
{
	clock_channel = hf_find(self, "clock", HF_GRANT_CHANNEL_CLIENT);
	ask();
}

void time_refresh(uint64_t bits)
{
	if (clock_channel && bits >> clock_channel->bit & 1)
		ask();
}

int64_t time_now(enum time_clock clock)
{
	int64_t now = (int64_t)time_from_ticks(hf_now(), self->ticks_per_second, TIME_NANO);

	return clock == TIME_REALTIME ? now + offset : now;
}

static bool valid(const struct timespec *t)
{
	return t->seconds >= 0 && t->nanoseconds >= 0 && t->nanoseconds < SECOND;
}

/* Saturates: what lies centuries ahead is never. */
static uint64_t ticks(int64_t nanoseconds)
{
	if (nanoseconds <= 0)
		return 0;
	return time_to_ticks((uint64_t)nanoseconds, self->ticks_per_second, TIME_NANO);
}

uint64_t time_deadline(const struct timespec *relative)
{
	if (!valid(relative))
		return HF_NOW;
	if (relative->seconds > SECONDS_MAX / 2)
		return HF_NEVER;
	return hf_now() + ticks(relative->seconds * SECOND + relative->nanoseconds);
}

uint64_t time_absolute(enum time_clock clock, const struct timespec *absolute)
{
	if (!valid(absolute))
		return HF_NOW;
	if (absolute->seconds > SECONDS_MAX / 2)
		return HF_NEVER;
	return ticks(absolute->seconds * SECOND + absolute->nanoseconds -
		     (clock == TIME_REALTIME ? offset : 0));
}

uint64_t time_deadline_ms(int64_t milliseconds)
{
	if (milliseconds < 0)
		return HF_NEVER;
	return hf_now() + time_to_ticks((uint64_t)milliseconds, self->ticks_per_second, TIME_MILLI);
}

static enum time_clock kind(uint64_t id)
{
	return id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE || id == CLOCK_TAI
		       ? TIME_REALTIME
		       : TIME_MONOTONIC;
}

int64_t sys_clock_gettime(struct registers *r)
{
	struct timespec *result = (struct timespec *)r->x[1];
	int64_t now;

	if (r->x[0] >= CLOCKS)
		return -EINVAL;
	now = time_now(kind(r->x[0]));
	*result = (struct timespec){ now / SECOND, now % SECOND };
	return 0;
}

int64_t sys_clock_getres(struct registers *r)
{
	struct timespec *result = (struct timespec *)r->x[1];

	if (r->x[0] >= CLOCKS)
		return -EINVAL;
	if (result)
		*result = (struct timespec){ 0, SECOND / (int64_t)self->ticks_per_second };
	return 0;
}

int64_t sys_gettimeofday(struct registers *r)
{
	int64_t now = time_now(TIME_REALTIME);
	int64_t *result = (int64_t *)r->x[0];

	if (result) {
		result[0] = now / SECOND;
		result[1] = now % SECOND / 1000;
	}
	return 0;
}

static int64_t sleep_until(uint64_t deadline)
{
	while (task_wait(deadline))
		;
	return 0;
}

int64_t sys_nanosleep(struct registers *r)
{
	const struct timespec *relative = (const struct timespec *)r->x[0];

	return valid(relative) ? sleep_until(time_deadline(relative)) : -EINVAL;
}

int64_t sys_clock_nanosleep(struct registers *r)
{
	const struct timespec *t = (const struct timespec *)r->x[2];

	if (!valid(t) || r->x[0] >= CLOCKS)
		return -EINVAL;
	return sleep_until(r->x[1] & TIMER_ABSTIME ? time_absolute(kind(r->x[0]), t)
						   : time_deadline(t));
}
