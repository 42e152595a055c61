/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Panel: what display asks of a display controller. One file implements it per kind of controller:
 * panel_ramfb.c for QEMU's; a board's sets the base address of its scan-out engine.
 */
#ifndef USER_SERVICES_DISPLAY_PANEL_H
#define USER_SERVICES_DISPLAY_PANEL_H

#include <stdbool.h>
#include <stdint.h>

#include "abi/program.h"

/* Finds the controller among the program's devices. False, with a line in the log, if it cannot. */
bool panel_open(const struct hf_program *self);

/*
 * Scans out the PANEL_WIDTH x PANEL_HEIGHT pixels of XRGB8888 that begin at this physical address,
 * from the next frame on. False if the controller refuses.
 */
bool panel_show(uint64_t physical);

#endif
