/* SPDX-License-Identifier: Apache-2.0 */
/* The cold lock; the model is in cold.h. */
#include "kernel/core/cold.h"

#include "kernel/core/arch.h"
#include "kernel/core/atomic.h"

static struct cold lock;

struct cold *cold_lock(struct thread *by)
{
	uint32_t ticket = fetch_add(&lock.next, 1);

	while (load_ordered(&lock.owner) != ticket)
		arch_spin();
	lock.by = by;
	return &lock;
}

void cold_unlock(struct cold *cold)
{
	store_ordered(&cold->owner, cold->owner + 1);
}

bool cold_pause(const struct cold *cold)
{
	return arch_interrupt_pending() || load_relaxed(&cold->next) != cold->owner + 1;
}
