/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the planner: what its files share. Every function reports errors itself, at the manifest's line;
 * one that returns bool returns false after that.
 */
#ifndef USER_INIT_MAKER_H
#define USER_INIT_MAKER_H

#include "user/init/plan.h"

#define PAGE	    ((uint64_t)HF_PAGE_SIZE)
#define LARGE_PAGE  ((uint64_t)2 << 20)
#define RECORD_SIZE ((sizeof(struct hf_program) + PAGE - 1) & ~(PAGE - 1))

struct maker {
	struct plan *plan;
	const struct plan_input *in;
	const struct manifest *m;
	struct manifest_errors *errors;
};

static inline uint64_t pages_up(uint64_t bytes)
{
	return (bytes + PAGE - 1) & ~(PAGE - 1);
}

/* The next slot of init's table. */
hf_handle maker_slot(struct maker *k);

/* A run of RAM for `what`; `align` is a power of two. */
bool maker_ram(struct maker *k, uint32_t line, const char *what, uint64_t size, uint64_t align,
	       struct plan_run *run);

/* A bit of the program's event; HF_GRANTS bounds them. */
uint32_t maker_bit(struct maker *k, uint32_t program);

/* A new grant of the program, named and with its handles still to fill; never fails after manifest_check. */
struct plan_grant *maker_grant(struct maker *k, uint32_t program, enum hf_grant_kind kind,
			       const char *name);

/* A place in the program's space for g->size bytes at g->physical. */
void maker_place(struct maker *k, uint32_t program, struct plan_grant *g);

/* The next slot of a program's table, for a handle that init copies there. */
hf_handle maker_program_slot(struct maker *k, uint32_t program);

void plan_devices(struct maker *k);  /* device.c: finds them in the tree, and their pages */
void plan_bodies(struct maker *k);   /* body.c: images, stacks, heaps */
void plan_accounts(struct maker *k); /* account.c: what the kernel's objects will cost */
void plan_regions(struct maker *k);  /* grant.c: memory and files, and the grants */
void plan_channels(struct maker *k);
void plan_device_grants(struct maker *k);
void plan_files(struct maker *k);

#endif
