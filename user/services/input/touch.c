/* SPDX-License-Identifier: Apache-2.0 */
/* See touch.h. */
#include "user/services/input/touch.h"

#include "user/protocol/display.h"

void touch_begin(struct touch *t, bool multitouch, struct touch_range x, struct touch_range y)
{
	*t = (struct touch){ .multitouch = multitouch, .x = x, .y = y };
	for (unsigned i = 0; i < TOUCH_SLOTS; i++) {
		t->slot[i].x = x.min;
		t->slot[i].y = y.min;
	}
}

static int32_t clamp(struct touch_range r, uint32_t value)
{
	int32_t v = (int32_t)value;

	return v < r.min ? r.min : v > r.max ? r.max : v;
}

/* The raw range is divided into `pixels` equal parts. */
static int32_t pixel(struct touch_range r, int32_t raw, int32_t pixels)
{
	int64_t span = (int64_t)r.max - r.min + 1;

	return (int32_t)(((int64_t)raw - r.min) * pixels / span);
}

static void set_down(struct touch_slot *s, bool down)
{
	if (down && !s->down && s->was_down)
		s->again = true;
	s->down = down;
}

static void axis(struct touch *t, uint16_t code, uint32_t value)
{
	struct touch_slot *s;

	if (t->multitouch && code == TOUCH_ABS_MT_SLOT)
		t->current = value < TOUCH_SLOTS ? (int)value : -1;
	if (t->current < 0)
		return;
	s = &t->slot[t->current];
	if (code == (t->multitouch ? TOUCH_ABS_MT_X : TOUCH_ABS_X))
		s->x = clamp(t->x, value);
	else if (code == (t->multitouch ? TOUCH_ABS_MT_Y : TOUCH_ABS_Y))
		s->y = clamp(t->y, value);
	else if (t->multitouch && code == TOUCH_ABS_MT_ID)
		set_down(s, (int32_t)value >= 0);
}

static void report(struct touch *t, unsigned slot, touch_tell *tell, void *context)
{
	struct touch_slot *s = &t->slot[slot];
	int32_t x = pixel(t->x, s->x, PANEL_WIDTH), y = pixel(t->y, s->y, PANEL_HEIGHT);

	if (s->was_down && (!s->down || s->again))
		tell(context, TOUCH_UP, slot, s->told_x, s->told_y);
	if (s->down && (!s->was_down || s->again))
		tell(context, TOUCH_DOWN, slot, x, y);
	else if (s->down && (x != s->told_x || y != s->told_y))
		tell(context, TOUCH_MOVE, slot, x, y);
	s->was_down = s->down;
	s->again = false;
	s->told_x = x;
	s->told_y = y;
}

void touch_event(struct touch *t, const struct device_event *event, touch_tell *tell, void *context)
{
	switch (event->type) {
	case EVENT_ABS:
		axis(t, event->code, event->value);
		break;
	case EVENT_KEY:
		if (!t->multitouch && event->code == TOUCH_BUTTON_LEFT && event->value <= 1)
			set_down(&t->slot[0], event->value == 1);
		break;
	case EVENT_SYN:
		for (unsigned i = 0; i < TOUCH_SLOTS; i++)
			report(t, i, tell, context);
		break;
	default:
		break;
	}
}
