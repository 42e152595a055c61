/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cold lock: what changes seldom changes under one lock.
 *
 * That is: accounts, handle tables, lists of objects, memories, spaces and their tables, bindings of gates,
 * events and lines. Whoever holds the lock holds a struct cold, and functions that change these take it
 * as their first argument: a held lock is a type. Nobody waits for another CPU while holding it; a call
 * that must returns AGAIN, and is made again.
 *
 * Reading one word of these without the lock is allowed where its header says so (slots, bindings): such a
 * word is written once, whole, and what it points to is freed only after a grace period.
 */
#ifndef KERNEL_CORE_COLD_H
#define KERNEL_CORE_COLD_H

#include "kernel/core/types.h"

struct thread;

struct cold {
	struct thread *by;    /* on whose behalf; NULL at boot */
	uint32_t next, owner; /* tickets: whoever comes first is served first */
};

struct cold *cold_lock(struct thread *by);
void cold_unlock(struct cold *cold);

/*
 * After each bounded step of long work: true if it must stop to be called again, because an interrupt or
 * another CPU waits. The step before makes sure that all get on.
 */
bool cold_pause(const struct cold *cold);

#endif
