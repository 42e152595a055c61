/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which of the periods that a playing device takes are beats. A device that has just been started first fills
 * buffers of its own and takes periods faster than they sound; what it takes too early is silence and no beat,
 * or a call would begin with a burst of packets. Later its pace is the clock, whatever ours says.
 */
#ifndef USER_SERVICES_AUDIO_PACE_H
#define USER_SERVICES_AUDIO_PACE_H

#include <stdbool.h>
#include <stdint.h>

#define PACE_PERIOD_US 10000
#define PACE_FILL_US   200000 /* after this long a device has filled its buffers */

struct pace {
	uint64_t began_us;
	uint64_t beats;
};

/* The device was started. */
static inline void pace_begin(struct pace *pace, uint64_t now_us)
{
	*pace = (struct pace){ .began_us = now_us };
}

/* It takes a period: is it a beat? */
static inline bool pace_beat(struct pace *pace, uint64_t now_us)
{
	uint64_t since = now_us - pace->began_us;

	if (since < PACE_FILL_US && (pace->beats + 1) * PACE_PERIOD_US > since)
		return false;
	pace->beats++;
	return true;
}

#endif
