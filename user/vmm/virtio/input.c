/* SPDX-License-Identifier: Apache-2.0 */
#include "user/vmm/bytes.h"
#include "user/vmm/virtio/input.h"

enum {
	EVENTS,
	STATUS,
	QUEUES,
};

/* The configuration space, 5.8.4. */
enum {
	SELECT = 0,
	SUBSEL = 1,
	SIZE = 2,
	DATA = 8,
	DATA_BYTES = 128,
	CFG_ID_NAME = 0x01,
	CFG_ID_DEVIDS = 0x03,
	CFG_PROP_BITS = 0x10,
	CFG_EV_BITS = 0x11,
	CFG_ABS_INFO = 0x12,
	BUS_VIRTUAL = 6,
};

/* Linux input event codes. */
enum {
	EV_SYN = 0,
	EV_KEY = 1,
	EV_ABS = 3,
	SYN_REPORT = 0,
	BTN_TOUCH = 0x14a,
	ABS_X = 0x00,
	ABS_Y = 0x01,
	ABS_MT_SLOT = 0x2f,
	ABS_MT_POSITION_X = 0x35,
	ABS_MT_POSITION_Y = 0x36,
	ABS_MT_TRACKING_ID = 0x39,
	INPUT_PROP_DIRECT = 1,
	SPARE = INPUT_WAITING /
		2,  /* what only lifted fingers and keys may fill, so that none sticks */
	KEYS = 255, /* 1..KEYS: what a keyboard may have */
	TRACKS = 0xffff,
};

static struct virtio_input *of(struct virtio_device *v)
{
	return CONTAINER(v, struct virtio_input, virtio);
}

static void set_bit(uint8_t *bits, unsigned bit)
{
	bits[bit / 8] |= (uint8_t)(1u << bit % 8);
}

static size_t name(const struct virtio_input *input, uint8_t *data)
{
	static const char *const names[] = {
		[INPUT_TOUCH_SCREEN] = "Holdfast touch screen",
		[INPUT_KEYBOARD] = "Holdfast keyboard",
	};
	size_t bytes = strlen(names[input->model]);

	memcpy(data, names[input->model], bytes);
	return bytes;
}

static size_t event_bits(const struct virtio_input *input, unsigned type, uint8_t *data)
{
	if (input->model == INPUT_KEYBOARD && type == EV_KEY) {
		for (unsigned key = 1; key <= KEYS; key++)
			set_bit(data, key);
		return KEYS / 8 + 1;
	}
	if (input->model == INPUT_TOUCH_SCREEN && type == EV_KEY) {
		set_bit(data, BTN_TOUCH);
		return BTN_TOUCH / 8 + 1;
	}
	if (input->model == INPUT_TOUCH_SCREEN && type == EV_ABS) {
		set_bit(data, ABS_X);
		set_bit(data, ABS_Y);
		set_bit(data, ABS_MT_SLOT);
		set_bit(data, ABS_MT_POSITION_X);
		set_bit(data, ABS_MT_POSITION_Y);
		set_bit(data, ABS_MT_TRACKING_ID);
		return ABS_MT_TRACKING_ID / 8 + 1;
	}
	return 0;
}

/* struct virtio_input_absinfo: min, max, fuzz, flat, res. */
static size_t absolute(const struct virtio_input *input, unsigned axis, uint8_t *data)
{
	uint32_t maximum;

	switch (axis) {
	case ABS_X:
	case ABS_MT_POSITION_X:
		maximum = input->width - 1;
		break;
	case ABS_Y:
	case ABS_MT_POSITION_Y:
		maximum = input->height - 1;
		break;
	case ABS_MT_SLOT:
		maximum = INPUT_SLOTS - 1;
		break;
	case ABS_MT_TRACKING_ID:
		maximum = TRACKS;
		break;
	default:
		return 0;
	}
	if (input->model != INPUT_TOUCH_SCREEN)
		return 0;
	put32(data + 4, maximum);
	return 20;
}

static size_t answer(const struct virtio_input *input, uint8_t select, uint8_t subsel,
		     uint8_t *data)
{
	switch (select) {
	case CFG_ID_NAME:
		return subsel == 0 ? name(input, data) : 0;
	case CFG_ID_DEVIDS:
		put16(data, BUS_VIRTUAL);
		return 8;
	case CFG_PROP_BITS:
		if (subsel != 0 || input->model != INPUT_TOUCH_SCREEN)
			return 0;
		set_bit(data, INPUT_PROP_DIRECT);
		return 1;
	case CFG_EV_BITS:
		return event_bits(input, subsel, data);
	case CFG_ABS_INFO:
		return absolute(input, subsel, data);
	default:
		return 0;
	}
}

