/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bodies: the memory that a program runs in.
 *
 *	body	segments, page by page | stack | boot record
 *	heap	apart, because the program gets a handle to it
 *
 * What runs is the program's own image, or for a Linux program the personality's, which finds the
 * program's as a file.
 */
#include <string.h>

#include "user/init/maker.h"

static bool open_image(struct maker *k, uint32_t i)
{
	const struct manifest_program *m = &k->m->program[i];
	struct plan_image *image = &k->plan->program[i].image;
	const char *path = m->is_linux ? k->m->personality : m->image;
	struct cpio_file file;
	enum elf_error e;

	if (!cpio_find(k->in->pack, path, &file)) {
		manifest_error(k->errors, m->line, "the boot pack has no file '%s'", path);
		return false;
	}
	image->file = k->in->pack->at + file.offset;
	e = elf_open(&image->elf, image->file, file.size,
		     m->is_linux ? HF_PERSONALITY_BASE : HF_PROGRAM_BASE,
		     m->is_linux ? HF_GRANT_BASE : HF_HEAP_BASE);
	if (e != ELF_OK)
		manifest_error(k->errors, m->line, "'%s' cannot run: it is %s", path,
			       elf_error_text(e));
	return e == ELF_OK;
}

static void plan_body(struct maker *k, uint32_t i)
{
	const struct manifest_program *m = &k->m->program[i];
	struct plan_program *p = &k->plan->program[i];
	uint64_t size = 0;

	for (uint32_t s = 0; s < p->image.elf.segments; s++) {
		const struct elf_segment *segment = &p->image.elf.segment[s];

		p->image.at[s] = size;
		size += elf_pages_end(segment) - elf_first_page(segment);
	}
	p->stack_at = size;
	p->record_at = size + m->stack;
	size = p->record_at + RECORD_SIZE;
	if (maker_ram(k, m->line, "this program", size, PAGE, &p->body_run))
		p->body = maker_slot(k);
	p->rights = HF_RIGHT_READ | HF_RIGHT_WRITE | (m->is_linux ? HF_RIGHT_EXECUTE : 0u);
	if (m->heap > 0 && maker_ram(k, m->line, "this program's heap", m->heap,
				     m->heap >= LARGE_PAGE ? LARGE_PAGE : PAGE, &p->heap_run))
		p->heap = maker_slot(k);
}

void plan_bodies(struct maker *k)
{
	for (uint32_t i = 0; i < k->m->programs; i++)
		if (!k->m->program[i].is_init && open_image(k, i))
			plan_body(k, i);
}
