/* SPDX-License-Identifier: Apache-2.0 */
/* Exits; the model is in exit.h. */
#include "kernel/core/exit.h"

#include "kernel/core/find.h"
#include "kernel/core/short.h"

struct thread *exit_call(struct thread *thread, enum hf_exit kind, const uint64_t words[EXIT_WORDS])
{
	struct thread *next;
	struct gate *gate;

	thread->exit = kind;
	thread->exit_words[0] = kind;
	thread->exit_words[1] = words[0];
	copy_pair(&thread->exit_words[2], &words[1]);
	copy_pair(&thread->exit_words[4], &words[3]);
	next = short_exit(thread);
	if (next)
		return next;
	if (!find_gate(thread, thread->exit_gate, HF_RIGHT_USE, &gate) && !gate_call(gate, thread))
		return NULL;
	thread->exit = 0;
	thread_stop(thread);
	return NULL;
}
