/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Grants: from the manifest's tables to what each program finds in its boot record.
 */
#include <string.h>

#include "user/init/maker.h"

/* A region's parts lie one after the other in one run, each a memory of its own. */
static void place_region(struct maker *k, uint32_t i)
{
	const struct manifest_region *region = &k->m->region[i];
	uint64_t size = 0, at = 0;
	struct plan_run run;

	for (uint32_t j = 0; j < region->parts; j++)
		size += region->part[j].size;
	if (!maker_ram(k, region->line, "this region", size, size >= LARGE_PAGE ? LARGE_PAGE : PAGE,
		       &run))
		return;
	for (uint32_t j = 0; j < region->parts; j++) {
		struct plan_part *part = &k->plan->part[i][j];

		part->memory = maker_slot(k);
		part->run = (struct plan_run){ run.parent, run.offset + at, region->part[j].size,
					       run.physical + at };
		at += region->part[j].size;
	}
}

static void give_part(struct maker *k, const struct manifest_give *give)
{
	const struct plan_part *part = &k->plan->part[give->region][give->part];
	struct plan_grant *g = maker_grant(k, give->program, HF_GRANT_MEMORY, give->name);

	g->record.handle = maker_program_slot(k, give->program);
	g->record.size = g->size = part->run.size;
	g->memory = g->handle = part->memory;
	g->physical = part->run.physical;
	g->map = HF_RIGHT_READ;
	if ((give->flags & MANIFEST_WRITE) != 0)
		g->map |= HF_RIGHT_WRITE;
	else
		g->record.flags |= HF_GRANT_READONLY;
	g->rights = g->map;
	if ((give->flags & MANIFEST_GUEST) != 0)
		g->rights |= HF_RIGHT_EXECUTE;
	if ((give->flags & MANIFEST_DMA) != 0) {
		g->rights |= HF_RIGHT_ADDRESS;
		g->record.flags |= HF_GRANT_DMA;
		g->record.physical = part->run.physical;
	}
	if (manifest_is_guest(k->m, give->region))
		k->plan->program[give->program].has_guest = true;
	maker_place(k, give->program, g);
}

/* The largest regions first, so that alignment costs least. */
void plan_regions(struct maker *k)
{
	for (uint32_t i = 0; i < k->m->regions; i++)
		if (manifest_is_guest(k->m, i))
			place_region(k, i);
	for (uint32_t i = 0; i < k->m->regions; i++)
		if (!manifest_is_guest(k->m, i))
			place_region(k, i);
	for (uint32_t i = 0; i < k->m->gives; i++)
		give_part(k, &k->m->give[i]);
}

/* One end of a channel. */
static struct plan_grant *channel_end(struct maker *k, uint32_t program, enum hf_grant_kind kind,
				      const char *name, const struct manifest_channel *c,
				      struct plan_channel *channel)
{
	struct plan_grant *g = maker_grant(k, program, kind, name);

	g->record.flags = c->stream ? HF_GRANT_STREAM : 0;
	g->record.notify = maker_program_slot(k, program);
	g->record.bit = maker_bit(k, program);
	if (c->buffer == 0)
		return g;
	g->record.size = g->size = c->buffer;
	g->memory = channel->buffer;
	g->physical = channel->run.physical;
	g->map = HF_RIGHT_READ | HF_RIGHT_WRITE;
	maker_place(k, program, g);
	return g;
}

static void plan_one_channel(struct maker *k, uint32_t i)
{
	const struct manifest_channel *c = &k->m->channel[i];
	struct plan_channel *channel = &k->plan->channel[i];
	struct plan_grant *client, *server;

	if (c->buffer > 0) {
		(void)maker_ram(k, c->line, "this channel's buffer", c->buffer, PAGE,
				&channel->run);
		channel->buffer = maker_slot(k);
	}
	if (c->calls)
		channel->gate = maker_slot(k);
	channel->signals_client = maker_slot(k);
	channel->signals_server = maker_slot(k);
	client = channel_end(k, c->client, HF_GRANT_CHANNEL_CLIENT, c->client_name, c, channel);
	if (c->calls)
		client->record.handle = maker_program_slot(k, c->client);
	client->handle = channel->gate;
	client->rights = HF_RIGHT_USE;
	client->notify = channel->signals_server;
	channel->client_bit = client->record.bit;
	server = channel_end(k, c->server, HF_GRANT_CHANNEL_SERVER, c->server_name, c, channel);
	server->record.identity = i + 1;
	server->record.policy = c->policy;
	server->notify = channel->signals_client;
	channel->server_bit = server->record.bit;
}

void plan_channels(struct maker *k)
{
	for (uint32_t i = 0; i < k->m->channels; i++)
		plan_one_channel(k, i);
}

void plan_device_grants(struct maker *k)
{
	for (uint32_t i = 0; i < k->m->devices; i++) {
		const struct manifest_device *d = &k->m->device[i];
		const struct plan_device *device = &k->plan->device[i];
		struct plan_grant *g = maker_grant(k, d->program, HF_GRANT_DEVICE, d->name);

		g->memory = device->memory;
		g->physical = device->run.physical;
		g->size = device->run.size;
		g->map = HF_RIGHT_READ | HF_RIGHT_WRITE | HF_MAP_DEVICE;
		maker_place(k, d->program, g);
		g->record.address += device->registers;
		g->record.size = device->size;
		if (!d->interrupt)
			continue;
		g->irq = device->line;
		g->record.irq = maker_program_slot(k, d->program);
		g->record.bit = device->bit;
	}
}

/*
 * Find a file of the pack that will be mapped. The archive's tool puts each at the start of a page;
 * behind its end, to the end of the page, lies nothing but the next file's header.
 */
static bool find_mapped(struct maker *k, uint32_t line, const char *path, uint64_t *offset,
			uint64_t *size)
{
	struct cpio_file file;

	if (!cpio_find(k->in->pack, path, &file)) {
		manifest_error(k->errors, line, "the boot pack has no file '%s'", path);
		return false;
	}
	*offset = k->in->boot->pack_offset + file.offset;
	*size = file.size;
	if (*offset % PAGE == 0)
		return true;
	manifest_error(
		k->errors, line,
		"'%s' does not begin at a page of the boot pack: build it with the manifest tool",
		path);
	return false;
}

static void map_file(struct maker *k, uint32_t program, struct plan_grant *g, uint32_t line,
		     const char *path)
{
	if (!find_mapped(k, line, path, &g->offset, &g->record.size) || g->record.size == 0)
		return;
	g->memory = k->in->pack_memory->handle;
	g->physical = k->in->pack_memory->base + g->offset;
	g->size = pages_up(g->record.size);
	g->map = HF_RIGHT_READ;
	maker_place(k, program, g);
}

void plan_files(struct maker *k)
{
	for (uint32_t i = 0; i < k->m->files; i++) {
		const struct manifest_file *f = &k->m->file[i];

		map_file(k, f->program, maker_grant(k, f->program, HF_GRANT_FILE, f->name), f->line,
			 f->path);
	}
	for (uint32_t i = 0; i < k->m->programs; i++)
		if (k->m->program[i].is_linux)
			map_file(k, i, &k->plan->program[i].ported, k->m->program[i].line,
				 k->m->program[i].image);
}
