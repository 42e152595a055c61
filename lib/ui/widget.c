/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Widgets are functions of their arguments and of the finger; sizes follow the theme's grid.
 */
#include "lib/ui/widget.h"

#include <string.h>

#include "lib/text/text.h"

static struct rect centred(struct rect in, int w, int h)
{
	return (struct rect){ in.x + (in.w - w) / 2, in.y + (in.h - h) / 2, w, h };
}

static color ground_of(enum button_look look)
{
	static const color ground[] = {
		[BUTTON_PLAIN] = COLOR_SURFACE,
		[BUTTON_CHOSEN] = COLOR_MINT,
		[BUTTON_CALL] = COLOR_GREEN,
		[BUTTON_DANGER] = COLOR_RED,
	};

	return ground[look];
}

static color ink_of(enum button_look look)
{
	switch (look) {
	case BUTTON_PLAIN:
		return COLOR_TEXT;
	case BUTTON_CHOSEN:
		return COLOR_GROUND;
	default:
		return COLOR_WHITE;
	}
}

/* What a finger presses looks lit. */
static void press(struct ui *ui, struct rect box, int radius, struct touch touch)
{
	if (ui_is_pressed(ui, touch.action, touch.argument))
		scene_box(ui->scene, box, radius, 0x30ffffff);
}

void widget_button(struct ui *ui, struct rect box, enum button_look look, enum icon icon,
		   const char *text, struct touch touch)
{
	int size = icon ? 40 : 0, gap = icon ? 16 : 0, most = box.w - 48 - size - gap;
	int wide = text_width(ui->fonts, type_strong, text), radius = box.h / 2, x;

	wide = wide < most ? wide : most;
	x = box.x + (box.w - size - gap - wide) / 2;
	scene_box(ui->scene, box, radius, ground_of(look));
	if (look == BUTTON_PLAIN)
		scene_outline(ui->scene, box, radius, 2, COLOR_LINE);
	press(ui, box, radius, touch);
	if (icon)
		scene_icon(ui->scene, (struct rect){ x, box.y + (box.h - size) / 2, size, size },
			   icon, ink_of(look));
	scene_line(ui->scene, (struct rect){ x + size + gap, box.y, wide, box.h }, type_strong,
		   ALIGN_LEFT, ink_of(look), text);
	ui_target(ui, box, touch.action, touch.argument, 0);
}

void widget_disc(struct ui *ui, int x, int y, int diameter, enum button_look look, enum icon icon,
		 const char *text, bool on, struct touch touch)
{
	struct rect disc = { x, y, diameter, diameter };
	struct rect label = { x - 48, y + diameter + 8, diameter + 96, 40 };
	int size = diameter * 9 / 20;

	scene_box(ui->scene, disc, diameter / 2, on ? COLOR_TEXT : ground_of(look));
	press(ui, disc, diameter / 2, touch);
	scene_icon(ui->scene, centred(disc, size, size), icon, on ? COLOR_GROUND : ink_of(look));
	if (text)
		scene_line(ui->scene, label, type_caption, ALIGN_CENTRE, COLOR_SOFT, text);
	ui_target(ui, text ? rect_union(disc, rect_intersect(label, rect_inset(disc, -56))) : disc,
		  touch.action, touch.argument, 0);
}

void widget_key(struct ui *ui, struct rect box, const char *digit, const char *letters,
		struct touch touch, uint32_t held)
{
	int radius = (box.w < box.h ? box.w : box.h) / 2;
	struct rect upper = { box.x, box.y + box.h * 14 / 100, box.w, box.h / 2 };
	struct rect lower = { box.x, box.y + box.h * 62 / 100, box.w, box.h / 5 };

	scene_box(ui->scene, box, radius, COLOR_SURFACE);
	press(ui, box, radius, touch);
	scene_line(ui->scene, *letters ? upper : box, type_key, ALIGN_CENTRE, COLOR_TEXT, digit);
	if (*letters)
		scene_line(ui->scene, lower, type_small, ALIGN_CENTRE, COLOR_FAINT, letters);
	ui_target(ui, box, touch.action, touch.argument, held);
}

static int count_lines(struct ui *ui, struct type type, int width, const char *text)
{
	int lines = 0;

	for (size_t skip; *text; lines++) {
		text += text_break(ui->fonts, type, text, width, &skip);
		text += skip;
	}
	return lines;
}

