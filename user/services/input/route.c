/* SPDX-License-Identifier: Apache-2.0 */
/* See route.h. */
#include "user/services/input/route.h"

#include <string.h>

static bool send(struct route *r, enum world world, struct input_message *m)
{
	m->time_us = r->host->microseconds(r->host->context);
	return r->host->send(r->host->context, world, m);
}

void route_begin(struct route *r, const struct route_host *host)
{
	memset(r, 0, sizeof(*r));
	r->host = host;
}

/* The CANCELs and key releases that a world is owed. False if some still are. */
static bool settle_world(struct route *r, enum world world)
{
	struct route_world *w = &r->world[world];

	for (uint32_t i = 0; i < INPUT_FINGERS; i++) {
		struct input_message m = { .type = INPUT_CANCEL, .finger = i };

		if ((w->cancelled & 1u << i) == 0)
			continue;
		if (!send(r, world, &m))
			return false;
		w->cancelled &= ~(1u << i);
		w->fingers &= ~(1u << i);
	}
	for (uint32_t i = 0; w->owed_keys && i < INPUT_KEYS; i++) {
		struct input_message m = { .type = INPUT_KEY, .code = i };

		if ((w->released[i / 32] & 1u << i % 32) == 0)
			continue;
		if (!send(r, world, &m))
			return false;
		w->released[i / 32] &= ~(1u << i % 32);
		w->keys[i / 32] &= ~(1u << i % 32);
	}
	w->owed_keys = false;
	return true;
}

void route_settle(struct route *r)
{
	if (r->owed_world_key)
		r->owed_world_key = !r->host->world_key(r->host->context);
	(void)!settle_world(r, WORLD_OPEN);
	(void)!settle_world(r, WORLD_SEALED);
}

/* Whatever a world believes to be down is owed its end, and no finger is delivered any more. */
static void withdraw(struct route *r)
{
	for (unsigned i = 0; i < TOUCH_SLOTS; i++)
		r->finger[i].world = 0;
	for (unsigned i = WORLD_OPEN; i < ROUTE_WORLDS; i++) {
		struct route_world *w = &r->world[i];

		w->cancelled = w->fingers;
		memcpy(w->released, w->keys, sizeof(w->released));
		w->owed_keys = true;
	}
	route_settle(r);
}

static int free_number(const struct route_world *w)
{
	for (int i = 0; i < INPUT_FINGERS; i++) {
		if ((w->fingers & 1u << i) == 0)
			return i;
	}
	return -1;
}

static int32_t limit(int32_t value, int32_t end)
{
	return value < 0 ? 0 : value >= end ? end - 1 : value;
}

/* Panel to world: a finger that has left the screen stays at its edge. */
static void place(struct route_finger *f, int32_t x, int32_t y)
{
	f->x = limit(x, PANEL_WIDTH);
	f->y = limit(y - STRIP_HEIGHT, WORLD_HEIGHT);
}

static bool tell(struct route *r, const struct route_finger *f, enum input_type type)
{
	struct input_message m = { .type = type, .finger = f->number, .x = f->x, .y = f->y };

	return send(r, f->world, &m);
}

static void down(struct route *r, struct route_finger *f, int32_t x, int32_t y)
{
	struct route_world *w = &r->world[r->front];
	int number;

	if (r->front == 0 || y < STRIP_HEIGHT ||
	    r->host->microseconds(r->host->context) < r->hold_until)
		return;
	if (!settle_world(r, r->front))
		return;
	number = free_number(w);
	if (number < 0)
		return;
	f->world = r->front;
	f->number = (unsigned)number;
	place(f, x, y);
	if (tell(r, f, INPUT_DOWN))
		w->fingers |= 1u << number;
	else
		f->world = 0;
}

static void move(struct route *r, struct route_finger *f, int32_t x, int32_t y)
{
	int32_t old_x = f->x, old_y = f->y;

	place(f, x, y);
	if ((f->x != old_x || f->y != old_y) && r->host->roomy(r->host->context, f->world))
		(void)!tell(r, f, INPUT_MOVE);
}

static void up(struct route *r, struct route_finger *f)
{
	struct route_world *w = &r->world[f->world];

	if (tell(r, f, INPUT_UP))
		w->fingers &= ~(1u << f->number);
	else
		w->cancelled |= 1u << f->number;
	f->world = 0;
}

void route_finger(void *route, enum touch_change change, unsigned slot, int32_t x, int32_t y)
{
	struct route *r = route;
	struct route_finger *f = &r->finger[slot];

	route_settle(r);
	if (change == TOUCH_DOWN)
		down(r, f, x, y);
	else if (f->world == 0)
		return;
	else if (change == TOUCH_MOVE)
		move(r, f, x, y);
	else
		up(r, f);
}

static void world_key(struct route *r, uint32_t value)
{
	if (value != 1)
		return;
	r->front = 0;
	withdraw(r);
	r->owed_world_key = true;
	route_settle(r);
}

/* A release goes where the press went, which may not be the front any more: withdraw() did it then. */
void route_key(struct route *r, uint16_t code, uint32_t value)
{
	struct route_world *w = &r->world[r->front];
	struct input_message m;
	uint32_t bit;
	bool is_down;

	if (code == ROUTE_WORLD_KEY) {
		world_key(r, value);
		return;
	}
	if (code == ROUTE_POWER_KEY)
		code = INPUT_KEY_POWER;
	bit = 1u << code % 32;
	m = (struct input_message){ .type = INPUT_KEY, .code = code, .value = value };
	route_settle(r);
	if (r->front == 0 || code >= INPUT_KEYS || value > 2)
		return;
	is_down = (w->keys[code / 32] & ~w->released[code / 32] & bit) != 0;
	if (is_down != (value != 1))
		return;
	if (value == 1 && send(r, r->front, &m)) {
		w->keys[code / 32] |= bit;
	} else if (value == 2 && r->host->roomy(r->host->context, r->front)) {
		(void)!send(r, r->front, &m);
	} else if (value == 0) {
		w->released[code / 32] |= bit;
		w->owed_keys = true;
		route_settle(r);
	}
}

bool route_front(struct route *r, const struct input_message *m, size_t size)
{
	struct input_message legal = {
		.type = INPUT_FRONT, .value = m->value, .hold_ms = m->hold_ms, .time_us = m->time_us
	};

	if (size != sizeof(*m) || (m->value != WORLD_OPEN && m->value != WORLD_SEALED) ||
	    m->hold_ms > INPUT_HOLD_MAX || memcmp(m, &legal, sizeof(legal)) != 0)
		return false;
	if (m->value != (uint32_t)r->front || m->hold_ms > 0)
		withdraw(r);
	r->front = (enum world)m->value;
	if (m->hold_ms > 0)
		r->hold_until = r->host->microseconds(r->host->context) + m->hold_ms * 1000u;
	return true;
}

void route_display_lost(struct route *r)
{
	r->front = 0;
	r->owed_world_key = false;
	withdraw(r);
}

void route_world_lost(struct route *r, enum world world)
{
	memset(&r->world[world], 0, sizeof(r->world[world]));
	for (unsigned i = 0; i < TOUCH_SLOTS; i++) {
		if (r->finger[i].world == world)
			r->finger[i].world = 0;
	}
}
