/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ui: views without state, touched by a finger.
 *
 * A view is a function that appends everything it shows, each time anew, between ui_begin and ui_end.
 * What can be touched is a target: a rectangle with an action, a number that means something to the
 * program, never to the ui. Touching gives the action back:
 *
 *	ui_begin(ui); view(ui, model); ui_end(ui);	   what is on the screen, and where
 *	event = ui_touch(ui, ...);			   what the owner did
 *	if (event.action) model_act(model, event.action, event.argument);
 *
 * A touch counts only if the finger came down and was lifted on the same action, so that a target which
 * appears under a finger is not triggered by it. One finger at a time. Times are microseconds of one
 * clock that never goes back.
 *
 * Targets appended later lie over earlier ones. Those that do not fit (UI_TARGETS) are counted in the
 * scene's `dropped`.
 */
#ifndef LIB_UI_UI_H
#define LIB_UI_UI_H

#include "lib/draw/scene.h"

#define UI_TARGETS 128
#define UI_SCROLLS 4
#define UI_HOLD_US 500000 /* a finger that stays this long means the target's second action */

struct ui_event {
	uint32_t action; /* 0: nothing */
	uint32_t argument;
};

struct ui_target {
	struct rect area;
	uint32_t action, argument;
	uint32_t held; /* the action when the finger stays, or 0 */
};

/* A list that is moved by a finger and runs on when let go. */
struct ui_scroll {
	float offset;	/* pixels of content above the view */
	float velocity; /* pixels a second, positive towards the end */
	float limit;	/* the largest offset */
	struct rect view;
	bool live; /* appended since ui_begin */
};

enum ui_finger {
	UI_UP,	      /* no finger */
	UI_PRESSING,  /* may become a touch */
	UI_SCROLLING, /* moves a list */
	UI_SPENT,     /* down, but means nothing any more */
};

struct ui {
	struct fonts *fonts;
	struct rect whole;
	struct scene *scene; /* under construction, then shown */
	struct scene *shown; /* before that */
	struct scene scenes[2];
	int targets;
	struct ui_target target[UI_TARGETS];
	struct ui_scroll scroll[UI_SCROLLS];
	enum ui_finger finger;
	struct ui_target pressed;
	int scrolled; /* index into scroll, or -1 */
	int first_x, first_y, last_y;
	uint64_t down_us, last_us, now_us;
};

void ui_init(struct ui *ui, struct fonts *fonts, int width, int height);

/* Starts a scene; `now_us` moves lists that run on. */
void ui_begin(struct ui *ui, uint64_t now_us);

/* Ends it; `damage` is what changed since the scene before. */
void ui_end(struct ui *ui, struct damage *damage);

/* Everything from the next ui_begin on is damage. */
void ui_forget(struct ui *ui);

void ui_target(struct ui *ui, struct rect area, uint32_t action, uint32_t argument, uint32_t held);

/* Whether a finger presses this target now: views show it differently. */
bool ui_is_pressed(const struct ui *ui, uint32_t action, uint32_t argument);

/* What was appended before cannot be touched (a dialog follows). */
void ui_cover(struct ui *ui);

/*
 * A part of the screen whose content scrolls. Between the two calls the scene is clipped to `view`;
 * content starts at the y that is returned, and is `height` high in all. `which` is 0..UI_SCROLLS-1.
 */
int ui_scroll_begin(struct ui *ui, int which, struct rect view);
void ui_scroll_end(struct ui *ui, int which, int height);
void ui_scroll_reset(struct ui *ui, int which);

void ui_down(struct ui *ui, int x, int y, uint64_t time_us);
void ui_move(struct ui *ui, int x, int y, uint64_t time_us);
struct ui_event ui_up(struct ui *ui, int x, int y, uint64_t time_us);
void ui_cancel(struct ui *ui);

/* The held action of the target under a finger that has stayed long enough. */
struct ui_event ui_hold(struct ui *ui, uint64_t now_us);

/* Microseconds until ui_hold or a new frame is due; -1: nothing moves. */
int64_t ui_wait(const struct ui *ui, uint64_t now_us);

#endif
