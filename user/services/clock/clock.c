/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See clock.h. Invariant: CLOCK_FIRST <= at_zero + the uptime at which it was last set <= CLOCK_LAST, so
 * at_zero cannot overflow within any uptime.
 */
#include "user/services/clock/clock.h"

#include <string.h>

#define SECOND	 1000000000
#define ZONE_MIN (-720)
#define ZONE_MAX 840

bool clock_begin(struct clock *c, uint32_t seconds, uint64_t uptime)
{
	int64_t now = (int64_t)seconds * SECOND + SECOND / 2;
	bool possible = now >= CLOCK_FIRST && now <= CLOCK_LAST;

	*c = (struct clock){ .at_zero = (possible ? now : CLOCK_FIRST) - (int64_t)uptime };
	return possible;
}

bool clock_read_argument(struct clock *c, const char *argument)
{
	static const char key[] = "zone=";
	const char *at = argument + sizeof(key) - 1;
	int32_t value = 0;
	bool west;

	if (argument[0] == '\0')
		return true;
	if (strncmp(argument, key, sizeof(key) - 1) != 0)
		return false;
	west = *at == '-';
	if (*at == '-' || *at == '+')
		at++;
	if (*at == '\0' || strlen(at) > 3)
		return false;
	for (; *at >= '0' && *at <= '9'; at++)
		value = value * 10 + (*at - '0');
	c->zone = west ? -value : value;
	return *at == '\0' && c->zone >= ZONE_MIN && c->zone <= ZONE_MAX;
}

static bool rest_is_zero(const uint64_t words[8], unsigned from)
{
	uint64_t rest = 0;

	for (unsigned i = from; i < 8; i++)
		rest |= words[i];
	return rest == 0;
}

static enum clock_result set(struct clock *c, uint64_t policy, int64_t now, uint64_t uptime)
{
	if ((policy & CLOCK_MAY_SET) == 0)
		return CLOCK_E_POLICY;
	if (now < CLOCK_FIRST || now > CLOCK_LAST)
		return CLOCK_E_RANGE;
	c->at_zero = now - (int64_t)uptime;
	return CLOCK_OK;
}

bool clock_serve(struct clock *c, uint64_t policy, uint64_t words[8], uint64_t uptime)
{
	uint64_t reply[8] = { CLOCK_E_REQUEST };
	bool changed = false;

	if (words[0] == CLOCK_READ && rest_is_zero(words, 1)) {
		reply[0] = CLOCK_OK;
		reply[1] = (uint64_t)c->at_zero;
		reply[2] = (uint64_t)(int64_t)c->zone;
	} else if (words[0] == CLOCK_SET && rest_is_zero(words, 2)) {
		reply[0] = set(c, policy, (int64_t)words[1], uptime);
		changed = reply[0] == CLOCK_OK;
	}
	memcpy(words, reply, sizeof(reply));
	return changed;
}

uint32_t clock_seconds(const struct clock *c, uint64_t uptime)
{
	return (uint32_t)((c->at_zero + (int64_t)uptime) / SECOND);
}
