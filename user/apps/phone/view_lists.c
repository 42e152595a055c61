/* SPDX-License-Identifier: Apache-2.0 */
/*
 * People and past calls, and one of them.
 */
#include "user/apps/phone/view.h"

#include <stdio.h>

#define ROW 128

void view_contacts(struct ui *ui, const struct model *m)
{
	int top = view_heading(ui, say(m->language, WORD_TAB_CONTACTS), false), y;
	struct rect box = view_below(ui, top);

	if (!m->contacts->count) {
		view_empty(ui, box, ICON_PEOPLE, say(m->language, WORD_NO_CONTACTS),
			   say(m->language, WORD_NO_CONTACTS_WHY));
		return;
	}
	y = ui_scroll_begin(ui, SCROLL_CONTACTS, box);
	for (size_t i = 0; i < m->contacts->count; i++) {
		const struct contact *c = &m->contacts->entry[i];
		struct row row = { .avatar = c->name,
				   .title = c->name,
				   .text = c->number,
				   .trailing = ICON_FORWARD,
				   .trailing_ink = COLOR_FAINT };

		widget_row(ui, (struct rect){ 0, y + (int)i * ROW, ui->whole.w, ROW }, &row,
			   (struct touch){ ACT_CONTACT, (uint32_t)i });
	}
	ui_scroll_end(ui, SCROLL_CONTACTS, (int)m->contacts->count * ROW);
}

/* What became of it. */
static enum word outcome(const struct past *p)
{
	switch (p->end) {
	case CALL_MISSED:
		return WORD_PAST_MISSED;
	case CALL_REJECTED:
	case CALLING_DECLINED:
		return WORD_PAST_DECLINED;
	case CALLING_BUSY:
		return WORD_PAST_BUSY;
	case CALLING_NO_ANSWER:
		return WORD_PAST_NO_ANSWER;
	case CALLING_NOT_SECURE:
	case CALLING_KEYING_FAILED:
		return WORD_PAST_REFUSED;
	default:
		break;
	}
	if (!p->talked && p->end != CALLING_NORMAL)
		return WORD_PAST_FAILED;
	return p->outgoing ? WORD_PAST_OUTGOING : WORD_PAST_INCOMING;
}

static bool was_bad(const struct past *p)
{
	return p->end == CALL_MISSED ||
	       (p->end != CALLING_NORMAL && p->end != CALL_REJECTED && p->end != CALLING_DECLINED);
}

static const char *ago(const struct model *m, int64_t then_ms, char *out, size_t size)
{
	uint64_t minutes = (uint64_t)((int64_t)m->now_ms - then_ms) / 60000;
	enum word word = WORD_MINUTES_AGO;
	char number[24];

	if (!minutes)
		return say(m->language, WORD_NOW);
	if (minutes >= 1440) {
		minutes /= 1440;
		word = WORD_DAYS_AGO;
	} else if (minutes >= 60) {
		minutes /= 60;
		word = WORD_HOURS_AGO;
	}
	snprintf(number, sizeof(number), "%llu", (unsigned long long)minutes);
	return say_with(m->language, word, number, out, size);
}

static void past_row(struct ui *ui, const struct model *m, unsigned int index, int y)
{
	const struct past *p = model_past(m, index);
	char text[160], when[48], length[24];
	struct row row = { .title = p->known ? p->name : shown_address(p->address), .text = text };

	row.icon = p->outgoing		   ? ICON_OUTGOING
		   : p->end == CALL_MISSED ? ICON_MISSED
					   : ICON_INCOMING;
	row.icon_ink = was_bad(p) ? COLOR_CORAL : COLOR_MINT;
	if (p->secured) {
		row.trailing = p->verified ? ICON_VERIFIED : ICON_SHIELD;
		row.trailing_ink = COLOR_MINT;
	}
	snprintf(text, sizeof(text), "%s  ·  %s", say(m->language, outcome(p)),
		 ago(m, p->began_ms, when, sizeof(when)));
	if (p->talked) {
		view_duration(length, p->length_ms);
		snprintf(text, sizeof(text), "%s  ·  %s  ·  %s", say(m->language, outcome(p)),
			 length, ago(m, p->began_ms, when, sizeof(when)));
	}
	widget_row(ui, (struct rect){ 0, y, ui->whole.w, ROW }, &row,
		   (struct touch){ ACT_HISTORY, index });
}

void view_history(struct ui *ui, const struct model *m)
{
	int top = view_heading(ui, say(m->language, WORD_TAB_HISTORY), false), y;
	struct rect box = view_below(ui, top), note = { MARGIN, top, ui->whole.w - 2 * MARGIN, 0 };

	if (!m->past_count) {
		view_empty(ui, box, ICON_CLOCK, say(m->language, WORD_NO_HISTORY),
			   say(m->language, WORD_NO_HISTORY_WHY));
		return;
	}
	note.h = widget_paragraph(ui, note, type_caption, ALIGN_LEFT, COLOR_FAINT,
				  say(m->language, WORD_IN_MEMORY));
	box = view_below(ui, top + note.h + 24);
	y = ui_scroll_begin(ui, SCROLL_HISTORY, box);
	for (unsigned int i = 0; i < m->past_count; i++)
		past_row(ui, m, i, y + (int)i * ROW);
	ui_scroll_end(ui, SCROLL_HISTORY, (int)m->past_count * ROW);
}

void view_person(struct ui *ui, const struct model *m)
{
	const struct person *p = &m->person;
	const char *title = p->known ? p->name : shown_address(p->address);
	struct rect note = { MARGIN * 2, 880, ui->whole.w - 4 * MARGIN, 0 };
	char claim[CALLING_NAME + 64];

	view_heading(ui, "", true);
	view_avatar(ui, (ui->whole.w - 208) / 2, 208, 208, p->known ? p->name : NULL);
	view_centred(ui, 464, 64, type_headline, COLOR_TEXT, title);
	if (p->known)
		view_centred(ui, 536, 44, type_body, COLOR_SOFT, shown_address(p->address));
	else
		view_centred(ui, 536, 44, type_body, COLOR_AMBER,
			     say(m->language, WORD_NOT_A_CONTACT));
	if (!p->known && p->name[0])
		view_centred(ui, 588, 44, type_caption, COLOR_SOFT,
			     say_with(m->language, WORD_CLAIMS, p->name, claim, sizeof(claim)));
	widget_button(ui, (struct rect){ MARGIN * 3, 720, ui->whole.w - 6 * MARGIN, 112 },
		      BUTTON_CALL, ICON_ANSWER, say(m->language, WORD_CALL),
		      (struct touch){ ACT_CALL_PERSON, 0 });
	widget_paragraph(ui, note, type_caption, ALIGN_CENTRE, COLOR_FAINT,
			 say(m->language, WORD_BEFORE_ANSWER));
}
