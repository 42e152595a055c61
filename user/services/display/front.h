/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Front: which world is in front, and what may change that: the world key, and the sealed world's
 * attention. Pure; the caller says the time.
 *
 * The sealed world is in front at the start: it is the one that has to say something when the phone
 * comes up, and the one that is safe to be touched by mistake.
 *
 * Attention brings the sealed world to the front when it begins, and holds touches back for
 * FRONT_HOLD_MS. If it came by itself less than FRONT_PAUSE_MS ago the switch waits for that time to
 * pass, so that a program gone mad cannot keep the owner from the open world. An owner who presses
 * the world key meanwhile has been told, and is not switched again until attention ends and begins anew.
 */
#ifndef USER_SERVICES_DISPLAY_FRONT_H
#define USER_SERVICES_DISPLAY_FRONT_H

#include <stdbool.h>
#include <stdint.h>

#include "user/protocol/display.h"

#define FRONT_HOLD_MS  400
#define FRONT_PAUSE_MS 3000
#define FRONT_NEVER    UINT64_MAX

struct front {
	enum world world;
	bool attention;	    /* as last said */
	uint64_t due_ms;    /* when the switch that attention asks for may happen, or FRONT_NEVER */
	uint64_t paused_ms; /* no switch by itself before */
};

void front_init(struct front *f);

/* The world key was pressed. The other world is in front now. */
void front_key(struct front *f);

/* The sealed world says that it needs its owner, or no longer does. */
void front_attention(struct front *f, bool attention, uint64_t now_ms);

/* To be called after front_attention, and at due_ms: true if the world changed by itself. */
bool front_advance(struct front *f, uint64_t now_ms);

#endif
