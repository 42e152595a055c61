/* SPDX-License-Identifier: Apache-2.0 */
/*
 * QEMU's edu (docs/specs/edu.rst): a PCI device that copies between memory and 4 KiB of its own, wherever it is
 * told, a tenth of a second after it is told. The machine has two of them with the words `devices` and `smmu`.
 */
#ifndef KERNEL_TEST_QEMU_EDU_H
#define KERNEL_TEST_QEMU_EDU_H

#include "kernel/test/qemu/test.h"

#define EDUS	   2
#define EDU_BUFFER 0x40000 /* its own address of what it has of its own */

struct edu {
	uint64_t stream;
	volatile uint64_t *registers;
};

extern struct edu edu[EDUS];

/* Each case maps what it uses, for nothing is left of the case before. */
void edu_find(void);

enum edu_way { EDU_IN = 0, EDU_OUT = 2 };

/* Tells it to copy; until edu_wait returns it will or has. */
void edu_start(const struct edu *e, uint64_t from, uint64_t to, uint64_t size, enum edu_way way);
void edu_wait(const struct edu *e);

/* Its buffer to memory, and memory to its buffer. */
void edu_write(const struct edu *e, uint64_t address, uint64_t size);
void edu_read(const struct edu *e, uint64_t address, uint64_t size);

/* A page of RAM with a pattern in it, as this program sees it, and where it is. */
struct page {
	hf_handle memory;
	volatile uint64_t *words;
	uint64_t physical;
};

#define ALL (HF_PAGE_SIZE / 8)
#define OLD 0x0101010101010101
#define NEW 0x2323232323232323

struct page page(uint64_t pattern);
void page_fill(struct page *p, uint64_t pattern);
unsigned int page_count(const struct page *p, uint64_t pattern); /* words that are so */

#define IPA 0x7000000 /* where a device sees its page */

/* Fills the device's buffer with NEW, through the page that it sees at IPA. */
void edu_load(const struct edu *e, struct page *p);

enum hf_error attach(uint64_t stream, hf_handle space);

/* A space for the device; with the page at IPA; how many of its accesses were refused. */
hf_handle space_of(const struct edu *e);
hf_handle space_with(const struct edu *e, const struct page *p);
uint64_t refused(hf_handle space);

#endif