static int paragraph_height(struct ui *ui, struct type type, int width, const char *text)
{
	return count_lines(ui, type, width, text) * text_line_height(type);
}

/* The least width that needs no more lines than the whole: centred lines of about one length. */
static int balanced(struct ui *ui, struct type type, int width, const char *text)
{
	int lines = count_lines(ui, type, width, text), narrower = width - 24;

	while (lines > 1 && narrower > width / 2 &&
	       count_lines(ui, type, narrower, text) == lines) {
		width = narrower;
		narrower -= 24;
	}
	return width;
}

int widget_paragraph(struct ui *ui, struct rect box, struct type type, enum align align, color ink,
		     const char *text)
{
	int height = text_line_height(type), used = 0;
	int width = align == ALIGN_CENTRE ? balanced(ui, type, box.w, text) : box.w;

	while (*text) {
		size_t skip, bytes = text_break(ui->fonts, type, text, width, &skip);
		char line[512];

		if (bytes >= sizeof(line))
			bytes = sizeof(line) - 1;
		memcpy(line, text, bytes);
		line[bytes] = 0;
		scene_line(ui->scene, (struct rect){ box.x, box.y + used, box.w, height }, type,
			   align, ink, line);
		text += bytes + skip;
		used += height;
	}
	return used;
}

static uint32_t hash(const char *text)
{
	uint32_t sum = 2166136261U;

	for (; *text; text++)
		sum = (sum ^ (unsigned char)*text) * 16777619U;
	return sum >> 8;
}

void widget_avatar(struct ui *ui, int x, int y, int diameter, const char *name)
{
	static const color hue[] = { 0xff2f6f8f, 0xff3c7d5a, 0xff7a5a9c,
				     0xff9a5b4f, 0xff5d6fb0, 0xff8a6d2f };
	struct rect disc = { x, y, diameter, diameter };
	struct type type = { (int16_t)(diameter * 46 / 100), 0, WEIGHT_SEMIBOLD, false };
	char initial[8] = "?";
	uint32_t point;

	if (*name) {
		size_t bytes = text_decode(&point, name, strnlen(name, 4));

		memcpy(initial, name, bytes);
		initial[bytes] = 0;
	}
	if (initial[0] >= 'a' && initial[0] <= 'z')
		initial[0] = (char)(initial[0] - ('a' - 'A'));
	scene_box(ui->scene, disc, diameter / 2, hue[hash(name) % (sizeof(hue) / sizeof(hue[0]))]);
	scene_line(ui->scene, disc, type, ALIGN_CENTRE, COLOR_WHITE, initial);
}

static void row_left(struct ui *ui, struct rect box, const struct row *row)
{
	int size = 80, y = box.y + (box.h - size) / 2;
	struct rect disc = { box.x + MARGIN, y, size, size };

	if (row->avatar) {
		widget_avatar(ui, disc.x, disc.y, size, row->avatar);
		return;
	}
	scene_box(ui->scene, disc, size / 2, COLOR_SURFACE);
	scene_icon(ui->scene, centred(disc, 40, 40), row->icon, row->icon_ink);
}

void widget_row(struct ui *ui, struct rect box, const struct row *row, struct touch touch)
{
	struct rect all = { box.x + MARGIN + 104, box.y, box.w - 2 * MARGIN - 104, box.h };
	struct rect upper = { all.x, box.y + box.h / 2 - 40, all.w, 40 };
	struct rect lower = { all.x, box.y + box.h / 2 + 2, all.w, 36 };

	if (ui_is_pressed(ui, touch.action, touch.argument))
		scene_box(ui->scene, (struct rect){ box.x + 16, box.y + 4, box.w - 32, box.h - 8 },
			  24, COLOR_SURFACE);
	row_left(ui, box, row);
	if (row->trailing) {
		upper.w -= 56;
		lower.w -= 56;
		scene_icon(ui->scene,
			   (struct rect){ box.x + box.w - MARGIN - 40, box.y + box.h / 2 - 20, 40,
					  40 },
			   row->trailing, row->trailing_ink);
	}
	scene_line(ui->scene, row->text ? upper : all, type_strong, ALIGN_LEFT, COLOR_TEXT,
		   row->title);
	if (row->text)
		scene_line(ui->scene, lower, type_caption, ALIGN_LEFT, COLOR_SOFT, row->text);
	if (touch.action)
		ui_target(ui, box, touch.action, touch.argument, 0);
}

