/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A PrimeCell real-time clock, PL031 (ARM DDI 0224). The guest sees the phone's time of day in seconds of
 * UTC and may set its own apart from it; no alarm goes off.
 */
#ifndef USER_VMM_PL031_H
#define USER_VMM_PL031_H

#include "user/vmm/device.h"

struct clock_backend {
	/* Seconds since 1970-01-01 00:00 UTC. */
	uint64_t (*now)(struct clock_backend *backend);
};

struct pl031 {
	struct device device;
	struct clock_backend *backend;
	uint32_t ahead; /* of the phone's time, modulo 2^32 */
	uint32_t match, mask;
};

void pl031_init(struct pl031 *rtc, struct clock_backend *backend);

#endif
