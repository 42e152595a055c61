/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Touch: from messages of `input` (user/protocol/input.h) to the ui. One finger counts, the first. Pure.
 *
 * The messages' clock is input's own. It is laid on ours when a finger comes down, so that between the
 * moves of one finger input's times count, which no delay of delivery blurs.
 */
#ifndef USER_APPS_PHONE_TOUCH_H
#define USER_APPS_PHONE_TOUCH_H

#include "lib/ui/ui.h"
#include "user/protocol/input.h"

/* All zero at the start. */
struct touch_panel {
	bool down;
	uint64_t ahead_us; /* our clock minus input's, modulo 2^64 */
	unsigned long refused;
};

/* True if the message is a key of the sealed world going down. */
bool touch_is_key(const struct input_message *m, size_t size);

/* Any other message of `size` bytes, at our time now_us. What the owner meant by it, if anything. */
struct ui_event touch_take(struct touch_panel *t, struct ui *ui, const struct input_message *m,
			   size_t size, uint64_t now_us);

#endif
