/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A call before it is established, and after it ended.
 */
#include "user/apps/phone/view.h"

#define DISC 152

/* Calm rings around somebody who calls or is called. */
static void rings(struct ui *ui, int x, int y)
{
	static const color ink[] = { 0x404fdcc0, 0x284fdcc0, 0x144fdcc0 };

	for (int i = 0; i < 3; i++) {
		int r = 144 + 52 * i;

		scene_outline(ui->scene, (struct rect){ x - r, y - r, 2 * r, 2 * r }, r, 3, ink[i]);
	}
}

static void who(struct ui *ui, const struct model *m, const struct call *c)
{
	char claim[CALLING_NAME + 64];

	rings(ui, ui->whole.w / 2, 408);
	view_avatar(ui, ui->whole.w / 2 - 104, 304, 208, c->contact ? c->contact->name : NULL);
	view_centred(ui, 692, 72, type_headline, COLOR_TEXT, call_title(c));
	if (c->contact) {
		view_centred(ui, 768, 44, type_body, COLOR_SOFT, shown_address(c->address));
		return;
	}
	view_centred(ui, 768, 44, type_body, COLOR_AMBER, say(m->language, WORD_NOT_A_CONTACT));
	if (c->claimed[0])
		view_centred(ui, 816, 44, type_caption, COLOR_SOFT,
			     say_with(m->language, WORD_CLAIMS, c->claimed, claim, sizeof(claim)));
}

static enum word doing(const struct call *c)
{
	switch (c->state) {
	case CALL_INCOMING:
		return WORD_INCOMING;
	case CALL_DIALLING:
		return WORD_CALLING;
	case CALL_RINGING:
		return WORD_RINGING;
	default:
		return WORD_CONNECTING;
	}
}

void view_call(struct ui *ui, const struct model *m)
{
	const struct call *c = &m->line.call;
	struct rect note = { MARGIN * 2, 896, ui->whole.w - 4 * MARGIN, 0 };

	view_centred(ui, 56, 56, type_title, COLOR_MINT, say(m->language, doing(c)));
	who(ui, m, c);
	widget_paragraph(ui, note, type_caption, ALIGN_CENTRE, COLOR_FAINT,
			 say(m->language, WORD_BEFORE_ANSWER));
	if (c->state != CALL_INCOMING) {
		widget_disc(ui, (ui->whole.w - DISC) / 2, 1080, DISC, BUTTON_DANGER, ICON_HANG_UP,
			    say(m->language, WORD_HANG_UP), false,
			    (struct touch){ ACT_HANG_UP, 0 });
		return;
	}
	widget_disc(ui, 112, 1080, DISC, BUTTON_DANGER, ICON_HANG_UP,
		    say(m->language, WORD_DECLINE), false, (struct touch){ ACT_DECLINE, 0 });
	widget_disc(ui, ui->whole.w - 112 - DISC, 1080, DISC, BUTTON_CALL, ICON_ANSWER,
		    say(m->language, WORD_ANSWER), false, (struct touch){ ACT_ANSWER, 0 });
}

/* Said where nothing was wrong: it goes away by itself, or by a touch anywhere. */
static void ended_well(struct ui *ui, const struct model *m)
{
	const struct call *c = &m->line.call;
	char length[24];

	view_centred(ui, 56, 56, type_title, COLOR_SOFT, say(m->language, word_of_end(c->end)));
	rings(ui, ui->whole.w / 2, 408);
	view_avatar(ui, ui->whole.w / 2 - 104, 304, 208, c->contact ? c->contact->name : NULL);
	view_centred(ui, 692, 72, type_headline, COLOR_TEXT, call_title(c));
	if (c->talked) {
		view_duration(length, c->ended_ms - c->talking_ms);
		view_centred(ui, 776, 56, type_timer, COLOR_SOFT, length);
	}
	ui_target(ui, ui->whole, ACT_CLOSE, 0, 0);
}

/* Somebody may be attacking, or the phone itself kept the call from being unsafe. */
static bool is_alarming(uint32_t end)
{
	return end == CALLING_NOT_SECURE || end == CALLING_KEYING_FAILED ||
	       end == CALLING_DOWNGRADE || end == CALL_DIFFERED;
}

static void ended_badly(struct ui *ui, const struct model *m)
{
	const struct call *c = &m->line.call;
	bool alarming = is_alarming(c->end);
	color ink = alarming ? COLOR_CORAL : COLOR_AMBER;
	struct rect disc = { ui->whole.w / 2 - 96, 216, 192, 192 };
	struct rect text = { MARGIN * 2, 476, ui->whole.w - 4 * MARGIN, 0 };

	if (c->never_rang)
		view_centred(ui, 56, 56, type_title, COLOR_SOFT,
			     say(m->language, WORD_REFUSED_CALLER));
	scene_box(ui->scene, disc, 96, alarming ? COLOR_WINE : COLOR_BRONZE);
	scene_icon(ui->scene, rect_inset(disc, 52), alarming ? ICON_WARNING : ICON_HANG_UP, ink);
	text.y += widget_paragraph(ui, text, type_headline, ALIGN_CENTRE, COLOR_TEXT,
				   say(m->language, word_of_end(c->end)));
	view_centred(ui, text.y + 8, 48, type_strong, ink, call_title(c));
	text.y += 88;
	widget_paragraph(ui, text, type_body, ALIGN_CENTRE, COLOR_SOFT,
			 say(m->language, why_of_end(c->end)));
	text = (struct rect){ MARGIN * 3, 1208, ui->whole.w - 6 * MARGIN, 104 };
	widget_button(ui, text, BUTTON_PLAIN, ICON_NONE, say(m->language, WORD_CLOSE),
		      (struct touch){ ACT_CLOSE, 0 });
	text.y -= 128;
	if (c->outgoing && c->end != CALL_DIFFERED)
		widget_button(ui, text, BUTTON_CALL, ICON_ANSWER, say(m->language, WORD_AGAIN),
			      (struct touch){ ACT_AGAIN, 0 });
}

void view_ended(struct ui *ui, const struct model *m)
{
	uint32_t end = m->line.call.end;

	if (end == CALLING_NORMAL || end == CALL_REJECTED)
		ended_well(ui, m);
	else
		ended_badly(ui, m);
}