static void configured(struct virtio_device *v, uint32_t offset, unsigned size, uint32_t value)
{
	struct virtio_input *input = of(v);

	if (offset > SUBSEL || size != 1)
		return;
	input->config[offset] = (uint8_t)value;
	memset(input->config + SIZE, 0, sizeof(input->config) - SIZE);
	input->config[SIZE] = (uint8_t)answer(input, input->config[SELECT], input->config[SUBSEL],
					      input->config + DATA);
}

/* As many waiting events to the guest as it has buffers for. */
static void deliver(struct virtio_input *input)
{
	struct virtio_device *v = &input->virtio;
	struct chain chain;
	struct span to;

	do {
		while (input->count > 0 && virtio_take(v, EVENTS, &chain)) {
			const struct input_event *event = &input->waiting[input->first];

			to = chain_writable(&chain);
			virtio_put(v, EVENTS, chain.head,
				   (uint32_t)span_write(&to, event, sizeof(*event)));
			input->first = (input->first + 1) % INPUT_WAITING;
			input->count--;
		}
	} while (input->count > 0 && !virtio_rest(v, EVENTS));
	virtio_flush(v, EVENTS);
}

/*
 * Send a packet, closed by SYN_REPORT, if it leaves `spare` events' room. Returns false if it is lost.
 */
static bool send(struct virtio_input *input, const struct input_event *events, unsigned count,
		 unsigned spare)
{
	if (!virtio_running(&input->virtio) || input->count + count + 1 + spare > INPUT_WAITING)
		return false;
	for (unsigned i = 0; i <= count; i++)
		input->waiting[(input->first + input->count++) % INPUT_WAITING] =
			i < count ? events[i] : (struct input_event){ EV_SYN, SYN_REPORT, 0 };
	deliver(input);
	return true;
}

void virtio_input_touch(struct virtio_input *input, unsigned finger, uint32_t x, uint32_t y)
{
	uint16_t bit = (uint16_t)(1u << finger);
	struct input_event events[7];
	unsigned count = 0;

	events[count++] = (struct input_event){ EV_ABS, ABS_MT_SLOT, finger };
	if (!(input->down & bit)) {
		input->next_track = (input->next_track + 1) & TRACKS;
		events[count++] = (struct input_event){ EV_ABS, ABS_MT_TRACKING_ID,
							(uint32_t)input->next_track };
		if (input->down == 0)
			events[count++] = (struct input_event){ EV_KEY, BTN_TOUCH, 1 };
	}
	events[count++] = (struct input_event){ EV_ABS, ABS_MT_POSITION_X, x };
	events[count++] = (struct input_event){ EV_ABS, ABS_MT_POSITION_Y, y };
	events[count++] = (struct input_event){ EV_ABS, ABS_X, x };
	events[count++] = (struct input_event){ EV_ABS, ABS_Y, y };
	if (send(input, events, count, SPARE))
		input->down |= bit;
}

void virtio_input_lift(struct virtio_input *input, unsigned finger)
{
	uint16_t bit = (uint16_t)(1u << finger);
	const struct input_event events[] = {
		{ EV_ABS, ABS_MT_SLOT, finger },
		{ EV_ABS, ABS_MT_TRACKING_ID, UINT32_MAX }, /* -1 */
		{ EV_KEY, BTN_TOUCH, 0 },
	};

	if (!(input->down & bit))
		return;
	if (send(input, events, input->down == bit ? 3 : 2, 0))
		input->down &= (uint16_t)~bit;
}

void virtio_input_key(struct virtio_input *input, uint16_t code, uint32_t value)
{
	const struct input_event event = { EV_KEY, code, value };

	if (code >= 1 && code <= KEYS)
		(void)send(input, &event, 1, value == 0 ? 0 : SPARE);
}

/* What the guest says to the device, lights of a keyboard, has no effect. */
static void notified(struct virtio_device *v, unsigned index)
{
	struct chain chain;

	if (index == EVENTS) {
		deliver(of(v));
		return;
	}
	do {
		while (virtio_take(v, STATUS, &chain))
			virtio_put(v, STATUS, chain.head, 0);
	} while (!virtio_rest(v, STATUS));
	virtio_flush(v, STATUS);
}

static void reset(struct virtio_device *v)
{
	struct virtio_input *input = of(v);

	input->first = input->count = 0;
	input->next_track = 0;
	input->down = 0;
	memset(input->config, 0, sizeof(input->config));
}

static const struct virtio_kind input_kind = {
	.id = VIRTIO_ID_INPUT,
	.queues = QUEUES,
	.notified = notified,
	.reset = reset,
	.configured = configured,
};

void virtio_input_init(struct virtio_input *input, enum input_model model, uint32_t width,
		       uint32_t height)
{
	memset(input, 0, sizeof(*input));
	virtio_device_init(&input->virtio, &input_kind, 0, input->config, sizeof(input->config));
	input->model = model;
	input->width = width;
	input->height = height;
}
