/* SPDX-License-Identifier: Apache-2.0 */
/* See heard.h. */
#include "user/services/audio/heard.h"

#include <string.h>

static void drop_first(struct heard *heard)
{
	heard->first = (heard->first + 1) % HEARD_MAX;
	heard->count--;
}

void heard_put(struct heard *heard, const int16_t samples[HEARD_SAMPLES])
{
	if (heard->count == HEARD_MAX)
		drop_first(heard);
	memcpy(heard->samples[(heard->first + heard->count) % HEARD_MAX], samples,
	       sizeof(heard->samples[0]));
	heard->count++;
}

/* One less than the room there is, so that one that comes before its beat is not lost. */
static unsigned wanted(const struct heard *heard)
{
	return heard->dry + 1 < HEARD_MAX - 1 ? heard->dry + 1 : HEARD_MAX - 1;
}

const int16_t *heard_take(struct heard *heard)
{
	const int16_t *samples = heard->samples[heard->first];

	if (heard->flows && heard->count == 0) {
		heard->flows = false;
		heard->dry++;
	}
	if (!heard->flows && heard->count < wanted(heard))
		return NULL;
	heard->flows = true;
	drop_first(heard);
	return samples;
}
