/* SPDX-License-Identifier: Apache-2.0 */
/* Packet indices: the estimate from 16 bits, and the replay window. */
#include <string.h>

#include "lib/srtp/session.h"

bool srtp_estimate(bool started, uint64_t newest, uint16_t sequence, uint64_t *index)
{
	if (!started) {
		*index = sequence;
		return true;
	}

	/* The nearest index to `newest` with these low 16 bits; a tie goes forward. */
	uint16_t ahead = (uint16_t)(sequence - (uint16_t)newest);
	if (ahead <= 0x8000) {
		*index = newest + ahead;
		return *index <= SRTP_MAX_INDEX;
	}
	uint64_t behind = 0x10000 - (uint64_t)ahead;
	*index = newest - behind;
	return newest >= behind;
}

enum srtp_result srtp_window_check(const struct srtp_window *window, uint64_t index)
{
	if (!window->started || index > window->newest)
		return SRTP_OK;

	uint64_t age = window->newest - index;
	if (age >= SRTP_REPLAY_WINDOW)
		return SRTP_TOO_OLD;
	return window->seen[age / 64] >> (age % 64) & 1 ? SRTP_REPLAYED : SRTP_OK;
}

static void slide(struct srtp_window *window, uint64_t distance)
{
	if (distance >= SRTP_REPLAY_WINDOW) {
		memset(window->seen, 0, sizeof(window->seen));
		return;
	}
	for (; distance >= 64; distance -= 64) {
		window->seen[1] = window->seen[0];
		window->seen[0] = 0;
	}
	if (distance > 0) {
		window->seen[1] = window->seen[1] << distance | window->seen[0] >> (64 - distance);
		window->seen[0] <<= distance;
	}
}

void srtp_window_record(struct srtp_window *window, uint64_t index)
{
	_Static_assert(SRTP_REPLAY_WINDOW == 128, "slide() knows two words");

	if (!window->started || index > window->newest) {
		slide(window, window->started ? index - window->newest : 0);
		window->started = true;
		window->newest = index;
	}
	uint64_t age = window->newest - index;
	window->seen[age / 64] |= UINT64_C(1) << (age % 64);
}
