/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A kernel for init's host tests: hf_enter with the rules of abi/call.h that init depends on, and everything
 * it did open to inspection. Init is the only thread that runs.
 *
 * RAM is the world's memory file: what init maps it really sees. What it maps into programs is only
 * recorded. A call that breaks a rule fails as on the real kernel; `fail_at` makes any chosen call fail.
 */
#ifndef USER_INIT_TEST_KERNEL_H
#define USER_INIT_TEST_KERNEL_H

#include "user/init/test/world.h"
#include "user/lib/hf.h"

#define KERNEL_OBJECTS	1024
#define KERNEL_SLOTS	2048
#define KERNEL_MAPPINGS 512
#define KERNEL_EXITS	16
#define KERNEL_CONSOLE	16384

struct kernel_object {
	enum hf_kind kind; /* HF_KIND_NONE: ended */
	int owner;	   /* domain, or -1 */
	/* memory */
	uint64_t base, size;
	int parent;
	bool device, consumed;
	/* domain */
	uint64_t pages, priority_max, budget, period, spent_level, cpus;
	/* thread */
	int space;
	bool started;
	uint64_t pc, sp, argument, priority, exits, cpu;
	/* gate */
	uint64_t identity;
	/* gate, event: the thread it is bound to; line: the event it signals */
	int bound;
	uint64_t pending, line;
	unsigned acknowledged;
};

struct kernel_slot {
	int object; /* -1: empty */
	uint64_t rights;
	uint8_t bit;
};

struct kernel_mapping {
	int space, memory; /* space -1: none */
	uint64_t address, physical, size, rights;
};

struct kernel_exit {
	uint64_t identity;
	struct hf_words words;
};

struct kernel {
	struct world *world;
	struct kernel_object object[KERNEL_OBJECTS];
	int objects;
	struct kernel_slot slot[MANIFEST_PROGRAMS + 1][KERNEL_SLOTS]; /* by domain, init's first */
	int domain_object[MANIFEST_PROGRAMS + 1];
	struct kernel_mapping mapping[KERNEL_MAPPINGS];
	struct kernel_exit exit[KERNEL_EXITS];
	unsigned exits;
	char console[KERNEL_CONSOLE];
	size_t console_used;
	uint64_t now, calls;
	uint64_t fail_at; /* this call, counted from 1, fails; 0: none */
	uint64_t waited_until;
};

extern struct kernel kernel;

/* A machine that just booted: init's domain, space, thread, event and memories. */
void kernel_start(struct world *world);

/* Unmaps what init mapped. */
void kernel_end(void);

/* A program is over: its exit is what the next hf_wait returns. */
void kernel_exit(uint64_t identity, uint64_t kind, uint64_t a, uint64_t b);

/* The object behind a handle of init; or of the domain that init's handle `domain` names. NULL if empty. */
struct kernel_object *kernel_object(hf_handle handle);
const struct kernel_slot *kernel_slot(hf_handle domain, hf_handle handle);
int kernel_domain(hf_handle domain);

/* The mapping of a space at an address, or NULL. */
const struct kernel_mapping *kernel_mapped(hf_handle space, uint64_t address);

/* Physical memory. */
void *kernel_memory(uint64_t physical);

#endif
