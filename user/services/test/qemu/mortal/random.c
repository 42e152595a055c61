/* SPDX-License-Identifier: Apache-2.0 */
/* See mortal.h. */
#include "user/lib/program.h"
#include "user/services/random/generator.h"
#include "user/services/test/qemu/mortal/mortal.h"

bool __real_generator_read(struct generator *g, uint8_t *to, size_t size);
bool __wrap_generator_read(struct generator *g, uint8_t *to, size_t size);

bool __wrap_generator_read(struct generator *g, uint8_t *to, size_t size)
{
	const struct hf_program *self = (const struct hf_program *)HF_PROGRAM_RECORD;
	static unsigned readings;

	if (self->restarts == 0 && ++readings == MORTAL_READINGS)
		hf_exit(MORTAL_STATUS);
	return __real_generator_read(g, to, size);
}
