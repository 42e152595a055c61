/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A call that is established: who, how long, how safe, and the string to compare.
 *
 * Every word and colour that says "secure" here hangs on call_is_secure.
 */
#include "user/apps/phone/view.h"

#include <stdio.h>
#include <string.h>

#define CARD_TOP    452
#define CARD_HEIGHT 524

static struct rect card_box(const struct ui *ui)
{
	return (struct rect){ MARGIN, CARD_TOP, ui->whole.w - 2 * MARGIN, CARD_HEIGHT };
}

static void badge(struct ui *ui, const struct model *m)
{
	const struct call *c = &m->line.call;
	struct rect box = { MARGIN, 40, ui->whole.w - 2 * MARGIN, 64 };

	if (call_is_verified(c))
		widget_badge(ui, box, ICON_VERIFIED, COLOR_MINT, COLOR_DEEP,
			     say(m->language, WORD_VERIFIED));
	else if (call_is_secure(c))
		widget_badge(ui, box, ICON_LOCK, COLOR_MINT, COLOR_DEEP,
			     say(m->language, WORD_ENCRYPTED));
	else
		widget_badge(ui, box, ICON_WARNING, COLOR_AMBER, COLOR_BRONZE,
			     say(m->language, WORD_NOT_YET));
}

static void who(struct ui *ui, const struct model *m)
{
	const struct call *c = &m->line.call;
	char length[24];

	view_avatar(ui, ui->whole.w / 2 - 60, 136, 120, c->contact ? c->contact->name : NULL);
	view_centred(ui, 272, 60, type_headline, COLOR_TEXT, call_title(c));
	view_centred(ui, 332, 40, type_caption, COLOR_SOFT,
		     c->contact ? shown_address(c->address) : say(m->language, WORD_NOT_A_CONTACT));
	view_duration(length, m->now_ms - c->talking_ms);
	view_centred(ui, 380, 52, type_timer, COLOR_TEXT, length);
}

/* The space in the middle of two, four, six words; NULL if there is none. */
static const char *middle(const char *text)
{
	int spaces = 0, half;

	for (const char *c = text; *c; c++)
		spaces += *c == ' ';
	half = (spaces + 1) / 2;
	for (; spaces; text++)
		if (*text == ' ' && --half == 0)
			return text;
	return NULL;
}

/* The largest type in which the line fits. */
static struct type fitting(struct ui *ui, struct type type, int width, const char *text)
{
	while (type.size > 16 && text_width(ui->fonts, type, text) > width)
		type.size = (int16_t)(type.size - 2);
	return type;
}

/* Letters stand wide apart on one line; words stand on two. */
static void string(struct ui *ui, struct rect box, const char *text)
{
	static const struct type letters = { 104, 20, WEIGHT_SEMIBOLD, false };
	static const struct type words = { 58, 1, WEIGHT_SEMIBOLD, false };
	const char *gap = middle(text);
	struct rect half = { box.x, box.y, box.w, box.h / 2 };
	struct type type;
	char first[CALLING_TEXT];

	if (!gap) {
		box.x += letters.spacing / 2;
		type = fitting(ui, letters, box.w, text);
		scene_line(ui->scene, box, type, ALIGN_CENTRE, COLOR_TEXT, text);
		return;
	}
	snprintf(first, sizeof(first), "%.*s", (int)(gap - text), text);
	type = fitting(ui, fitting(ui, words, box.w, first), box.w, gap + 1);
	scene_line(ui->scene, half, type, ALIGN_CENTRE, COLOR_TEXT, first);
	half.y += half.h;
	scene_line(ui->scene, half, type, ALIGN_CENTRE, COLOR_TEXT, gap + 1);
}

static void compare(struct ui *ui, const struct model *m)
{
	struct rect box = card_box(ui), inner = rect_inset(box, 32);
	struct rect text = { inner.x, box.y + 288, inner.w, 0 };
	struct rect left = { inner.x, box.y + CARD_HEIGHT - 32 - 100, (inner.w - 20) / 2, 100 };
	struct rect right = left;

	right.x += left.w + 20;
	bool changed = m->line.call.trust == CALLING_CHANGED;

	scene_outline(ui->scene, box, 40, changed ? 4 : 2, changed ? COLOR_AMBER : COLOR_LINE);
	view_centred(ui, box.y + 36, 44, type_strong, changed ? COLOR_AMBER : COLOR_MINT,
		     say(m->language, changed ? WORD_CHANGED : WORD_COMPARE));
	string(ui, (struct rect){ inner.x, box.y + 104, inner.w, 160 }, m->line.call.string);
	widget_paragraph(ui, text, type_caption, ALIGN_CENTRE, COLOR_SOFT,
			 say(m->language, changed ? WORD_CHANGED_WHY : WORD_COMPARE_HOW));
	widget_button(ui, left, BUTTON_PLAIN, ICON_CLOSE, say(m->language, WORD_DIFFER),
		      (struct touch){ ACT_DIFFER, 0 });
	widget_button(ui, right, BUTTON_CHOSEN, ICON_CHECK, say(m->language, WORD_MATCH),
		      (struct touch){ ACT_MATCH, 0 });
}

static void verified(struct ui *ui, const struct model *m)
{
	const struct call *c = &m->line.call;
	struct rect box = card_box(ui), disc = { ui->whole.w / 2 - 80, box.y + 72, 160, 160 };

	scene_outline(ui->scene, box, 40, 2, COLOR_LINE);
	scene_box(ui->scene, disc, 80, COLOR_DEEP);
	scene_icon(ui->scene, rect_inset(disc, 36), ICON_VERIFIED, COLOR_MINT);
	view_centred(ui, box.y + 272, 56, type_title, COLOR_TEXT, say(m->language, WORD_VERIFIED));
	if (!c->verified)
		view_centred(ui, box.y + 332, 44, type_body, COLOR_SOFT,
			     say(m->language, WORD_VERIFIED_BEFORE));
	view_centred(ui, box.y + 408, 56, type_title, COLOR_FAINT, c->string);
}

