/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The picture: a box for each program with what it is given, a line for each channel.
 *
 *	solid line	calls		dashed line	messages or a shared buffer
 *
 * The arrow leads from who calls or sends first to who serves.
 */
#include <stdarg.h>
#include <string.h>

#include "tools/manifest/layout.h"
#include "tools/manifest/tool.h"

#define MARGIN	   24.0
#define GAP	   28.0
#define RANK_GAP   74.0
#define LINE	   17.0
#define HEAD	   46.0
#define HEAD_WIDTH 168.0
#define LEGEND	   240.0
#define CHARACTER  6.7 /* width of one, on average */
#define TEXT_MAX   64
#define TEXTS_MAX  64

/* What stands in a program's box below its head. */
struct box {
	struct {
		char text[TEXT_MAX];
		const char *kind; /* class in the style sheet */
	} row[TEXTS_MAX];
	int rows;
	double width, height;
};

static void row(struct box *b, const char *kind, const char *format, ...)
{
	va_list a;
	double width;

	if (b->rows == TEXTS_MAX)
		return;
	va_start(a, format);
	vsnprintf(b->row[b->rows].text, TEXT_MAX, format, a);
	va_end(a);
	b->row[b->rows].kind = kind;
	width = (double)strlen(b->row[b->rows++].text) * CHARACTER + 26;
	b->width = width > b->width ? width : b->width;
}

static void fill_memory(struct box *b, const struct manifest *m, uint32_t i)
{
	for (uint32_t g = 0; g < m->gives; g++) {
		const struct manifest_give *give = &m->give[g];
		const struct manifest_region *region = &m->region[give->region];
		uint64_t kib = region->part[give->part].size >> 10;

		if (give->program != i)
			continue;
		if (region->name[0] != '\0')
			row(b, "memory", "%s of %s%s", region->part[give->part].name, region->name,
			    (give->flags & MANIFEST_WRITE) != 0 ? "" : " (read)");
		else if ((give->flags & MANIFEST_GUEST) != 0)
			row(b, "memory", "%s: %u MiB of open world", give->name,
			    (unsigned)(kib >> 10));
	}
}

static void fill_box(struct box *b, const struct layout *l, const struct manifest *m, uint32_t i)
{
	char common[TEXT_MAX] = "";

	b->width = HEAD_WIDTH;
	for (uint32_t d = 0; d < m->devices; d++)
		if (m->device[d].program == i)
			row(b, "device", "device %s", m->device[d].name);
	fill_memory(b, m, i);
	for (uint32_t f = 0; f < m->files; f++)
		if (m->file[f].program == i)
			row(b, "file", "file %s", m->file[f].name);
	for (uint32_t c = 0; c < m->channels; c++) {
		size_t used = strlen(common);

		if (m->channel[c].client == i && l->common[m->channel[c].server])
			snprintf(common + used, sizeof(common) - used, "%s%s", used > 0 ? ", " : "",
				 m->program[m->channel[c].server].name);
	}
	if (common[0] != '\0')
		row(b, "common", "%s", common);
	b->height = HEAD + b->rows * LINE + (b->rows > 0 ? 8 : 0);
}

static const char style[] =
	"<style>"
	"text{font:12px system-ui,sans-serif;fill:#1f2933}"
	".name{font-size:15px;font-weight:600}.what{fill:#52606d;font-size:11px}"
	".box{fill:#fff;stroke:#52606d;stroke-width:1.2}.linux{fill:#fff7e6}.shared{fill:#eef2f7}"
	".device{fill:#0b6e4f}.memory{fill:#6b3fa0}.file{fill:#52606d}.common{fill:#829ab1}"
	".calls{fill:none;stroke:#1f5fa8;stroke-width:1.5}"
	".stream{fill:none;stroke:#1f5fa8;stroke-width:1.3;stroke-dasharray:5 3}"
	"</style>"
	"<defs><marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" "
	"markerHeight=\"8\" orient=\"auto-start-reverse\"><path d=\"M0 0L8 4L0 8z\" "
	"fill=\"#1f5fa8\"/>"
	"</marker></defs>\n";

static void draw_box(FILE *out, const struct manifest_program *p, const struct box *b, double x,
		     double y, const char *kind)
{
	fprintf(out,
		"<rect class=\"box %s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
		"rx=\"7\"/>"
		"<text class=\"name\" x=\"%.1f\" y=\"%.1f\">%s</text>"
		"<text class=\"what\" x=\"%.1f\" y=\"%.1f\">%s, priority %u",
		kind, x, y, b->width, b->height, x + 12, y + 21, p->name, x + 12, y + 37,
		p->is_linux ? "Linux" : "native", p->priority);
	if (p->period_us > 0)
		fprintf(out, ", %.3g %%", 100.0 * p->budget_us / p->period_us);
	fprintf(out, "</text>\n");
	for (int i = 0; i < b->rows; i++)
		fprintf(out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>\n", b->row[i].kind,
			x + 12, y + HEAD + 8 + i * LINE, b->row[i].text);
}

