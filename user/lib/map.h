/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mapping memory of any size, in as many calls as HF_MAP_ENTRIES asks for.
 */
#ifndef USER_LIB_MAP_H
#define USER_LIB_MAP_H

#include "user/lib/hf.h"

/* As hf_map. On an error what was mapped so far stays: the caller unmaps address..address + size.
 */
HF_MUST_CHECK enum hf_error hf_map_all(hf_handle space, uint64_t address, hf_handle memory,
				       uint64_t offset, uint64_t size, uint64_t rights);

#endif
