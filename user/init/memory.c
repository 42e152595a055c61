/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clearing memory. It goes through the window in steps, so that gigabytes need no more page tables than
 * one step, and nothing stays mapped.
 */
#include "user/init/init.h"
#include "user/init/machine.h"

#define STEP ((uint64_t)HF_MAP_ENTRIES * HF_PAGE_SIZE)

static enum hf_error clear_step(hf_handle memory, uint64_t offset, uint64_t size)
{
	enum hf_error e = hf_map(HF_INIT_SPACE, INIT_WINDOW, memory, offset, size,
				 HF_RIGHT_READ | HF_RIGHT_WRITE);

	if (e != HF_OK)
		return e;
	machine_clear((void *)(uintptr_t)INIT_WINDOW, size);
	return hf_unmap(HF_INIT_SPACE, INIT_WINDOW, size);
}

enum hf_error init_clear(hf_handle memory, uint64_t size)
{
	for (uint64_t offset = 0; offset < size; offset += STEP) {
		uint64_t step = size - offset < STEP ? size - offset : STEP;
		enum hf_error e = clear_step(memory, offset, step);

		if (e != HF_OK)
			return e;
	}
	return HF_OK;
}
