/* SPDX-License-Identifier: Apache-2.0 */
/* Handles of the calling thread, found as the object that they must name; errors as domain_find's. */
#ifndef KERNEL_CORE_FIND_H
#define KERNEL_CORE_FIND_H

#include "kernel/core/event.h"
#include "kernel/core/gate.h"
#include "kernel/core/space.h"
#include "kernel/core/thread.h"

#define DEFINE_FIND(noun, kind)                                                                    \
	must_check static inline error find_##noun(const struct thread *t, uint64_t handle,        \
						   uint8_t rights, struct noun **result)           \
	{                                                                                          \
		struct object *object;                                                             \
		error e = domain_find(t->object.owner, handle, kind, rights, &object);             \
                                                                                                   \
		if (!e)                                                                            \
			*result = container_of(object, struct noun, object);                       \
		return e;                                                                          \
	}

DEFINE_FIND(domain, HF_KIND_DOMAIN)
DEFINE_FIND(space, HF_KIND_SPACE)
DEFINE_FIND(thread, HF_KIND_THREAD)
DEFINE_FIND(gate, HF_KIND_GATE)
DEFINE_FIND(event, HF_KIND_EVENT)
DEFINE_FIND(memory, HF_KIND_MEMORY)

#undef DEFINE_FIND

#endif
