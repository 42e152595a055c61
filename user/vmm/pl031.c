/* SPDX-License-Identifier: Apache-2.0 */
#include "user/vmm/bytes.h"
#include "user/vmm/pl031.h"
#include "user/vmm/primecell.h"
#include "user/vmm/tree.h"

enum {
	RTCDR = 0x00,
	RTCMR = 0x04,
	RTCLR = 0x08,
	RTCCR = 0x0c,
	RTCIMSC = 0x10,
	WINDOW = 0x1000,
	PART = 0x031,
	REVISION = 0,
};

static struct pl031 *of(struct device *device)
{
	return CONTAINER(device, struct pl031, device);
}

static uint32_t now(const struct pl031 *rtc)
{
	return (uint32_t)rtc->backend->now(rtc->backend) + rtc->ahead;
}

static uint64_t pl031_read(struct device *device, uint32_t offset, unsigned size)
{
	const struct pl031 *rtc = of(device);

	(void)size;
	switch (offset) {
	case RTCDR:
	case RTCLR:
		return now(rtc);
	case RTCMR:
		return rtc->match;
	case RTCCR:
		return 1; /* always running */
	case RTCIMSC:
		return rtc->mask;
	default:
		return primecell_id(PART, REVISION, offset);
	}
}

static void pl031_write(struct device *device, uint32_t offset, unsigned size, uint64_t value)
{
	struct pl031 *rtc = of(device);

	(void)size;
	switch (offset) {
	case RTCLR:
		rtc->ahead += (uint32_t)value - now(rtc);
		break;
	case RTCMR:
		rtc->match = (uint32_t)value;
		break;
	case RTCIMSC:
		rtc->mask = value & 1;
		break;
	}
}

static void pl031_reset(struct device *device)
{
	struct pl031 *rtc = of(device);

	rtc->ahead = rtc->match = rtc->mask = 0;
}

static void describe(const struct device *device, struct dtb *dtb)
{
	dtb_node_at(dtb, "rtc", device->base);
	primecell_describe(device, NULL, dtb);
	dtb_end_node(dtb);
}

static const struct device_model pl031_model = {
	.compatible = "arm,pl031",
	.read = pl031_read,
	.write = pl031_write,
	.reset = pl031_reset,
	.describe = describe,
};

void pl031_init(struct pl031 *rtc, struct clock_backend *backend)
{
	memset(rtc, 0, sizeof(*rtc));
	rtc->device.model = &pl031_model;
	rtc->device.size = WINDOW;
	rtc->backend = backend;
}
