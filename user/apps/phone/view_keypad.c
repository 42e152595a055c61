/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dialling: digits on a pad as on every telephone (ITU-T E.161), or an address on a keyboard.
 */
#include "user/apps/phone/view.h"

#include <string.h>

#define KEY_WIDTH   184
#define KEY_HEIGHT  128
#define KEY_ACROSS  208 /* from one key to the next */
#define KEY_DOWN    148
#define PAD_LEFT    ((720 - 2 * KEY_ACROSS - KEY_WIDTH) / 2)
#define PAD_TOP	    388
#define ACTIONS_TOP 1004

/* On which address we can be called, or that we cannot. */
static void reachability(struct ui *ui, const struct model *m)
{
	struct rect box = { MARGIN, 40, ui->whole.w - 2 * MARGIN, 56 };
	char text[CALLING_TEXT + 64];

	if (m->own[0])
		widget_badge(ui, box, ICON_CHECK, COLOR_MINT, COLOR_DEEP,
			     say_with(m->language, WORD_REACHABLE, shown_address(m->own), text,
				      sizeof(text)));
	else
		widget_badge(ui, box, ICON_WARNING, COLOR_AMBER, COLOR_BRONZE,
			     say(m->language, WORD_NOT_REACHABLE));
}

/* As large as fits. */
static struct type number_type(struct ui *ui, const char *text, int width)
{
	struct type type = type_number;

	while (type.size > 32 && text_width(ui->fonts, type, text) > width)
		type.size = (int16_t)(type.size - 6);
	return type;
}

static void number(struct ui *ui, const struct model *m)
{
	struct rect box = { MARGIN, 160, ui->whole.w - 2 * MARGIN, 100 };
	const struct contact *contact = model_dialled(m);

	if (m->dial[0])
		scene_line(ui->scene, box, number_type(ui, m->dial, box.w), ALIGN_CENTRE,
			   COLOR_TEXT, m->dial);
	else
		scene_line(ui->scene, box, type_headline, ALIGN_CENTRE, COLOR_LINE,
			   say(m->language, WORD_DIAL_HINT));
	if (contact)
		view_centred(ui, 268, 48, type_title, COLOR_MINT, contact->name);
}

static void pad(struct ui *ui)
{
	static const char *const keys[12][2] = {
		{ "1", "" },	 { "2", "ABC" }, { "3", "DEF" },  { "4", "GHI" },
		{ "5", "JKL" },	 { "6", "MNO" }, { "7", "PQRS" }, { "8", "TUV" },
		{ "9", "WXYZ" }, { "*", "" },	 { "0", "+" },	  { "#", "" },
	};

	for (int i = 0; i < 12; i++) {
		struct rect box = { PAD_LEFT + i % 3 * KEY_ACROSS, PAD_TOP + i / 3 * KEY_DOWN,
				    KEY_WIDTH, KEY_HEIGHT };
		struct touch touch = { ACT_KEY, (uint32_t)keys[i][0][0] };

		widget_key(ui, box, keys[i][0], keys[i][1], touch,
			   touch.argument == '0' ? ACT_PLUS : ACT_NONE);
	}
}

/* A key that shows an icon only. */
static void side_key(struct ui *ui, struct rect box, enum icon icon, uint32_t action, uint32_t held)
{
	if (ui_is_pressed(ui, action, 0))
		scene_box(ui->scene, box, box.h / 2, COLOR_SURFACE);
	scene_icon(ui->scene,
		   (struct rect){ box.x + box.w / 2 - 26, box.y + box.h / 2 - 26, 52, 52 }, icon,
		   COLOR_SOFT);
	ui_target(ui, box, action, 0, held);
}

static void actions(struct ui *ui, const struct model *m, int y)
{
	struct rect left = { PAD_LEFT, y, KEY_WIDTH, KEY_HEIGHT }, call = left, right = left;

	call.x += KEY_ACROSS;
	right.x += 2 * KEY_ACROSS;
	side_key(ui, left, m->keyboard ? ICON_KEYPAD : ICON_KEYBOARD, ACT_KEYBOARD, ACT_NONE);
	scene_box(ui->scene, call, KEY_HEIGHT / 2, COLOR_GREEN);
	if (ui_is_pressed(ui, ACT_DIAL, 0))
		scene_box(ui->scene, call, KEY_HEIGHT / 2, 0x30ffffff);
	scene_icon(ui->scene, (struct rect){ call.x + 64, call.y + 36, 56, 56 }, ICON_ANSWER,
		   COLOR_WHITE);
	ui_target(ui, call, ACT_DIAL, 0, ACT_NONE);
	if (m->dial[0])
		side_key(ui, right, ICON_BACKSPACE, ACT_ERASE, ACT_ERASE_ALL);
}

void view_keypad(struct ui *ui, const struct model *m)
{
	reachability(ui, m);
	number(ui, m);
	pad(ui);
	actions(ui, m, ACTIONS_TOP);
}

static void letter_row(struct ui *ui, int y, const char *letters)
{
	int count = (int)strlen(letters), across = 69, x = (ui->whole.w - count * across) / 2;

	for (int i = 0; i < count; i++) {
		char text[2] = { letters[i], 0 };
		struct rect box = { x + i * across + 3, y, across - 6, 96 };
		struct touch touch = { ACT_KEY, (uint32_t)letters[i] };

		scene_box(ui->scene, box, 16,
			  ui_is_pressed(ui, touch.action, touch.argument) ? COLOR_LINE
									  : COLOR_SURFACE);
		scene_line(ui->scene, box, type_title, ALIGN_CENTRE, COLOR_TEXT, text);
		ui_target(ui, box, touch.action, touch.argument, ACT_NONE);
	}
}

void view_keyboard(struct ui *ui, const struct model *m)
{
	static const char *const rows[] = { "1234567890", "qwertyuiop", "asdfghjkl:", "zxcvbnm@.-",
					    "_+[]%=;" };
	const struct contact *contact = model_dialled(m);

	reachability(ui, m);
	widget_field(ui, (struct rect){ MARGIN, 168, ui->whole.w - 2 * MARGIN, 104 }, m->dial,
		     say(m->language, WORD_ADDRESS_HINT), true);
	if (contact)
		view_centred(ui, 288, 48, type_title, COLOR_MINT, contact->name);
	for (int i = 0; i < 5; i++)
		letter_row(ui, 420 + i * 108, rows[i]);
	actions(ui, m, ACTIONS_TOP);
}
