/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fw_cfg: the files of QEMU's firmware configuration device, through its memory-mapped DMA interface
 * (QEMU, docs/specs/fw_cfg.rst).
 *
 * The device reads and writes any physical memory it is told to, so whoever holds its registers can do so
 * too: on the emulator `display` is as trusted as the kernel. A board's display controller is behind
 * an SMMU.
 */
#ifndef USER_SERVICES_DISPLAY_FWCFG_H
#define USER_SERVICES_DISPLAY_FWCFG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/virtio/dma.h"

#define FWCFG_FILE_MAX 512 /* bytes written at once */

struct fwcfg {
	uintptr_t registers;
	struct dma command; /* 16 bytes */
	struct dma data;    /* FWCFG_FILE_MAX bytes */
};

/* Takes what it needs from `memory`. False if that is too little, or if it is not a fw_cfg with DMA. */
bool fwcfg_open(struct fwcfg *f, uintptr_t registers, struct dma *memory);

/* The selector of the file `name`; sets *size to its length. False if there is none. */
bool fwcfg_find(struct fwcfg *f, const char *name, uint16_t *selector, uint32_t *size);

/* Writes `size` bytes, at most FWCFG_FILE_MAX, to the beginning of a file. False if refused. */
bool fwcfg_write(struct fwcfg *f, uint16_t selector, const void *bytes, size_t size);

#endif
