/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The window, through which init reaches the memory of programs: one memory at a time, and nothing between
 * two uses.
 */
#include "user/init/init.h"
#include "user/init/machine.h"
#include "user/lib/map.h"

#define WINDOW_SIZE ((uint64_t)16 << 30)

/* What a failure left in the window goes first. */
enum hf_error init_window_open(hf_handle memory, uint64_t offset, uint64_t size)
{
	enum hf_error e = hf_map_all(HF_INIT_SPACE, INIT_WINDOW, memory, offset, size,
				     HF_RIGHT_READ | HF_RIGHT_WRITE);

	if (e == HF_OK)
		return e;
	e = hf_unmap(HF_INIT_SPACE, INIT_WINDOW, WINDOW_SIZE);
	if (e == HF_OK)
		e = hf_map_all(HF_INIT_SPACE, INIT_WINDOW, memory, offset, size,
			       HF_RIGHT_READ | HF_RIGHT_WRITE);
	return e;
}

enum hf_error init_window_close(uint64_t size)
{
	return hf_unmap(HF_INIT_SPACE, INIT_WINDOW, size);
}

enum hf_error init_clear_part(hf_handle memory, uint64_t offset, uint64_t size)
{
	enum hf_error e = init_window_open(memory, offset, size);

	if (e != HF_OK)
		return e;
	machine_clear((void *)(uintptr_t)INIT_WINDOW, size);
	return init_window_close(size);
}
