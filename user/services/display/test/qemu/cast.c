/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Display on the real kernel: this program plays input, phone, audio and net, and looks at both strips.
 */
#include <stdbool.h>

#include "user/lib/channel.h"
#include "user/lib/hf.h"
#include "user/lib/log.h"
#include "user/lib/program.h"
#include "user/lib/time.h"
#include "user/protocol/input.h"
#include "user/services/display/front.h"
#include "user/services/display/strip.h"

#define PATIENCE_MS 10000
#define QUIET_MS    300 /* in which nothing is expected to come */

static const struct hf_program *self;
static struct hf_channel input, phone, audio, net;
static const uint32_t *strip[3]; /* by enum world */
static unsigned points;
static bool held = true;

#define HOLDS(...)                                                                                 \
	do {                                                                                       \
		if (!(__VA_ARGS__)) {                                                              \
			hf_log("# line %d: %s", __LINE__, #__VA_ARGS__);                           \
			held = false;                                                              \
		}                                                                                  \
	} while (0)

static void point(const char *name)
{
	hf_log("%s %u %s", held ? "ok" : "not ok", ++points, name);
	held = true;
}

static uint64_t now_ms(void)
{
	return time_from_ticks(hf_now(), self->ticks_per_second, TIME_MILLI);
}

/* Waits for a signal on the input channel, or for `ms`. */
static void rest(uint64_t ms)
{
	uint64_t deadline = hf_now() + time_to_ticks(ms, self->ticks_per_second, TIME_MILLI), got;
	enum hf_error e = hf_wait_event(hf_channel_bit(&input), deadline, &got);

	HOLDS(e == HF_OK || e == HF_E_TIME);
}

/* The next word about which world is in front; false if none comes in time. */
static bool front(struct input_message *m, uint64_t patience_ms)
{
	uint64_t end = now_ms() + patience_ms;

	while (now_ms() < end) {
		int size = hf_receive(&input, m, sizeof(*m));

		if (size == (int)sizeof(*m))
			return m->type == INPUT_FRONT;
		if (size == STREAM_EMPTY)
			rest(10);
	}
	return false;
}

static bool front_is(enum world world, uint32_t hold_ms)
{
	struct input_message m;

	return front(&m, PATIENCE_MS) && m.value == (uint32_t)world && m.hold_ms == hold_ms;
}

static bool nothing_comes(void)
{
	struct input_message m;

	return !front(&m, QUIET_MS);
}

static void say(struct hf_channel *channel, uint32_t type, uint32_t mark, uint32_t value)
{
	struct display_message m = { type, mark, value, 0 };

	HOLDS(hf_send(channel, &m, sizeof(m)) == (int)sizeof(m));
}

static void press_world_key(struct hf_channel *channel)
{
	struct input_message m = { .type = INPUT_WORLD_KEY };

	HOLDS(hf_send(channel, &m, sizeof(m)) == (int)sizeof(m));
}

static uint32_t pixel(enum world world, int x, int y)
{
	return ((volatile const uint32_t *)strip[world])[y * PANEL_WIDTH + x];
}

/* Within a second the pixel has, or no longer has, this colour in both strips. */
static bool both_become(int x, int y, uint32_t ink, bool equal)
{
	for (uint64_t end = now_ms() + 1000; now_ms() < end; rest(10))
		if ((pixel(WORLD_OPEN, x, y) == ink) == equal &&
		    (pixel(WORLD_SEALED, x, y) == ink) == equal)
			return true;
	return false;
}

#define LIVE	     0xc8201c /* the ground of a microphone in use */
#define MICROPHONE_X (STRIP_X_MARKS + 6)
#define CAMERA_X     (MICROPHONE_X + STRIP_MARK_STEP)
#define MARK_Y	     (STRIP_HEIGHT / 2)

static void strips(void)
{
	HOLDS(front_is(WORLD_SEALED, 0));
	HOLDS(pixel(WORLD_SEALED, 2, 2) == 0x0d4f49);
	HOLDS(pixel(WORLD_OPEN, 2, 2) == 0xf4b740);
	HOLDS(pixel(WORLD_SEALED, 360, 32) == pixel(WORLD_OPEN, 360, 32));
	point("both strips are drawn, and the sealed world is in front at the start");
}

static void marks(void)
{
	say(&audio, DISPLAY_MARK, DISPLAY_MICROPHONE, DISPLAY_LIVE);
	HOLDS(both_become(MICROPHONE_X, MARK_Y, LIVE, true));
	say(&audio, DISPLAY_MARK, DISPLAY_MICROPHONE, DISPLAY_OFF);
	HOLDS(both_become(MICROPHONE_X, MARK_Y, LIVE, false));
	say(&audio, DISPLAY_MARK, DISPLAY_MICROPHONE, DISPLAY_LIVE);
	HOLDS(both_become(MICROPHONE_X, MARK_Y, LIVE, true));
	point("audio's word shows in both worlds");
}

static void lies(void)
{
	say(&phone, DISPLAY_MARK, DISPLAY_MICROPHONE, DISPLAY_OFF);
	say(&net, DISPLAY_MARK, DISPLAY_MICROPHONE, DISPLAY_OFF);
	say(&net, DISPLAY_MARK, DISPLAY_CAMERA, DISPLAY_LIVE);
	say(&audio, DISPLAY_MARK, DISPLAY_CAMERA, DISPLAY_LIVE);
	say(&audio, DISPLAY_ATTENTION, 0, 1);
	press_world_key(&phone);
	press_world_key(&audio);
	HOLDS(nothing_comes());
	HOLDS(pixel(WORLD_SEALED, MICROPHONE_X, MARK_Y) == LIVE);
	HOLDS(pixel(WORLD_SEALED, CAMERA_X, MARK_Y) != LIVE);
	point("nobody speaks for another");
}

static void keys(void)
{
	press_world_key(&input);
	HOLDS(front_is(WORLD_OPEN, 0));
	press_world_key(&input);
	HOLDS(front_is(WORLD_SEALED, 0));
	press_world_key(&input);
	HOLDS(front_is(WORLD_OPEN, 0));
	point("the world key switches");
}

static void attention(void)
{
	uint64_t began = now_ms();

	say(&phone, DISPLAY_ATTENTION, 0, 1);
	HOLDS(front_is(WORLD_SEALED, FRONT_HOLD_MS));
	HOLDS(now_ms() - began < 500);
	press_world_key(&input);
	HOLDS(front_is(WORLD_OPEN, 0));
	say(&phone, DISPLAY_ATTENTION, 0, 1);
	HOLDS(nothing_comes());
	point("a call comes to the front once, and is held; its owner may leave it");
	say(&phone, DISPLAY_ATTENTION, 0, 0);
	say(&phone, DISPLAY_ATTENTION, 0, 1);
	HOLDS(front_is(WORLD_SEALED, FRONT_HOLD_MS));
	HOLDS(now_ms() - began >= FRONT_PAUSE_MS && now_ms() - began < FRONT_PAUSE_MS + 1500);
	point("the next one waits its time, and comes by itself then");
}

static void open_all(void)
{
	strip[WORLD_OPEN] =
		(const uint32_t *)(uintptr_t)hf_need(self, "open-strip", HF_GRANT_MEMORY)->address;
	strip[WORLD_SEALED] =
		(const uint32_t *)(uintptr_t)hf_need(self, "sealed-strip", HF_GRANT_MEMORY)
			->address;
	HOLDS(hf_channel_open(self, "input", &input));
	HOLDS(hf_channel_open(self, "phone", &phone));
	HOLDS(hf_channel_open(self, "audio", &audio));
	HOLDS(hf_channel_open(self, "net", &net));
}

int main(const struct hf_program *program)
{
	self = program;
	hf_log("TAP version 13");
	open_all();
	strips();
	marks();
	lies();
	keys();
	attention();
	hf_log("1..%u", points);
	hf_log("# done");
	return 0;
}
