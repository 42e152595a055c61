/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Access to a device's registers: little-endian, naturally aligned, one access each, in program order
 * (the mapping is Device memory). `registers` is the address at which they are mapped. Tests define these
 * functions themselves and play the device.
 */
#ifndef LIB_VIRTIO_REGISTERS_H
#define LIB_VIRTIO_REGISTERS_H

#include <stdint.h>

uint8_t register_read8(uintptr_t registers, unsigned offset);
uint16_t register_read16(uintptr_t registers, unsigned offset);
uint32_t register_read32(uintptr_t registers, unsigned offset);
void register_write8(uintptr_t registers, unsigned offset, uint8_t value);
void register_write32(uintptr_t registers, unsigned offset, uint32_t value);

#endif
