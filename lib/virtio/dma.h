/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory that a driver shares with its device: known to the driver by a pointer and to the device by
 * its own address (physical, or the SMMU's), both contiguous. It is taken apart once, when the driver
 * starts, and never given back: what the device may touch is fixed from then on.
 *
 * The device is coherent (the memory is Normal write-back in the driver) but runs at the same time, so the
 * order in which one side sees the other's stores is stated with the fences below, which reach the
 * outer shareable domain.
 */
#ifndef LIB_VIRTIO_DMA_H
#define LIB_VIRTIO_DMA_H

#include <stddef.h>
#include <stdint.h>

struct dma {
	uint8_t *memory;
	uint64_t device; /* the same place, as the device knows it */
	size_t size;
};

/*
 * Cut `size` bytes off the front of `from`, aligned in both address spaces to `align`, a power of two.
 * They are zeroed. If there is not enough, returns a part of size 0.
 */
struct dma dma_take(struct dma *from, size_t size, size_t align);

#if defined(__aarch64__)
#define DMA_FENCE(option) __asm__ volatile("dmb " option ::: "memory")
#else
#define DMA_FENCE(option) __atomic_thread_fence(__ATOMIC_SEQ_CST)
#endif

/* Our stores before are seen before our stores after. */
static inline void dma_publish(void)
{
	DMA_FENCE("oshst");
}

/* Our loads before happen before our loads and stores after. */
static inline void dma_observe(void)
{
	DMA_FENCE("oshld");
}

/* Both, and our stores before are seen before our loads after. */
static inline void dma_order(void)
{
	DMA_FENCE("osh");
}

#endif
