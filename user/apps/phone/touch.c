/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Invariant: the ui sees DOWN, any MOVEs, then UP or CANCEL, whatever input sends.
 */
#include "user/apps/phone/touch.h"

#include "user/protocol/display.h"

static bool is_sane(const struct input_message *m, size_t size)
{
	if (size != sizeof(*m) || m->type < INPUT_DOWN || m->type > INPUT_KEY)
		return false;
	if (m->type == INPUT_KEY)
		return m->code < INPUT_KEYS && m->value <= 2;
	return m->finger < INPUT_FINGERS && m->x >= 0 && m->x < PANEL_WIDTH && m->y >= 0 &&
	       m->y < WORLD_HEIGHT;
}

bool touch_is_key(const struct input_message *m, size_t size)
{
	return is_sane(m, size) && m->type == INPUT_KEY && m->value == 1 &&
	       (m->code == INPUT_KEY_VOLUME_DOWN || m->code == INPUT_KEY_VOLUME_UP ||
		m->code == INPUT_KEY_POWER);
}

struct ui_event touch_take(struct touch_panel *t, struct ui *ui, const struct input_message *m,
			   size_t size, uint64_t now_us)
{
	struct ui_event event = { 0 };

	if (!is_sane(m, size)) {
		t->refused++;
		return event;
	}
	if (m->type == INPUT_KEY || m->finger != 0)
		return event;
	if (m->type == INPUT_DOWN) {
		t->ahead_us = now_us - m->time_us;
		ui_down(ui, m->x, m->y, now_us);
	} else if (t->down && m->type == INPUT_MOVE) {
		ui_move(ui, m->x, m->y, m->time_us + t->ahead_us);
	} else if (t->down && m->type == INPUT_UP) {
		event = ui_up(ui, m->x, m->y, m->time_us + t->ahead_us);
	} else if (t->down) {
		ui_cancel(ui);
	}
	t->down = m->type == INPUT_DOWN || (t->down && m->type == INPUT_MOVE);
	return event;
}
