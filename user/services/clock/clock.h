/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The time of day, without its device and without the kernel: one number, and who may change it.
 */
#ifndef USER_SERVICES_CLOCK_CLOCK_H
#define USER_SERVICES_CLOCK_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "user/protocol/clock.h"

struct clock {
	int64_t at_zero; /* nanoseconds since 1970, UTC, when the system counter was zero */
	int32_t zone;	 /* minutes that local time is ahead */
};

/*
 * Begin with the battery-backed clock's seconds, read when the counter stood at `uptime` nanoseconds. It
 * counts whole seconds; half of one is added, so that the error is half a second at most. False if
 * it shows no possible time: then the clock stands at CLOCK_FIRST.
 */
bool clock_begin(struct clock *c, uint32_t seconds, uint64_t uptime);

/* The service's argument in the manifest: "" or "zone=MINUTES". False if it is neither. */
bool clock_read_argument(struct clock *c, const char *argument);

/* Serve a call in place. True if the time was set: write it to the device, and tell everyone. */
bool clock_serve(struct clock *c, uint64_t policy, uint64_t words[8], uint64_t uptime);

/* Whole seconds since 1970 at `uptime`. */
uint32_t clock_seconds(const struct clock *c, uint64_t uptime);

#endif
