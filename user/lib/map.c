/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mapping memory of any size.
 *
 * The kernel uses 2 MiB entries where address, offset's frame and size allow; this side cannot see
 * the frame, so it counts on small entries only: steps of HF_MAP_ENTRIES pages, which is 2 MiB, cut
 * at 2 MiB boundaries of the address so that a large entry is never split between two calls.
 */
#include "user/lib/map.h"

#define STEP ((uint64_t)HF_MAP_ENTRIES * HF_PAGE_SIZE)

enum hf_error hf_map_all(hf_handle space, uint64_t address, hf_handle memory, uint64_t offset,
			 uint64_t size, uint64_t rights)
{
	while (size > 0) {
		uint64_t step = STEP - address % STEP;
		enum hf_error e;

		if (step > size)
			step = size;
		e = hf_map(space, address, memory, offset, step, rights);
		if (e != HF_OK)
			return e;
		address += step;
		offset += step;
		size -= step;
	}
	return HF_OK;
}
