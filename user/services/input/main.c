/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Input: owns the touch panel and the keys. What it is: user/protocol/input.h.
 *
 * Grants:
 *	device	touch, keys, memory input-dma	virtio input devices
 *	channel	display, phone, vmm		streams; those that are missing are not told
 *
 * A device that breaks the rules of virtio ends the program, and init starts it anew: the worlds are
 * then told nothing until display has said FRONT again.
 */
#include <string.h>

#include "user/lib/channel.h"
#include "user/lib/hf.h"
#include "user/lib/log.h"
#include "user/lib/program.h"
#include "user/lib/time.h"
#include "user/services/input/route.h"

#define ROUND 16 /* messages of a peer before the next has its turn */

struct peer {
	struct hf_channel channel;
	bool granted;
};

static struct {
	const struct hf_program *self;
	const struct hf_grant *touch_grant, *keys_grant;
	struct device touch_device, keys_device;
	struct touch touch;
	struct route route;
	struct peer display, world[ROUTE_WORLDS];
	uint64_t bits;
} input;

static void fail(const char *why)
{
	hf_log("\1%s", why);
	hf_exit(1);
}

static uint64_t host_microseconds(void *context)
{
	(void)context;
	return time_from_ticks(hf_now(), input.self->ticks_per_second, TIME_MICRO);
}

static bool host_send(void *context, enum world world, const struct input_message *m)
{
	struct peer *peer = &input.world[world];

	(void)context;
	return !peer->granted || hf_send(&peer->channel, m, sizeof(*m)) == (int)sizeof(*m);
}

static bool host_roomy(void *context, enum world world)
{
	(void)context;
	return input.world[world].granted && stream_writable(&input.world[world].channel.stream);
}

static bool host_world_key(void *context)
{
	struct input_message m = { .type = INPUT_WORLD_KEY, .time_us = host_microseconds(context) };

	return !input.display.granted ||
	       hf_send(&input.display.channel, &m, sizeof(m)) == (int)sizeof(m);
}

static const struct route_host host = {
	.send = host_send,
	.roomy = host_roomy,
	.world_key = host_world_key,
	.microseconds = host_microseconds,
};

static void open_peer(struct peer *peer, const char *name)
{
	peer->granted = hf_channel_open(input.self, name, &peer->channel);
	if (peer->granted)
		input.bits |= hf_channel_bit(&peer->channel);
}

/* At most ROUND messages, so that nobody keeps the devices waiting. True if there may be more. */
static bool drain_display(void)
{
	struct input_message m;

	for (unsigned i = 0; input.display.granted && i < ROUND; i++) {
		int size = hf_receive(&input.display.channel, &m, sizeof(m));

		if (size < 0)
			return false;
		if (size == STREAM_RESET)
			route_display_lost(&input.route);
		else if (!route_front(&input.route, &m, (size_t)size))
			hf_log("\2display sent a message that breaks the protocol");
	}
	return input.display.granted;
}

/* A world has nothing to say; its restart is what is looked for. */
static bool drain_world(enum world world)
{
	struct peer *peer = &input.world[world];
	uint8_t ignored;

	for (unsigned i = 0; peer->granted && i < ROUND; i++) {
		int size = hf_receive(&peer->channel, &ignored, sizeof(ignored));

		if (size < 0)
			return false;
		if (size == STREAM_RESET)
			route_world_lost(&input.route, world);
	}
	return peer->granted;
}

/*
 * Drain one device; its events go to touch, or to keys. What comes after the interrupt was acknowledged
 * interrupts again, so a device that never ends does not hold us.
 */
static void take_events(struct device *device, const struct hf_grant *grant, bool is_touch)
{
	enum virtqueue_taken taken = VIRTQUEUE_TAKEN;
	struct device_event event;

	(void)virtio_interrupt(&device->v);
	(void)!hf_acknowledge(grant->irq);
	for (unsigned i = 0; i < DEVICE_EVENTS; i++) {
		taken = device_next(device, &event);
		if (taken != VIRTQUEUE_TAKEN)
			break;
		if (is_touch)
			touch_event(&input.touch, &event, route_finger, &input.route);
		else if (event.type == EVENT_KEY)
			route_key(&input.route, event.code, event.value);
	}
	if (taken == VIRTQUEUE_BROKEN)
		fail("an input device broke the rules of virtio");
}

static void start_touch(struct dma *memory)
{
	struct device *d = &input.touch_device;
	struct touch_range x, y;
	bool multitouch;

	if (device_start(d, input.touch_grant->address, memory) != VIRTIO_OK)
		fail("no touch device to work with");
	multitouch = device_axis(d, TOUCH_ABS_MT_X, &x.min, &x.max) &&
		     device_axis(d, TOUCH_ABS_MT_Y, &y.min, &y.max);
	if (!multitouch && (!device_axis(d, TOUCH_ABS_X, &x.min, &x.max) ||
			    !device_axis(d, TOUCH_ABS_Y, &y.min, &y.max)))
		fail("the touch device has no axes");
	touch_begin(&input.touch, multitouch, x, y);
	input.bits |= (uint64_t)1 << input.touch_grant->bit;
}

static void start_keys(struct dma *memory)
{
	if (device_start(&input.keys_device, input.keys_grant->address, memory) != VIRTIO_OK)
		fail("no keyboard to work with");
	input.bits |= (uint64_t)1 << input.keys_grant->bit;
}

int main(const struct hf_program *self)
{
	const struct hf_grant *memory = hf_need(self, "input-dma", HF_GRANT_MEMORY);
	struct dma dma = { (uint8_t *)(uintptr_t)memory->address, memory->physical, memory->size };
	uint64_t got = ~(uint64_t)0;

	input.self = self;
	input.touch_grant = hf_need(self, "touch", HF_GRANT_DEVICE);
	input.keys_grant = hf_need(self, "keys", HF_GRANT_DEVICE);
	route_begin(&input.route, &host);
	open_peer(&input.display, "display");
	open_peer(&input.world[WORLD_SEALED], "phone");
	open_peer(&input.world[WORLD_OPEN], "vmm");
	start_touch(&dma);
	start_keys(&dma);
	for (;;) {
		bool more = drain_display();

		more |= drain_world(WORLD_OPEN);
		more |= drain_world(WORLD_SEALED);
		if (got & (uint64_t)1 << input.touch_grant->bit)
			take_events(&input.touch_device, input.touch_grant, true);
		if (got & (uint64_t)1 << input.keys_grant->bit)
			take_events(&input.keys_device, input.keys_grant, false);
		route_settle(&input.route);
		(void)!hf_wait_event(input.bits, more ? HF_NOW : HF_NEVER, &got);
	}
}
