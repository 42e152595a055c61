/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The objects that live as long as the phone. They are init's own, so they stay when a program goes:
 * its neighbours keep their gates, buffers and signals.
 *
 * Memory that several programs share is cleared here, before anybody sees it; a program's own before it
 * is started (clear.c).
 */
#include "user/init/init.h"
#include "user/init/maker.h"
#include "user/lib/map.h"

static enum hf_error carve(hf_handle slot, const struct plan_run *run)
{
	return hf_carve(HF_INIT_DOMAIN, slot, run->parent, run->offset, run->size);
}

static enum hf_error carve_clear(hf_handle slot, const struct plan_run *run)
{
	enum hf_error e = carve(slot, run);

	return e == HF_OK ? init_clear_part(slot, 0, run->size) : e;
}

/* Pay init's own account: each piece becomes the kernel's and is never seen again. */
static enum hf_error fund(struct init *init)
{
	hf_handle slot = init->plan.slots;

	init->doing = "paying for the kernel's objects";
	for (uint32_t i = 0; i < init->plan.fund_runs; i++) {
		enum hf_error e = carve(slot, &init->plan.funds[i]);

		if (e == HF_OK)
			e = hf_control(HF_INIT_DOMAIN, HF_DOMAIN_FUND, slot, 0, 0);
		if (e != HF_OK)
			return e;
	}
	return HF_OK;
}

static enum hf_error build_regions(struct init *init)
{
	const struct manifest *m = &init->manifest;

	init->doing = "carving regions";
	for (uint32_t i = 0; i < m->regions; i++)
		for (uint32_t j = 0; j < m->region[i].parts; j++) {
			const struct plan_part *part = &init->plan.part[i][j];
			enum hf_error e = manifest_gives(m, i, j) > 1
						  ? carve_clear(part->memory, &part->run)
						  : carve(part->memory, &part->run);

			if (e != HF_OK)
				return e;
		}
	return HF_OK;
}

static enum hf_error build_program(struct init *init, uint32_t i)
{
	const struct plan_program *p = &init->plan.program[i];
	enum hf_error e = hf_create_event(HF_INIT_DOMAIN, p->event);

	if (e == HF_OK)
		e = carve(p->body, &p->body_run);
	if (e == HF_OK && p->heap != HF_NO_HANDLE)
		e = carve(p->heap, &p->heap_run);
	return e;
}

static enum hf_error build_programs(struct init *init)
{
	for (uint32_t i = 0; i < init->manifest.programs; i++) {
		enum hf_error e = HF_OK;

		init->doing = init->manifest.program[i].name;
		if (!init->manifest.program[i].is_init)
			e = build_program(init, i);
		if (e != HF_OK)
			return e;
	}
	return HF_OK;
}

/* The client's and the server's events each get a handle that sets the channel's bit in it. */
static enum hf_error build_channel(struct init *init, uint32_t i)
{
	const struct manifest_channel *c = &init->manifest.channel[i];
	const struct plan_channel *channel = &init->plan.channel[i];
	enum hf_error e =
		hf_grant(HF_INIT_DOMAIN, channel->signals_client,
			 init->plan.program[c->client].event, HF_RIGHT_USE, channel->client_bit);

	if (e == HF_OK)
		e = hf_grant(HF_INIT_DOMAIN, channel->signals_server,
			     init->plan.program[c->server].event, HF_RIGHT_USE,
			     channel->server_bit);
	if (e == HF_OK && channel->gate != HF_NO_HANDLE)
		e = hf_create_gate(HF_INIT_DOMAIN, channel->gate, i + 1);
	if (e == HF_OK && channel->buffer != HF_NO_HANDLE)
		e = carve_clear(channel->buffer, &channel->run);
	return e;
}

static enum hf_error build_channels(struct init *init)
{
	init->doing = "making channels";
	for (uint32_t i = 0; i < init->manifest.channels; i++) {
		enum hf_error e = build_channel(init, i);

		if (e != HF_OK)
			return e;
	}
	return HF_OK;
}

static enum hf_error build_devices(struct init *init)
{
	init->doing = "carving devices";
	for (uint32_t i = 0; i < init->manifest.devices; i++) {
		const struct plan_device *d = &init->plan.device[i];
		hf_handle event = init->plan.program[init->manifest.device[i].program].event;
		enum hf_error e = HF_OK;

		if (d->makes_memory)
			e = carve(d->memory, &d->run);
		if (e == HF_OK && d->line != HF_NO_HANDLE)
			e = hf_create_line(HF_INIT_DOMAIN, d->line, d->interrupt, d->bit, event);
		if (e != HF_OK)
			return e;
	}
	return HF_OK;
}

/* Our own end of the channel to the log. */
static enum hf_error map_log(struct init *init)
{
	uint32_t c = init_log_channel(init);

	init->doing = "mapping the channel to the log";
	if (c == MANIFEST_NOBODY)
		return HF_OK;
	return hf_map_all(HF_INIT_SPACE, INIT_LOG, init->plan.channel[c].buffer, 0,
			  init->plan.channel[c].run.size, HF_RIGHT_READ | HF_RIGHT_WRITE);
}

enum hf_error init_build(struct init *init)
{
	static enum hf_error (*const steps[])(struct init *) = {
		fund,		build_regions, init_build_desks, build_programs,
		build_channels, build_devices, map_log,
	};

	for (unsigned i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		enum hf_error e = steps[i](init);

		if (e != HF_OK)
			return e;
	}
	return HF_OK;
}
