/* SPDX-License-Identifier: Apache-2.0 */
/* QEMU's edu; the model is in edu.h. */
#include "kernel/test/qemu/edu.h"

#define ECAM	    0x4010000000 /* of QEMU's virt machine, like what follows */
#define ECAM_SIZE   0x100000	 /* bus 0 */
#define WINDOW	    0x10000000	 /* for registers of PCI devices */
#define WINDOW_SIZE 0x100000	 /* of one */
#define AT	    0x300000000	 /* where this program sees them: configuration, then registers */

#define ID	    0x00
#define EDU_ID	    0x11e81234
#define COMMAND	    0x04
#define BAR	    0x10
#define WORKS	    6			  /* answers and masters */
#define FUNCTION(n) ((uint64_t)(n) << 15) /* of slot n, bus 0; its stream is n << 3 */

#define SOURCE	    0x80
#define DESTINATION 0x88
#define COUNT	    0x90
#define START	    0x98
#define START_RUN   1

struct edu edu[EDUS];

static volatile uint32_t *configuration(unsigned int function, unsigned int offset)
{
	return (volatile uint32_t *)(AT + FUNCTION(function) + offset);
}

static hf_handle device_memory(uint64_t address, uint64_t size)
{
	hf_handle part = slot();

	for (unsigned int i = 0; i < boot->memories; i++) {
		const struct hf_boot_memory *m = &boot->memory[i];

		if (m->kind == HF_BOOT_DEVICE && address >= m->base &&
		    address + size <= m->base + m->size &&
		    !hf_carve(HF_INIT_DOMAIN, part, m->handle, address - m->base, size))
			return part;
	}
	__builtin_trap();
}

static void map_device(uint64_t at, uint64_t address, uint64_t size)
{
	if (hf_map(HF_INIT_SPACE, at, device_memory(address, size), 0, size,
		   HF_RIGHT_READ | HF_RIGHT_WRITE | HF_MAP_DEVICE))
		__builtin_trap();
}

void edu_find(void)
{
	unsigned int found = 0;

	map_device(AT, ECAM, ECAM_SIZE);
	for (unsigned int i = 0; i < 32 && found < EDUS; i++) {
		uint64_t at = AT + ECAM_SIZE + found * WINDOW_SIZE;
		uint64_t window = WINDOW + found * WINDOW_SIZE;

		if (*configuration(i, ID) != EDU_ID)
			continue;
		map_device(at, window, WINDOW_SIZE);
		*configuration(i, BAR) = (uint32_t)window;
		*configuration(i, COMMAND) = WORKS;
		edu[found++] = (struct edu){ i << 3, (volatile uint64_t *)at };
	}
	if (found != EDUS)
		__builtin_trap();
}

void edu_start(const struct edu *e, uint64_t from, uint64_t to, uint64_t size, enum edu_way way)
{
	e->registers[SOURCE / 8] = from;
	e->registers[DESTINATION / 8] = to;
	e->registers[COUNT / 8] = size;
	e->registers[START / 8] = way | START_RUN;
}

void edu_wait(const struct edu *e)
{
	while (e->registers[START / 8] & START_RUN)
		(void)!pause_ms(10);
}

void edu_write(const struct edu *e, uint64_t address, uint64_t size)
{
	edu_start(e, EDU_BUFFER, address, size, EDU_OUT);
	edu_wait(e);
}

void edu_read(const struct edu *e, uint64_t address, uint64_t size)
{
	edu_start(e, address, EDU_BUFFER, size, EDU_IN);
	edu_wait(e);
}

struct page page(uint64_t pattern)
{
	struct page p = { .memory = ram(HF_PAGE_SIZE) };
	struct hf_words info = { { 0 } };

	p.words = (volatile uint64_t *)mapped(p.memory, HF_PAGE_SIZE);
	page_fill(&p, pattern);
	if (hf_info(p.memory, &info))
		__builtin_trap();
	p.physical = info.w[2];
	return p;
}

void page_fill(struct page *p, uint64_t pattern)
{
	for (unsigned int i = 0; i < ALL; i++)
		p->words[i] = pattern;
}

unsigned int page_count(const struct page *p, uint64_t pattern)
{
	unsigned int equal = 0;

	for (unsigned int i = 0; i < ALL; i++)
		equal += p->words[i] == pattern;
	return equal;
}

void edu_load(const struct edu *e, struct page *p)
{
	page_fill(p, NEW);
	edu_read(e, IPA, HF_PAGE_SIZE);
}

enum hf_error attach(uint64_t stream, hf_handle space)
{
	return hf_control(HF_INIT_DOMAIN, HF_DOMAIN_STREAM, stream, space, 0);
}

hf_handle space_of(const struct edu *e)
{
	hf_handle space = slot();

	if (hf_create_space(HF_INIT_DOMAIN, space, 0) || attach(e->stream, space))
		__builtin_trap();
	return space;
}

hf_handle space_with(const struct edu *e, const struct page *p)
{
	hf_handle space = space_of(e);

	if (hf_map(space, IPA, p->memory, 0, HF_PAGE_SIZE, HF_RIGHT_READ | HF_RIGHT_WRITE))
		__builtin_trap();
	return space;
}

uint64_t refused(hf_handle space)
{
	struct hf_words info = { { 0 } };

	return hf_info(space, &info) ? 0 : info.w[1];
}
