/* SPDX-License-Identifier: Apache-2.0 */
/*
 * QEMU's ramfb: a frame buffer in the guest's memory that the emulator shows. Each write of the fw_cfg
 * file etc/ramfb makes it show another place.
 *
 * Grants: device `fw-cfg`; memory `fw-cfg-dma`, a page for transfers.
 */
#include "user/services/display/panel.h"

#include "user/lib/log.h"
#include "user/lib/program.h"
#include "user/protocol/display.h"
#include "user/services/display/fwcfg.h"

#define XRGB8888 0x34325258 /* the four characters XR24 */

/* All fields big-endian. */
struct ramfb_config {
	uint64_t address;
	uint32_t format, flags, width, height, stride;
} __attribute__((packed));

_Static_assert(sizeof(struct ramfb_config) == 28, "ramfb's layout");

static struct fwcfg fwcfg;
static uint16_t selector;

bool panel_open(const struct hf_program *self)
{
	const struct hf_grant *device = hf_need(self, "fw-cfg", HF_GRANT_DEVICE);
	const struct hf_grant *memory = hf_need(self, "fw-cfg-dma", HF_GRANT_MEMORY);
	struct dma dma = { (uint8_t *)(uintptr_t)memory->address, memory->physical, memory->size };
	uint32_t size;

	if (!(memory->flags & HF_GRANT_DMA) ||
	    !fwcfg_open(&fwcfg, (uintptr_t)device->address, &dma)) {
		hf_log("no fw_cfg with DMA");
		return false;
	}
	if (fwcfg_find(&fwcfg, "etc/ramfb", &selector, &size) &&
	    size == sizeof(struct ramfb_config))
		return true;
	hf_log("this machine has no ramfb");
	return false;
}

bool panel_show(uint64_t physical)
{
	struct ramfb_config config = {
		.address = __builtin_bswap64(physical),
		.format = __builtin_bswap32(XRGB8888),
		.width = __builtin_bswap32(PANEL_WIDTH),
		.height = __builtin_bswap32(PANEL_HEIGHT),
		.stride = __builtin_bswap32(PANEL_STRIDE),
	};

	return fwcfg_write(&fwcfg, selector, &config, sizeof(config));
}
