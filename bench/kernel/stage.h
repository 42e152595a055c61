/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the measured programs stand on: sides and actors.
 *
 * This program runs in init's place, at the lowest priority of all. So whatever it starts runs at once, and when it
 * runs on, all others sleep: an operation has been measured when the last actor has been started.
 *
 * A side is a domain with a space of its own. An actor is a thread of a side that runs one of the parts. What fails
 * here ends the machine with a line that says so.
 */
#ifndef BENCH_KERNEL_STAGE_H
#define BENCH_KERNEL_STAGE_H

#include <stdint.h>

#include "bench/kernel/parts.h"
#include "user/lib/hf.h"

/* Priorities: who is FIRST preempts who is LATER. */
enum { DIRECTOR = 1, LATER = 20, FIRST = 30 };

/* Addresses in every side's space. */
#define MESSAGES_AT 0x500000 /* message pages, one after another */
#define DEVICE_AT   0x600000
#define PAGE_AT	    0x700000 /* pages that are mapped for what comes next to them */

struct side {
	hf_handle domain, space; /* of this program */
	hf_handle next;		 /* free slot of the side's table */
	unsigned int threads;
};

extern const struct hf_boot *boot;

void must(enum hf_error e, const char *what);

/* A fresh slot of this program's own table. */
hf_handle slot(void);

/* `size` bytes of RAM, zeroed, at a multiple of 2 MiB. */
hf_handle ram(uint64_t size);

/* The device memory of one page at a physical address. */
hf_handle device(uint64_t address);

/* Maps all of it in this program's own space. */
void *see(hf_handle memory, uint64_t size);

void stage_init(const struct hf_boot *given);

struct side side_make(void);

/* A copy of a handle with these rights in the side's table (`bit`: of an event). */
hf_handle give(struct side *side, hf_handle handle, uint64_t rights, uint64_t bit);

struct actor {
	hf_handle thread, event; /* of this program; the event is bound to the thread */
};

/* Not started yet: its part's registers x19 to x21 come with `start`. */
struct actor actor_make(struct side *side, unsigned int priority);
void start(struct actor actor, const char *part, uint64_t x19, uint64_t x20, uint64_t x21);

/* A gate that the actor serves, with the right to call it in `client`'s table. */
hf_handle gate_for(struct side *client, struct side *side, struct actor actor);

#endif