void widget_badge(struct ui *ui, struct rect box, enum icon icon, color ink, color ground,
		  const char *text)
{
	int wide = text_width(ui->fonts, type_label, text) + 32 + 12 + 2 * 26;
	struct rect pill = centred(box, wide < box.w ? wide : box.w, box.h);
	struct rect words = { pill.x + 70, pill.y, pill.w - 96, pill.h };

	scene_box(ui->scene, pill, pill.h / 2, ground);
	scene_icon(ui->scene, (struct rect){ pill.x + 26, pill.y + (pill.h - 32) / 2, 32, 32 },
		   icon, ink);
	scene_line(ui->scene, words, type_label, ALIGN_LEFT, ink, text);
}

void widget_field(struct ui *ui, struct rect box, const char *text, const char *hint, bool focused)
{
	struct rect inner = { box.x + 28, box.y, box.w - 56, box.h };
	int wide = text_width(ui->fonts, type_title, text);
	int caret = inner.x + (wide < inner.w ? wide : inner.w) + 4;
	struct rect clip = ui->scene->clip;

	scene_box(ui->scene, box, 24, COLOR_SURFACE);
	scene_outline(ui->scene, box, 24, focused ? 3 : 2, focused ? COLOR_MINT : COLOR_LINE);
	if (!*text)
		scene_line(ui->scene, inner, type_body, ALIGN_LEFT, COLOR_FAINT, hint);
	ui->scene->clip = rect_intersect(clip, inner);
	if (wide > inner.w) {
		inner.x -= wide - inner.w;
		inner.w = wide;
	}
	scene_line(ui->scene, inner, type_title, ALIGN_LEFT, COLOR_TEXT, text);
	ui->scene->clip = clip;
	if (focused)
		scene_box(ui->scene, (struct rect){ caret, box.y + 24, 3, box.h - 48 }, 1,
			  COLOR_MINT);
}

void widget_choice(struct ui *ui, struct rect box, const char *const *words, int count, int chosen,
		   uint32_t action)
{
	int each = box.w / count;

	scene_box(ui->scene, box, box.h / 2, COLOR_SURFACE);
	scene_outline(ui->scene, box, box.h / 2, 2, COLOR_LINE);
	for (int i = 0; i < count; i++) {
		struct rect part = { box.x + i * each, box.y, each, box.h };

		if (i == chosen)
			scene_box(ui->scene, rect_inset(part, 8), box.h / 2, COLOR_MINT);
		scene_line(ui->scene, part, type_strong, ALIGN_CENTRE,
			   i == chosen ? COLOR_GROUND : COLOR_TEXT, words[i]);
		ui_target(ui, part, action, (uint32_t)i, 0);
	}
}

void widget_dialog(struct ui *ui, const struct dialog *d)
{
	int wide = ui->whole.w - 2 * MARGIN, inner = wide - 2 * MARGIN;
	int body = paragraph_height(ui, type_body, inner, d->text);
	int head = paragraph_height(ui, type_title, inner, d->title);
	int buttons = (d->yes ? 112 : 0) + (d->no ? 112 : 0);
	struct rect card =
		centred(ui->whole, wide, 48 + 72 + 32 + head + 16 + body + 40 + buttons + 24);
	struct rect at = { card.x + MARGIN, card.y + 48, inner, 0 };

	ui_cover(ui);
	scene_box(ui->scene, ui->whole, 0, COLOR_SHADE);
	scene_box(ui->scene, card, 40, COLOR_RAISED);
	scene_icon(ui->scene, (struct rect){ card.x + (card.w - 72) / 2, at.y, 72, 72 }, d->icon,
		   d->icon_ink);
	at.y += 72 + 32;
	at.y += widget_paragraph(ui, at, type_title, ALIGN_CENTRE, COLOR_TEXT, d->title) + 16;
	at.y += widget_paragraph(ui, at, type_body, ALIGN_CENTRE, COLOR_SOFT, d->text) + 40;
	at.h = 96;
	if (d->yes) {
		widget_button(ui, at, d->yes_look, ICON_NONE, d->yes, d->on_yes);
		at.y += 112;
	}
	if (d->no)
		widget_button(ui, at, BUTTON_PLAIN, ICON_NONE, d->no, d->on_no);
}
