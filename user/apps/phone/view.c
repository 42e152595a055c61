/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frame: a call over everything, or a screen and the tabs below it.
 */
#include "user/apps/phone/view.h"

#include <stdio.h>

int view_heading(struct ui *ui, const char *title, bool back)
{
	struct rect box = { MARGIN, 40, ui->whole.w - 2 * MARGIN, 72 };

	if (back) {
		struct rect arrow = { 16, 32, 88, 88 };

		if (ui_is_pressed(ui, ACT_BACK, 0))
			scene_box(ui->scene, arrow, 44, COLOR_SURFACE);
		scene_icon(ui->scene, rect_inset(arrow, 20), ICON_BACK, COLOR_TEXT);
		ui_target(ui, arrow, ACT_BACK, 0, 0);
		box.x += 72;
		box.w -= 72;
	}
	scene_line(ui->scene, box, type_headline, ALIGN_LEFT, COLOR_TEXT, title);
	return 144;
}

struct rect view_below(const struct ui *ui, int top)
{
	return (struct rect){ 0, top, ui->whole.w, ui->whole.h - TABS_HEIGHT - top };
}

void view_empty(struct ui *ui, struct rect box, enum icon icon, const char *title, const char *why)
{
	int middle = box.y + box.h / 2;
	struct rect disc = { box.x + (box.w - 144) / 2, middle - 220, 144, 144 };
	struct rect text = { MARGIN * 2, middle + 8, ui->whole.w - 4 * MARGIN, 0 };

	scene_box(ui->scene, disc, 72, COLOR_SURFACE);
	scene_icon(ui->scene, rect_inset(disc, 40), icon, COLOR_FAINT);
	view_centred(ui, middle - 48, 48, type_title, COLOR_TEXT, title);
	widget_paragraph(ui, text, type_body, ALIGN_CENTRE, COLOR_SOFT, why);
}

void view_avatar(struct ui *ui, int x, int y, int diameter, const char *name)
{
	struct rect disc = { x, y, diameter, diameter };

	if (name) {
		widget_avatar(ui, x, y, diameter, name);
		return;
	}
	scene_box(ui->scene, disc, diameter / 2, COLOR_BRONZE);
	scene_icon(ui->scene, rect_inset(disc, diameter / 4), ICON_PERSON, COLOR_AMBER);
}

void view_centred(struct ui *ui, int y, int height, struct type type, color ink, const char *text)
{
	scene_line(ui->scene, (struct rect){ MARGIN, y, ui->whole.w - 2 * MARGIN, height }, type,
		   ALIGN_CENTRE, ink, text);
}

void view_duration(char out[24], uint64_t ms)
{
	unsigned int s = (unsigned int)(ms / 1000 % 360000);

	if (s >= 3600)
		snprintf(out, 24, "%u:%02u:%02u", s / 3600, s / 60 % 60, s % 60);
	else
		snprintf(out, 24, "%u:%02u", s / 60, s % 60);
}

/* How many calls were missed, at the corner of the tab's icon. */
static void missed(struct ui *ui, int x, int y, unsigned int count)
{
	struct rect dot = { x, y, 34, 34 };
	char text[4];

	snprintf(text, sizeof(text), "%u", count < 9 ? count : 9);
	scene_box(ui->scene, rect_inset(dot, -3), 20, COLOR_SURFACE);
	scene_box(ui->scene, dot, 17, COLOR_RED);
	scene_line(ui->scene, dot, type_small, ALIGN_CENTRE, COLOR_WHITE, text);
}

static void tab(struct ui *ui, const struct model *m, enum screen screen, enum icon icon,
		enum word word)
{
	int wide = ui->whole.w / 4, x = wide * (int)screen;
	struct rect box = { x, ui->whole.h - TABS_HEIGHT, wide, TABS_HEIGHT };
	struct rect pill = { x + (wide - 104) / 2, box.y + 18, 104, 56 };
	bool chosen = m->tab == screen;
	color ink = chosen ? COLOR_MINT : COLOR_SOFT;

	if (chosen || ui_is_pressed(ui, ACT_TAB, screen))
		scene_box(ui->scene, pill, 28, chosen ? COLOR_DEEP : COLOR_RAISED);
	scene_icon(ui->scene, (struct rect){ x + wide / 2 - 20, box.y + 26, 40, 40 }, icon, ink);
	scene_line(ui->scene, (struct rect){ x, box.y + 80, wide, 36 }, type_label, ALIGN_CENTRE,
		   ink, say(m->language, word));
	if (screen == SCREEN_HISTORY && m->missed)
		missed(ui, x + wide / 2 + 12, box.y + 14, m->missed);
	ui_target(ui, box, ACT_TAB, screen, 0);
}

static void tabs(struct ui *ui, const struct model *m)
{
	struct rect bar = { 0, ui->whole.h - TABS_HEIGHT, ui->whole.w, TABS_HEIGHT };

	scene_box(ui->scene, bar, 0, COLOR_SURFACE);
	tab(ui, m, SCREEN_KEYPAD, ICON_KEYPAD, WORD_TAB_KEYPAD);
	tab(ui, m, SCREEN_CONTACTS, ICON_PEOPLE, WORD_TAB_CONTACTS);
	tab(ui, m, SCREEN_HISTORY, ICON_CLOCK, WORD_TAB_HISTORY);
	tab(ui, m, SCREEN_SETTINGS, ICON_SETTINGS, WORD_TAB_SETTINGS);
}

static void screen(struct ui *ui, const struct model *m)
{
	switch (m->screen) {
	case SCREEN_KEYPAD:
		if (m->keyboard)
			view_keyboard(ui, m);
		else
			view_keypad(ui, m);
		break;
	case SCREEN_CONTACTS:
		view_contacts(ui, m);
		break;
	case SCREEN_HISTORY:
		view_history(ui, m);
		break;
	case SCREEN_SETTINGS:
		view_settings(ui, m);
		break;
	case SCREEN_PERSON:
		view_person(ui, m);
		break;
	case SCREEN_GRANTS:
		view_grants(ui, m);
		break;
	case SCREEN_ABOUT:
		view_about(ui, m);
		break;
	}
	tabs(ui, m);
}

void view_draw(struct ui *ui, const struct model *m)
{
	scene_box(ui->scene, ui->whole, 0, COLOR_GROUND);
	switch (m->line.call.state) {
	case CALL_NONE:
		screen(ui, m);
		break;
	case CALL_TALKING:
		view_talking(ui, m);
		break;
	case CALL_ENDED:
		view_ended(ui, m);
		break;
	default:
		view_call(ui, m);
	}
}
