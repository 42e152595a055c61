/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A virtio console (virtio 1.2, section 5.3) of one port: what the guest prints goes to the log, of
 * each buffer the first 4 KiB. Nothing is typed into it: the guest has a keyboard and a screen.
 */
#ifndef USER_VMM_VIRTIO_CONSOLE_H
#define USER_VMM_VIRTIO_CONSOLE_H

#include "user/vmm/line.h"
#include "user/vmm/virtio/device.h"

struct virtio_console {
	struct virtio_device virtio;
	struct line line;
};

void virtio_console_init(struct virtio_console *console, struct vm *vm);

#endif
