/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A phone in init's host tests: init on the test's kernel and machine, and what is seen of its programs.
 */
#ifndef USER_INIT_TEST_PHONE_H
#define USER_INIT_TEST_PHONE_H

#include "user/init/init.h"
#include "user/init/test/kernel.h"

extern struct world world;
extern struct init init;

/* The test's manifest, but that two of its programs are on other CPUs. */
#define PHONE_ON_TWO_CPUS                                                                          \
	world_changed("\tlinux app\n"                                                              \
		      "\theap 512K\n"                                                              \
		      "\tpriority 10\n"                                                            \
		      "\tspare\n"                                                                  \
		      "program vmm\n",                                                             \
		      "\tlinux app\n"                                                              \
		      "\theap 512K\n"                                                              \
		      "\tpriority 20\n"                                                            \
		      "\tbudget 1ms in 10ms\n"                                                     \
		      "\tcpu 1\n"                                                                  \
		      "program vmm\n"                                                              \
		      "\tcpu 0 threads 1-1\n")

/* A machine with this manifest, up to where init begins; phone_start goes on until all programs run. */
void phone_open(const char *manifest);
enum hf_error phone_boot(void);
void phone_start(const char *manifest);

/* By a program's name. */
uint32_t phone_index(const char *name);
const struct plan_program *phone_plan(const char *name);
const struct hf_program *phone_record(const char *name);
const struct hf_grant *phone_grant(const char *program, const char *name);

/* A program's memory as the program would see it; fails the test if nothing is there. */
void *phone_memory(const char *name, uint64_t address);

/* Fill a program's memory, whole pages, with 0xee. */
void phone_soil(const char *name, uint64_t address, uint64_t size);

/* The number of filled slots of a program's table. */
unsigned phone_handles(const char *name);

/* Forget all signals so far. */
void phone_clear_pending(void);

/* The program faults; init sees it when it serves. */
void phone_fault(const char *name);

/* Serve until nothing is left to do now. */
void phone_serve(void);

bool all_zero(const void *bytes, uint64_t size);

#endif
