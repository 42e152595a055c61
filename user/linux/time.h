/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Time: the system counter, and the time of day from the clock service.
 *
 * The time of day is counter time plus an offset, asked for once and again when the clock signals. Without a
 * channel named `clock` the time of day is the time since power-on.
 */
#ifndef USER_LINUX_TIME_H
#define USER_LINUX_TIME_H

#include "user/linux/linux.h"

enum time_clock {
	TIME_REALTIME = 0,
	TIME_MONOTONIC = 1,
};

void time_init(void);

/* Bits of the event that came: asks the clock again if it signalled. */
void time_refresh(uint64_t bits);

/* Nanoseconds. */
int64_t time_now(enum time_clock clock);

/* Ticks: from now, and of a clock's absolute time. Invalid values are in the past. */
uint64_t time_deadline(const struct timespec *relative);
uint64_t time_absolute(enum time_clock clock, const struct timespec *absolute);
uint64_t time_deadline_ms(int64_t milliseconds); /* negative: never */

int64_t sys_clock_gettime(struct registers *r);
int64_t sys_clock_getres(struct registers *r);
int64_t sys_gettimeofday(struct registers *r);
int64_t sys_nanosleep(struct registers *r);
int64_t sys_clock_nanosleep(struct registers *r);

#endif
