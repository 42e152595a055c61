/* SPDX-License-Identifier: Apache-2.0 */
/* See registers.h: the real thing. */
#include "lib/virtio/registers.h"

uint8_t register_read8(uintptr_t registers, unsigned offset)
{
	return *(volatile uint8_t *)(registers + offset);
}

uint16_t register_read16(uintptr_t registers, unsigned offset)
{
	return *(volatile uint16_t *)(registers + offset);
}

uint32_t register_read32(uintptr_t registers, unsigned offset)
{
	return *(volatile uint32_t *)(registers + offset);
}

void register_write8(uintptr_t registers, unsigned offset, uint8_t value)
{
	*(volatile uint8_t *)(registers + offset) = value;
}

void register_write32(uintptr_t registers, unsigned offset, uint32_t value)
{
	*(volatile uint32_t *)(registers + offset) = value;
}
