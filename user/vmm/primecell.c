/* SPDX-License-Identifier: Apache-2.0 */
#include "user/vmm/bytes.h"
#include "user/vmm/device.h"
#include "user/vmm/primecell.h"
#include "user/vmm/tree.h"

enum {
	PERIPH_ID = 0xfe0,
	PCELL_ID = 0xff0,
	DESIGNER_ARM = 0x41,
};

#define PCELL_VALUE 0xb105f00du

uint32_t primecell_id(uint32_t part, uint32_t revision, uint32_t offset)
{
	uint32_t id = part | DESIGNER_ARM << 12 | revision << 20;

	if (offset < PERIPH_ID || offset % 4 != 0)
		return 0;
	if (offset >= PCELL_ID)
		id = PCELL_VALUE;
	return id >> 2 * (offset & 0xf) & 0xff;
}

/* A property of two strings, the first of which may be NULL. */
static void text_pair(struct dtb *dtb, const char *name, const char *first, const char *second)
{
	char both[48];
	size_t used = 0;

	if (first != NULL) {
		used = strlen(first) + 1;
		memcpy(both, first, used);
	}
	memcpy(both + used, second, strlen(second) + 1);
	dtb_bytes(dtb, name, both, used + strlen(second) + 1);
}

void primecell_describe(const struct device *device, const char *clock, struct dtb *dtb)
{
	text_pair(dtb, "compatible", device->model->compatible, "arm,primecell");
	tree_window(dtb, device);
	tree_line(dtb, device, false);
	text_pair(dtb, "clock-names", clock, "apb_pclk");
	if (clock != NULL)
		DTB_CELLS(dtb, "clocks", TREE_CLOCK, TREE_CLOCK);
	else
		DTB_CELLS(dtb, "clocks", TREE_CLOCK);
}
