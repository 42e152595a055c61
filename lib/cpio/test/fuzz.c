/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an archive: refused, or every file it lists lies within it and the list ends.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/cpio/cpio.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cpio a;
	struct cpio_file f;

	if (!cpio_open(&a, data, size))
		return 0;
	for (size_t offset = 0; cpio_read(&a, offset, &f); offset = f.next)
		if (f.offset > size || f.size > size - f.offset || f.next <= offset ||
		    strlen(f.name) >= size)
			abort();
	return 0;
}