/* A line enters and leaves a box where its order among the box's lines puts it. */
static double port(const struct layout *l, int node, int link, bool below)
{
	int before = 0, count = 0;
	double other = below ? l->node[l->link[link].to].x : l->node[l->link[link].from].x;
	double width = l->node[node].width;

	if (l->node[node].program == MANIFEST_NOBODY)
		return l->node[node].x;
	for (int i = 0; i < l->links; i++) {
		double x = below ? l->node[l->link[i].to].x : l->node[l->link[i].from].x;

		if ((below ? l->link[i].from : l->link[i].to) != node)
			continue;
		count++;
		if (x < other || (x <= other && i < link))
			before++;
	}
	return l->node[node].x + (before + 0.5 - count / 2.0) * (width - 30) / count;
}

static void draw_link(FILE *out, const struct layout *l, const struct manifest *m, int i,
		      const double *top, const struct box *box)
{
	const struct link *link = &l->link[i];
	const struct node *a = &l->node[link->from], *b = &l->node[link->to];
	double x0 = port(l, link->from, i, true), x1 = port(l, link->to, i, false);
	double y0 = top[a->rank], y1 = top[b->rank], middle;
	bool calls = m->channel[link->channel].calls;

	/* A bend goes straight down past its rank's boxes. */
	if (a->program != MANIFEST_NOBODY)
		y0 += box[a->program].height;
	else
		y0 = top[a->rank + 1] - RANK_GAP;
	middle = (y0 + y1) / 2;
	fprintf(out, "<path class=\"%s\" d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f",
		calls ? "calls" : "stream", x0, y0, x0, middle, x1, middle, x1, y1);
	if (!link->last)
		fprintf(out, "L%.1f %.1f", x1, top[b->rank + 1] - RANK_GAP);
	fprintf(out, "\"%s%s/>\n", link->last && !link->up ? " marker-end=\"url(#a)\"" : "",
		link->first && link->up ? " marker-start=\"url(#a)\"" : "");
}

static void draw_common(FILE *out, const struct layout *l, const struct manifest *m,
			const struct box *box, double y)
{
	double x = MARGIN;

	for (uint32_t i = 0; i < m->programs; i++) {
		if (!l->common[i])
			continue;
		draw_box(out, &m->program[i], &box[i], x, y, "shared");
		x += box[i].width + GAP;
	}
	fprintf(out, "<text class=\"what\" x=\"%.1f\" y=\"%.1f\">", x, y + 21);
	fprintf(out,
		"serve everyone whose box names them</text>\n"
		"<path class=\"calls\" marker-end=\"url(#a)\" d=\"M%.1f %.1fh44\"/>"
		"<text class=\"what\" x=\"%.1f\" y=\"%.1f\">calls</text>"
		"<path class=\"stream\" marker-end=\"url(#a)\" d=\"M%.1f %.1fh44\"/>"
		"<text class=\"what\" x=\"%.1f\" y=\"%.1f\">messages, or a shared buffer</text>\n",
		x, y + 42, x + 54, y + 46, x, y + 62, x + 54, y + 66);
}

void tool_draw(const struct manifest *m, FILE *out)
{
	static struct box box[MANIFEST_PROGRAMS];
	static struct layout l;
	double widths[MANIFEST_PROGRAMS], top[RANKS + 1], common = 0, width = MARGIN + LEGEND;

	memset(box, 0, sizeof(box));
	memset(widths, 0, sizeof(widths));
	layout_make(&l, m, widths, GAP);
	for (uint32_t i = 0; i < m->programs; i++) {
		fill_box(&box[i], &l, m, i);
		widths[i] = box[i].width;
		if (!l.common[i])
			continue;
		common = box[i].height > common ? box[i].height : common;
		width += box[i].width + GAP;
	}
	layout_make(&l, m, widths, GAP);
	top[0] = MARGIN;
	for (int r = 0; r < l.ranks; r++) {
		double height = 0;

		for (int i = 0; i < l.nodes; i++)
			if (l.node[i].rank == r && l.node[i].program != MANIFEST_NOBODY &&
			    box[l.node[i].program].height > height)
				height = box[l.node[i].program].height;
		top[r + 1] = top[r] + height + RANK_GAP;
	}
	for (int i = 0; i < l.nodes; i++)
		l.node[i].x += MARGIN;
	width = l.width + 2 * MARGIN > width ? l.width + 2 * MARGIN : width;
	fprintf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" "
		"width=\"%.0f\">\n"
		"<rect width=\"100%%\" height=\"100%%\" fill=\"#fbfcfd\"/>\n",
		width, top[l.ranks] + common + MARGIN, width);
	fputs(style, out);
	for (int i = 0; i < l.links; i++)
		draw_link(out, &l, m, i, top, box);
	for (uint32_t i = 0; i < m->programs; i++) {
		const struct node *n = l.by_program[i] >= 0 ? &l.node[l.by_program[i]] : NULL;

		if (n != NULL)
			draw_box(out, &m->program[i], &box[i], n->x - n->width / 2, top[n->rank],
				 m->program[i].is_linux ? "linux" : "");
	}
	draw_common(out, &l, m, box, top[l.ranks]);
	fputs("</svg>\n", out);
}
