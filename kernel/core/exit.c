/* SPDX-License-Identifier: Apache-2.0 */
/* Exits; the model is in exit.h. */
#include "kernel/core/exit.h"

#include "kernel/core/gate.h"
#include "kernel/core/sched.h"

void exit_call(struct thread *thread, enum hf_exit kind, const uint64_t words[5])
{
	struct object *object;
	error e = domain_find(thread->object.owner, thread->exit_gate, HF_KIND_GATE, HF_RIGHT_USE,
			      &object);

	thread->exit = kind;
	thread->exit_words[0] = kind;
	for (unsigned int i = 0; i < 5; i++)
		thread->exit_words[i + 1] = words[i];
	if (!e)
		e = gate_call(container_of(object, struct gate, object), thread);
	if (!e)
		return;
	thread->exit = 0;
	thread_stop(thread);
}
