/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is granted: one card for each program of the manifest, with the hardware it drives, whom it talks to
 * and what it reads. What is not on its card it cannot reach.
 */
#include "user/apps/phone/view.h"

#include <stdio.h>
#include <string.h>

#define GAP	20 /* between cards */
#define PADDING 28

/* A list of names, in words. */
struct names {
	char text[512];
	size_t used;
};

static void add(struct names *n, const struct model *m, const char *name)
{
	int more = snprintf(n->text + n->used, sizeof(n->text) - n->used, "%s%s",
			    n->used ? say(m->language, WORD_COMMA) : "", name);

	if (more > 0 && (size_t)more < sizeof(n->text) - n->used)
		n->used += (size_t)more;
	else
		n->text[n->used] = 0;
}

static void list_hardware(struct names *n, const struct model *m, uint32_t program)
{
	for (uint32_t i = 0; i < m->grants->devices; i++)
		if (m->grants->device[i].program == program)
			add(n, m, m->grants->device[i].name);
}

static void list_files(struct names *n, const struct model *m, uint32_t program)
{
	for (uint32_t i = 0; i < m->grants->files; i++)
		if (m->grants->file[i].program == program)
			add(n, m, m->grants->file[i].name);
}

static bool has_channel(const struct manifest *g, uint32_t a, uint32_t b)
{
	for (uint32_t i = 0; i < g->channels; i++)
		if ((g->channel[i].client == a && g->channel[i].server == b) ||
		    (g->channel[i].client == b && g->channel[i].server == a))
			return true;
	return false;
}

static void list_peers(struct names *n, const struct model *m, uint32_t program)
{
	for (uint32_t other = 0; other < m->grants->programs; other++)
		if (has_channel(m->grants, program, other))
			add(n, m, m->grants->program[other].name);
}

/* One line of a card; `always` says "none" where there is nothing. Returns its height. */
static int line(struct ui *ui, const struct model *m, struct rect box, enum word word,
		const struct names *names, bool always)
{
	char text[640];

	if (!names->used && !always)
		return 0;
	say_with(m->language, word, names->used ? names->text : say(m->language, WORD_NOTHING),
		 text, sizeof(text));
	return widget_paragraph(ui, box, type_caption, ALIGN_LEFT, COLOR_SOFT, text);
}

static void memory(struct ui *ui, struct rect box, uint64_t bytes)
{
	char text[32];

	snprintf(text, sizeof(text), "%llu %s",
		 (unsigned long long)(bytes >> 20 ? bytes >> 20 : bytes >> 10),
		 bytes >> 20 ? "MiB" : "KiB");
	scene_line(ui->scene, box, type_label, ALIGN_RIGHT, COLOR_FAINT, text);
}

/* Draws a card from y on; returns its height. The ground is appended first, so it is measured first. */
static int card(struct ui *ui, const struct model *m, uint32_t program, int y, int height)
{
	const struct manifest_program *p = &m->grants->program[program];
	struct names hardware = { .used = 0 }, peers = { .used = 0 }, files = { .used = 0 };
	struct rect ground = { MARGIN - 8, y, ui->whole.w - 2 * MARGIN + 16, height };
	struct rect at = { ground.x + PADDING, y + PADDING - 6, ground.w - 2 * PADDING, 44 };

	list_hardware(&hardware, m, program);
	list_peers(&peers, m, program);
	list_files(&files, m, program);
	scene_box(ui->scene, ground, 28, COLOR_SURFACE);
	scene_line(ui->scene, at, type_strong, ALIGN_LEFT, COLOR_MINT, p->name);
	memory(ui, at, p->heap);
	at.y += 50;
	at.y += line(ui, m, at, WORD_HARDWARE, &hardware, true);
	at.y += line(ui, m, at, WORD_TALKS_TO, &peers, true);
	at.y += line(ui, m, at, WORD_READS, &files, false);
	return at.y + PADDING - 8 - y;
}

/* How high a card is: it is appended beyond the screen, where the scene leaves it out. */
static int card_height(struct ui *ui, const struct model *m, uint32_t program)
{
	return card(ui, m, program, -10000, 0);
}

void view_grants(struct ui *ui, const struct model *m)
{
	int top = view_heading(ui, say(m->language, WORD_GRANTS), true), y, begin;
	struct rect box = view_below(ui, top), intro = { MARGIN, 0, ui->whole.w - 2 * MARGIN, 0 };

	if (!m->grants) {
		view_empty(ui, box, ICON_LIST, say(m->language, WORD_GRANTS),
			   say(m->language, WORD_NO_GRANTS));
		return;
	}
	begin = y = ui_scroll_begin(ui, SCROLL_GRANTS, box);
	intro.y = y;
	y += widget_paragraph(ui, intro, type_caption, ALIGN_LEFT, COLOR_FAINT,
			      say(m->language, WORD_GRANTS_INTRO)) +
	     GAP;
	for (uint32_t i = 0; i < m->grants->programs; i++) {
		int height = m->grants->program[i].is_init ? 0 : card_height(ui, m, i);

		if (!height)
			continue;
		card(ui, m, i, y, height);
		y += height + GAP;
	}
	ui_scroll_end(ui, SCROLL_GRANTS, y - begin + GAP);
}
