/* SPDX-License-Identifier: Apache-2.0 */
/* What the devices of the AMBA bus share: identification registers, and their nodes' properties. */
#ifndef USER_VMM_PRIMECELL_H
#define USER_VMM_PRIMECELL_H

#include <stdint.h>

struct device;
struct dtb;

/* PeriphID0..3 and PCellID0..3, at 0xfe0 and up, of ARM's part `part`; 0 at other offsets. */
uint32_t primecell_id(uint32_t part, uint32_t revision, uint32_t offset);

/* compatible, reg, interrupts and clocks. `clock` is the device's own clock, or NULL. */
void primecell_describe(const struct device *device, const char *clock, struct dtb *dtb);

#endif
