/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Settings, and what this phone protects.
 */
#include "user/apps/phone/view.h"

void view_settings(struct ui *ui, const struct model *m)
{
	static const char *const languages[] = { "English", "中文" };
	int top = view_heading(ui, say(m->language, WORD_TAB_SETTINGS), false), wide = ui->whole.w;
	struct row grants = { .icon = ICON_LIST,
			      .icon_ink = COLOR_MINT,
			      .title = say(m->language, WORD_GRANTS),
			      .text = say(m->language, WORD_GRANTS_WHY),
			      .trailing = ICON_FORWARD,
			      .trailing_ink = COLOR_FAINT };
	struct row about = { .icon = ICON_INFO,
			     .icon_ink = COLOR_MINT,
			     .title = say(m->language, WORD_ABOUT),
			     .text = say(m->language, WORD_ABOUT_WHY),
			     .trailing = ICON_FORWARD,
			     .trailing_ink = COLOR_FAINT };
	struct row language = { .icon = ICON_LANGUAGE,
				.icon_ink = COLOR_MINT,
				.title = say(m->language, WORD_LANGUAGE) };
	struct rect note = { MARGIN, top + 584, wide - 2 * MARGIN, 0 };

	widget_row(ui, (struct rect){ 0, top + 8, wide, 112 }, &language, (struct touch){ 0, 0 });
	widget_choice(ui, (struct rect){ MARGIN, top + 132, wide - 2 * MARGIN, 96 }, languages,
		      LANGUAGES, (int)m->language, ACT_LANGUAGE);
	scene_box(ui->scene, (struct rect){ MARGIN, top + 264, wide - 2 * MARGIN, 2 }, 0,
		  COLOR_SURFACE);
	widget_row(ui, (struct rect){ 0, top + 280, wide, 136 }, &grants,
		   (struct touch){ ACT_GRANTS, 0 });
	widget_row(ui, (struct rect){ 0, top + 416, wide, 136 }, &about,
		   (struct touch){ ACT_ABOUT, 0 });
	widget_paragraph(ui, note, type_caption, ALIGN_LEFT, COLOR_FAINT,
			 say(m->language, WORD_IN_MEMORY));
}

void view_about(struct ui *ui, const struct model *m)
{
	struct rect box = view_below(ui, view_heading(ui, say(m->language, WORD_ABOUT), true));
	struct rect text = { MARGIN, 0, ui->whole.w - 2 * MARGIN, 0 };

	text.y = ui_scroll_begin(ui, SCROLL_ABOUT, box);
	scene_icon(ui->scene, (struct rect){ MARGIN, text.y + 8, 112, 112 }, ICON_SEALED_WORLD,
		   COLOR_MINT);
	text.y += 160;
	text.h = widget_paragraph(ui, text, type_body, ALIGN_LEFT, COLOR_SOFT,
				  say(m->language, WORD_ABOUT_TEXT));
	ui_scroll_end(ui, SCROLL_ABOUT, text.h + 160 + MARGIN);
}
