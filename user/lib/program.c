/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Start and end of a native program.
 *
 * The stack guard is set before the first function that checks it runs, from the boot record's
 * seed, which differs at each start. Its lowest byte is zero, so that a string that runs over
 * cannot carry it.
 */
#include <string.h>

#include "user/lib/hf.h"
#include "user/lib/log.h"
#include "user/lib/program.h"

uintptr_t __stack_chk_guard;

static const struct hf_program *program;

_Noreturn void __stack_chk_fail(void);
_Noreturn void hf_start(const struct hf_program *self);

/* The fault's address in init's log line is this trap's: the stack is not to be trusted any more.
 */
void __stack_chk_fail(void)
{
	__builtin_trap();
}

/* Of the gates, only this CPU's takes the call. init does not reply; if it is not there, nobody is left to tell. */
void hf_exit(int status)
{
	struct hf_words words = { { HF_EXIT_END, (uint64_t)(int64_t)status } };

	for (unsigned cpu = 0; cpu < HF_CPUS; cpu++)
		if (program->exit[cpu] != HF_NO_HANDLE &&
		    hf_call(program->exit[cpu], &words) != HF_E_CPU)
			__builtin_trap();
	__builtin_trap();
}

__attribute__((no_stack_protector)) void hf_start(const struct hf_program *self)
{
	uint64_t guard = 0;

	for (unsigned i = 1; i < sizeof(guard); i++)
		guard |= (uint64_t)self->seed[i] << 8 * i;
	__stack_chk_guard = (uintptr_t)guard;
	if (self->magic != HF_PROGRAM_MAGIC)
		__builtin_trap();
	program = self;
	hf_log_open(self);
	hf_exit(main(self));
}

const struct hf_grant *hf_find(const struct hf_program *self, const char *name,
			       enum hf_grant_kind kind)
{
	for (unsigned i = 0; i < self->grants && i < HF_GRANTS; i++) {
		const struct hf_grant *grant = &self->grant[i];

		if (grant->kind == kind && strncmp(grant->name, name, HF_NAME) == 0)
			return grant;
	}
	return NULL;
}

const struct hf_grant *hf_need(const struct hf_program *self, const char *name,
			       enum hf_grant_kind kind)
{
	const struct hf_grant *grant = hf_find(self, name, kind);

	if (grant == NULL) {
		hf_log("the manifest grants no '%s'", name);
		hf_exit(1);
	}
	return grant;
}
