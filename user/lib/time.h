/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between ticks of the system counter and units of time. `rate` is ticks per second, at most 2^32
 * (the counter of ARMv8.6 and later runs at 10^9). No result overflows within 500 years of uptime
 * at that rate, because whole seconds and the rest are converted apart.
 */
#ifndef USER_LIB_TIME_H
#define USER_LIB_TIME_H

#include <stdint.h>

#define TIME_MILLI 1000u
#define TIME_MICRO 1000000u
#define TIME_NANO  1000000000u

/* Ticks in units of 1/parts second (TIME_MILLI: milliseconds), rounded down. */
static inline uint64_t time_from_ticks(uint64_t ticks, uint64_t rate, uint32_t parts)
{
	return ticks / rate * parts + ticks % rate * parts / rate;
}

/* Units of 1/parts second in ticks, rounded up: a wait is never too short. */
static inline uint64_t time_to_ticks(uint64_t units, uint64_t rate, uint32_t parts)
{
	return units / parts * rate + (units % parts * rate + parts - 1) / parts;
}

#endif
