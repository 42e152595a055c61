/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bodies: the memory that a program runs in.
 *
 *	body	segments, page by page | stack | boot record
 *	heap	apart, because the program gets a handle to it
 *
 * A Linux program has two images: the personality's, where it starts, and its own, which the personality
 * finds loaded, and as a file besides. No program gets a handle to executable memory.
 */
#include <string.h>

#include "user/init/maker.h"

static bool open_image(struct maker *k, uint32_t i, const char *path, uint64_t low, uint64_t high)
{
	struct plan_program *p = &k->plan->program[i];
	struct plan_image *image = &p->image[p->images++];
	uint32_t line = k->m->program[i].line;
	struct cpio_file file;
	enum elf_error e;

	if (!cpio_find(k->in->pack, path, &file)) {
		manifest_error(k->errors, line, "the boot pack has no file '%s'", path);
		return false;
	}
	image->file = k->in->pack->at + file.offset;
	e = elf_open(&image->elf, image->file, file.size, low, high);
	if (e != ELF_OK)
		manifest_error(k->errors, line, "'%s' cannot run: it is %s", path,
			       elf_error_text(e));
	return e == ELF_OK;
}

static bool open_images(struct maker *k, uint32_t i)
{
	const struct manifest_program *m = &k->m->program[i];

	if (m->is_linux && !open_image(k, i, k->m->personality, HF_PERSONALITY_BASE, HF_GRANT_BASE))
		return false;
	return open_image(k, i, m->image, HF_PROGRAM_BASE, HF_HEAP_BASE);
}

/* Where in the body each segment's pages are; returns the end. */
static uint64_t place_segments(struct plan_image *image, uint64_t at)
{
	for (uint32_t s = 0; s < image->elf.segments; s++) {
		const struct elf_segment *segment = &image->elf.segment[s];

		image->at[s] = at;
		at += elf_pages_end(segment) - elf_first_page(segment);
	}
	return at;
}

static void plan_body(struct maker *k, uint32_t i)
{
	const struct manifest_program *m = &k->m->program[i];
	struct plan_program *p = &k->plan->program[i];
	uint64_t size = 0;

	for (uint32_t n = 0; n < p->images; n++)
		size = place_segments(&p->image[n], size);
	p->stack_at = size;
	p->record_at = size + m->stack;
	size = p->record_at + RECORD_SIZE;
	if (maker_ram(k, m->line, "this program", size, PAGE, &p->body_run))
		p->body = maker_slot(k);
	if (m->heap > 0 && maker_ram(k, m->line, "this program's heap", m->heap,
				     m->heap >= LARGE_PAGE ? LARGE_PAGE : PAGE, &p->heap_run))
		p->heap = maker_slot(k);
}

void plan_bodies(struct maker *k)
{
	for (uint32_t i = 0; i < k->m->programs; i++)
		if (!k->m->program[i].is_init && open_images(k, i))
			plan_body(k, i);
}
