/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Widgets: the few things that screens are made of, in the theme's look. Each appends itself to the
 * scene and its targets to the ui, and keeps nothing.
 */
#ifndef LIB_UI_WIDGET_H
#define LIB_UI_WIDGET_H

#include "lib/ui/theme.h"
#include "lib/ui/ui.h"

/* What touching means. */
struct touch {
	uint32_t action, argument;
};

enum button_look {
	BUTTON_PLAIN,  /* outline */
	BUTTON_CHOSEN, /* mint */
	BUTTON_CALL,   /* green */
	BUTTON_DANGER, /* red */
};

/* A capsule with an icon (or ICON_NONE) and a word. */
void widget_button(struct ui *ui, struct rect box, enum button_look look, enum icon icon,
		   const char *text, struct touch touch);

/* A disc with an icon, and a word below it or NULL. `on` is for switches: it inverts the disc. */
void widget_disc(struct ui *ui, int x, int y, int diameter, enum button_look look, enum icon icon,
		 const char *text, bool on, struct touch touch);

/* A key of a dial pad: a digit, and letters or "" below it; `held` as in ui_target. */
void widget_key(struct ui *ui, struct rect box, const char *digit, const char *letters,
		struct touch touch, uint32_t held);

/* Text of several lines from the top of `box`, at its width; returns the height it takes. */
int widget_paragraph(struct ui *ui, struct rect box, struct type type, enum align align, color ink,
		     const char *text);

/* The disc with the first character of a name, its hue taken from the name. */
void widget_avatar(struct ui *ui, int x, int y, int diameter, const char *name);

/* A row of a list: something at its left, two lines, an icon at its right. */
struct row {
	const char *avatar; /* a name, or NULL: `icon` in its place */
	enum icon icon;
	color icon_ink;
	const char *title, *text;
	enum icon trailing;
	color trailing_ink;
};

void widget_row(struct ui *ui, struct rect box, const struct row *row, struct touch touch);

/* A small capsule that says a state: an icon and a word, as wide as they need, centred in `box`. */
void widget_badge(struct ui *ui, struct rect box, enum icon icon, color ink, color ground,
		  const char *text);

/* A field whose text ends visibly at its right, with a hint while it is empty. */
void widget_field(struct ui *ui, struct rect box, const char *text, const char *hint, bool focused);

/* Two or more words of which one is chosen. */
void widget_choice(struct ui *ui, struct rect box, const char *const *words, int count, int chosen,
		   uint32_t action);

/* Covers the screen and asks. Either button's text may be NULL. */
struct dialog {
	enum icon icon;
	color icon_ink;
	const char *title, *text;
	const char *yes, *no;
	enum button_look yes_look;
	struct touch on_yes, on_no;
};

void widget_dialog(struct ui *ui, const struct dialog *dialog);

#endif
