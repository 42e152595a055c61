/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a program: refused, or loading the segments stays within the file and the address range.
 */
#include <stdlib.h>

#include "lib/elf/elf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint64_t low = 0x400000, high = 0x7000000000;
	struct elf elf;
	uint64_t end = low;

	if (elf_open(&elf, data, size, low, high) != ELF_OK)
		return 0;
	for (uint32_t i = 0; i < elf.segments; i++) {
		const struct elf_segment *s = &elf.segment[i];

		if (elf_first_page(s) < end || s->memory_size > high - s->address ||
		    s->file_size > s->memory_size || s->offset > size ||
		    s->file_size > size - s->offset || (s->rights & 3) == 3)
			abort();
		end = elf_pages_end(s);
	}
	return 0;
}
