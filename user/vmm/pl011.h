/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A PrimeCell UART, PL011 (ARM DDI 0183): so that the guest's kernel is heard before it has loaded any
 * module. What it sends goes to the log at once; it receives nothing.
 */
#ifndef USER_VMM_PL011_H
#define USER_VMM_PL011_H

#include "user/vmm/device.h"
#include "user/vmm/line.h"

struct pl011 {
	struct device device;
	struct line line;
	uint32_t mask; /* UARTIMSC */
	uint32_t baud_integer, baud_fraction, line_control, control,
		levels; /* kept, without effect */
};

void pl011_init(struct pl011 *uart, struct vm *vm);

#endif
