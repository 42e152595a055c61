/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The boot console: what the kernel says until init runs, and in a panic. The device is the one that the
 * tree's /chosen/stdout-path names, if it is a PL011 (DDI 0183).
 */
#ifndef KERNEL_ARM64_CONSOLE_H
#define KERNEL_ARM64_CONSOLE_H

#include "lib/fdt/fdt.h"

void console_init(const struct fdt *tree);
void console_text(const char *text);
void console_hex(uint64_t value);

/* "holdfast: TEXT" on a line of its own. */
void console_line(const char *text);

#endif