static void keying(struct ui *ui, const struct model *m)
{
	struct rect box = card_box(ui), disc = { ui->whole.w / 2 - 80, box.y + 88, 160, 160 };
	struct rect text = { box.x + 48, box.y + 352, box.w - 96, 0 };

	scene_outline(ui->scene, box, 40, 2, COLOR_LINE);
	scene_box(ui->scene, disc, 80, COLOR_BRONZE);
	scene_icon(ui->scene, rect_inset(disc, 44), ICON_MICROPHONE_OFF, COLOR_AMBER);
	view_centred(ui, box.y + 288, 56, type_title, COLOR_AMBER, say(m->language, WORD_KEYING));
	widget_paragraph(ui, text, type_body, ALIGN_CENTRE, COLOR_SOFT,
			 say(m->language, WORD_KEYING_WHY));
}

static void figure(struct ui *ui, const struct model *m, int *y, enum word word, const char *text)
{
	struct rect box = card_box(ui), line = { box.x + 36, *y, box.w - 72, 46 };

	scene_line(ui->scene, line, type_caption, ALIGN_LEFT, COLOR_SOFT, say(m->language, word));
	scene_line(ui->scene, line, type_label, ALIGN_RIGHT, COLOR_TEXT, text);
	*y += 46;
}

static void number(struct ui *ui, const struct model *m, int *y, enum word word, uint32_t value,
		   const char *unit)
{
	char text[32];

	snprintf(text, sizeof(text), "%u%s", value, unit);
	figure(ui, m, y, word, text);
}

static void details(struct ui *ui, const struct model *m)
{
	const struct call *c = &m->line.call;
	const struct calling_statistics *s = &c->statistics;
	int y = CARD_TOP + 24;
	struct rect top = rect_inset(card_box(ui), 36);
	const char *title = c->algorithms[0] ? c->algorithms : say(m->language, WORD_KEYING);
	char ms[32];

	scene_outline(ui->scene, card_box(ui), 40, 2, COLOR_LINE);
	top.y = y;
	top.h = 46;
	scene_line(ui->scene, top, fitting(ui, type_label, top.w, title), ALIGN_CENTRE, COLOR_MINT,
		   title);
	y += 50;
	number(ui, m, &y, WORD_STAT_SECURE_AFTER, s->secure_ms, " ms");
	number(ui, m, &y, WORD_STAT_SENT, s->sent, "");
	number(ui, m, &y, WORD_STAT_RECEIVED, s->received, "");
	number(ui, m, &y, WORD_STAT_LOST, s->lost, "");
	number(ui, m, &y, WORD_STAT_CONCEALED, s->concealed, "");
	number(ui, m, &y, WORD_STAT_REJECTED, s->rejected, "");
	snprintf(ms, sizeof(ms), "%u.%u ms", s->jitter_us / 1000, s->jitter_us / 100 % 10);
	figure(ui, m, &y, WORD_STAT_JITTER, ms);
	number(ui, m, &y, WORD_STAT_DELAY, s->delay_ms, " ms");
	number(ui, m, &y, WORD_STAT_SIZE, s->packet_bytes, " B");
}

static void controls(struct ui *ui, const struct model *m)
{
	const struct call *c = &m->line.call;
	int y = 1048, middle = ui->whole.w / 2;

	widget_disc(ui, 72, y + 12, 128, BUTTON_PLAIN,
		    c->muted ? ICON_MICROPHONE_OFF : ICON_MICROPHONE,
		    say(m->language, c->muted ? WORD_MUTED : WORD_MUTE), c->muted,
		    (struct touch){ ACT_MUTE, 0 });
	widget_disc(ui, middle - 76, y, 152, BUTTON_DANGER, ICON_HANG_UP,
		    say(m->language, WORD_HANG_UP), false, (struct touch){ ACT_HANG_UP, 0 });
	widget_disc(ui, ui->whole.w - 72 - 128, y + 12, 128, BUTTON_PLAIN, ICON_CHART,
		    say(m->language, WORD_DETAILS), m->details, (struct touch){ ACT_DETAILS, 0 });
}

static void ask_differ(struct ui *ui, const struct model *m)
{
	struct dialog d = {
		.icon = ICON_WARNING,
		.icon_ink = COLOR_CORAL,
		.title = say(m->language, WORD_DIFFER_TITLE),
		.text = say(m->language, WORD_DIFFER_WHY),
		.yes = say(m->language, WORD_DIFFER_YES),
		.no = say(m->language, WORD_DIFFER_NO),
		.yes_look = BUTTON_DANGER,
		.on_yes = { ACT_DIFFER_YES, 0 },
		.on_no = { ACT_DIFFER_NO, 0 },
	};

	widget_dialog(ui, &d);
}

void view_talking(struct ui *ui, const struct model *m)
{
	const struct call *c = &m->line.call;

	badge(ui, m);
	who(ui, m);
	if (m->details)
		details(ui, m);
	else if (call_is_verified(c))
		verified(ui, m);
	else if (call_is_secure(c))
		compare(ui, m);
	else
		keying(ui, m);
	controls(ui, m);
	if (m->asks_differ)
		ask_differ(ui, m);
}
