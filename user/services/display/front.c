/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Invariant: due_ms is set only while `attention` is, and never survives a press of the world key.
 */
#include "user/services/display/front.h"

void front_init(struct front *f)
{
	*f = (struct front){ .world = WORLD_SEALED, .due_ms = FRONT_NEVER };
}

void front_key(struct front *f)
{
	f->world = f->world == WORLD_OPEN ? WORLD_SEALED : WORLD_OPEN;
	f->due_ms = FRONT_NEVER;
}

void front_attention(struct front *f, bool attention, uint64_t now_ms)
{
	bool begins = attention && !f->attention;

	f->attention = attention;
	if (!attention)
		f->due_ms = FRONT_NEVER;
	else if (begins && f->world != WORLD_SEALED)
		f->due_ms = now_ms > f->paused_ms ? now_ms : f->paused_ms;
}

bool front_advance(struct front *f, uint64_t now_ms)
{
	if (now_ms < f->due_ms)
		return false;
	f->due_ms = FRONT_NEVER;
	f->paused_ms = now_ms + FRONT_PAUSE_MS;
	f->world = WORLD_SEALED;
	return true;
}
