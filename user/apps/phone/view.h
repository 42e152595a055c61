/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Views: what each state of the model looks like. They append to the ui's scene and change nothing.
 */
#ifndef USER_APPS_PHONE_VIEW_H
#define USER_APPS_PHONE_VIEW_H

#include "lib/ui/widget.h"
#include "user/apps/phone/model.h"

#define TABS_HEIGHT 136

/* Everything: between ui_begin and ui_end. */
void view_draw(struct ui *ui, const struct model *m);

/* Its parts, one file each. */
void view_keypad(struct ui *ui, const struct model *m);
void view_keyboard(struct ui *ui, const struct model *m);
void view_contacts(struct ui *ui, const struct model *m);
void view_history(struct ui *ui, const struct model *m);
void view_person(struct ui *ui, const struct model *m);
void view_settings(struct ui *ui, const struct model *m);
void view_grants(struct ui *ui, const struct model *m);
void view_about(struct ui *ui, const struct model *m);
void view_call(struct ui *ui, const struct model *m);
void view_talking(struct ui *ui, const struct model *m);
void view_ended(struct ui *ui, const struct model *m);

/* The heading of a screen, with an arrow back if it is not a tab's own. Returns the y below it. */
int view_heading(struct ui *ui, const char *title, bool back);

/* The screen from `top` down to the tabs. */
struct rect view_below(const struct ui *ui, int top);

/* What stands in the middle of an empty list. */
void view_empty(struct ui *ui, struct rect box, enum icon icon, const char *title, const char *why);

/* A name's disc; without a name (NULL: not a contact) that of a stranger. */
void view_avatar(struct ui *ui, int x, int y, int diameter, const char *name);

/* One centred line; the types of a theme for names and addresses. */
void view_centred(struct ui *ui, int y, int height, struct type type, color ink, const char *text);

/* "3:07", "1:02:09". */
void view_duration(char out[24], uint64_t ms);

/* Lists that scroll, for ui_scroll_begin. */
enum view_scroll { SCROLL_CONTACTS, SCROLL_HISTORY, SCROLL_GRANTS, SCROLL_ABOUT };

#endif
