/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Targets and fingers. Targets live from one ui_begin to the next, a pressed target by value beyond it:
 * what a finger is on is decided by action and argument, never by an index into a list that may be of
 * another screen.
 */
#include "lib/ui/ui.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SLOP	  16	  /* pixels a finger may tremble */
#define FRAME_US  33000	  /* between frames of a list that runs on */
#define SLOWEST	  20.0F	  /* pixels a second: a list stops */
#define FASTEST	  6000.0F /* and its greatest speed */
#define DECAY_S	  0.32F	  /* in which its speed falls to 1/e */
#define BAR_WIDTH 6
#define BAR_INK	  0x60a9c1c6

void ui_init(struct ui *ui, struct fonts *fonts, int width, int height)
{
	memset(ui, 0, sizeof(*ui));
	ui->fonts = fonts;
	ui->whole = (struct rect){ 0, 0, width, height };
	ui->scene = &ui->scenes[0];
	ui->shown = &ui->scenes[1];
	ui->scrolled = -1;
}

/* Keeps the offset in its range; says whether it was outside. */
static bool limit_offset(struct ui_scroll *s)
{
	float offset = fmaxf(fminf(s->offset, s->limit), 0);
	bool outside = offset != s->offset;

	s->offset = offset;
	return outside;
}

static void run_on(struct ui_scroll *s, float seconds)
{
	if (s->velocity == 0)
		return;
	s->offset += s->velocity * DECAY_S * (1 - expf(-seconds / DECAY_S));
	s->velocity *= expf(-seconds / DECAY_S);
	if (limit_offset(s) || fabsf(s->velocity) < SLOWEST)
		s->velocity = 0;
}

void ui_begin(struct ui *ui, uint64_t now_us)
{
	struct scene *spare = ui->shown;
	float seconds = now_us > ui->now_us ? (float)(now_us - ui->now_us) / 1e6F : 0;

	ui->shown = ui->scene;
	ui->scene = spare;
	scene_clear(ui->scene, ui->whole);
	ui->targets = 0;
	for (int i = 0; i < UI_SCROLLS; i++) {
		if (ui->finger != UI_SCROLLING)
			run_on(&ui->scroll[i], seconds);
		ui->scroll[i].live = false;
	}
	ui->now_us = now_us;
}

void ui_end(struct ui *ui, struct damage *damage)
{
	for (int i = 0; i < UI_SCROLLS; i++)
		if (!ui->scroll[i].live)
			ui->scroll[i].velocity = 0;
	scene_compare(ui->shown, ui->scene, damage);
}

void ui_forget(struct ui *ui)
{
	scene_clear(ui->scene, ui->whole);
}

void ui_target(struct ui *ui, struct rect area, uint32_t action, uint32_t argument, uint32_t held)
{
	area = rect_intersect(area, ui->scene->clip);
	if (rect_empty(area))
		return;
	if (ui->targets == UI_TARGETS) {
		ui->scene->dropped++;
		return;
	}
	ui->target[ui->targets++] = (struct ui_target){ area, action, argument, held };
}

void ui_cover(struct ui *ui)
{
	ui->targets = 0;
	for (int i = 0; i < UI_SCROLLS; i++)
		ui->scroll[i].live = false;
}

bool ui_is_pressed(const struct ui *ui, uint32_t action, uint32_t argument)
{
	return ui->finger == UI_PRESSING && ui->pressed.action == action &&
	       ui->pressed.argument == argument;
}

int ui_scroll_begin(struct ui *ui, int which, struct rect view)
{
	struct ui_scroll *s = &ui->scroll[which];

	s->view = view;
	s->live = true;
	ui->scene->clip = rect_intersect(view, ui->whole);
	return view.y - (int)lrintf(s->offset);
}

/* The bar at the right that says how much there is and where we are. */
static void show_bar(struct ui *ui, const struct ui_scroll *s, int height)
{
	int length = s->view.h * s->view.h / height;
	int top = (int)((float)(s->view.h - length) * s->offset / s->limit);
	struct rect bar = { s->view.x + s->view.w - BAR_WIDTH - 6, s->view.y + top, BAR_WIDTH,
			    length };

	scene_box(ui->scene, bar, BAR_WIDTH / 2, BAR_INK);
}

void ui_scroll_end(struct ui *ui, int which, int height)
{
	struct ui_scroll *s = &ui->scroll[which];

	s->limit = height > s->view.h ? (float)(height - s->view.h) : 0;
	limit_offset(s);
	if (s->limit > 0)
		show_bar(ui, s, height);
	ui->scene->clip = ui->whole;
}

