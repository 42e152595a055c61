/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What programs are given: memory of their own, devices, files, and regions with their parts.
 */
#include <string.h>

#include "lib/manifest/read.h"

static bool room(struct reader *r, uint32_t count, uint32_t most, const char *what)
{
	return count < most || line_fail(&r->line, "more than %u %s", most, what);
}

static uint32_t read_flags(struct reader *r)
{
	uint32_t flags = 0;

	for (;;) {
		if (line_takes(&r->line, "write"))
			flags |= MANIFEST_WRITE;
		else if (line_takes(&r->line, "dma"))
			flags |= MANIFEST_DMA;
		else if (line_takes(&r->line, "guest"))
			flags |= MANIFEST_GUEST;
		else
			return flags;
	}
}

/* memory NAME SIZE [dma] [guest]: a region of one part for one program. */
void read_memory(struct reader *r)
{
	struct manifest *m = r->m;
	struct manifest_region region = { .line = r->line.number, .parts = 1 };
	struct manifest_give give = { .line = r->line.number,
				      .region = m->regions,
				      .program = r->program };

	if (!take_name(&r->line, "a memory's name", give.name) ||
	    !take_size(&r->line, "a memory's size", &region.part[0].size))
		return;
	give.flags = read_flags(r) | MANIFEST_WRITE;
	if (!line_ended(&r->line) || !room(r, m->regions, MANIFEST_REGIONS, "regions") ||
	    !room(r, m->gives, MANIFEST_GIVES, "gives"))
		return;
	memcpy(region.part[0].name, give.name, sizeof(give.name));
	m->region[m->regions++] = region;
	m->give[m->gives++] = give;
}

void read_region(struct reader *r)
{
	struct manifest *m = r->m;
	struct manifest_region region = { .line = r->line.number };

	if (!take_name(&r->line, "a region's name", region.name) ||
	    !room(r, m->regions, MANIFEST_REGIONS, "regions"))
		return;
	for (uint32_t i = 0; i < m->regions; i++)
		if (strcmp(m->region[i].name, region.name) == 0) {
			line_fail(&r->line, "there is a region '%s' already", region.name);
			return;
		}
	r->region = m->regions;
	m->region[m->regions++] = region;
}

static uint32_t find_part(const struct manifest_region *region, const char *name)
{
	for (uint32_t i = 0; i < region->parts; i++)
		if (strcmp(region->part[i].name, name) == 0)
			return i;
	return MANIFEST_NOBODY;
}

void read_part(struct reader *r)
{
	struct manifest_region *region = &r->m->region[r->region];
	struct manifest_part part;

	if (!take_name(&r->line, "a part's name", part.name) ||
	    !take_size(&r->line, "a part's size", &part.size) ||
	    !room(r, region->parts, MANIFEST_PARTS, "parts of a region"))
		return;
	if (find_part(region, part.name) != MANIFEST_NOBODY)
		line_fail(&r->line, "there is a part '%s' already", part.name);
	else
		region->part[region->parts++] = part;
}

/* give PROGRAM PART read [write] [dma] [guest] [as NAME] */
void read_give(struct reader *r)
{
	struct manifest *m = r->m;
	struct manifest_region *region = &m->region[r->region];
	struct manifest_give give = { .line = r->line.number, .region = r->region };
	char part[MANIFEST_NAME];

	if (!take_program(r, "the program that is given it", &give.program) ||
	    !take_name(&r->line, "the part", part))
		return;
	give.part = find_part(region, part);
	if (give.part == MANIFEST_NOBODY) {
		line_fail(&r->line, "region '%s' has no part '%s' above this line", region->name,
			  part);
		return;
	}
	memcpy(give.name, part, sizeof(part));
	if (!take_expected(&r->line, "read"))
		return;
	give.flags = read_flags(r);
	if (line_takes(&r->line, "as") && !take_name(&r->line, "a memory's name", give.name))
		return;
	if (line_ended(&r->line) && room(r, m->gives, MANIFEST_GIVES, "gives"))
		m->give[m->gives++] = give;
}

/* node PATH | compatible NAME [INDEX] | address ADDRESS SIZE */
static bool take_place(struct reader *r, struct manifest_device *d)
{
	struct word w;

	if (line_takes(&r->line, "node")) {
		d->by = MANIFEST_BY_NODE;
		return take_path(&r->line, "a node's path", d->node) &&
		       (d->node[0] == '/' || line_fail(&r->line, "a node's path begins with '/'"));
	}
	if (line_takes(&r->line, "compatible")) {
		d->by = MANIFEST_BY_COMPATIBLE;
		if (!take_path(&r->line, "a compatible name", d->node))
			return false;
		if (line_ended(&r->line) ||
		    !word_number(r->line.word[r->line.next], &(uint64_t){ 0 }))
			return true;
		return take_u32(&r->line, "an index", 255, &d->index);
	}
	if (line_takes(&r->line, "address")) {
		d->by = MANIFEST_BY_ADDRESS;
		return take_number(&r->line, "an address", (uint64_t)1 << 48, &d->address) &&
		       take_number(&r->line, "a size", 1u << 30, &d->size) &&
		       (d->size > 0 || line_fail(&r->line, "a device has registers"));
	}
	return take_word(&r->line, "'node', 'compatible' or 'address'", &w) &&
	       line_fail(&r->line,
			 "'%s' does not say where the device is: 'node', 'compatible' or 'address'",
			 word_shown(w).text);
}

/* device NAME PLACE [interrupt [INDEX]] [shared-page] */
void read_device(struct reader *r)
{
	struct manifest *m = r->m;
	struct manifest_device d = { .line = r->line.number, .program = r->program };

	if (!take_name(&r->line, "a device's name", d.name) || !take_place(r, &d))
		return;
	if (line_takes(&r->line, "interrupt")) {
		d.interrupt = true;
		if (d.by == MANIFEST_BY_ADDRESS ||
		    (!line_ended(&r->line) &&
		     word_number(r->line.word[r->line.next], &(uint64_t){ 0 }))) {
			if (!take_u32(&r->line, "an interrupt", 1019, &d.interrupt_index))
				return;
		}
	}
	d.shared_page = line_takes(&r->line, "shared-page");
	if (line_ended(&r->line) && room(r, m->devices, MANIFEST_DEVICES, "devices"))
		m->device[m->devices++] = d;
}

/* file NAME PATH */
void read_file(struct reader *r)
{
	struct manifest *m = r->m;
	struct manifest_file f = { .line = r->line.number, .program = r->program };

	if (take_name(&r->line, "a file's name", f.name) &&
	    take_path(&r->line, "a file of the boot pack", f.path) && line_ended(&r->line) &&
	    room(r, m->files, MANIFEST_FILES, "files"))
		m->file[m->files++] = f;
}
