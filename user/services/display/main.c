/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Display: owns the panel, draws the strip, and says which world is in front.
 *
 * Grants (display.h says who is behind each channel; all but the first group may be missing):
 *	memory	open-strip, sealed-strip	each world's strip, its physical address known; the
 *						world's screen follows it in physical memory
 *	device	fw-cfg, memory fw-cfg-dma	the panel (panel_ramfb.c)
 *	channel	input, phone, audio, net, camera	streams
 *	channel	clock				a gate (user/protocol/clock.h)
 *	file	picture				the owner's, STRIP_PICTURE squared, XRGB8888
 *
 * One loop: drain every channel, do what is due, draw what changed, wait. Messages that break the
 * protocol are dropped and counted.
 */
#include <stddef.h>

#include "user/lib/channel.h"
#include "user/lib/hf.h"
#include "user/lib/log.h"
#include "user/lib/program.h"
#include "user/lib/time.h"
#include "user/protocol/clock.h"
#include "user/services/display/front.h"
#include "user/services/display/message.h"
#include "user/services/display/panel.h"
#include "user/services/display/strip.h"

#define MINUTE_NS 60000000000

/* A channel that may not have been granted: then grant is a null pointer. */
struct peer {
	struct hf_channel channel;
	bool granted;
};

struct display {
	const struct hf_program *self;
	struct peer input, phone, mark[DISPLAY_MARKS];
	const struct hf_grant *clock;
	uint64_t bits;	    /* of all channels */
	uint32_t *strip[3]; /* by enum world */
	uint64_t region[3]; /* likewise: physical address of strip and screen */
	struct front front;
	struct strip state;
	bool stale;	  /* the strips do not show `state` yet */
	bool unsaid;	  /* input has not been told which world is in front */
	uint32_t hold_ms; /* and what it is to be told with it */
	int64_t day_ns;	  /* time of day at counter zero, and the zone */
	int64_t zone_ns;
	bool timed;
	unsigned long refused;
};

static uint64_t now_ms(const struct display *d)
{
	return time_from_ticks(hf_now(), d->self->ticks_per_second, TIME_MILLI);
}

static void open_peer(struct display *d, struct peer *peer, const char *name)
{
	peer->granted = hf_channel_open(d->self, name, &peer->channel);
	if (peer->granted)
		d->bits |= hf_channel_bit(&peer->channel);
}

/* True if a message came; *size is its length. `reset` is set when the peer was restarted. */
static bool receive(struct peer *peer, void *message, size_t room, size_t *size, bool *reset)
{
	int result;

	*reset = false;
	if (!peer->granted)
		return false;
	result = hf_receive(&peer->channel, message, room);
	*reset = result == STREAM_RESET;
	*size = result > 0 ? (size_t)result : 0;
	return result > 0 || *reset;
}

static void refuse(struct display *d, const char *who)
{
	if (!(d->refused & (d->refused + 1)))
		hf_log("dropped a message of %s that breaks the protocol (%lu in all)", who,
		       d->refused + 1);
	d->refused++;
}

static void set_mark(struct display *d, int mark, uint32_t value)
{
	d->stale |= d->state.mark[mark] != value;
	d->state.mark[mark] = value;
}

static void drain_mark(struct display *d, int mark)
{
	static const char *const names[] = { "audio", "camera", "net" };
	struct display_message m;
	size_t size;
	bool reset;

	while (receive(&d->mark[mark], &m, sizeof(m), &size, &reset)) {
		if (reset)
			set_mark(d, mark, STRIP_UNKNOWN);
		else if (message_is_mark(&m, size, (enum display_mark)mark))
			set_mark(d, mark, m.value);
		else
			refuse(d, names[mark]);
	}
}

static void show_front(struct display *d, uint32_t hold_ms)
{
	if (panel_show(d->region[d->front.world]))
		hf_log("the %s world is in front",
		       d->front.world == WORLD_SEALED ? "sealed" : "open");
	else
		hf_log("the panel refused to show another world");
	d->unsaid = true;
	d->hold_ms = hold_ms;
}

static void drain_phone(struct display *d)
{
	struct display_message m;
	size_t size;
	bool reset;

	while (receive(&d->phone, &m, sizeof(m), &size, &reset)) {
		if (reset)
			front_attention(&d->front, false, now_ms(d));
		else if (message_is_attention(&m, size))
			front_attention(&d->front, m.value, now_ms(d));
		else
			refuse(d, "phone");
	}
}

static void drain_input(struct display *d)
{
	struct input_message m;
	size_t size;
	bool reset;

	while (receive(&d->input, &m, sizeof(m), &size, &reset)) {
		if (reset) {
			d->unsaid = true;
		} else if (message_is_world_key(&m, size)) {
			front_key(&d->front);
			show_front(d, 0);
		} else {
			refuse(d, "input");
		}
	}
}

/* If there is no room now, input signals when it has read, and the loop comes here again. */
static void tell_input(struct display *d)
{
	struct input_message m = { .type = INPUT_FRONT,
				   .value = d->front.world,
				   .hold_ms = d->hold_ms };

	if (d->input.granted && d->unsaid &&
	    hf_send(&d->input.channel, &m, sizeof(m)) == (int)sizeof(m)) {
		d->unsaid = false;
		d->hold_ms = 0;
	}
}

