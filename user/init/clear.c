/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clearing the memory that one program alone uses: before it first runs, because it may hold what was
 * there before power-on, and after it ended, because its successor starts from nothing.
 *
 * A virtual machine's memory takes seconds, so it goes in steps, and init sees to its other work between two.
 * What several programs share stays as it is: it is not the dead one's.
 */
#include "user/init/init.h"

#define STEP ((uint64_t)HF_MAP_ENTRIES * HF_PAGE_SIZE)

/* Memory `n` of the program: its body, its heap, the parts that only it is given. False past the last. */
static bool own_memory(const struct init *init, uint32_t i, uint32_t n, hf_handle *memory,
		       uint64_t *size)
{
	const struct manifest *m = &init->manifest;
	const struct plan_program *p = &init->plan.program[i];

	*memory = n == 0 ? p->body : p->heap;
	*size = n == 0 ? p->body_run.size : p->heap_run.size;
	if (n < 2)
		return true;
	n -= 2;
	for (uint32_t g = 0; g < m->gives; g++) {
		const struct manifest_give *give = &m->give[g];
		const struct plan_part *part = &init->plan.part[give->region][give->part];

		if (give->program != i || manifest_gives(m, give->region, give->part) > 1 ||
		    n-- > 0)
			continue;
		*memory = part->memory;
		*size = part->run.size;
		return true;
	}
	return false;
}

enum hf_error init_clear_step(struct init *init, uint32_t i, bool *done)
{
	struct init_life *life = &init->life[i];
	uint64_t size, step;
	hf_handle memory;
	enum hf_error e;

	init->doing = "clearing its memory";
	*done = !own_memory(init, i, life->memory, &memory, &size);
	if (*done) {
		life->memory = 0;
		return HF_OK;
	}
	if (life->offset == size) {
		life->memory++;
		life->offset = 0;
		return HF_OK;
	}
	step = size - life->offset < STEP ? size - life->offset : STEP;
	e = init_clear_part(memory, life->offset, step);
	life->offset += step;
	return e;
}

enum hf_error init_clear_program(struct init *init, uint32_t i)
{
	enum hf_error e = HF_OK;
	bool done = false;

	while (!done && e == HF_OK)
		e = init_clear_step(init, i, &done);
	return e;
}