void ui_scroll_reset(struct ui *ui, int which)
{
	ui->scroll[which].offset = 0;
	ui->scroll[which].velocity = 0;
	if (ui->scrolled == which && ui->finger == UI_SCROLLING)
		ui->finger = UI_SPENT;
}

static const struct ui_target *target_at(const struct ui *ui, int x, int y)
{
	for (int i = ui->targets - 1; i >= 0; i--)
		if (rect_contains(ui->target[i].area, x, y))
			return &ui->target[i];
	return NULL;
}

static int scroll_at(const struct ui *ui, int x, int y)
{
	for (int i = 0; i < UI_SCROLLS; i++)
		if (ui->scroll[i].live && ui->scroll[i].limit > 0 &&
		    rect_contains(ui->scroll[i].view, x, y))
			return i;
	return -1;
}

void ui_down(struct ui *ui, int x, int y, uint64_t time_us)
{
	const struct ui_target *t = target_at(ui, x, y);

	ui->scrolled = scroll_at(ui, x, y);
	ui->first_x = x;
	ui->first_y = ui->last_y = y;
	ui->down_us = ui->last_us = time_us;
	ui->pressed = t ? *t : (struct ui_target){ 0 };
	ui->finger = UI_PRESSING;
	if (ui->scrolled >= 0 && ui->scroll[ui->scrolled].velocity != 0) {
		ui->scroll[ui->scrolled].velocity = 0; /* a list that runs on is stopped, no more */
		ui->pressed = (struct ui_target){ 0 };
	}
}

static void drag(struct ui *ui, int y, uint64_t time_us)
{
	struct ui_scroll *s = &ui->scroll[ui->scrolled];
	float moved = (float)(ui->last_y - y);

	if (time_us > ui->last_us) {
		float speed = moved * 1e6F / (float)(time_us - ui->last_us);

		s->velocity = 0.6F * s->velocity + 0.4F * speed;
		s->velocity = fminf(fmaxf(s->velocity, -FASTEST), FASTEST);
	}
	s->offset += moved;
	limit_offset(s);
	ui->last_y = y;
	ui->last_us = time_us;
}

void ui_move(struct ui *ui, int x, int y, uint64_t time_us)
{
	int dx = abs(x - ui->first_x), dy = abs(y - ui->first_y);

	if (ui->finger == UI_PRESSING && ui->scrolled >= 0 && dy > SLOP && dy > dx)
		ui->finger = UI_SCROLLING;
	if (ui->finger == UI_SCROLLING)
		drag(ui, y, time_us);
}

struct ui_event ui_up(struct ui *ui, int x, int y, uint64_t time_us)
{
	const struct ui_target *t = target_at(ui, x, y);
	struct ui_event event = { 0 };

	if (ui->finger == UI_PRESSING && t && t->action == ui->pressed.action &&
	    t->argument == ui->pressed.argument)
		event = (struct ui_event){ t->action, t->argument };
	if (ui->finger == UI_SCROLLING && time_us - ui->last_us > 100000)
		ui->scroll[ui->scrolled].velocity = 0; /* it rested before it was lifted */
	ui->finger = UI_UP;
	return event;
}

void ui_cancel(struct ui *ui)
{
	if (ui->finger == UI_SCROLLING)
		ui->scroll[ui->scrolled].velocity = 0;
	ui->finger = UI_UP;
}

struct ui_event ui_hold(struct ui *ui, uint64_t now_us)
{
	struct ui_event event = { 0 };

	if (ui->finger != UI_PRESSING || !ui->pressed.held || now_us < ui->down_us + UI_HOLD_US)
		return event;
	event = (struct ui_event){ ui->pressed.held, ui->pressed.argument };
	ui->finger = UI_SPENT;
	return event;
}

int64_t ui_wait(const struct ui *ui, uint64_t now_us)
{
	if (ui->finger == UI_PRESSING && ui->pressed.held)
		return now_us < ui->down_us + UI_HOLD_US
			       ? (int64_t)(ui->down_us + UI_HOLD_US - now_us)
			       : 0;
	for (int i = 0; i < UI_SCROLLS && ui->finger != UI_SCROLLING; i++)
		if (ui->scroll[i].velocity != 0)
			return FRAME_US;
	return -1;
}