static void read_clock(struct display *d)
{
	struct hf_words words = { { CLOCK_READ } };

	d->timed = false;
	if (!d->clock || hf_call(d->clock->handle, &words) != HF_OK || words.w[0] != CLOCK_OK)
		return;
	d->day_ns = (int64_t)words.w[1];
	d->zone_ns = (int64_t)words.w[2] * MINUTE_NS;
	d->timed = d->day_ns >= 0 && d->day_ns <= CLOCK_LAST && d->zone_ns >= -840 * MINUTE_NS &&
		   d->zone_ns <= 840 * MINUTE_NS;
}

/* Sets the strip's time; returns the nanoseconds until it changes. */
static uint64_t update_time(struct display *d)
{
	uint64_t uptime = time_from_ticks(hf_now(), d->self->ticks_per_second, TIME_NANO);
	int64_t local = d->day_ns + d->zone_ns + (int64_t)uptime;
	int minutes = d->timed ? (int)(local / MINUTE_NS % 1440) : STRIP_NO_TIME;

	d->stale |= minutes != d->state.minutes;
	d->state.minutes = minutes;
	return d->timed ? (uint64_t)(MINUTE_NS - local % MINUTE_NS) : MINUTE_NS;
}

static void redraw(struct display *d)
{
	if (!d->stale)
		return;
	d->stale = false;
	d->state.world = WORLD_OPEN;
	strip_draw(d->strip[WORLD_OPEN], &d->state);
	d->state.world = WORLD_SEALED;
	strip_draw(d->strip[WORLD_SEALED], &d->state);
}

/* The strip of a world, which its screen must follow. */
static void open_region(struct display *d, enum world world, const char *name)
{
	const struct hf_grant *g = hf_need(d->self, name, HF_GRANT_MEMORY);

	if (g->size < STRIP_BYTES || !(g->flags & HF_GRANT_DMA)) {
		hf_log("%s: needs %u bytes and its physical address", name, STRIP_BYTES);
		hf_exit(1);
	}
	d->strip[world] = (uint32_t *)(uintptr_t)g->address;
	d->region[world] = g->physical;
}

static void open_picture(struct display *d)
{
	const struct hf_grant *g = hf_find(d->self, "picture", HF_GRANT_FILE);

	if (g && g->size == (uint64_t)STRIP_PICTURE * STRIP_PICTURE * 4)
		d->state.picture = (const uint32_t *)(uintptr_t)g->address;
	else if (g)
		hf_log("picture: has %lu bytes, not %u", g->size,
		       STRIP_PICTURE * STRIP_PICTURE * 4);
}

static void open_all(struct display *d, const struct hf_program *self)
{
	d->self = self;
	open_region(d, WORLD_OPEN, "open-strip");
	open_region(d, WORLD_SEALED, "sealed-strip");
	if (!panel_open(self))
		hf_exit(1);
	open_peer(d, &d->input, "input");
	open_peer(d, &d->phone, "phone");
	open_peer(d, &d->mark[DISPLAY_MICROPHONE], "audio");
	open_peer(d, &d->mark[DISPLAY_CAMERA], "camera");
	open_peer(d, &d->mark[DISPLAY_NETWORK], "net");
	/* A sensor that no program was granted is off; one whose program has not spoken is unknown. */
	for (int mark = 0; mark < DISPLAY_MARKS; mark++)
		d->state.mark[mark] = d->mark[mark].granted ? STRIP_UNKNOWN : DISPLAY_OFF;
	d->clock = hf_find(self, "clock", HF_GRANT_CHANNEL_CLIENT);
	if (d->clock)
		d->bits |= (uint64_t)1 << d->clock->bit;
	open_picture(d);
}

/* Waits for a channel, the minute's end, or a switch that is due. */
static void wait(const struct display *d, uint64_t minute_ns)
{
	uint64_t rate = d->self->ticks_per_second, got;
	uint64_t deadline = hf_now() + time_to_ticks(minute_ns, rate, TIME_NANO);
	enum hf_error e;

	if (d->front.due_ms != FRONT_NEVER) {
		uint64_t due = time_to_ticks(d->front.due_ms, rate, TIME_MILLI);

		deadline = due < deadline ? due : deadline;
	}
	e = hf_wait_event(d->bits, deadline, &got); /* what came is found by looking */
	if (e != HF_OK && e != HF_E_TIME) {
		hf_log("cannot wait: error %d", (int)e);
		hf_exit(1);
	}
}

int main(const struct hf_program *self)
{
	static struct display d;

	open_all(&d, self);
	front_init(&d.front);
	d.stale = true;
	read_clock(&d);
	update_time(&d);
	redraw(&d);
	show_front(&d, 0);
	for (;;) {
		uint64_t minute_ns;

		drain_input(&d);
		drain_phone(&d);
		for (int mark = 0; mark < DISPLAY_MARKS; mark++)
			drain_mark(&d, mark);
		if (front_advance(&d.front, now_ms(&d)))
			show_front(&d, FRONT_HOLD_MS);
		tell_input(&d);
		read_clock(&d);
		minute_ns = update_time(&d);
		redraw(&d);
		wait(&d, minute_ns);
	}
}
